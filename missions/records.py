"""The public shape of what the framework lends to the other rooms."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db.models import Model, QuerySet

BY = 500


def slugs(objets: Iterable) -> list[str]:
    """The slugs of objects, in their own order."""
    return [objet.slug for objet in objets]


def ordered(objets: QuerySet, keys: Sequence[int]) -> Iterator[Model]:
    """The objects of a queryset with these keys, in the order of the keys, a few hundred at a time."""
    reste = iter(keys)
    while part := list(islice(reste, BY)):
        trouves = objets.in_bulk(part)
        yield from (trouves[key] for key in part if key in trouves)
