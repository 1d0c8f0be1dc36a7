"""The filters shared by every finder whose texts are crossed by missions, principles and strategies."""

import django_filters

from dts_platform.content.territoires import REGION_CHOICES
from dts_platform.finder.filters import FacetFilter, TextFilter, choices, residents


class DoctrineFilterSet(django_filters.FilterSet):
    """The filters that every finder declares; an app adds its own and its orders."""

    mission = FacetFilter(label="Mission", values=residents("mission"), doctrinal=True)
    principe = FacetFilter(label="Principe d’action", values=residents("principe"), doctrinal=True)
    strategie = FacetFilter(label="Stratégie", values=residents("strategie"), doctrinal=True)
    theme = FacetFilter(label="Thème", values=residents("theme"))
    region = FacetFilter(label="Région", values=choices(REGION_CHOICES))
    q = TextFilter(label="Mots cherchés")
