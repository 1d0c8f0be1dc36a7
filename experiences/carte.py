"""The map of experiences: counts by region. The drawing belongs to the template."""

from dataclasses import dataclass

from dts_platform.core.finder import Finder
from dts_platform.core.territoires import REGIONS, Region


@dataclass(frozen=True)
class Tuile:
    """A region on the map: how many experiences, and the address that shows them."""

    region: Region
    compte: int
    adresse: str
    choisie: bool

    @property
    def intensite(self) -> int:
        """A shade from 0 (none) to 4 (six or more)."""
        return min(4, (self.compte + 1) // 2 if self.compte < 6 else 4)


@dataclass(frozen=True)
class Carte:
    """The 18 regions with the counts of a finder, the choice of region and department left out."""

    tuiles: list[Tuile]

    @classmethod
    def of(cls, finder: Finder) -> "Carte":
        base = finder.index.select(finder.choix, finder.base, sauf=("region", "departement"))
        choisies = finder.choix.get("region", ())
        autres = {nom: slugs for nom, slugs in finder.choix.items() if nom not in ("region", "departement")}
        return cls(
            [
                Tuile(
                    region,
                    (finder.index.any_of("region", [region.slug]) & base).bit_count(),
                    finder.address(autres | {"region": (region.slug,)}),
                    region.slug in choisies,
                )
                for region in REGIONS.values()
            ]
        )

    @property
    def regions(self) -> list[tuple[str, int]]:
        """The same figures as a table: regions with at least one experience, most first."""
        return sorted(((t.region.nom, t.compte) for t in self.tuiles if t.compte), key=lambda r: (-r[1], r[0]))
