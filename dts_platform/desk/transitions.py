"""From one state to another: each act in one transaction with its version, what is kept of it, and the mail that tells it."""

from django.db import models, transaction
from django.utils import timezone

from dts_platform.desk.copies import Refused, ask_upper_rooms, held, put_in_place
from dts_platform.desk.news import BACK, NEW
from dts_platform.desk.telling import tell
from dts_platform.editorial.kinds import kind_of
from dts_platform.editorial.names import Withdrawal, was_public
from dts_platform.editorial.permissions import may_edit, may_publish, may_review, only_reviewer
from dts_platform.editorial.preview_links import PreviewLink
from dts_platform.editorial.states import PUBLISH, REOPEN, RETURN, SEND, WITHDRAW, Statut, Transition
from dts_platform.editorial.versions import (
    UNSAID,
    ForReaders,
    Passage,
    Version,
    note_passage,
    place_of,
    record,
    record_publication,
)

OWN_WORK = "C’est vous qui avez écrit ce texte\u202f: une autre personne le relit et le publie."
NOT_YOURS = "Vous ne pouvez pas faire cela de ce texte."


def elsewhere(text: models.Model) -> str:
    """What is said to who takes a text along a way that does not begin where it now is."""
    return f"Ce texte n’en est plus là\u202f: il est maintenant à l’état «\u202f{Statut(text.statut).label}\u202f»."


def _held_for(text: models.Model, transition: Transition) -> models.Model:
    """A text held, which must be where this transition begins."""
    row = held(text)
    if Statut(row.statut) is not transition.from_state:
        raise Refused(elsewhere(row))
    return row


def _note(text: models.Model, transition: Transition, who, message: str = "", alone: bool = False) -> None:
    """Keep that a text went this way."""
    note_passage(text, transition.from_state, transition.to_state, who, message, alone=alone)


def may_approve(who, text: models.Model) -> bool:
    """May this account publish this text? Never what it sent itself, whoever took it over since, while another may review it."""
    return may_publish(who, text) and (only_reviewer(who) or _sender(text) != who.pk)


def _sender(text: models.Model) -> int | None:
    """The key of the account that last sent this text to the reviewers."""
    model, key, copy = place_of(text)
    passages = Passage.objects.filter(model=model, key=key, copy=copy)
    sent = passages.filter(after=SEND.to_state).exclude(before=SEND.to_state)
    return sent.values_list("who", flat=True).first()


def _end_links(text: models.Model) -> None:
    """Let the links that showed a text before visitors read it show nothing ever after, its withdrawal included."""
    PreviewLink.objects.of(text).open().update(ended=timezone.now())


@transaction.atomic
def send(text: models.Model, who, message: str = "") -> None:
    """Send a draft, or a working copy, to the reviewers."""
    text = _held_for(text, SEND)
    if not may_edit(who, text):
        raise Refused(NOT_YOURS)
    text.go_to(SEND.to_state)
    record(text, who, Version.Nature.PROPOSED, message)
    _note(text, SEND, who, message)
    tell("text_sent", text, who, message)


@transaction.atomic
def send_back(text: models.Model, who, message: str) -> None:
    """Give a text back to its author, with a word."""
    text = _held_for(text, RETURN)
    if not (may_review(who) or (may_edit(who, text) and text.auteur_id == who.pk)):
        raise Refused(NOT_YOURS)
    if not any(sign.isprintable() and not sign.isspace() for sign in message):
        raise Refused("Dites en un mot ce qui est à revoir\u202f: l’auteur le lira.")
    text.go_to(RETURN.to_state)
    _note(text, RETURN, who, message)
    tell("text_returned", text, who, message)


@transaction.atomic
def publish(text: models.Model, who, told: ForReaders = UNSAID) -> models.Model:
    """Publish what another person wrote; a working copy takes the place of what its text said. Returns the text.

    `told` is what readers are told of it; where nothing is, what changed is worked out.
    """
    text = _held_for(text, PUBLISH)
    if not may_approve(who, text):
        raise Refused(OWN_WORK if may_review(who) else NOT_YOURS)
    alone = who.pk in (text.auteur_id, _sender(text)) and only_reviewer(who)
    _end_links(text)
    if text.is_copy:
        if not text.copie_de.is_public:
            raise Refused("Le texte à corriger n’est plus en ligne\u202f: rien n’a été publié, la proposition reste.")
        _note(text, PUBLISH, who, alone=alone)
        tell("text_published", text, who)
        return put_in_place(text, who, told)
    ask_upper_rooms(text)
    told = told.or_else(BACK if was_public(text) else NEW)
    text.go_to(PUBLISH.to_state)
    record_publication(text, who, told)
    _note(text, PUBLISH, who, alone=alone)
    tell("text_published", text, who)
    return text


@transaction.atomic
def withdraw(text: models.Model, who) -> None:
    """Take a text off the site; its form has kept why, and what to read in its place."""
    text = held(text)
    if not (may_review(who) and Statut(text.statut) is WITHDRAW.from_state):
        raise Refused(NOT_YOURS)
    text.go_to(WITHDRAW.to_state)
    _end_links(text)
    _note(text, WITHDRAW, who)


@transaction.atomic
def reopen(text: models.Model, who) -> None:
    """Bring a withdrawn text back as a draft of who asks: another person publishes it."""
    text = _held_for(text, REOPEN)
    if not may_review(who):
        raise Refused(NOT_YOURS)
    text.auteur = who
    text.save(update_fields=["auteur"])
    text.go_to(REOPEN.to_state)
    Withdrawal.objects.filter(kind=kind_of(text).name, key=text.pk).delete()
    _note(text, REOPEN, who)


@transaction.atomic
def take_over(text: models.Model, who) -> None:
    """Become the author of what another person began."""
    text = held(text)
    if not may_edit(who, text) or text.is_public:
        raise Refused(NOT_YOURS)
    before, text.auteur = text.auteur, who
    text.save(update_fields=["auteur"])
    said = f"Repris à {before.get_full_name() or before}." if before else "Pris en main."
    note_passage(text, text.statut, text.statut, who, said)
