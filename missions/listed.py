"""The sentence that lists show of a fiche or an experience, in place of its summary."""

from django.db import models

from dts_platform.text.formats import shortened
from dts_platform.text.markdown import plain

LONGEST_SENTENCE = 90  # signs, whole on a telephone


def in_one_sentence(says: str) -> models.CharField:
    """The column of that sentence; its editors read what it `says`."""
    return models.CharField(
        "en une phrase",
        max_length=LONGEST_SENTENCE,
        blank=True,
        default="",
        help_text=f"{says}, pour les listes : une phrase courte, lue en entier sur un téléphone.",
    )


class Listed(models.Model):
    """A text with a summary, `resume`, and a sentence for lists, `en_une_phrase`."""

    class Meta:
        abstract = True

    @property
    def phrase(self) -> str:
        """The sentence that lists show."""
        return self.en_une_phrase or shortened(plain(self.resume), LONGEST_SENTENCE)
