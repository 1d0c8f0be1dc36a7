"""Content files as they are read: objects with their natural keys, and the value of each field they name."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from dts_platform.content.reading import NAMED_BY, Mapping, Misread, records
from dts_platform.content.rows import Key, Model, digest_of, key_from, owner_fields
from dts_platform.content.values import kind_of, known_field, unprinted, value_said
from dts_platform.text.remarks import Weight, extract

UNREADABLE = "Le fichier {path} ne peut pas être chargé : {reason}"
MAX_REFUSALS = 20  # of one object, told at once


class UnreadableContent(Exception):
    """A content file cannot be loaded; the message says which and why, in French."""


@dataclass(frozen=True)
class Place:
    """Where something is said: a line of the file, the object and the field, as a report names them."""

    line: int
    text: str
    field: str = ""

    def __str__(self) -> str:
        named = (f"ligne {self.line}", self.text, self.field and f"champ «\u202f{self.field}\u202f»")
        return ", ".join(filter(None, named))


@dataclass(frozen=True)
class FileObject:
    """One object of a file, and where it begins. `values` are those of Python; where it names other objects, keys."""

    model: Model
    key: Key
    owner: Key | None
    values: dict[str, object]
    place: Place | None = None

    @cached_property
    def digests(self) -> dict[str, str]:
        return {name: digest_of(self.model._meta.get_field(name), value) for name, value in self.values.items()}

    def lengths(self, leaving_out: Iterable[str]) -> dict[str, int]:
        """How many characters each field is worth, for who looks for the object that says nearly the same."""
        return {name: len(str(value)) for name, value in self.values.items() if value and name not in {*leaving_out}}


def _sentences(error: ValidationError) -> str:
    """What an error says, each field named."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        " ".join(messages) if name == NON_FIELD_ERRORS else f"champ «\u202f{name}\u202f», {' '.join(messages)}"
        for name, messages in error.message_dict.items()
    )


def _place(obj: Mapping, model: Model, name: str = "", line: int = 0) -> Place:
    """`line` is that of a remark inside the text of the field, from 1."""
    text = " ".join(filter(None, (str(model._meta.verbose_name), _own_name(obj))))
    first = obj["fields"].lines.get(name, obj.line)
    return Place(first + max(0, line - 1), text, name)


def _own_name(obj: Mapping) -> str:
    """What tells a reader which text it is, as a sentence quotes it."""
    return next((extract(str(obj["fields"][key])) for key in NAMED_BY if obj["fields"].get(key)), "")


@dataclass
class ContentFile:
    """One content file, parsed. `remarks`: what the gate mended in its texts, or finds worth a look, once they are read `by_key`."""

    path: str
    data: bytes
    remarks: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, root: Path, path: Path) -> "ContentFile":
        name = str(path.relative_to(root))
        try:
            return cls(name, path.read_bytes())
        except OSError as error:
            raise cls(name, b"").refuse("ce n’est pas un fichier lisible.") from error

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def refuse(self, reason, place: Place | None = None) -> UnreadableContent:
        """The error that says why this file cannot be loaded, and where."""
        if isinstance(reason, ValidationError):
            reason = _sentences(reason)
        reason = f"{place}\u202f: {reason}" if place else reason
        return UnreadableContent(UNREADABLE.format(path=self.path, reason=reason))

    @cached_property
    def objects(self) -> list[Mapping]:
        """Its records, as they are written."""
        try:
            return records(self.data)
        except Misread as error:
            raise self.refuse(error) from error

    @cached_property
    def kinds(self) -> list[Model]:
        """The kinds of its objects, owners before what they own."""
        return list(dict.fromkeys(self._kind(obj) for obj in self.objects))

    def _kind(self, obj: Mapping) -> Model:
        try:
            return kind_of(obj["model"])
        except ValidationError as error:
            raise self.refuse(error.message, Place(obj.line, _own_name(obj))) from error

    @cached_property
    def by_key(self) -> dict[tuple[Model, Key], FileObject]:
        """Its objects by kind and key, in the order of the file."""
        owners, found = owner_fields(self.kinds), {}
        for obj in self.objects:
            model = self._kind(obj)
            one = self._object(model, owners[model], obj)
            if (model, one.key) in found:
                raise self.refuse(f"la clé {list(one.key)} y est deux fois.", one.place)
            found[model, one.key] = one
        return found

    def _object(self, model: Model, owner: models.Field | None, obj: Mapping) -> FileObject:
        values, refused = self._values(model, obj)
        needed = {lookup.partition("__")[0] for lookup in model.NATURAL_KEY} | ({owner.name} if owner else set())
        refused += [
            f"{_place(obj, model)}\u202f: le champ «\u202f{name}\u202f» manque."
            for name in sorted(needed - {*obj["fields"]})
        ]
        try:
            key = () if refused else key_from(model, values)
        except (LookupError, TypeError):
            refused = [f"{_place(obj, model)}\u202f: une de ses clés n’a pas la forme attendue."]
        if refused:
            raise self.refuse("\n  ".join(refused[:MAX_REFUSALS]))
        return FileObject(model, key, values[owner.name] if owner else None, values, _place(obj, model))

    def _values(self, model: Model, obj: Mapping) -> tuple[dict[str, object], list[str]]:
        """What an object says in each field, and a sentence for each value that cannot stay."""
        fields, values, refused = obj["fields"], {}, []
        for name, value in fields.items():
            try:
                values[name], remarks = value_said(known_field(model, name), value, fields.written[name])
            except ValidationError as error:
                refused.append(f"{_place(obj, model, name)}\u202f: {' '.join(error.messages)}")
                continue
            if isinstance(values[name], str):
                remarks = (*remarks, *unprinted(values[name]))
            for remark in remarks:
                sentence = f"{_place(obj, model, name, remark.line)}\u202f: {remark.sentence}"
                (refused if remark.weight is Weight.REFUSED else self.remarks).append(sentence)
        return values, refused
