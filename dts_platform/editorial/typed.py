"""What was typed in a form of the administration, read from what was sent alone: no table is asked, no session."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import FieldDoesNotExist, SuspiciousOperation
from django.db import models
from django.http import HttpRequest, UnreadablePostError
from django.urls import Resolver404, resolve

from dts_platform.editorial.questions import is_key

APART = {"password", "ordre"}
OWN_TO_ONE_SENDING = {"csrfmiddlewaretoken", "next"}
LONG = 30  # signs: a value of no known field that is as long, and holds a space, was typed


@dataclass(frozen=True)
class TypedText:
    """A text as it was typed: the name of its field, how the form calls it."""

    name: str
    label: str
    text: str


@dataclass(frozen=True)
class Sent:
    """A form as it was sent: its address, each field that it held but passwords."""

    address: str
    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, request: HttpRequest) -> "Sent":
        """What a request sent; with no field when it could not be read."""
        return cls(request.get_full_path(), tuple(pair for pair in _pairs(request) if _is_kept(pair[0])))

    @classmethod
    def from_json(cls, address: str, text: str) -> "Sent":
        """What `as_json` wrote, come back from a page; with no field when it is something else."""
        with suppress(ValueError, TypeError):
            pairs = tuple((name, value) for name, value in json.loads(text))
            if all(isinstance(word, str) for pair in pairs for word in pair):
                return cls(address, tuple(pair for pair in pairs if _is_kept(pair[0])))
        return cls(address, ())

    def as_json(self) -> str:
        return json.dumps(self.pairs, ensure_ascii=False)

    @property
    def model_admin(self) -> ModelAdmin | None:
        """The admin whose form has this address."""
        try:
            return getattr(resolve(self.address.partition("?")[0]).func, "model_admin", None)
        except Resolver404:
            return None

    def texts(self) -> list[TypedText]:
        """What was typed, in the order of the form; what was chosen, and what is empty, is left out."""
        labels = _labels(self.model_admin) if self.model_admin else _label_of_any
        found = [TypedText(name, labels(name, text), text) for name, text in self.pairs if text.strip()]
        return [typed for typed in found if typed.label]

    def others(self) -> list[tuple[str, str]]:
        """What the form held beside these texts: choices, keys of rows, the button."""
        shown = {typed.name for typed in self.texts()}
        return [pair for pair in self.pairs if pair[0] not in shown]


def _is_kept(name: str) -> bool:
    return name not in OWN_TO_ONE_SENDING and "password" not in name


def _pairs(request: HttpRequest) -> Iterator[tuple[str, str]]:
    try:
        sent = request.POST
    except (SuspiciousOperation, UnreadablePostError, OSError):
        sent = {}
    if sent:
        yield from ((name, value) for name, values in sent.lists() for value in values)
    elif request.content_type == "application/x-www-form-urlencoded":
        body = getattr(request, "_body", b"")  # read already, within the size that is allowed: it has too many fields
        yield from parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=None)


def _is_typed(field: models.Field) -> bool:
    """Does one type words or a number in this field, rather than choose?"""
    chosen = field.is_relation or field.choices or field.primary_key or isinstance(field, models.BooleanField)
    return not chosen and field.editable and field.name not in APART


def _label_of_field(model: type[models.Model], name: str) -> str:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    return str(field.verbose_name) if isinstance(field, models.Field) and _is_typed(field) else ""


def _label_of_any(name: str, text: str) -> str:
    """Of a field of which nothing is known, what is long was typed."""
    return "Texte" if len(text) >= LONG and " " in text.strip() else ""


def _labels(model_admin: ModelAdmin):
    """How the form of this admin calls what was typed in a field; nothing for what was chosen."""
    rows = {
        relation.get_accessor_name(): inline.model
        for inline in model_admin.inlines
        for relation in model_admin.model._meta.related_objects
        if relation.related_model is inline.model
    }
    declared = getattr(model_admin.form, "declared_fields", {})

    def label(name: str, text: str) -> str:
        prefix, _, rest = name.partition("-")
        rank, _, column = rest.partition("-")
        if prefix in rows and is_key(rank):
            field = _label_of_field(rows[prefix], column)
            return f"{rows[prefix]._meta.verbose_name} {int(rank) + 1}, {field}".capitalize() if field else ""
        if field := _label_of_field(model_admin.model, name):
            return field.capitalize()
        if name not in declared:
            return _label_of_any(name, text)
        field = declared[name]
        is_text = isinstance(field, forms.CharField) and not field.widget.is_hidden
        return str(field.label or "") if is_text else ""

    return label
