"""The map of experiences: counts by region. The drawing belongs to the template."""

from dataclasses import dataclass

from dts_platform.content.territoires import REGIONS, Region
from dts_platform.finder.finder import Finder


@dataclass(frozen=True)
class Tile:
    """A region on the map: how many experiences, and the address that shows them."""

    region: Region
    count: int
    url: str
    chosen: bool

    @property
    def shade(self) -> int:
        """A shade from 0 (none) to 4 (six or more)."""
        return min(4, (self.count + 1) // 2 if self.count < 6 else 4)


@dataclass(frozen=True)
class RegionMap:
    """The 18 regions with the counts of a finder, the choice of region and department left out."""

    tiles: list[Tile]

    @classmethod
    def of(cls, finder: Finder) -> "RegionMap":
        base = finder.index.select(finder.choices, finder.base, leaving_out=("region", "departement"))
        chosen = finder.choices.get("region", ())
        others = {name: slugs for name, slugs in finder.choices.items() if name not in ("region", "departement")}
        return cls(
            [
                Tile(
                    region,
                    (finder.index.any_of("region", [region.slug]) & base).bit_count(),
                    finder.address(others | {"region": (region.slug,)}),
                    region.slug in chosen,
                )
                for region in REGIONS.values()
            ]
        )

    @property
    def regions(self) -> list[tuple[str, int]]:
        """The same figures as a table: regions with at least one experience, most first."""
        return sorted(((t.region.nom, t.count) for t in self.tiles if t.count), key=lambda r: (-r[1], r[0]))
