"""The acts that a form offers on a text, as buttons: which are one’s own to do now, and what each does."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.http import QueryDict

from dts_platform.desk.transitions import may_approve, publish, reopen, send, send_back, withdraw
from dts_platform.editorial.naming import IMPORTANT, REOPENS, SENTENCE, WITHDRAWS, WORD
from dts_platform.editorial.permissions import may_edit, may_review
from dts_platform.editorial.states import PUBLISH, REOPEN, RETURN, SEND, WITHDRAW, Statut, Transition
from dts_platform.editorial.versions import ForReaders
from dts_platform.text.gate import examine

May = Callable[[object, models.Model], bool]


@dataclass(frozen=True)
class Words:
    """What was typed beside the buttons: a word for who has the text next, what readers are told."""

    message: str
    told: ForReaders

    @classmethod
    def typed(cls, data: QueryDict) -> "Words":
        """As the gate lets them in."""
        sentence = examine(data.get(SENTENCE, ""), one_line=True).text
        return cls(examine(data.get(WORD, "")).text, ForReaders(sentence, IMPORTANT in data))


Do = Callable[[models.Model, object, Words], models.Model | None]


def _may_take_back(user, text: models.Model) -> bool:
    return not may_review(user) and text.auteur_id == user.pk and may_edit(user, text)


@dataclass(frozen=True)
class Act:
    """A button: its name in the form, its label, the way it takes a text, who has it, what it does, what is said once it is done.

    `asks` is the label of the word that goes with it; `tells_readers` says that readers are told of it.
    """

    name: str
    label: str
    transition: Transition
    may: May
    do: Do
    done: str
    asks: str = ""
    tells_readers: bool = False

    @property
    def state(self) -> Statut:
        """The state of the texts that it is for."""
        return self.transition.from_state

    @property
    def asks_something(self) -> bool:
        """Does something go with it, which is typed at the foot of the form?"""
        return bool(self.asks) or self.tells_readers


ACTS = (
    Act(
        "_send",
        "Envoyer en relecture",
        SEND,
        may_edit,
        lambda text, who, words: send(text, who, words.message),
        "Envoyé en relecture\u202f: les relecteurs sont prévenus.",
        "Un mot pour les relecteurs, si vous voulez",
    ),
    Act(
        "_publish",
        "Publier",
        PUBLISH,
        may_approve,
        lambda text, who, words: publish(text, who, words.told),
        "Publié\u202f: les visiteurs le lisent dès maintenant.",
        tells_readers=True,
    ),
    Act(
        "_return",
        "Renvoyer avec un mot",
        RETURN,
        lambda user, text: may_review(user),
        lambda text, who, words: send_back(text, who, words.message),
        "Renvoyé à son auteur, avec votre mot.",
        "Votre mot pour l’auteur, si vous renvoyez le texte",
    ),
    Act(
        "_take_back",
        "Reprendre pour corriger encore",
        RETURN,
        _may_take_back,
        lambda text, who, words: send_back(text, who, "Repris par son auteur."),
        "C’est de nouveau un brouillon.",
    ),
    Act(
        WITHDRAWS,
        "Retirer ce texte du site",
        WITHDRAW,
        lambda user, text: may_review(user) and not text.is_copy,
        lambda text, who, words: withdraw(text, who),
        "Retiré\u202f: à son adresse, les visiteurs lisent pourquoi.",
    ),
    Act(
        REOPENS,
        "Rouvrir en brouillon",
        REOPEN,
        lambda user, text: may_review(user),
        lambda text, who, words: reopen(text, who),
        "C’est de nouveau un brouillon\u202f; une autre personne le publiera.",
    ),
)


def acts_on(text: models.Model, user) -> list[Act]:
    """What this account may do with a text in its present state."""
    return [act for act in ACTS if act.state == text.statut and act.may(user, text)]


def act_asked(data) -> Act | None:
    """The act of the button that was used."""
    return next((act for act in ACTS if act.name in data), None)
