"""The table of contents of the manual, for the page: titles only, no body."""

from dataclasses import dataclass
from datetime import datetime

from dts_platform.models.words import SiteWords
from experiences.models import Experience
from fiches.documents.manuel import ManuelPart
from fiches.models import Fiche
from missions.models import Mission, Principe, Repere, Strategie


@dataclass(frozen=True)
class Contents:
    """What the manual holds now, in reading order."""

    reperes: list[Repere]
    doctrine: list[Mission | Principe | Strategie]
    parties: list[ManuelPart]
    experiences: list[Experience]

    @classmethod
    def read(cls) -> "Contents":
        """Read the titles of all that is published, in seven queries."""
        fiches = list(
            Fiche.objects.published().in_reading_order().only("numero", "partie", "slug", "titre", "modifie_le")
        )
        return cls(
            reperes=list(Repere.objects.published().in_reading_order().only("slug", "titre", "modifie_le")),
            doctrine=[obj for model in (Mission, Principe, Strategie) for obj in model.objects.only("slug", "titre")],
            parties=ManuelPart.all(fiches, SiteWords.stored()),
            experiences=list(Experience.objects.published().only("slug", "nom", "modifie_le")),
        )

    @property
    def fiches(self) -> list[Fiche]:
        return [fiche for partie in self.parties for fiche in partie.fiches]

    @property
    def date(self) -> datetime | None:
        """When its last text changed."""
        return max((text.modifie_le for text in (*self.reperes, *self.fiches, *self.experiences)), default=None)
