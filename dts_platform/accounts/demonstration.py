"""Demonstration accounts: one of each role, with passwords drawn once and kept out of git, and fictitious groups to show."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from dts_platform.accounts.groups import give_role
from dts_platform.content.territoires import REGIONS
from dts_platform.editorial.permissions import Role
from dts_platform.models import Affectation, GroupeRessource, Referent, User

FICTITIOUS_NUMBER = "01 99 00 00 00"  # of those that the regulator keeps for works of fiction


class RefusedInProduction(Exception):
    """Demonstration accounts are never created on a production site."""


@dataclass(frozen=True)
class DemoAccount:
    """A demonstration account: who it stands for, its role and its region."""

    name: str
    person: str
    role: Role
    region: str = ""


DEMO_ACCOUNTS = (
    DemoAccount("admin", "administratrice", Role.ADMINISTRATOR),
    DemoAccount("nationale", "relectrice nationale", Role.REVIEWER),
    DemoAccount("bretagne", "référente de Bretagne", Role.REFERENT, "bretagne"),
    DemoAccount("occitanie", "référent d’Occitanie", Role.REFERENT, "occitanie"),
)


def _of(name: str) -> str:
    """« de Bretagne », « d’Occitanie »."""
    return f"d’{name}" if name[0] in "AEÉIÎOU" else f"de {name}"


def _ensure_group(region: str) -> None:
    """A group and a person that nobody takes for real, for a demonstration account of this region, or the national one."""
    name = f"groupe {_of(REGIONS[region].nom)}" if region else "groupe national"
    said = {
        "nom": f"Démonstration\u202f: {name} (fictif)",
        "presentation": "Ce groupe n’existe pas\u202f: il montre ce que lirait un visiteur.",
        "courriel": f"{region or 'france'}@demonstration.example",
        "telephone": FICTITIOUS_NUMBER,
        "horaires": "le mardi, de 9\u00a0h à 12\u00a0h",
        "visible": True,
        "demonstration": True,
    }
    group, created = GroupeRessource.objects.get_or_create(region=region, defaults=said)
    if created:
        Referent.objects.create(
            groupe=group,
            nom="Personne fictive",
            fonction="référente de démonstration",
            courriel=f"personne.{region or 'france'}@demonstration.example",
        )


def ensure_accounts() -> dict[str, str]:
    """Create the missing accounts; return {name: password} as drawn the first time."""
    if settings.PRODUCTION:
        raise RefusedInProduction(
            "Les comptes de démonstration n’existent pas en production : créez un compte avec createsuperuser."
        )
    password_file = Path(settings.VAR_DIR) / "comptes-de-demonstration.json"
    saved_passwords = json.loads(password_file.read_text()) if password_file.exists() else {}
    passwords = {
        account.name: saved_passwords.get(account.name) or secrets.token_urlsafe(12) for account in DEMO_ACCOUNTS
    }
    if passwords != saved_passwords:
        password_file.touch(mode=0o600)
        password_file.write_text(json.dumps(passwords, indent=1))
    for account in DEMO_ACCOUNTS:
        user, created = User.objects.get_or_create(username=account.name, defaults={"demonstration": True})
        if created or account.name not in saved_passwords:
            user.set_password(passwords[account.name])
            user.save()
            give_role(user, account.role)
            if account.region:
                Affectation.objects.get_or_create(user=user, region=account.region)
            if account.region or account.role == Role.REVIEWER:
                _ensure_group(account.region)
    return passwords
