"""The three forms that a reader may send: a message, an error, whether a text served them."""

import re

from django import forms
from django.core.exceptions import ValidationError

from contact.models import Notice
from dts_platform.background.outgoing import NO_ADDRESS, check_address

TRAP = "complement"  # a field that nobody sees: who fills it in read the page as a machine does
NO_SIGN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ADDRESS = {
    "invalid": NO_ADDRESS,
    "max_length": "Cette adresse est trop longue\u202f: 254\u00a0signes au plus.",
    "required": "Donnez votre adresse de courriel\u202f: sans elle, personne ne pourrait vous répondre.",
}


def _words(label: str, most: int, rows: int, required: str = "", hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(required),
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required, "max_length": f"C’est trop long\u202f: {most}\u00a0signes au plus."},
    )


def _typed(text: str) -> str:
    """What was typed, each line ended as it is counted, by one sign."""
    return NO_SIGN.sub("", text.replace("\r\n", "\n"))


class AddressField(forms.EmailField):
    """The address of a reader: one line that a mail can bear, without the quotes that only a machine would write."""

    default_validators = [*forms.EmailField.default_validators, check_address]

    def __init__(self, **options):
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        super().__init__(max_length=254, widget=widget, error_messages=ADDRESS, **options)

    def clean(self, value):
        value = super().clean(value)
        if '"' in value:
            raise ValidationError(ADDRESS["invalid"])
        return value


class ReaderForm(forms.Form):
    """What each of them shares: a trap, and signs that no keyboard types left out before anything reads them."""

    required_css_class = "required"

    def __init__(self, data=None, **options):
        if data is not None:
            data = {name: _typed(data.get(name, "")) for name in [*self.base_fields, TRAP]}
        super().__init__(data, **options)
        self.trapped = bool(data and data[TRAP])


class MessageForm(ReaderForm):
    """A message to somebody, who answers by mail."""

    word = _words("Votre message", 4000, 8, "Écrivez votre message.")
    email = AddressField(
        label="Votre adresse de courriel",
        help_text="C’est là qu’on vous répondra. Par exemple\u202f: prenom.nom@exemple.fr.",
    )
    name = forms.CharField(
        label="Votre nom (si vous voulez)",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": "C’est trop long\u202f: 120\u00a0signes au plus."},
    )


class ErrorForm(ReaderForm):
    """An error in a text or on the site."""

    word = _words("Ce qui ne va pas", 2000, 6, "Dites ce qui ne va pas.", "Le passage, et ce qu’il devrait dire.")
    email = AddressField(label="Votre adresse de courriel (si vous voulez une réponse)", required=False)


SERVED = [(value, label) for value, label in Notice.Answer.choices if value != Notice.Answer.ERROR]


class ServedForm(ReaderForm):
    """One question, and a word."""

    answer = forms.ChoiceField(
        label="Cela vous a-t-il servi\u202f?",
        choices=SERVED,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choisissez une des trois réponses."),
    )
    word = _words("Un mot, si vous voulez", 500, 3, hint="Ce que vous en avez fait, ou ce qui manquait.")
