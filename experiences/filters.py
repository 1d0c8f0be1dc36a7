"""The filters of the experiences, declared once for the page, the map, the addresses and the exports."""

from django.http import QueryDict
from django.urls import reverse

from dts_platform.core.finder import FacetFilter, Finder, SortFilter
from dts_platform.core.search.simple import score_texts
from experiences.croisements import Croisements
from experiences.models import Experience
from missions.doctrine import DoctrineFilterSet

TRIS = {"titre": "Nom", "recent": "Plus récentes", "pertinence": "Pertinence"}
POIDS = (
    dict.fromkeys(["nom", "organisation", "commune", "territoire"], 8)
    | {"resume": 4}
    | dict.fromkeys(["besoin", "activites", "recit", "partenaires"], 1)
)


class ExperienceFilterSet(DoctrineFilterSet):
    departement = FacetFilter(label="Département")
    tri = SortFilter(label="Trier par", tris=TRIS)

    class Meta:
        model = Experience
        fields: list[str] = []


def scores(texte: str) -> dict[int, float]:
    """How well each public experience answers a text, in one query."""
    return score_texts(Experience.objects.published(), POIDS, texte)


def find(parametres: QueryDict, croisements: Croisements) -> Finder:
    """Answer a request to the finder of experiences."""
    return Finder(
        reverse("experiences:liste"),
        ExperienceFilterSet(parametres, queryset=Experience.objects.none()),
        croisements.index,
        croisements.ordres,
        scores,
        parametres.get("page"),
    )
