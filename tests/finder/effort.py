"""What a fiche carries in the facets of effort, publics, evidence and situations, read row by row."""

from dts_platform.editorial.states import Statut
from fiches.models import Fiche


def strength(fiche: Fiche) -> str:
    """The strength of its evidence: by its evaluations, else by the organisations of its public experiences."""
    if fiche.references.filter(evaluation=True).exists():
        return "evaluee"
    shown = [told.experience for told in fiche.prolongements.all() if told.experience.statut == Statut.PUBLIE]
    return ["aucune", "une", "plusieurs"][min(2, len({experience.organisation for experience in shown}))]


def carried(fiche: Fiche) -> dict[str, set[str]]:
    return {
        "principale": {fiche.mission_principale.slug} if fiche.mission_principale else set(),
        "public": {public.slug for public in fiche.publics.all()},
        "delai": {fiche.delai} - {""},
        "personnes": {fiche.personnes} - {""},
        "cout": {fiche.cout} - {""},
        "preuve": {strength(fiche)},
        "situation": {step.situation.slug for step in fiche.situations.all()},
    }
