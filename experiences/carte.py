"""The map of experiences: counts by region. The drawing belongs to the template."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from textwrap import wrap

from dts_platform.content.territoires import REGIONS, Departement, Region
from dts_platform.finder.facets import Index
from dts_platform.finder.finder import Finder, in_view
from dts_platform.text.formats import plural

LONGEST_LINE = 12  # signs of a name on the map
FOUND = "trouvees"  # the anchor of what the map found


@dataclass(frozen=True)
class Tile:
    """A region on the map: how many experiences, and the address that adds them to those shown, or takes them away."""

    region: Region
    count: int
    url: str
    chosen: bool
    departements: tuple[tuple[Departement, int], ...] = ()  # those that have any, most first

    @property
    def by_departement(self) -> str:
        """How many in each department: « Ille-et-Vilaine 3, Côtes-d’Armor 1 »."""
        return ", ".join(f"{departement.nom}\u00a0{count}" for departement, count in self.departements)

    @property
    def told(self) -> str:
        """What the map says of it."""
        where = f" ({self.by_departement})" if self.departements else ""
        return f"{self.region}\u202f: {plural(self.count, 'expérience,expériences')}{where}"

    @property
    def name_lines(self) -> list[str]:
        """Its name in short lines, as the map writes it."""
        return wrap(self.region.nom, LONGEST_LINE)

    @property
    def shade(self) -> int:
        """A shade from 0 (none) to 4 (six or more)."""
        return 4 if self.count >= 6 else (self.count + 1) // 2


@dataclass(frozen=True)
class RegionMap:
    """The 18 regions with the counts of a finder, the choice of region and department left out."""

    tiles: list[Tile]

    @classmethod
    def of(cls, finder: Finder, view: str = "") -> "RegionMap":
        """The map of what a finder found; with a `view`, its links stay in it."""
        base = finder.index.select(finder.choices, finder.base, leaving_out=("region", "departement"))
        chosen = finder.choices.get("region", ())
        others = {name: slugs for name, slugs in finder.choices.items() if name not in ("region", "departement")}
        return cls(
            [
                Tile(
                    region,
                    (finder.index.any_of("region", [region.slug]) & base).bit_count(),
                    _seen(finder.address(others | {"region": _added_or_removed(region.slug, chosen)}), view),
                    region.slug in chosen,
                    departements_with(region, finder.index, base),
                )
                for region in REGIONS.values()
            ]
        )

    @classmethod
    def leading_to(cls, address: Callable[[Region], str], index: Index) -> "RegionMap":
        """The map of all experiences, each region leading to an address of its own."""
        return cls(
            [
                Tile(
                    region,
                    index.any_of("region", [region.slug]).bit_count(),
                    address(region),
                    False,
                    departements_with(region, index, index.all_texts),
                )
                for region in REGIONS.values()
            ]
        )

    @property
    def ranked(self) -> list[Tile]:
        """The regions with at least one experience, most first: the same figures as a table."""
        return sorted((t for t in self.tiles if t.count), key=lambda t: (-t.count, t.region.nom))


def departements_with(region: Region, index: Index, texts: int) -> tuple[tuple[Departement, int], ...]:
    """The departments of a region that some of these texts are of, with how many, most first; none where it is one itself."""
    if len(region.departements) == 1:
        return ()
    counts = ((one, (index.any_of("departement", [one.code]) & texts).bit_count()) for one in region.departements)
    return tuple(sorted((pair for pair in counts if pair[1]), key=lambda pair: -pair[1]))


def _seen(address: str, view: str) -> str:
    """The address of a list; seen on the map, it leads under it, to what was found."""
    return f"{in_view(address, view)}#{FOUND}" if view else address


def _added_or_removed(slug: str, chosen: Iterable[str]) -> list[str]:
    """The regions chosen once this one is asked for again, as its box in the list would do: added, or taken away."""
    return [one for one in chosen if one != slug] if slug in chosen else [*chosen, slug]
