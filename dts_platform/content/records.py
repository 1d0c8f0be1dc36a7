"""What the records of open data share: slugs in order, days, objects in the order of their keys."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from django.db.models import Model, QuerySet

CHUNK_SIZE = 500


def slugs(objects: Iterable) -> list[str]:
    """The slugs of objects, in their own order."""
    return [obj.slug for obj in objects]


def day(moment: date | None) -> str | None:
    """A day as open data give it, or nothing."""
    return moment.isoformat() if moment else None


def ordered(objects: QuerySet, keys: Sequence[int]) -> Iterator[Model]:
    """The objects of a queryset with these keys, in the order of the keys, a few hundred at a time."""
    remaining = iter(keys)
    while chunk := list(islice(remaining, CHUNK_SIZE)):
        found = objects.in_bulk(chunk)
        yield from (found[key] for key in chunk if key in found)
