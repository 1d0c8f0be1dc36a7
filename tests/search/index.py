"""What tests of the index share: what a finder lists, what the tables hold."""

from django.http import QueryDict

from dts_platform.finder.finder import Finder
from dts_platform.search import mirror
from dts_platform.search.snapshot import Snapshot
from experiences.filters import find as find_experiences
from fiches.filters import find
from fiches.models import Fiche

FINDERS = {"fiches": (find, "numero"), "experiences": (find_experiences, "slug")}  # and what tells their texts apart


def finder_of(query_string: str, snapshot: Snapshot) -> Finder:
    return find(QueryDict(query_string), snapshot)


def listed_slugs(query_string: str = "") -> list[str]:
    finder = find(QueryDict(query_string), mirror.current())
    return [record.slug for record in finder.snapshot.records(finder.slots)]


def published_slugs(**filters) -> set[str]:
    return set(Fiche.objects.published().filter(**filters).values_list("slug", flat=True))


def asked(what: str, **parameters: str) -> Finder:
    """The finder of one kind of texts, asked so."""
    query = QueryDict(mutable=True)
    query.update(parameters)
    return FINDERS[what][0](query, mirror.current())


def listed(what: str, text: str) -> list:
    """The texts that words find, by number or name, best first."""
    return [getattr(result.record, FINDERS[what][1]) for result in asked(what, q=text).results]
