"""Sending the mail that waits: each message by one worker at a time, tried again when it fails, under one number.

A worker that dies between handing a message over and noting it leaves a message that another will send again: it bears the
same Message-ID, by which mailboxes know it.
"""

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from dts_platform.background.outgoing import OutgoingMail

AT_ONCE = 50
LEASE = timedelta(minutes=5)  # longer than a server may keep us waiting
DELAYS = [timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440)]  # before each new attempt; then nobody tries again

logger = logging.getLogger(__name__)


def waiting():
    """The messages that are to leave now, oldest first."""
    return OutgoingMail.objects.filter(sent__isnull=True, given_up=False, due__lte=timezone.now()).order_by("due", "pk")


def send_waiting() -> int:
    """Send what is to leave; the number of messages sent."""
    return sum(_send(mail) for mail in waiting()[:AT_ONCE] if _take(mail))


def try_again(mails: QuerySet[OutgoingMail]) -> int:
    """Let these messages leave at the next turn, with all their attempts before them; how many were waiting for that.

    One that a worker may be handing over at this moment is left alone: it would leave twice.
    """
    now = timezone.now()
    idle = mails.filter(Q(given_up=True) | Q(due__gt=now + LEASE), sent__isnull=True)
    return idle.update(due=now, attempts=0, given_up=False)


def _take(mail: OutgoingMail) -> bool:
    """Take a message; False when another worker has it."""
    free = OutgoingMail.objects.filter(pk=mail.pk, due=mail.due, sent__isnull=True)
    taken = free.update(due=timezone.now() + LEASE, attempts=F("attempts") + 1)
    mail.attempts += 1
    return bool(taken)


def _send(mail: OutgoingMail) -> bool:
    row = OutgoingMail.objects.filter(pk=mail.pk)
    try:
        message_of(mail).send()
    except Exception as error:  # whatever the server or the address: the other messages leave
        over = mail.attempts > len(DELAYS)
        wait = LEASE if over else DELAYS[mail.attempts - 1]
        row.update(error=f"{type(error).__name__} : {error}"[:300], due=timezone.now() + wait, given_up=over)
        logger.warning("Un courriel ne part pas (essai %s) : %s", mail.attempts, type(error).__name__)
        return False
    row.update(sent=timezone.now(), body="", reply_to="", error="")
    return True


def message_of(mail: OutgoingMail) -> EmailMessage:
    """A message as it leaves: from the site, answers to whom it speaks for, else to whom the settings say."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    answers = mail.reply_to or settings.REPLY_TO_EMAIL
    return EmailMessage(
        mail.subject,
        mail.body,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        reply_to=[answers] if answers else None,
        headers={"Message-ID": f"<{mail.key}@{host}>", "Auto-Submitted": "auto-generated"},
    )
