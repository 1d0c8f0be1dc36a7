"""Forms that were saved: the same form sent twice (two clicks, a page reloaded, a cut connection) is saved once.

Each form shown carries a word drawn for it, its opening. The row of an opening is written in the transaction that saves
the form; a second sending waits for the first, finds it, and gets its answer.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from dts_platform.background.personal import EDITORS, Personal, keeps, time_kept_in_words

OPENING = "opening"  # the field of the form
KEPT_FOR = timedelta(days=7)  # as long as a session
LONGEST_OPENING = 64
OWN_TO_ONE_SENDING = {"csrfmiddlewaretoken", OPENING}


@keeps(
    Personal(
        EDITORS,
        "Les formulaires enregistrés\u202f: une empreinte du compte et de ce qui est écrit, la réponse du site",
        "ne pas enregistrer deux fois ce qui est envoyé deux fois",
        time_kept_in_words(KEPT_FOR),
        ("key", "answer"),
        lambda now: models.Q(saved__lt=now - KEPT_FOR),
    )
)
class SavedForm(models.Model):
    """A form that was saved: a digest of the account and of the opening, another of what it said, what was answered."""

    key = models.CharField(max_length=64, unique=True)
    said = models.CharField(max_length=64)
    answer = models.TextField(blank=True)
    saved = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "formulaire enregistré"
        verbose_name_plural = "formulaires enregistrés"

    def __str__(self) -> str:
        return self.key[:8]


def opening_of(request: HttpRequest) -> str:
    """The opening that a form was sent with; a new one for a form about to be shown."""
    return request.POST.get(OPENING, "")[:LONGEST_OPENING] or get_random_string(22)


@dataclass
class Sending:
    """A form that is being sent, in a transaction: what an earlier sending of the same opening became, if there was one."""

    row: SavedForm
    said: str
    is_first: bool

    @classmethod
    def begin(cls, request: HttpRequest) -> "Sending":
        """Wait for another sending of the same opening to end, then begin."""
        now = timezone.now()
        SavedForm.objects.filter(saved__lt=now - KEPT_FOR).delete()
        key = salted_hmac(OPENING, f"{request.user.pk} {request.path} {opening_of(request)}", algorithm="sha256")
        said = salted_hmac("said", repr(_told(request)), algorithm="sha256").hexdigest()
        row, is_first = SavedForm.objects.get_or_create(key=key.hexdigest(), defaults={"said": said, "saved": now})
        return cls(row, said, is_first)

    @property
    def is_again(self) -> bool:
        """Was the very same form saved already?"""
        return not self.is_first and self.row.said == self.said

    def answer_again(self) -> HttpResponse:
        """What was answered the first time."""
        answer = self.row.answer
        return HttpResponseRedirect(answer) if answer.startswith("/") else HttpResponse(answer)

    def end(self, response: HttpResponse | None) -> None:
        """Note the answer to a form that was saved; None for one that was not."""
        if response is not None:
            self.row.said, self.row.saved = self.said, timezone.now()
            self.row.answer = response.get("Location") or response.text
            self.row.save()
        elif self.is_first:
            self.row.delete()


def _told(request: HttpRequest) -> list[tuple[str, list[str]]]:
    return [(name, values) for name, values in request.POST.lists() if name not in OWN_TO_ONE_SENDING]
