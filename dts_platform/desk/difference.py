"""Two contents of one text compared: field by field in French, word by word."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import count

from django.apps import apps
from django.db import models
from django.utils.safestring import SafeString

from dts_platform.content.merge import Ranked, align
from dts_platform.content.owned import owner_field
from dts_platform.content.rows import rank_field
from dts_platform.content.whole import units
from dts_platform.desk.copies import find, under_present_names
from dts_platform.editorial.permissions import within_reach
from dts_platform.editorial.states import Publishable
from dts_platform.editorial.versions import NAMES, STATE
from dts_platform.text.difference import marked
from dts_platform.text.markdown import plain
from dts_platform.text.marks import printed

OUT_OF_REACH = "un texte que vous ne pouvez pas ouvrir"
Within = Callable[[models.QuerySet], models.QuerySet]
NAMED_BY = ("titre", "nom", "name", "libelle", "raison", "code")


@dataclass(frozen=True)
class Change:
    """What differs in one place: its name in French, and the two texts."""

    label: str
    before: str
    after: str

    @cached_property
    def marked(self) -> SafeString:
        return marked(self.before, self.after)


@dataclass(frozen=True)
class Column:
    """One place of a text in three states: what both came from, what is live, what the copy says."""

    label: str
    base: str
    live: str
    copy: str

    @property
    def live_changed(self) -> bool:
        return self.live != self.base

    @property
    def both_changed(self) -> bool:
        return self.live_changed and self.copy not in (self.base, self.live)

    @cached_property
    def live_marked(self) -> SafeString:
        return marked(self.base, self.live)

    @cached_property
    def copy_marked(self) -> SafeString:
        return marked(self.base, self.copy)


@dataclass(frozen=True)
class Readership:
    """Who reads a comparison: which rows they may know of, what stands for another, how words are put to them."""

    within: Within
    unnamed: str = OUT_OF_REACH
    words: Callable[[str], str] = str

    @classmethod
    def of(cls, user) -> "Readership":
        """An account of the administration."""
        return cls(partial(within_reach, user))


def _public(rows: models.QuerySet) -> models.QuerySet:
    return rows.published() if issubclass(rows.model, Publishable) else rows


def _plain(words: str) -> str:
    """Words without the signs by which editors mark them."""
    return plain(printed(words))


VISITORS = Readership(_public, "", _plain)  # what is not public is not even alluded to


class _Reader:
    """Says values in French: what its readers cannot open has no name."""

    def __init__(self, readership: Readership):
        self.readership = readership
        self.known: dict[tuple, str] = {}

    def said(self, field: models.Field, value) -> str:
        if value is None or value == "":
            return ""
        if field.many_to_many:
            return ", ".join(sorted({self._name(field, key) for key in value} - {""}))
        if field.is_relation:
            return self._name(field, value)
        if field.choices:
            return str(dict(field.flatchoices).get(field.to_python(value), value))
        if isinstance(value, bool):
            return "oui" if value else "non"
        return self.readership.words(str(value))

    def hides(self, field: models.Field, value) -> bool:
        """Does this value lead to a row that its readers may not know of?"""
        is_link = field.is_relation and not field.many_to_many and value is not None
        return is_link and self._name(field, value) == self.readership.unnamed

    def _name(self, field: models.Field, key) -> str:
        model, key = field.related_model, tuple(key)
        if (model, key) not in self.known:
            self.known[model, key] = self._read(model, key)
        return self.known[model, key]

    def _read(self, model: type[models.Model], key: tuple) -> str:
        if owner_field(model):  # a row of the same text, known by its own word
            return str(key[-1])
        row = find(model, key)
        rows = model._default_manager.filter(pk=row.pk) if row else model._default_manager.none()
        return str(row) if row and self.readership.within(rows).exists() else self.readership.unnamed


def _field(model: type[models.Model], name: str) -> models.Field | None:
    return next((f for f in (*model._meta.concrete_fields, *model._meta.many_to_many) if f.name == name), None)


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]


def _places(reader: _Reader, records: list, rows: dict) -> dict[tuple, tuple[str, str]]:
    """{place: (label, text)} of all that a content says; `rows` gives the place of each row of each model."""
    model = apps.get_model(records[0]["model"])
    found = {}
    for name, value in units(records, STATE | NAMES).items():
        if field := _field(model, name):
            found[name, 0, ""] = _title(str(field.verbose_name)), reader.said(field, value)
        elif isinstance(value, list) and "." in name:
            for rank, fields in enumerate(value):
                found |= _row(reader, apps.get_model(name), rows[name][rank], fields)
    return found


def _row(reader: _Reader, model: type[models.Model], place: int, fields: dict) -> dict[tuple, tuple[str, str]]:
    held = {name: field for name in fields if (field := _field(model, name))}
    if any(reader.hides(field, fields[name]) for name, field in held.items()):
        return {}
    said = {name: (field, reader.said(field, fields[name])) for name, field in held.items()}
    name = next((said[name][1] for name in NAMED_BY if name in said), "") or next(
        (text for field, text in said.values() if field.is_relation), ""
    )
    row = f"{model._meta.verbose_name} «\u202f{name[:60]}\u202f»" if name else str(model._meta.verbose_name)
    return {
        (model._meta.label_lower, place, name): (f"{_title(row)}, {field.verbose_name}", text)
        for name, (field, text) in said.items()
    }


def _aligned(contents: list[list]) -> list[dict[str, list[int]]]:
    """For each content, {model: the place of each of its rows}: rows that are the same have the same place in all."""
    placed: list[dict[str, list[int]]] = [{} for _ in contents]
    said = [units(content) for content in contents]
    for name in sorted({name for one in said for name, value in one.items() if "." in name}):
        model = apps.get_model(name)
        rank = rank_field(model, owner_field(model))
        known: dict[int, Ranked] = {}
        for places, one in zip(placed, said, strict=True):
            rows = {
                number: Ranked(
                    fields.get(rank) or 0,
                    {key: str(value) for key, value in fields.items() if key != rank},
                    {key: len(str(value)) for key, value in fields.items() if key != rank},
                )
                for number, fields in enumerate(one.get(name, []))
            }
            same = align(known, rows, by_rank=bool(rank))
            free = count(max(known, default=-1) + 1)
            places[name] = [same[number] if number in same else next(free) for number in rows]
            known |= {places[name][number]: row for number, row in rows.items()}
    return placed


def changes(readership: Readership, before: list, after: list) -> Iterator[Change]:
    """What differs between two contents of one text, in the order of the second, as these readers may have it."""
    reader, (old, new) = _Reader(readership), _aligned([before, after])
    one, two = _places(reader, before, old), _places(reader, after, new)
    for place in dict.fromkeys([*two, *one]):
        label = (two.get(place) or one[place])[0]
        texts = one.get(place, ("", ""))[1], two.get(place, ("", ""))[1]
        if texts[0] != texts[1] and not _is_rank(place):
            yield Change(label, *texts)


def _is_rank(place: tuple) -> bool:
    return place[2] == "ordre"


def three_columns(user, base: list, live: list, copy: list) -> list[Column]:
    """Where a copy, its text and what both came from do not say the same."""
    base = under_present_names(base)
    reader, aligned = _Reader(Readership.of(user)), _aligned([base, live, copy])
    found = [_places(reader, content, rows) for content, rows in zip((base, live, copy), aligned, strict=True)]
    rows = []
    for place in dict.fromkeys([*found[2], *found[1], *found[0]]):
        label = next(one[place][0] for one in reversed(found) if place in one)
        texts = [one.get(place, ("", ""))[1] for one in found]
        if len(set(texts)) > 1 and not _is_rank(place):
            rows.append(Column(label, *texts))
    return rows
