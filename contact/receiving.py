"""What becomes of a form that a reader sent: stored first, once; then handed over, or put aside when something is odd."""

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from contact.advertising import looks_like_advertising
from contact.forms import ReaderForm
from contact.models import Doubt, Message, Received
from contact.opening import LASTS, QUICKEST, Opening
from contact.subject import Recipient, Subject
from dts_platform.accounts.sign_in import wait_in_words
from dts_platform.background.outgoing import write
from dts_platform.models.buckets import NOW, Bucket, Pace
from dts_platform.search.french import fold
from dts_platform.web.addresses import absolute
from dts_platform.web.client import client_address
from dts_platform.web.origin import Origin, origin_of

USED = "formulaire/ouvert"
ONCE = Pace(at_once=1, every=LASTS)
FROM_ADDRESS = Pace(at_once=20, every=timedelta(minutes=3))  # a room of twenty people writes at once
FROM_ALL = Pace(at_once=100, every=timedelta(seconds=30))  # beyond, nobody is written to before someone has looked
IN_DOUBT = Pace(at_once=500, every=timedelta(minutes=1))  # beyond, nothing is stored
SAME_WORDS, SHORTEST_REPEATED = timedelta(days=1), 20  # letters: two readers may well say « Merci »


class TooMany(Exception):
    """Nothing more is stored for a while; the message says how long."""

    def __init__(self, wait: timedelta):
        super().__init__(f"Trop d’envois en peu de temps. Attendez {wait_in_words(wait)}, puis envoyez de nouveau.")


def receive(
    request: HttpRequest, form: ReaderForm, row: Received, opening: Opening, subject: Subject, recipient: Recipient
) -> Received:
    """Store a form that is filled in as it should; the row that holds it, an earlier one when it was sent before."""
    for name, value in (vars(subject) | form.cleaned_data).items():
        setattr(row, name, value)
    letters = fold("".join(filter(str.isalnum, row.word)))
    row.said = _digest(letters) if len(letters) >= SHORTEST_REPEATED else ""
    row.key = _digest(row._meta.label, opening.word, repr(sorted(form.cleaned_data.items())), subject.address)
    if earlier := type(row).objects.filter(key=row.key).first():
        return earlier
    _hold_back(FROM_ADDRESS, client_address(request))
    doubt = _doubt_of(request, form, row, opening)
    if doubt:
        _hold_back(IN_DOUBT, "mis de côté")
    with transaction.atomic():
        again = bool(opening.word) and Bucket.objects.take(USED, opening.word, ONCE) > NOW
        row.doubt = doubt or (Doubt.AGAIN if again else "")
        held, is_new = type(row).objects.get_or_create(key=row.key, defaults=_values(row))
        if is_new and isinstance(held, Message) and not held.doubt:
            hand_over(held, recipient)
    return held


def hand_over(message: Message, recipient: Recipient) -> None:
    """Write the mail that takes a message to who answers; where nobody gave an address, it is read here."""
    message.doubt, message.recipient = "", recipient.name
    if recipient.address:
        context = {"message": message, "page": absolute(message.address) if message.address else ""}
        mail = write("reader_message", recipient.address, context, once=message.key, reply_to=message.email)
        message.mail = mail.key
    message.save(update_fields=["doubt", "recipient", "mail"])


def _hold_back(pace: Pace, who: str) -> None:
    """Count a sending; refuse it when there are too many. Where addresses are unknown, nobody is held back for another."""
    wait = Bucket.objects.take("formulaire/envoi", who, pace) if who else NOW
    if wait > NOW:
        raise TooMany(wait)


def _doubt_of(request: HttpRequest, form: ReaderForm, row: Received, opening: Opening) -> Doubt | None:
    """The first reason to put it aside. Two that use one opening at the same moment are told apart when they are stored."""
    odd = {
        Doubt.TRAP: form.trapped,
        Doubt.UNREAD: not opening.word,
        Doubt.UNTOLD: origin_of(request) is Origin.UNTOLD,
        Doubt.QUICK: opening.age < QUICKEST,
        Doubt.AGAIN: Bucket.objects.remembers(USED, opening.word),
        Doubt.ADVERT: looks_like_advertising(row.word, getattr(row, "name", "")),
        Doubt.REPEATED: _is_repeated(row),
    }
    found = next((doubt for doubt, is_odd in odd.items() if is_odd), None)
    if found is None and Bucket.objects.take("formulaire/tous", "", FROM_ALL) > NOW:
        return Doubt.MANY
    return found


def _is_repeated(row: Received) -> bool:
    """Did these very words come already, these last hours?"""
    since = timezone.now() - SAME_WORDS
    return bool(row.said) and type(row).objects.filter(said=row.said, at__gte=since).exists()


def _values(row: Received) -> dict:
    return {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key}


def _digest(*parts: str) -> str:
    return salted_hmac("contact", "\x1f".join(parts), algorithm="sha256").hexdigest()
