"""The filters of the experiences, declared once for the page, the map, the addresses and the exports."""

from django.http import QueryDict
from django.urls import reverse

from dts_platform.core.finder import FacetFilter, Finder, SortFilter
from dts_platform.core.search.simple import Demande, rank
from experiences.croisements import Croisements
from experiences.models import Experience
from missions.doctrine import DoctrineFilterSet

TRIS = {"titre": "Nom", "recent": "Plus récentes", "pertinence": "Pertinence"}


class ExperienceFilterSet(DoctrineFilterSet):
    departement = FacetFilter(label="Département")
    tri = SortFilter(label="Trier par", tris=TRIS)

    class Meta:
        model = Experience
        fields: list[str] = []


def scores(texte: str) -> dict[int, float]:
    """How well each public experience answers a text, in one query."""
    demande = Demande.lire(texte)
    if not demande:
        return {}
    champs = [
        "pk",
        "nom",
        "organisation",
        "commune",
        "territoire",
        "resume",
        "besoin",
        "activites",
        "recit",
        "partenaires",
    ]
    lignes = Experience.objects.published().values_list(*champs)
    poids = (8, 8, 8, 8, 4, 1, 1, 1, 1)
    return rank(demande, {pk: list(zip(poids, textes, strict=True)) for pk, *textes in lignes})


def find(parametres: QueryDict, croisements: Croisements | None = None) -> Finder:
    """Answer a request to the finder of experiences."""
    croisements = croisements or Croisements.read()
    return Finder(
        reverse("experiences:liste"),
        ExperienceFilterSet(parametres, queryset=Experience.objects.none()),
        croisements.index,
        croisements.ordres,
        scores,
        parametres.get("page"),
    )
