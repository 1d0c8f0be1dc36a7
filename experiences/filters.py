"""The filters of the experiences, declared once for the page, the map, the addresses and the exports."""

from django.http import QueryDict

from dts_platform.core.filtres import Catalogue, FacetFilter, SortFilter, choices
from dts_platform.core.finder import Finder
from dts_platform.core.search.mirror import Snapshot
from dts_platform.core.territoires import DEPARTEMENTS
from experiences.models import Experience
from missions.doctrine import DoctrineFilterSet

TRIS = {"titre": "Nom", "recent": "Plus récentes", "pertinence": "Pertinence"}


class ExperienceFilterSet(DoctrineFilterSet):
    departement = FacetFilter(
        label="Département", valeurs=choices([(code, str(departement)) for code, departement in DEPARTEMENTS.items()])
    )
    structure = FacetFilter(label="Type de structure", valeurs=choices(Experience.TypeDeStructure.choices))
    origine = FacetFilter(label="Origine", valeurs=choices(Experience.Provenances.choices))
    tri = SortFilter(label="Trier par", tris=TRIS)

    class Meta:
        model = Experience
        fields: list[str] = []


EXPERIENCES = Catalogue("experience", "experiences:liste", ExperienceFilterSet)


def find(parametres: QueryDict, snapshot: Snapshot) -> Finder:
    """Answer a request to the finder of experiences."""
    return Finder(EXPERIENCES, parametres, snapshot)
