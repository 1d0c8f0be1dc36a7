"""The filters of the fiches, declared once for the page, the addresses and the exports."""

from django.http import QueryDict
from django.urls import reverse

from dts_platform.core.finder import Finder, SortFilter
from dts_platform.core.search.simple import score_texts
from fiches.croisements import Croisements
from fiches.models import Fiche
from missions.doctrine import DoctrineFilterSet

TRIS = {"numero": "Ordre du manuel", "titre": "Titre", "recent": "Plus récentes", "pertinence": "Pertinence"}
POIDS = {"titre": 8, "resume": 4, "outil__titre": 3} | dict.fromkeys(
    ["pourquoi", "pour_qui", "avec_qui", "vigilance", "reussite"], 1
)


class FicheFilterSet(DoctrineFilterSet):
    tri = SortFilter(label="Trier par", tris=TRIS)

    class Meta:
        model = Fiche
        fields: list[str] = []


def scores(texte: str) -> dict[int, float]:
    """How well each public fiche answers a text, in one query."""
    return score_texts(Fiche.objects.published(), POIDS, texte)


def find(parametres: QueryDict, croisements: Croisements) -> Finder:
    """Answer a request to the finder of fiches."""
    return Finder(
        reverse("fiches:liste"),
        FicheFilterSet(parametres, queryset=Fiche.objects.none()),
        croisements.index,
        croisements.ordres,
        scores,
        parametres.get("page"),
    )
