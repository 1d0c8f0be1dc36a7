"""What an editor says of the names of a text: a new address or number, and, when it is withdrawn, why and for which other."""

import hashlib
import json

from django import forms
from django.urls import resolve

from dts_platform.editorial.kinds import kind_of, kind_with_pages
from dts_platform.editorial.names import Withdrawal, next_number, taken_by_another, was_public, withdrawal_of
from dts_platform.editorial.permissions import may_review
from dts_platform.editorial.states import Statut
from dts_platform.text.gate import examine

TAKEN = {
    "slug": "Cette adresse a été celle d’un autre texte publié\u202f: elle y mène pour toujours. Choisissez-en une autre.",
    "numero": "Ce numéro a été celui d’une autre fiche publiée\u202f: il y mène pour toujours. Le premier libre est le {}.",
}
SHADOWED = "Cette adresse mènerait à une autre page du site. Choisissez-en une autre, avec des lettres."
FOR_EVER = {
    "slug": "Fait partie de l’adresse publique. Si vous la changez, l’ancienne mènera toujours à ce texte.",
    "numero": "Sa place dans le manuel. Un numéro publié ne sert plus jamais à une autre fiche.",
}
WITHDRAWS, REOPENS = "_withdraw", "_reopen"  # the buttons that take a text away, and bring it back
WORD = "message"  # what goes with a text that passes from hand to hand
SENTENCE, IMPORTANT = "sentence", "important"  # what readers are told of a publication
BESIDE_ACTS = (WORD, SENTENCE, IMPORTANT)
WITHDRAWAL = ("withdrawal_reason", "successor", "merged")


class KeepsNamesMixin:
    """A model form of a text that has pages: a name that was that of another text is refused, in French."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind = kind_with_pages(type(self.instance))
        for name in kind.named_by if kind else ():
            if name in self.fields:
                self.fields[name].help_text = FOR_EVER[name]

    def clean(self):
        data = super().clean()
        kind = kind_with_pages(type(self.instance))
        for name in kind.named_by if kind else ():
            value = data.get(name)
            if value and taken_by_another(self.instance, name, value):
                self.add_error(name, TAKEN[name].format(next_number(kind) if name == "numero" else ""))
        slug = data.get("slug") if kind and "slug" in self.changed_data else ""
        if slug and "slug" not in resolve(f"{kind.prefix}{slug}/").kwargs:
            self.add_error("slug", SHADOWED)
        return data


def _said_of(text) -> Withdrawal | None:
    """What is said of the withdrawal of a text that is withdrawn."""
    return withdrawal_of(text) if text.pk and text.statut == Statut.RETIRE else None


class WithdrawalMixin(forms.ModelForm):
    """A model form that asks, when a text that was public is withdrawn, what visitors will be told at its address."""

    withdrawal_reason = forms.CharField(
        label="Pourquoi ce texte est retiré",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 90}),
        help_text="Une ou deux phrases, que liront ceux qui suivent un ancien lien ou un code QR.",
    )
    successor = forms.ModelChoiceField(
        None,
        label="À lire à sa place",
        required=False,
        help_text="Un texte publié du même genre, s’il y en a un. Son titre se lira à l’ancienne adresse.",
    )
    merged = forms.BooleanField(
        label="Fondu dans ce texte",
        required=False,
        help_text="L’ancienne adresse y mènera directement, et les sélections partagées le montreront.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        model = type(self.instance)
        self.fields["successor"].queryset = model._default_manager.published().exclude(pk=self.instance.pk)
        if said := _said_of(self.instance):
            self.initial |= {"withdrawal_reason": said.reason, "successor": said.successor, "merged": said.merged}

    def _version(self, row, links: dict) -> str:
        version, said = super()._version(row, links), _said_of(row)
        if said is None:
            return version
        told = json.dumps([version, said.reason, said.successor, said.merged])
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    def clean_withdrawal_reason(self) -> str:
        examined = examine(self.cleaned_data["withdrawal_reason"])
        if examined.refusals:
            raise forms.ValidationError([str(remark) for remark in examined.refusals])
        return examined.text

    def clean(self):
        data = super().clean()
        if not self._is_withdrawn(data):
            return data
        if "withdrawal_reason" in self.fields and not data.get("withdrawal_reason") and was_public(self.instance):
            self.add_error("withdrawal_reason", "Dites en une phrase pourquoi ce texte est retiré.")
        if data.get("merged") and not data.get("successor"):
            self.add_error("successor", "Dites dans quel texte celui-ci est fondu.")
        return data

    def _is_withdrawn(self, data: dict) -> bool:
        """Is this text withdrawn, or about to be by the button that was used?"""
        asks = self.instance.pk and self.account is not None and may_review(self.account)
        return (
            bool(asks)
            and (WITHDRAWS in self.data or self.instance.statut == Statut.RETIRE)
            and REOPENS not in self.data
        )

    def note_withdrawal(self) -> None:
        """Once the text is saved: keep what was said of its withdrawal, or forget it when the text comes back."""
        which = {"kind": kind_of(self.instance).name, "key": self.instance.pk}
        if self._is_withdrawn(self.cleaned_data):
            successor = self.cleaned_data["successor"]
            said = {
                "reason": self.cleaned_data["withdrawal_reason"],
                "successor": successor and successor.pk,
                "merged": self.cleaned_data["merged"],
            }
            Withdrawal.objects.update_or_create(**which, defaults=said)
        elif self.instance.statut != Statut.RETIRE:
            Withdrawal.objects.filter(**which).delete()
