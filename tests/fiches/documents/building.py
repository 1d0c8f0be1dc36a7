"""What the tests of built documents share: the plan of one fiche, a text to spoil."""

from fiches.documents import catalogue
from fiches.documents.build import BuildPlan
from fiches.models import Etape, Fiche

SLUG = "creer-une-ressourcerie"


def plan_of(fiche: Fiche) -> BuildPlan:
    return catalogue.FICHE.offer(fiche).read()


def spoil(fiche: Fiche) -> None:
    """Write in a fiche what the workshop refuses."""
    Etape.objects.filter(fiche=fiche).update(texte="zorglub")
