"""What differs between a form as it was typed and the text as somebody else saved it meanwhile: field by field, row by row."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import forms
from django.db import models
from django.forms.boundfield import BoundField
from django.utils.choices import flatten_choices
from django.utils.safestring import SafeString

from dts_platform.editorial.questions import is_key
from dts_platform.text.difference import marked
from dts_platform.text.gate import examine
from dts_platform.text.gated import PlainLinesInput


@dataclass(frozen=True)
class Difference:
    """A field or a row that two people wrote differently; `field` is the identifier of its place in the form, if any."""

    label: str
    field: str
    theirs: str
    mine: str

    @property
    def marked(self) -> SafeString:
        """What differs, in one text: struck through what they alone say, underlined what I alone say."""
        return marked(self.theirs, self.mine)


def _in_words(bound: BoundField) -> str:
    """What a field holds, as one reads it: words, names of what is chosen."""
    field, value = bound.field, bound.value()
    if isinstance(field, forms.ModelChoiceField):
        several = value if isinstance(value, list | tuple | models.QuerySet) else [value]
        keys = {str(field.prepare_value(one)) for one in several if one}
        chosen = field.queryset.filter(pk__in=[key for key in keys if is_key(key)])
        return "\n".join(sorted(str(one) for one in chosen))
    if isinstance(field, forms.BooleanField):
        return "oui" if value else "non"
    if isinstance(field, forms.ChoiceField):
        names = {str(key): str(name) for key, name in flatten_choices(field.choices)}
        return names.get(str(value), "") if value else ""
    text = str(field.widget.format_value(value) or "").replace("\r\n", "\n").strip()
    if type(field) in (
        forms.CharField,
        PlainLinesInput,
    ):  # words, which the gate lets in: an address or a slug it leaves alone
        one_line, lines = not isinstance(field.widget, forms.Textarea), isinstance(field, PlainLinesInput)
        return examine(text, one_line, lines).text
    return text


def _shown(form: forms.BaseForm) -> dict[str, BoundField]:
    return {bound.name: bound for bound in form if not bound.is_hidden}


def _label(bound: BoundField) -> str:
    return str(bound.label)[:1].upper() + str(bound.label)[1:]


def _between(mine: forms.BaseForm, theirs: forms.BaseForm, row: str = "") -> Iterator[Difference]:
    others = _shown(theirs)
    for name, bound in _shown(mine).items():
        texts = [_in_words(others[name]) if name in others else "", _in_words(bound)]
        if texts[0] != texts[1]:
            label = _label(bound)
            label = f"{row}, {label[:1].lower()}{label[1:]}" if row else label
            yield Difference(label, bound.id_for_label, *texts)


def _whole(form: forms.BaseForm) -> str:
    """A row in one text: each field that says something."""
    said = [(_label(bound), _in_words(bound)) for bound in _shown(form).values() if bound.name != "DELETE"]
    return "\n".join(f"{label}\u00a0: {text}" for label, text in said if text)


def _between_rows(mine: forms.BaseInlineFormSet, theirs: forms.BaseInlineFormSet) -> Iterator[Difference]:
    name = str(mine.model._meta.verbose_name).capitalize()
    stored = {form.instance.pk: form for form in theirs.initial_forms}
    for place, form in enumerate(mine.forms, 1):
        other = stored.pop(form.instance.pk, None)
        if other is not None:
            yield from _between(form, other, f"{name} {place}")
        elif form.has_changed():
            yield Difference(f"{name} {place}, que vous seul avez", form.auto_id % form.prefix, "", _whole(form))
    for form in stored.values():
        yield Difference(f"{name}, que vous n’avez pas", "", _whole(form), "")


def differences(
    mine: forms.ModelForm,
    stored: models.Model,
    rows: Iterable[tuple[forms.BaseInlineFormSet, models.QuerySet]],
) -> list[Difference]:
    """What differs between a form that was sent and what is stored now; each list of rows comes with what it may show."""
    found = list(_between(mine, type(mine)(instance=stored)))
    for formset, queryset in rows:
        found += _between_rows(formset, type(formset)(instance=stored, prefix=formset.prefix, queryset=queryset))
    return found
