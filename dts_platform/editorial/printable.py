"""What an editor is told at saving: the signs that no document can print, and where they are."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.contrib import admin, messages
from django.db import models
from django.forms import BaseFormSet, ModelForm

from dts_platform.pdf.coverage import name_of_sign, unprintable

FONTS = settings.BASE_DIR / "static" / "fonts"
MOST_TOLD = 10  # signs in one message: a text in another script has a hundred


def unprintable_in_form(form: ModelForm) -> Iterator[tuple[str, str]]:
    """Each field of a form that holds signs no document prints, by its label, and a sign."""
    for name in getattr(form, "cleaned_data", ()):
        if isinstance(_column(form, name), models.CharField | models.TextField):
            for sign in unprintable(getattr(form.instance, name) or "", FONTS):  # as it is kept, not as it was typed
                yield str(form.fields[name].label), sign


def unprintable_in_rows(table: BaseFormSet) -> Iterator[tuple[str, str]]:
    """The same of each row that is kept, by its rank among them."""
    kept = [row for row in table.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
    for rank, row in enumerate(kept, 1):
        for label, sign in unprintable_in_form(row):
            yield f"{table.model._meta.verbose_name} {rank}, {label}", sign


def sentence(found: Iterable[tuple[str, str]]) -> str:
    """What the editor reads; nothing when every sign is printed."""
    places = dict.fromkeys(f"{name_of_sign(sign)} dans «\u202f{place}\u202f»" for place, sign in found)
    if not places:
        return ""
    told = "\u202f; ".join(list(places)[:MOST_TOLD])
    rest = len(places) - MOST_TOLD
    more = f"\u202f; et {rest} autre{'s' if rest > 1 else ''}" if rest > 0 else ""
    if len(places) == 1:
        beginning = "Un signe ne s’imprime pas\u00a0: les PDF montreront «\u202f\ufffd\u202f» à sa place."
    else:
        beginning = "Des signes ne s’impriment pas\u00a0: les PDF montreront «\u202f\ufffd\u202f» à leur place."
    return f"{beginning} {told}{more}."


class TellsUnprintable(admin.ModelAdmin):
    """Tells who saves a text which of its signs no document prints. The text is saved as it was written."""

    def save_related(self, request, form, tables, change):
        super().save_related(request, form, tables, change)
        rows = (found for table in tables for found in unprintable_in_rows(table))
        if warning := sentence([*unprintable_in_form(form), *rows]):
            messages.warning(request, warning)


def _column(form: ModelForm, name: str) -> models.Field | None:
    return next((field for field in form._meta.model._meta.concrete_fields if field.name == name), None)
