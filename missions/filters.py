"""The filters shared by every finder whose texts are crossed by missions, principles and strategies."""

from dts_platform.content.territoires import REGION_CHOICES
from dts_platform.finder.filters import FacetFilter, FinderFilterSet, TextFilter, choices, residents


class DoctrineFilterSet(FinderFilterSet):
    """The filters that every finder declares; an app adds its own and its orders.

    Its model has the relations `missions`, `principes`, `strategies` and `themes`, and a column `region`.
    """

    mission = FacetFilter("missions__slug", label="Mission", values=residents("mission"), doctrinal=True)
    principe = FacetFilter("principes__slug", label="Principe d’action", values=residents("principe"), doctrinal=True)
    strategie = FacetFilter("strategies__slug", label="Stratégie", values=residents("strategie"), doctrinal=True)
    theme = FacetFilter("themes__slug", label="Thème", values=residents("theme"))
    region = FacetFilter("region", label="Région", values=choices(REGION_CHOICES))
    q = TextFilter(label="Mots cherchés")
