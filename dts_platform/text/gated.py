"""Models whose texts pass the gate, however they are filled in: a form, a content file."""

from collections.abc import Collection
from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from dts_platform.text.gate import examine
from dts_platform.text.remarks import Examined, Remark, Weight

_OF_MACHINES = models.URLField | models.SlugField | models.EmailField | models.FilePathField


class PlainLinesInput(forms.CharField):
    """The field of a form for lines of plain words."""


class PlainLines(models.TextField):
    """Lines of plain words, read one by one or as they stand: nothing makes CommonMark of them. A column like another."""

    def deconstruct(self):
        """As any text: the database and its migrations know no other kind."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PlainLinesInput} | kwargs)


def is_prose(field: models.Field) -> bool:
    """Does this field hold words for readers? The rest is what machines compare: addresses, slugs, choices."""
    machine = isinstance(field, _OF_MACHINES) or field.choices
    return isinstance(field, models.TextField | models.CharField) and not machine


def examine_field(field: models.Field, text: str) -> Examined:
    """A text as this field may hold it."""
    return examine(text, one_line=not isinstance(field, models.TextField), plain=isinstance(field, PlainLines))


class Gated(models.Model):
    """A row with words for readers: validating it cleans them, and refuses what no reader could read.

    A text that was already stored is never refused: the rest of the row can be changed without it.
    """

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Also tells, in `remarks`, what the gate said of each field."""
        exclude, errors = set(exclude or ()), {}
        self.remarks: dict[str, tuple[Remark, ...]] = {}
        for field in self._meta.concrete_fields:
            value = getattr(self, field.attname)
            if field.name in exclude or not isinstance(value, str) or not is_prose(field):
                continue
            examined = self._let_in(field, examine_field(field, value))
            setattr(self, field.attname, examined.text)
            self.remarks[field.name] = examined.remarks
            if examined.refusals:
                errors[field.name] = [ValidationError(str(remark)) for remark in examined.refusals]
        try:
            super().clean_fields(exclude)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def _let_in(self, field: models.Field, examined: Examined) -> Examined:
        """The same, refusals being mere warnings when the database holds that very text."""
        if not examined.refusals or self._state.adding:
            return examined
        stored = type(self)._base_manager.filter(pk=self.pk).values_list(field.attname, flat=True).first()
        if stored is None or examine_field(field, stored).text != examined.text:
            return examined
        kept = tuple(replace(one, weight=Weight.WARNED) for one in examined.remarks)
        return Examined(stored, kept)
