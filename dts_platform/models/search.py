"""What the search is taught, and what it could not find."""

import logging
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import DatabaseError, models, transaction
from django.utils import timezone

from dts_platform.background.personal import VISITORS, Personal, keeps, time_kept_in_words
from dts_platform.content.natural_keys import NaturalKey, NaturalManager
from dts_platform.text.gated import PlainLines

logger = logging.getLogger(__name__)
NOTED_FOR = timedelta(days=365)
MAX_NOTED_LENGTH, MAX_NOTED_PER_DAY, PHONE_NUMBER_DIGITS = 100, 500, 6


class Synonyme(NaturalKey):
    """Words that mean the same to someone who searches: « IAE, insertion par l’activité économique »."""

    slug = models.SlugField("repère", unique=True, max_length=80, help_text="Court, sans accent : « iae ».")
    formes = PlainLines(
        "formes",
        help_text="Séparées par des virgules, deux au moins. Chercher l’une trouvera aussi les textes qui emploient l’autre : "
        "n’écrivez ici que des mots que l’on peut échanger.",
    )

    objects = NaturalManager()

    class Meta:
        verbose_name = "synonymes"
        verbose_name_plural = "synonymes et sigles"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.formes

    @property
    def word_forms(self) -> list[str]:
        return [form.strip() for form in self.formes.split(",") if form.strip()]

    def clean(self):
        super().clean()
        if len(self.word_forms) < 2:
            raise ValidationError({"formes": "Donnez au moins deux formes, séparées par une virgule."})


class CountedSearchManager(models.Manager):
    def note(self, text: str, times: int = 1) -> None:
        """Count a text that was sought. What looks like an address or a number of a person is not kept."""
        if not (text := countable(text)):
            return
        try:
            with transaction.atomic():
                self._count(text, times, timezone.localdate())
        except DatabaseError:
            logger.warning("Recherche non comptée : la base est occupée.")

    def _count(self, text: str, times: int, day: date) -> None:
        that_day = self.filter(jour=day)
        if that_day.filter(texte=text).update(combien=models.F("combien") + times):
            return
        noted = that_day.count()
        if not noted:
            self.filter(jour__lt=day - NOTED_FOR).delete()
        if noted < MAX_NOTED_PER_DAY:
            self.bulk_create([self.model(jour=day, texte=text, combien=times)], ignore_conflicts=True)


def countable(text: str) -> str:
    """A text as it is counted: small letters, bounded; nothing when it may name a person."""
    text = " ".join(text.lower().split())[:MAX_NOTED_LENGTH].strip()
    return "" if "@" in text or sum(c.isdigit() for c in text) >= PHONE_NUMBER_DIGITS else text


def _kept(what: str):
    """Say of a table that it keeps words of visitors, for how long."""
    return keeps(
        Personal(
            VISITORS,
            f"{what}\u202f: les mots seuls, comptés par jour, sans rien qui dise qui les a tapés",
            "écrire ce que les lecteurs cherchent",
            time_kept_in_words(NOTED_FOR),
            ("texte",),
            lambda now: models.Q(jour__lt=timezone.localdate(now) - NOTED_FOR),
        )
    )


class CountedSearch(models.Model):
    """A text that was sought, counted by day: the words alone, nothing about who typed them."""

    jour = models.DateField("jour")
    texte = models.CharField("texte cherché", max_length=100)
    combien = models.PositiveIntegerField("nombre de fois", default=1)

    objects = CountedSearchManager()

    class Meta:
        abstract = True
        ordering = ["-jour", "-combien", "texte"]

    def __str__(self) -> str:
        return self.texte


@_kept("Les recherches qui ne trouvent rien")
class FruitlessSearch(CountedSearch):
    """A text that found nothing."""

    class Meta(CountedSearch.Meta):
        db_table = "dts_platform_recherchevaine"
        verbose_name = "recherche sans résultat"
        verbose_name_plural = "recherches sans résultat"
        constraints = [models.UniqueConstraint(fields=["jour", "texte"], name="dts_platform_recherche_vaine_unique")]


@_kept("Les recherches qui trouvent des textes")
class FoundSearch(CountedSearch):
    """A text that found something."""

    class Meta(CountedSearch.Meta):
        verbose_name = "recherche avec résultats"
        verbose_name_plural = "recherches avec résultats"
        constraints = [models.UniqueConstraint(fields=["jour", "texte"], name="dts_platform_found_search_unique")]
