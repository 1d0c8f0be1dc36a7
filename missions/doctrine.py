"""The filters shared by every finder whose texts are crossed by missions, principles and strategies."""

import django_filters

from dts_platform.core.filtres import FacetFilter, TextFilter, choices, residents
from dts_platform.core.territoires import CHOIX_DE_REGIONS


class DoctrineFilterSet(django_filters.FilterSet):
    """The filters that every finder declares; an app adds its own and its orders."""

    mission = FacetFilter(label="Mission", valeurs=residents("mission"), doctrinale=True)
    principe = FacetFilter(label="Principe d’action", valeurs=residents("principe"), doctrinale=True)
    strategie = FacetFilter(label="Stratégie", valeurs=residents("strategie"), doctrinale=True)
    theme = FacetFilter(label="Thème", valeurs=residents("theme"))
    region = FacetFilter(label="Région", valeurs=choices(CHOIX_DE_REGIONS))
    q = TextFilter(label="Mots cherchés")
