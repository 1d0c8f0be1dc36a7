"""The filters of the experiences, declared once for the page, the map, the addresses and the exports."""

from django.http import QueryDict

from dts_platform.content.territoires import DEPARTEMENTS
from dts_platform.finder.filters import Catalogue, FacetFilter, SortFilter, choices
from dts_platform.finder.finder import Finder
from dts_platform.search.snapshot import Snapshot
from experiences.models import Experience
from missions.filters import DoctrineFilterSet

SORTS = {"titre": "Nom", "recent": "Plus récentes", "pertinence": "Pertinence"}


class ExperienceFilterSet(DoctrineFilterSet):
    departement = FacetFilter(
        "departement",
        label="Département",
        values=choices([(code, str(departement)) for code, departement in DEPARTEMENTS.items()]),
    )
    structure = FacetFilter(
        "type_structure", label="Type de structure", values=choices(Experience.StructureType.choices)
    )
    origine = FacetFilter("origine", label="Origine", values=choices(Experience.Origin.choices))
    tri = SortFilter(label="Trier par", sorts=SORTS)

    class Meta:
        model = Experience
        fields: list[str] = []


EXPERIENCES = Catalogue("experience", "experiences:liste", ExperienceFilterSet)


def find(parameters: QueryDict, snapshot: Snapshot) -> Finder:
    """Answer a request to the finder of experiences."""
    return Finder(EXPERIENCES, parameters, snapshot)
