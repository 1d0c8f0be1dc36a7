"""What texts carry, facet by facet, read from where their filters say it is: in one query, whatever the facets."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from django.db import connection
from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Cast

from dts_platform.finder.filters import FacetFilter, FinderFilterSet
from dts_platform.search.searchable import Searchable

_NO_KEY = 1_000_000


def carried(filters: type[FinderFilterSet], keys: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """{key: {facet: slugs, in order}} for the texts with these keys, public or not."""
    declared = filters.facets()
    found: dict[int, dict[str, set[str]]] = {key: {name: set() for name in declared} for key in keys}
    if declared and found:
        sql, parameters = _statement(filters, tuple(declared.items()), connection.vendor, len(found))
        asked = dict(zip(_stand_ins(len(found)), found, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(sql, [asked.get(value, value) for value in parameters])
            for key, name, held in cursor.fetchall():
                if held:
                    found[key][name].add(declared[name].slug_of(held))
    return {key: {name: sorted(slugs) for name, slugs in facets.items()} for key, facets in found.items()}


@lru_cache(maxsize=32)
def _statement(
    filters: type[FinderFilterSet], facets: tuple[tuple[str, FacetFilter], ...], vendor: str, number: int
) -> tuple[str, tuple]:
    """The statement that reads the facets of so many texts, and its parameters with stand-ins for the keys.

    Written once: a save pays for one text each time, and writing the statement cost more than running it.
    """
    texts = filters._meta.model._base_manager.filter(pk__in=_stand_ins(number)).order_by()
    parts = [_held(texts, name, facet) for name, facet in facets]
    sql, parameters = parts[0].union(*parts[1:]).query.sql_with_params()
    return sql, tuple(parameters)


def _stand_ins(number: int) -> range:
    """Numbers that are the key of no text."""
    return range(-_NO_KEY - number, -_NO_KEY)


def _held(texts: QuerySet, name: str, facet: FacetFilter) -> QuerySet:
    """The key of each of these texts, the name of a facet and a value that it carries."""
    return texts.values_list(
        F("pk"), Value(name, output_field=CharField()), Cast(facet.source, CharField(max_length=200))
    )


class Faceted(Searchable):
    """A kind of text with a finder: `filters` declares its facets, and each text read has what it carries as `facets`."""

    filters: type[FinderFilterSet]

    @property
    def facets(self):
        texts = self.filters._meta.model._base_manager.order_by()
        return {name: str(_held(texts, name, facet).query) for name, facet in self.filters.facets().items()}

    def read(self, keys: Sequence[int]) -> Iterator[Model]:
        facets = carried(self.filters, keys)
        for text in super().read(keys):
            text.facets = facets[text.pk]
            yield text
