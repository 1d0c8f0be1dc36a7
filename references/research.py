"""What was sought for a text and not found: data beside the text, not a sentence of it."""

from django.db import models
from django.db.models import Q

from dts_platform.editorial.states import PastDay
from dts_platform.text import formats


class Researched(models.Model):
    """What nobody found, when it was sought, and where: the three go together, or none is said."""

    non_trouve = models.TextField(
        "ce que nous n’avons pas trouvé",
        blank=True,
        default="",
        help_text="Une chose par ligne, « - … » : un nombre, une suite, une date. Vide si rien ne manque.",
    )
    cherche_le = PastDay("cherché le", null=True, blank=True, help_text="Le jour de la dernière recherche.")
    cherche_dans = models.CharField(
        "cherché dans",
        max_length=300,
        blank=True,
        default="",
        help_text="Où l’on a regardé : « les sources citées ici », « le site de l’association »…",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_recherche_dite",
                condition=Q(non_trouve="", cherche_le__isnull=True, cherche_dans="")
                | ~Q(non_trouve="") & Q(cherche_le__isnull=False) & ~Q(cherche_dans=""),
                violation_error_message="Dites ce qui n’a pas été trouvé, quel jour on l’a cherché et où : les trois, ou rien.",
            ),
        ]

    @property
    def research(self) -> str:
        """When and where it was sought: « Cherché le 22 novembre 2026 dans les sources citées ici. »"""
        return f"Cherché le {formats.date(self.cherche_le)} dans {self.cherche_dans}." if self.cherche_le else ""
