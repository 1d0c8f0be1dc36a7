"""Content files as they are read: objects with their natural keys, and the value of each field they name."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models

from dts_platform.content.formatter import check
from dts_platform.content.rows import Key, Model, digest_of, key_from, owner_fields

UNREADABLE = "Le fichier {path} ne peut pas être chargé : {reason}"
MISUSED = (FieldDoesNotExist, ValidationError, LookupError, ValueError, TypeError)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnreadableContent(Exception):
    """A content file cannot be loaded; the message says which and why, in French."""


@dataclass(frozen=True)
class Told:
    """One object of a file. `values` are those of Python; a key, or a list of keys, where it names other objects."""

    model: Model
    key: Key
    owner: Key | None
    values: Mapping[str, object]

    @cached_property
    def digests(self) -> dict[str, str]:
        return {name: digest_of(self.model._meta.get_field(name), value) for name, value in self.values.items()}

    def lengths(self, leaving_out: Iterable[str]) -> dict[str, int]:
        """How many characters each field is worth, for who looks for the object that says nearly the same."""
        return {name: len(str(value)) for name, value in self.values.items() if value and name not in {*leaving_out}}


def _key(value) -> Key | None:
    if value is not None and not isinstance(value, list):
        raise ValueError(f"« {value} » : une clé entre crochets est attendue.")
    return None if value is None else tuple(value)


def _value(field: models.Field, value):
    """The value of a field; strings as a form would save them, without the line break that ends a literal block."""
    if field.many_to_many:
        return [_key(key) for key in value]
    if field.is_relation:
        return _key(value)
    check(field, value)
    return field.to_python(value.strip() if isinstance(value, str) else value)


@dataclass
class ContentFile:
    """One content file, parsed."""

    path: str
    data: bytes

    @classmethod
    def read(cls, root: Path, path: Path) -> "ContentFile":
        return cls(str(path.relative_to(root)), path.read_bytes())

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def refuse(self, reason) -> UnreadableContent:
        """The error that says why this file cannot be loaded."""
        if isinstance(reason, ValidationError):
            reason = " ".join(reason.messages)
        return UnreadableContent(UNREADABLE.format(path=self.path, reason=reason))

    @cached_property
    def objects(self) -> list[dict]:
        """Its records, as they are written."""
        try:
            objects = yaml.load(self.data, Loader=LOADER) or []  # noqa: S506 – a safe loader
        except yaml.YAMLError as error:
            raise self.refuse(error) from error
        if not isinstance(objects, list) or not all(
            isinstance(item, dict) and {"model", "fields"} <= item.keys() for item in objects
        ):
            raise self.refuse("une liste de « model » et « fields » est attendue.")
        return objects

    @cached_property
    def kinds(self) -> list[Model]:
        """The kinds of its objects, owners before what they own."""
        try:
            return [apps.get_model(name) for name in dict.fromkeys(obj["model"] for obj in self.objects)]
        except (LookupError, ValueError, AttributeError) as error:
            raise self.refuse(error) from error

    @cached_property
    def told(self) -> dict[tuple[Model, Key], Told]:
        """Its objects by kind and key, in the order of the file."""
        owners, told = owner_fields(self.kinds), {}
        for obj in self.objects:
            model = apps.get_model(obj["model"])
            try:
                one = self._told(model, owners[model], obj["fields"])
            except KeyError as error:
                raise self.refuse(f"{obj['model']} sans {error}.") from error
            except MISUSED as error:
                raise self.refuse(error) from error
            if (model, one.key) in told:
                raise self.refuse(f"{model._meta.verbose_name} {list(one.key)} y est deux fois.")
            told[model, one.key] = one
        return told

    @staticmethod
    def _told(model: Model, owner: models.Field | None, fields: dict) -> Told:
        values = {name: _value(model._meta.get_field(name), value) for name, value in fields.items()}
        return Told(model, key_from(model, values), values[owner.name] if owner else None, values)
