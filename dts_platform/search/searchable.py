"""What a model lends to the index. Each app declares its own texts; the index knows none of them by name."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.db import models

TITLE, QUESTIONS, SUMMARY, LABELS, BODY, ASIDE = "title", "questions", "summary", "labels", "body", "aside"
BREAK = "\n"  # between two passages of a body; an excerpt stays in one
LINE_SIGN, ZONE_SIGN = " | ", " || "  # between the stems of two lines, of two zones
ASKED = "\x1e"  # before the questions that a text answers, which follow its body


@dataclass(frozen=True)
class Watch:
    """A table whose rows make texts stale. `select` is SQL for the keys of those texts, `{row}` being the row written.

    With `columns`, a row that changes makes them stale only when one of these columns has another value.
    """

    table: str
    select: str = "{row}.id"
    columns: tuple[str, ...] = ()

    @classmethod
    def beyond(
        cls, model: type[models.Model], link: type[models.Model], text: str, other: str, columns: tuple[str, ...] = ()
    ) -> "Watch":
        """A table that texts reach through a link: columns `text` and `other` of its rows."""
        return cls(model._meta.db_table, f"{text} FROM {link._meta.db_table} WHERE {other} = {{row}}.id", columns)


@dataclass(frozen=True)
class Entry:
    """A public text as the index keeps it.

    `facets` gives its values (slugs) by facet, `orders` its key in each sort, `record` what a list shows of it,
    `fields` its texts by weight (TITLE, QUESTIONS, SUMMARY, LABELS, BODY, ASIDE), each a list of plain strings; `places` where it lies.
    """

    record: Mapping
    facets: Mapping[str, list[str]] = field(default_factory=dict)
    orders: Mapping[str, int | str] = field(default_factory=dict)
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    places: Sequence[str] = ()


class Searchable:
    """A kind of text in the index. `resident` kinds are few: every process keeps their records at hand.

    Each text of a kind that `lies_in_a_town` tells what was done there.
    `record` names what `entry` says of a text for a list, `sorts` the orders that it gives a key for,
    `prose` the fields of a text that it reads as its body.
    """

    kind: str
    resident = False
    lies_in_a_town = False
    watched: tuple[Watch, ...] = ()
    record: tuple[str, ...] = ()
    sorts: tuple[str, ...] = ()
    prose: tuple[str, ...] = ()

    @property
    def facets(self) -> Mapping[str, str]:
        """{facet: where a text carries it}; none by default."""
        return {}

    @property
    def decided_by(self) -> tuple:
        """The settings that decide which texts are public: the index is made again when one changes."""
        return ()

    def public(self) -> models.QuerySet:
        """The texts every visitor may read, with all that `entry` reads."""
        raise NotImplementedError

    def read(self, keys: Sequence[int]) -> Iterable[models.Model]:
        """Those with these keys; a kind that can read them more cheaply than through `public` says how."""
        return self.public().filter(pk__in=keys)

    def entry(self, text) -> Entry:
        """What the index keeps of one text; runs no query."""
        raise NotImplementedError

    def synonyms(self, record: Mapping) -> Sequence[str]:
        """The forms that mean the same to who searches, in the record of a resident kind; none by default."""
        return ()


SEARCHABLES: dict[str, Searchable] = {}


def register(searchables: Iterable[Searchable]) -> None:
    """Declare the texts of an app, once it is ready."""
    SEARCHABLES.update({searchable.kind: searchable for searchable in searchables})
    _shape_under.cache_clear()


def declared_shape() -> str:
    """A digest of what the kinds of texts declare that the index keeps: facets, sorts, what lists show, prose."""
    return _shape_under(tuple(searchable.decided_by for searchable in SEARCHABLES.values()))


@cache
def _shape_under(settings: tuple) -> str:
    declared = [list(settings)] + [
        [s.kind, s.resident, sorted(s.facets.items()), sorted(s.sorts), sorted(s.record), s.prose]
        for s in sorted(SEARCHABLES.values(), key=lambda searchable: searchable.kind)
    ]
    return hashlib.sha256(json.dumps(declared).encode()).hexdigest()[:32]
