"""The three doctrinal facets, for any app whose texts are crossed by missions, principles and strategies."""

from collections.abc import Mapping

import django_filters

from dts_platform.core.facets import Facette
from dts_platform.core.finder import FacetFilter, TextFilter
from missions.models import Mission, Principe, Strategie

FACETTES = {
    "mission": (Mission, "Mission"),
    "principe": (Principe, "Principe d’action"),
    "strategie": (Strategie, "Stratégie"),
}


def doctrinal_facets(relation: str, rangs: Mapping[int, int]) -> dict[str, Facette]:
    """Read the facets through the related name an upper app declares, one query each."""
    return {
        nom: Facette.from_pairs(
            nom, libelle, modele.objects.values_list("slug", "titre_court", relation), rangs, garde_les_vides=True
        )
        for nom, (modele, libelle) in FACETTES.items()
    }


class DoctrineFilterSet(django_filters.FilterSet):
    """The filters that every finder declares; an app adds its own and its orders."""

    mission = FacetFilter(label="Mission")
    principe = FacetFilter(label="Principe d’action")
    strategie = FacetFilter(label="Stratégie")
    theme = FacetFilter(label="Thème")
    region = FacetFilter(label="Région")
    q = TextFilter(label="Mots cherchés")
