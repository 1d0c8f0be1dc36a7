"""Demonstration accounts: one of each role, with passwords drawn once and kept out of git."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import Group, Permission

from dts_platform.models import Affectation, User

REFERENTS, NATIONAUX = "Référents régionaux", "Équipe nationale"
TEXTES = {"fiches": "fiche etape outil prolongement reference", "experiences": "experience source chiffrecle"}
ILLUSTRATIONS = "illustrationmission illustrationprincipe illustrationstrategie"


class RefuseEnProduction(Exception):
    """Demonstration accounts are never created on a production site."""


@dataclass(frozen=True)
class Compte:
    """A demonstration account: who it stands for, its group and its region."""

    nom: str
    role: str
    groupe: str = ""
    region: str = ""


COMPTES = (
    Compte("admin", "administratrice"),
    Compte("nationale", "relectrice nationale", NATIONAUX),
    Compte("bretagne", "référente de Bretagne", REFERENTS, "bretagne"),
    Compte("occitanie", "référent d’Occitanie", REFERENTS, "occitanie"),
)


def ensure_groups() -> dict[str, Group]:
    """Create or refresh the two groups of editors and their permissions."""
    groupes = {nom: Group.objects.get_or_create(name=nom)[0] for nom in (REFERENTS, NATIONAUX)}
    modeles = [*TEXTES["fiches"].split(), *TEXTES["experiences"].split(), *ILLUSTRATIONS.split()]
    textes = Permission.objects.filter(content_type__app_label__in=TEXTES, content_type__model__in=modeles)
    vues = Permission.objects.filter(codename__in=["view_synonyme", "view_recherchevaine"])
    groupes[REFERENTS].permissions.set(textes.exclude(codename__in=["delete_fiche", "delete_experience"]) | vues)
    tout = Permission.objects.filter(content_type__app_label__in=["fiches", "experiences", "missions"])
    groupes_ressources = Permission.objects.filter(content_type__model__in=["grouperessource", "referent"])
    recherche = Permission.objects.filter(content_type__model__in=["synonyme", "recherchevaine"])
    groupes[NATIONAUX].permissions.set(tout | groupes_ressources | recherche)
    return groupes


def ensure_accounts() -> dict[str, str]:
    """Create the missing accounts; return {name: password} as drawn the first time."""
    if settings.PRODUCTION:
        raise RefuseEnProduction(
            "Les comptes de démonstration n’existent pas en production : créez un compte avec createsuperuser."
        )
    garde = Path(settings.VAR_DIR) / "comptes-de-demonstration.json"
    secrets_gardes = json.loads(garde.read_text()) if garde.exists() else {}
    mots_de_passe = {compte.nom: secrets_gardes.get(compte.nom) or secrets.token_urlsafe(12) for compte in COMPTES}
    if mots_de_passe != secrets_gardes:
        garde.touch(mode=0o600)
        garde.write_text(json.dumps(mots_de_passe, indent=1))
    groupes = ensure_groups()
    for compte in COMPTES:
        user, neuf = User.objects.get_or_create(username=compte.nom, defaults={"is_staff": True, "demonstration": True})
        if neuf or compte.nom not in secrets_gardes:
            user.is_superuser = not compte.groupe
            user.set_password(mots_de_passe[compte.nom])
            user.save()
            user.groups.set([groupes[compte.groupe]] if compte.groupe else [])
            if compte.region:
                Affectation.objects.get_or_create(user=user, region=compte.region)
    return mots_de_passe
