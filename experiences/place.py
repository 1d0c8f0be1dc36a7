"""Where an experience took place, each name said once: « Département du Jura (39) » names its department by itself."""

import re
from dataclasses import dataclass

from dts_platform.content.territoires import Departement, Region


@dataclass(frozen=True)
class Place:
    """What is written of a place, from the nearest to the widest; nothing where a part before it says it already."""

    words: str
    departement: str
    region: str

    @classmethod
    def told_once(cls, words: str, departement: Departement | None, region: Region) -> "Place":
        """The words of a text on its place, its department, its region; who names the next one stands in its stead."""
        names_region = _ends_with(words, region.nom)
        if departement is None:
            return cls("", "", words) if names_region else cls(words, "", region.nom)
        rest = "" if names_region or departement.nom == region.nom else region.nom
        if _ends_with(words, departement.nom):
            return cls("", f"{words} ({departement.code})", rest)
        return cls(words, str(departement), rest)

    def __str__(self) -> str:
        return ", ".join(part for part in (self.words, self.departement, self.region) if part)

    @property
    def in_short(self) -> str:
        """As cards say it: the region only where nothing nearer is known."""
        return ", ".join(part for part in (self.words, self.departement) if part) or self.region


def _ends_with(words: str, name: str) -> bool:
    """Are these the last words, whole? « Sud Essonne » names Essonne, « Romans-sur-Isère » does not name Isère."""
    return re.search(rf"(?<![\w-]){re.escape(name)}$", words) is not None
