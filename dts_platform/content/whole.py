"""What a text says as a whole, itself and all that it owns, in the form of content files: read from rows, written to others.

A whole is a list of records, `{"model": "fiches.etape", "fields": {…}}`, the text first, with natural keys in place of
other rows and nothing that JSON cannot say.
"""

import datetime
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.backends.utils import format_number

from dts_platform.content.journal import digest
from dts_platform.content.merge import Ranked, align
from dts_platform.content.owned import owned
from dts_platform.content.rows import Key, Model, key_from, rank_field, said_fields, value_of

Record = dict
Find = Callable[[Model, Key], models.Model | None]
Conversion = Callable[[dict], dict]  # the fields of a record of another time, to those of today
CONVERSIONS: dict[str, Conversion] = {}  # by model


def add_conversion(model: Model, conversion: Conversion) -> None:
    """Let the room of a model say how its records of another time are read when they are written again."""
    CONVERSIONS[model._meta.label_lower] = conversion


def of_today(record: Record) -> Record:
    """A record in the fields of today."""
    conversion = CONVERSIONS.get(record["model"])
    return {**record, "fields": conversion(record["fields"])} if conversion else record


def find_by_key(model: Model, key: Key) -> models.Model | None:
    """The row of this natural key."""
    try:
        return model._default_manager.get_by_natural_key(*key)
    except (ObjectDoesNotExist, ValueError):
        return None


def _no_naming(model: Model, pk: int) -> None:
    """Rows say their own keys."""


def _as_json(field: models.Field, value):
    if field.many_to_many:
        return sorted(list(key) for key in value)
    if isinstance(value, Decimal):
        return format_number(value, field.max_digits, field.decimal_places)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    return list(value) if isinstance(value, tuple) else value


def _record(row: models.Model) -> Record:
    fields = {field.name: _as_json(field, value_of(row, field, _no_naming)) for field in said_fields(type(row))}
    return {"model": row._meta.label_lower, "fields": fields}


def _named_with(model: Model) -> list[str]:
    """What is read beside a row to say its keys, as look-ups."""
    paths = []
    for field in model._meta.concrete_fields:
        if field.is_relation:
            crossed = [look.rpartition("__")[0] for look in field.related_model.NATURAL_KEY if "__" in look]
            paths += [field.name, *(f"{field.name}__{path}" for path in crossed)]
    return paths


def _children(text: models.Model) -> Iterator[tuple[Model, models.ForeignKey, list[models.Model]]]:
    """The rows that a text owns, model by model, in their order."""
    keys: dict[Model, list[int]] = {type(text): [text.pk]}
    for model, link in owned(type(text)):
        rows = list(
            model._base_manager.filter(**{f"{link.name}__in": keys[link.related_model]}).select_related(
                *_named_with(model)
            )
        )
        keys[model] = [row.pk for row in rows]
        yield model, link, rows


def read(text: models.Model) -> list[Record]:
    """What a stored text says; a fixed number of queries, one or so for each kind of row that it owns."""
    return [_record(text), *(_record(row) for _, _, rows in _children(text) for row in rows)]


def _key_of(record: Record) -> Key:
    """The natural key of what a record says."""
    fields = {name: _as_key(value) for name, value in record["fields"].items()}
    return key_from(apps.get_model(record["model"]), fields)


def _as_key(value):
    return tuple(value) if isinstance(value, list) else value


def units(records: list[Record], apart: Collection[str] = ()) -> dict[str, object]:
    """What is compared and merged as one: each field of the text but those `apart`, then its rows of each model, in order.

    The link of a row to its text is left out: it says only where the row is.
    """
    first, *others = records
    key = list(_key_of(first))
    said: dict[str, object] = {name: value for name, value in first["fields"].items() if name not in apart}
    for model, _ in owned(apps.get_model(first["model"])):
        said[model._meta.label_lower] = []
    for record in others:
        fields = {name: _beside(value, key) for name, value in record["fields"].items() if value != key}
        said.setdefault(record["model"], []).append(fields)
    return said


def _beside(value, key: list):
    """A key that crosses that of the text, without it: the source of a figure is one of the same experience."""
    crosses = isinstance(value, list) and len(value) > len(key) and value[: len(key)] == key
    return value[len(key) :] if crosses else value


def with_units(records: list[Record], other: list[Record], taken: Collection[str]) -> list[Record]:
    """The same text, saying of the units `taken` what another whole of it says."""
    key, former = list(_key_of(records[0])), list(_key_of(other[0]))
    fields = records[0]["fields"] | {name: value for name, value in other[0]["fields"].items() if name in taken}
    kept = [record for record in records[1:] if record["model"] not in taken]
    brought = [
        {**record, "fields": {name: _renamed(value, former, key) for name, value in record["fields"].items()}}
        for record in other[1:]
        if record["model"] in taken
    ]
    return [{**records[0], "fields": fields}, *kept, *brought]


def _renamed(value, former: list, key: list):
    """A key that begins with a former one of the text, with the present one in its place."""
    begins = isinstance(value, list) and value[: len(former)] == former
    return key + value[len(former) :] if begins else value


def digest_of_whole(records: list[Record], apart: Collection[str] = ()) -> str:
    """A digest of what a text says, these fields left out."""
    return digest(units(records, apart))


class Writing:
    """Makes a stored text, and all that it owns, say what records say. Rows that are recognised keep their keys.

    `apart` names the fields of the text that stay as they are. What leads to a row that is no more is left empty where it
    may be, and the row of the text that cannot be without it is left out; `lost` tells both.
    """

    def __init__(self, text: models.Model, records: list[Record], apart: Collection[str], find: Find = find_by_key):
        self.text, self.apart, self.find = text, set(apart), find
        self.records = [of_today(record) for record in records]
        self.made: dict[tuple[Model, Key], models.Model] = {(type(text), _key_of(self.records[0])): text}
        self.lost: list[tuple[Model, str, Key]] = []

    def write(self) -> list[tuple[Model, str, Key]]:
        """Write; returns what led to a row that is no more: (model, field, natural key)."""
        first, *others = self.records
        model, sets = type(self.text), {}
        said = {name: value for name, value in first["fields"].items() if name not in self.apart}
        for name, value in self._values(model, said).items():
            if model._meta.get_field(name).many_to_many:
                sets[name] = value
            else:
                setattr(self.text, name, value)
        self.text.save()
        for name, others_named in sets.items():
            getattr(self.text, name).set(others_named)
        self._write_children(others)
        return self.lost

    def _write_children(self, records: list[Record]) -> None:
        stored = {model: rows for model, _, rows in _children(self.text)}
        known = {model: [(row, _record(row)) for row in rows] for model, rows in stored.items()}
        for model in reversed(stored):
            model._base_manager.filter(pk__in=[row.pk for row in stored[model]]).delete()
        for model, link in owned(type(self.text)):
            mine = [record for record in records if record["model"] == model._meta.label_lower]
            keys = _recognized(model, link, known[model], mine)
            rows = []
            for rank, record in enumerate(mine):
                values = self._values(model, record["fields"])
                if values is not None:
                    if isinstance(self.text, link.related_model):
                        values[link.name] = self.text
                    rows.append((record, model(**values, pk=keys.get(rank))))
            model._base_manager.bulk_create([row for _, row in rows])
            self.made |= {(model, _key_of(record)): row for record, row in rows}

    def _values(self, model: Model, fields: dict) -> dict | None:
        """The values of a row; None when it cannot be without what is no more."""
        values = {}
        for name, value in fields.items():
            field = next((field for field in said_fields(model) if field.name == name), None)
            if field is None:  # a field of another time
                continue
            if field.many_to_many:
                found = [self._found(field, _as_key(key)) for key in value]
                values[name] = [row for row in found if row is not None]
            elif field.is_relation:
                values[name] = self._found(field, _as_key(value)) if value is not None else None
                if value is not None and values[name] is None and not field.null:
                    return None
            else:
                values[name] = field.to_python(value)
        return values

    def _found(self, field: models.Field, key: Key) -> models.Model | None:
        model = field.related_model
        row = self.made.get((model, key)) or self.find(model, key)
        if row is None:
            self.lost.append((field.model, field.name, key))
        return row


def _recognized(model: Model, link: models.ForeignKey, known: list, records: list[Record]) -> dict[int, int]:
    """{rank of a record: key of the stored row that says the same, or nearly}."""
    rank = rank_field(model, link)

    def ranked(record: Record) -> Ranked:
        fields = {name: str(value) for name, value in record["fields"].items() if name not in (link.name, rank)}
        return Ranked(record["fields"].get(rank) or 0, fields, {name: len(value) for name, value in fields.items()})

    old = {row.pk: ranked(record) for row, record in known}
    return align(old, {place: ranked(record) for place, record in enumerate(records)}, by_rank=bool(rank))
