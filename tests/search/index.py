"""What tests of the index share: what a finder lists, what the tables hold."""

from django.http import QueryDict

from dts_platform.finder.finder import Finder
from dts_platform.search import mirror
from dts_platform.search.snapshot import Snapshot
from fiches.filters import find
from fiches.models import Fiche


def finder_of(query_string: str, snapshot: Snapshot) -> Finder:
    return find(QueryDict(query_string), snapshot)


def listed_slugs(query_string: str = "") -> list[str]:
    finder = find(QueryDict(query_string), mirror.current())
    return [record.slug for record in finder.snapshot.records(finder.slots)]


def published_slugs(**filters) -> set[str]:
    return set(Fiche.objects.published().filter(**filters).values_list("slug", flat=True))
