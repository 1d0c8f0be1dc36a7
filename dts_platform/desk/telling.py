"""Who is told of what happens to a text: a mail written in the transaction of the act."""

from django.contrib.auth import get_user_model
from django.db import models
from django.urls import reverse

from dts_platform.background.outgoing import write
from dts_platform.editorial.permissions import REVIEWING
from dts_platform.web.addresses import absolute


def name_of(account) -> str:
    """How a person is called; nobody is « une personne qui n’a plus de compte »."""
    if account is None:
        return "une personne qui n’a plus de compte"
    return account.get_full_name() or account.get_username()


def form_of(text: models.Model) -> str:
    """The path of the form of a text."""
    return reverse(f"admin:{text._meta.app_label}_{text._meta.model_name}_change", args=[text.pk])


def _concerned(name: str, text: models.Model, who) -> list[str]:
    """Reviewers of what arrives, the author of the rest; never who did it."""
    if name == "text_sent":
        people = get_user_model().objects.filter(is_active=True, is_staff=True, role__in=REVIEWING)
    else:
        people = get_user_model().objects.filter(is_active=True, pk=text.auteur_id or 0)
    return sorted(people.exclude(pk=who.pk).exclude(email="").values_list("email", flat=True))


def tell(name: str, text: models.Model, who, message: str = "") -> None:
    """Write to those concerned that this happened to a text; `name` is a wording of `templates/mail/`."""
    public = text.copie_de if text.is_copy else text
    context = {
        "text": text,
        "kind": str(text._meta.verbose_name),
        "who": name_of(who),
        "message": message.strip(),
        "is_copy": text.is_copy,
        "form": absolute(form_of(text)),
        "page": absolute(public.get_absolute_url()),
    }
    for address in _concerned(name, text, who):
        write(name, address, context)
