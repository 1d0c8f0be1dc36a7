"""The last sign of life of the worker, duty by duty: what the health page reads."""

import time
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from dts_platform.background.outgoing import OutgoingMail
from dts_platform.text.formats import date, plural

EVERY = 20.0  # seconds: a duty done more often is not noted more often
SILENT = timedelta(minutes=15)  # longer than the longest document takes
MAILS, DOCUMENTS = "courriels", "documents"
_noted: dict[str, float] = {}


class SignOfLife(models.Model):
    """When a duty was last seen to."""

    duty = models.CharField(max_length=20, unique=True)
    last = models.DateTimeField()

    class Meta:
        verbose_name = "signe de vie"
        verbose_name_plural = "signes de vie"

    def __str__(self) -> str:
        return self.duty


def beat(duty: str) -> None:
    """Note that a duty is being seen to."""
    if time.monotonic() - _noted.get(duty, -EVERY) >= EVERY:
        SignOfLife.objects.update_or_create(duty=duty, defaults={"last": timezone.now()})
        _noted[duty] = time.monotonic()


def told() -> tuple[bool, str]:
    """Is the worker at work, and a sentence about it. Two queries; where no worker is expected, its absence is no failure."""
    signs = dict(SignOfLife.objects.values_list("duty", "last"))
    lost = OutgoingMail.objects.filter(given_up=True).count()
    rest = f" {plural(lost, 'courriel n’a,courriels n’ont')} pas pu partir." if lost else ""
    silent = [duty for duty in (MAILS, DOCUMENTS) if duty not in signs or signs[duty] < timezone.now() - SILENT]
    if not silent:
        return True, f"Le travail de fond se fait.{rest}"
    seen = [signs[duty] for duty in silent if duty in signs]
    what = " et ".join(f"les {duty}" for duty in silent)
    since = f"est arrêté depuis le {date(min(seen), 'j F Y à H:i')}" if seen else "n’a pas commencé"
    sentence = f"Le travail de fond {since} ({what})\u202f: lancez «\u202fmanage.py work\u202f».{rest}"
    return not settings.WORKER_EXPECTED, sentence
