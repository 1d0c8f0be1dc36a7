"""Links that show a text that is not public to who has no account: to read, for fourteen days, until somebody ends them."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from dts_platform.background.personal import EDITORS, MONTH, Personal, keeps, time_kept_in_words
from dts_platform.editorial.copies import with_copies

LASTS = timedelta(days=14)
KEPT = MONTH


def _token() -> str:
    return secrets.token_urlsafe(24)


def _end() -> timezone.datetime:
    return timezone.now() + LASTS


class PreviewLinkQuerySet(models.QuerySet):
    def open(self):
        """Those that still show their text."""
        return self.filter(ended=None, until__gt=timezone.now())

    def of(self, text: models.Model):
        """Those of a text, or of a working copy."""
        return self.filter(model=text._meta.label_lower, row=text.pk)


@keeps(
    Personal(
        EDITORS,
        "Les liens d’aperçu\u202f: qui a ouvert le lien d’un texte, et quand",
        "pouvoir les fermer",
        f"{time_kept_in_words(KEPT)} après leur fin",
        ("who",),
        lambda now: models.Q(until__lt=now - KEPT),
    )
)
class PreviewLink(models.Model):
    """A link to one row: a draft or a working copy. Who knows its token reads it, and nothing else."""

    token = models.CharField(max_length=40, unique=True, default=_token)
    model = models.CharField(max_length=60)
    row = models.BigIntegerField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(default=_end)
    ended = models.DateTimeField(null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "lien d’aperçu"
        verbose_name_plural = "liens d’aperçu"
        indexes = [models.Index(fields=["model", "row"], name="dts_platform_preview_row")]

    def __str__(self) -> str:
        return f"{self.model} {self.row}"

    def text(self, models_shown) -> models.Model | None:
        """What it shows now; nothing once the row is gone, or is read by everybody."""
        model = next((model for model in models_shown if model._meta.label_lower == self.model), None)
        row = model and with_copies(model).filter(pk=self.row).first()
        return row if row and not row.is_public else None
