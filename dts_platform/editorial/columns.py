"""Columns of the lists of the administration, in French: its own formats know no « 1er »."""

from collections.abc import Callable

from django.contrib import admin
from django.db import models

from dts_platform.text.formats import date


def day_column(model: type[models.Model], name: str) -> Callable[[models.Model], str | None]:
    """The column of a field that holds a day or a moment: « 1er octobre 2026 », sorted and titled as the field is."""
    field = model._meta.get_field(name)
    written = "j F Y H:i" if isinstance(field, models.DateTimeField) else "j F Y"

    @admin.display(description=field.verbose_name, ordering=name, empty_value="–")
    def column(obj: models.Model) -> str | None:
        return date(getattr(obj, name), written).replace(" ", "\u00a0") or None

    column.__name__ = name  # what style sheets and tests know the column by
    return column
