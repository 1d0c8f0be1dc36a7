"""The acts that a form offers on a text, as buttons: which are one’s own to do now, and what each does."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models

from dts_platform.desk.transitions import may_approve, publish, reopen, send, send_back, withdraw
from dts_platform.editorial.naming import REOPENS, WITHDRAWS
from dts_platform.editorial.permissions import may_edit, may_review
from dts_platform.editorial.states import Statut

May = Callable[[object, models.Model], bool]
Do = Callable[[models.Model, object, str], models.Model | None]


def _may_take_back(user, text: models.Model) -> bool:
    return not may_review(user) and text.auteur_id == user.pk and may_edit(user, text)


@dataclass(frozen=True)
class Act:
    """A button: its name in the form, its label, the state it is for, who has it, what it does, what is said once it is done.

    `asks` is the label of the word that goes with it.
    """

    name: str
    label: str
    state: Statut
    may: May
    do: Do
    done: str
    asks: str = ""


ACTS = (
    Act(
        "_send",
        "Envoyer en relecture",
        Statut.BROUILLON,
        may_edit,
        send,
        "Envoyé en relecture\u202f: les relecteurs sont prévenus.",
        "Un mot pour les relecteurs, si vous voulez",
    ),
    Act(
        "_publish",
        "Publier",
        Statut.RELECTURE,
        may_approve,
        lambda text, who, message: publish(text, who),
        "Publié\u202f: les visiteurs le lisent dès maintenant.",
    ),
    Act(
        "_return",
        "Renvoyer avec un mot",
        Statut.RELECTURE,
        lambda user, text: may_review(user),
        send_back,
        "Renvoyé à son auteur, avec votre mot.",
        "Votre mot pour l’auteur, si vous renvoyez le texte",
    ),
    Act(
        "_take_back",
        "Reprendre pour corriger encore",
        Statut.RELECTURE,
        _may_take_back,
        lambda text, who, message: send_back(text, who, "Repris par son auteur."),
        "C’est de nouveau un brouillon.",
    ),
    Act(
        WITHDRAWS,
        "Retirer ce texte du site",
        next(state for state in Statut if state.is_public),
        lambda user, text: may_review(user) and not text.is_copy,
        lambda text, who, message: withdraw(text, who),
        "Retiré\u202f: à son adresse, les visiteurs lisent pourquoi.",
    ),
    Act(
        REOPENS,
        "Rouvrir en brouillon",
        Statut.RETIRE,
        lambda user, text: may_review(user),
        lambda text, who, message: reopen(text, who),
        "C’est de nouveau un brouillon\u202f; une autre personne le publiera.",
    ),
)


def acts_on(text: models.Model, user) -> list[Act]:
    """What this account may do with a text in its present state."""
    return [act for act in ACTS if act.state == text.statut and act.may(user, text)]


def act_asked(data) -> Act | None:
    """The act of the button that was used."""
    return next((act for act in ACTS if act.name in data), None)
