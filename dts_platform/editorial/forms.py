"""The forms of editors: checks of upper rooms, no silent overwriting, links that stay within reach of who writes."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import ValidationError
from django.db import models

from dts_platform.background.outgoing import check_address
from dts_platform.editorial.naming import KeepsNamesMixin, WithdrawalMixin
from dts_platform.editorial.reach import KeepsHiddenLinksMixin
from dts_platform.text.formats import date
from dts_platform.text.gate import examine

NOTHING_IS_LOST = (
    "Rien n’est perdu\u202f: votre version est encore ci-dessous, avec ce qui diffère. Ouvrez le texte dans un autre onglet, "
    "comparez, puis reportez vos changements."
)
DELETED_MEANWHILE = (
    "Ce texte a été supprimé depuis que vous l’avez ouvert. Votre version est encore ci-dessous\u202f: copiez-la avant de "
    "quitter la page."
)

TAKEN = "C’est déjà pris\u202f: une autre ligne de cette liste le porte. Changez-le, ou ouvrez l’autre."
LONGEST_SENTENCE = 300  # signs of what readers are told of a publication

UNNAMED = models.Field.default_error_messages["unique"]  # what Django says of two rows, by the names of its tables

Check = Callable[[models.Model], Mapping[str, str]]
CHECKS: dict[type[models.Model], list[Check]] = defaultdict(list)


def add_check(model: type[models.Model], check: Check) -> None:
    """Let an upper room refuse what is about to be saved of this model: {field: why, in French}, empty when all is well."""
    CHECKS[model].append(check)


class TextForm(forms.ModelForm):
    """The form of a text, or of one of its rows: its words pass the gate, and upper rooms may refuse what it says."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.EmailField):
                field.validators.append(check_address)
        for column in self._meta.model._meta.concrete_fields:
            if column.name in self.fields and column.error_messages.get("unique") == UNNAMED:
                self.fields[column.name].error_messages["unique"] = TAKEN

    def _post_clean(self):
        """Ask upper rooms too, once the text is right by itself."""
        super()._post_clean()
        for check in CHECKS[self._meta.model] if not self.errors else ():
            for name, sentence in check(self.instance).items():
                self.add_error(name if name in self.fields else None, sentence)


def version_of(row: models.Model, names: Iterable[str], children: Iterable[models.Field], links: dict) -> str:
    """A digest of what the database holds of a row: these fields, and every row that refers to it by one of `children`.

    `links` gives the objects of the many-to-many relations that were read already, by name.
    """
    said = []
    for name in sorted(names):
        field = row._meta.get_field(name)
        if name in links:
            said.append([name, sorted(obj.pk for obj in links[name])])
        elif field.many_to_many:
            said.append([name, sorted(getattr(row, name).values_list("pk", flat=True))])
        else:
            said.append([name, field.value_to_string(row)])
    for link in children:
        rows = link.model._base_manager.filter(**{link.name: row.pk}).order_by("pk").values_list()
        said.append([link.model._meta.label, list(rows)])
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()[:32]


def saved_meanwhile(row: models.Model, reader) -> str:
    """Why a form is refused, naming who saved this row last, as far as the administration knows."""
    entries = LogEntry.objects.filter(content_type=get_content_type_for_model(row), object_id=str(row.pk))
    last = entries.select_related("user").order_by("-action_time", "-pk").first()
    if last is None:
        return f"Quelqu’un d’autre a enregistré ce texte depuis que vous l’avez ouvert. {NOTHING_IS_LOST}"
    when = date(last.action_time, "d/m/Y à H:i")
    if last.user == reader:
        return f"Vous avez déjà enregistré ce texte, le {when}, depuis que cette page est ouverte. {NOTHING_IS_LOST}"
    who = last.user.get_full_name() or last.user.get_username()
    return (
        f"Quelqu’un d’autre a enregistré ce texte depuis que vous l’avez ouvert ({who}, le {when}). {NOTHING_IS_LOST}"
    )


class VersionedForm(TextForm):
    """A form that refuses to overwrite what another person saved meanwhile, and keeps what was typed.

    `children` are the foreign keys by which the rows edited on the same page refer to this one; `account` is who edits.
    The administration gives both.
    """

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    children: tuple[models.Field, ...] = ()
    account = None
    stored: models.Model | None = None  # what somebody else saved, once the form is refused for it

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            links = {field.name: self.initial.get(field.name) for field in self._meta.model._meta.local_many_to_many}
            shown = {name: objects for name, objects in links.items() if isinstance(objects, list)}
            # Rows are read before the page shows them: what is saved in between is then refused, never overwritten.
            self.initial["version"] = self._version(self.instance, shown)

    def _version(self, row: models.Model, links: dict) -> str:
        held = {field.name for field in (*row._meta.concrete_fields, *row._meta.many_to_many)}
        names = [name for name, field in self.base_fields.items() if name in held and not field.disabled]
        return version_of(row, names, self.children, links)

    def clean(self):
        data = super().clean()
        if not self.instance.pk:
            return data
        stored = type(self.instance)._base_manager.select_for_update().filter(pk=self.instance.pk).first()
        if stored is None:
            raise forms.ValidationError(DELETED_MEANWHILE)
        if self._version(stored, {}) != self.cleaned_data.get("version"):
            self.stored = stored
            raise forms.ValidationError(saved_meanwhile(stored, self.account))
        return data


def _let_in(words: str, one_line: bool = False) -> str:
    """A word as the gate lets it in. Raises ValidationError."""
    examined = examine(words, one_line)
    if examined.text and examined.refusals:
        raise ValidationError([str(remark) for remark in examined.refusals])
    return examined.text


class PublishableForm(KeepsNamesMixin, KeepsHiddenLinksMixin, WithdrawalMixin, VersionedForm):
    """The form of a text that has a state; words may go with it when it passes from hand to hand, or to readers."""

    message = forms.CharField(label="Un mot", required=False, widget=forms.Textarea)
    sentence = forms.CharField(
        label="Quoi\u202f? Une phrase pour les lecteurs",
        required=False,
        max_length=LONGEST_SENTENCE,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="Ce qui a changé, comme vous le diriez à qui a imprimé ce texte. Vide pour un petit changement\u202f: "
        "le site dira lui-même ce qui a bougé.",
    )
    important = forms.BooleanField(
        label="Est-ce important\u202f? Qui en a une copie doit le savoir",
        required=False,
    )

    def clean_message(self) -> str:
        """The word for who has the text next: it is kept in the history, and mailed."""
        return _let_in(self.cleaned_data["message"])

    def clean_sentence(self) -> str:
        """What readers are told: it is kept in the history, and public."""
        return _let_in(self.cleaned_data["sentence"], one_line=True)


class FrameworkForm(KeepsNamesMixin, VersionedForm):
    """The form of what has no state: public as soon as it is saved."""
