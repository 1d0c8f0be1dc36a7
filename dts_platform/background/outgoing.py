"""Mail that waits to leave: a row written in the transaction of the act it tells of, so that both stand or neither.

The wording of each message is a file of `templates/mail/`: its first line is the subject.
"""

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.encoding import punycode

from dts_platform.background.personal import EDITORS, MONTH, YEAR, Personal, keeps, time_kept_in_words
from dts_platform.text.formats import shortened

LONGEST_SUBJECT = 200
NO_ADDRESS = "Cette adresse n’en est pas une. Elle s’écrit comme prenom.nom@exemple.fr."
KEPT, KEPT_IF_LOST = MONTH, YEAR  # after it left; after it was written, when it never left


@keeps(
    Personal(
        EDITORS,
        "Les courriels du site\u202f: à qui, sur quoi, ce qu’ils sont devenus\u202f; leurs mots, jusqu’à leur départ seulement",
        "les faire partir, une fois, et savoir lesquels n’ont pas pu",
        f"{time_kept_in_words(KEPT)} après le départ, {time_kept_in_words(KEPT_IF_LOST)} s’il n’a jamais pu se faire",
        ("to", "reply_to", "subject", "body", "error"),
        lambda now: models.Q(sent__lt=now - KEPT) | models.Q(given_up=True, written__lt=now - KEPT_IF_LOST),
    )
)
class OutgoingMail(models.Model):
    """A message in plain text, and what became of it. Once it is sent, its words are not kept: they may hold a secret."""

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    to = models.EmailField(blank=True)
    reply_to = models.EmailField(blank=True, default="")  # that of the settings, when empty
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    body = models.TextField(blank=True)
    written = models.DateTimeField(default=timezone.now)
    due = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    sent = models.DateTimeField(null=True)
    given_up = models.BooleanField(default=False)

    class Meta:
        verbose_name = "courriel"
        verbose_name_plural = "courriels"
        indexes = [
            models.Index(
                fields=["due"],
                name="dts_platform_mail_waiting",
                condition=models.Q(sent__isnull=True, given_up=False),
            )
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def state(self) -> str:
        """What became of it, in French."""
        if self.sent:
            return "parti"
        if self.given_up:
            return "abandonné"
        return "à réessayer" if self.error else "en attente"


def wording(name: str, context: dict) -> tuple[str, str]:
    """The subject and the text of a message."""
    subject, _, body = render_to_string(f"mail/{name}.txt", context).strip().partition("\n")
    return " ".join(subject.split()), body.strip() + "\n"


def check_address(address: str) -> None:
    """Refuse an address that has the form of one and that no mail can bear: its domain has no name in plain letters.

    Raises ValidationError.
    """
    try:
        punycode(address.rpartition("@")[2])
    except UnicodeError as error:
        raise ValidationError(NO_ADDRESS, code="invalid") from error


def compose(name: str, to: str, context: dict, once: str = "", reply_to: str = "") -> OutgoingMail:
    """A message that is not kept yet. `once` says of what it tells: two that tell somebody of the same thing are one."""
    subject, body = wording(name, context)
    same = {"key": uuid.uuid5(uuid.NAMESPACE_URL, f"{name} {to} {once}")} if once else {}
    return OutgoingMail(to=to, reply_to=reply_to, subject=shortened(subject, LONGEST_SUBJECT), body=body, **same)


def keep(mail: OutgoingMail) -> None:
    """Keep a message, to leave as soon as the transaction stands; one that is kept already is left as it is."""
    held = {field.name: getattr(mail, field.name) for field in mail._meta.concrete_fields if not field.primary_key}
    OutgoingMail.objects.get_or_create(key=held.pop("key"), defaults=held)


def write(name: str, to: str, context: dict, once: str = "", reply_to: str = "") -> OutgoingMail:
    """Compose a message and keep it; answers go to `reply_to`, or to whom the settings say.

    To nobody, the same work is done and nothing will leave: how long an answer takes then says nothing of who has an account.
    """
    mail = compose(name, to, context, once, reply_to)
    if not to:
        mail.sent, mail.body = timezone.now(), ""
    keep(mail)
    return mail
