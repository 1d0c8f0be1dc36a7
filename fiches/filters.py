"""The filters of the fiches, declared once for the page, the addresses and the exports."""

from django.http import QueryDict

from dts_platform.finder.filters import Catalogue, FacetFilter, SortFilter, choices
from dts_platform.finder.finder import Finder
from dts_platform.search.snapshot import Snapshot
from fiches.models import Fiche, Outil, Partie
from missions.filters import DoctrineFilterSet

SORTS = {"numero": "Numéro", "titre": "Titre", "recent": "Plus récentes", "pertinence": "Pertinence"}


class FicheFilterSet(DoctrineFilterSet):
    partie = FacetFilter(
        "partie",
        label="Partie du manuel",
        values=choices([(partie.slug, f"{partie.value}. {partie.label}") for partie in Partie]),
        stored={partie.slug: partie.value for partie in Partie},
        doctrinal=True,
    )
    outil = FacetFilter("outil__type", label="Outil à emporter", values=choices(Outil.Type.choices))
    tri = SortFilter(label="Trier par", sorts=SORTS)

    class Meta:
        model = Fiche
        fields: list[str] = []


FICHES = Catalogue("fiche", "fiches:liste", FicheFilterSet)


def find(parameters: QueryDict, snapshot: Snapshot) -> Finder:
    """Answer a request to the finder of fiches."""
    return Finder(FICHES, parameters, snapshot)
