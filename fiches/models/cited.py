"""What a fiche rests on: the rules of law and the documents that it cites, and what it takes from each."""

from django.db import models

from dts_platform.content.natural_keys import NaturalKey, NaturalManager
from references.cited import Citation
from references.models import Regle


class RegleDeFiche(NaturalKey):
    """A rule of law that a fiche rests on, and what it changes there."""

    NATURAL_KEY = ("fiche__slug", "regle__slug")

    fiche = models.ForeignKey("fiches.Fiche", models.CASCADE, related_name="regles_citees", verbose_name="fiche")
    regle = models.ForeignKey(Regle, models.PROTECT, related_name="citations", verbose_name="règle")
    ordre = models.PositiveSmallIntegerField("ordre", default=1)
    effet = models.TextField(
        "ce qu’elle change ici", blank=True, help_text="Une phrase, si la règle ne le dit pas d’elle-même."
    )

    objects = NaturalManager()

    class Meta:
        verbose_name = "règle citée"
        verbose_name_plural = "règles citées"
        ordering = ["ordre", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiche", "regle"],
                name="fiches_regle_unique",
                violation_error_message="Cette règle est déjà citée par la fiche.",
            )
        ]

    def __str__(self) -> str:
        return str(self.regle)


class Reference(NaturalKey, Citation):
    """A document that a fiche relies on: where in it, and what the fiche takes from it."""

    NATURAL_KEY = ("fiche__slug", "ordre")

    fiche = models.ForeignKey("fiches.Fiche", models.CASCADE, related_name="references", verbose_name="fiche")
    evaluation = models.BooleanField(
        "évalue cette pratique",
        default=False,
        help_text="Ce document mesure ce que la pratique de la fiche produit, avec sa méthode ; un récit n’évalue pas.",
    )

    objects = NaturalManager()

    class Meta(Citation.Meta):
        verbose_name = "référence"
        constraints = [models.UniqueConstraint(fields=["fiche", "ordre"], name="fiches_reference_ordre_unique")]
