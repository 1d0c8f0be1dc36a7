"""Demonstration accounts: one of each role, with passwords drawn once and kept out of git."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, Permission

from dts_platform.models import Affectation, User

REFERENTS, NATIONAL = "Référents régionaux", "Équipe nationale"
TEXT_MODELS = {"fiches": "fiche etape outil prolongement reference", "experiences": "experience source chiffrecle"}
ILLUSTRATIONS = "illustrationmission illustrationprincipe illustrationstrategie"


class RefusedInProduction(Exception):
    """Demonstration accounts are never created on a production site."""


@dataclass(frozen=True)
class DemoAccount:
    """A demonstration account: who it stands for, its group and its region."""

    name: str
    role: str
    group: str = ""
    region: str = ""


DEMO_ACCOUNTS = (
    DemoAccount("admin", "administratrice"),
    DemoAccount("nationale", "relectrice nationale", NATIONAL),
    DemoAccount("bretagne", "référente de Bretagne", REFERENTS, "bretagne"),
    DemoAccount("occitanie", "référent d’Occitanie", REFERENTS, "occitanie"),
)


def ensure_groups() -> dict[str, Group]:
    """Create or refresh the two groups of editors and their permissions."""
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in (REFERENTS, NATIONAL)}
    model_names = [*TEXT_MODELS["fiches"].split(), *TEXT_MODELS["experiences"].split(), *ILLUSTRATIONS.split()]
    on_texts = Permission.objects.filter(content_type__app_label__in=TEXT_MODELS, content_type__model__in=model_names)
    view_only = Permission.objects.filter(codename__in=["view_synonyme", "view_fruitlesssearch"])
    groups[REFERENTS].permissions.set(on_texts.exclude(codename__in=["delete_fiche", "delete_experience"]) | view_only)
    on_all_texts = Permission.objects.filter(content_type__app_label__in=["fiches", "experiences", "missions"])
    on_resource_groups = Permission.objects.filter(content_type__model__in=["grouperessource", "referent"])
    on_search = Permission.objects.filter(content_type__model__in=["synonyme", "fruitlesssearch"])
    groups[NATIONAL].permissions.set(on_all_texts | on_resource_groups | on_search)
    return groups


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
    groups = ensure_groups()
    for account in DEMO_ACCOUNTS:
        user, created = User.objects.get_or_create(
            username=account.name, defaults={"is_staff": True, "demonstration": True}
        )
        if created or account.name not in saved_passwords:
            user.is_superuser = not account.group
            user.set_password(passwords[account.name])
            user.save()
            user.groups.set([groups[account.group]] if account.group else [])
            if account.region:
                Affectation.objects.get_or_create(user=user, region=account.region)
    return passwords
