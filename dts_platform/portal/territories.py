"""The pages of the regions: who to reach there, what was done there, what is not covered yet, and what to take away."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from django.http import QueryDict

from dts_platform.content.territoires import DEPARTEMENTS, REGIONS, Departement, Region
from dts_platform.search.french import fold
from dts_platform.search.places import Place
from dts_platform.search.snapshot import A_PAGE, Record, Snapshot
from dts_platform.web.addresses import url
from experiences.carte import RegionMap, Tile
from experiences.filters import CHIFFRES, EXPERIENCES
from experiences.models import Experience
from fiches.models import Fiche
from fiches.selection.address import Selection, Shelf
from territoires.contacts import ContactOf, Publisher, for_region, group_of, publisher

FIGURES_SHOWN = 12
SHORTEST_TYPED, SUGGESTED = 3, 2


@dataclass(frozen=True)
class RegionLine:
    """A region in the list of all, as on the map, and the group that answers there, if it has one."""

    tile: Tile
    group: ContactOf | None


@dataclass(frozen=True)
class Territories:
    """The 18 regions, by name, with their map; no query."""

    lines: list[RegionLine]
    region_map: RegionMap

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Territories":
        region_map = RegionMap.leading_to(address_of, EXPERIENCES.index(snapshot))
        lines = [RegionLine(tile, group_of(tile.region.slug, snapshot)) for tile in region_map.tiles]
        return cls(sorted(lines, key=lambda line: fold(line.tile.region.nom)), region_map)


@dataclass(frozen=True)
class TerritoryPage:
    """All that the page of a region shows; one query for the fiches, one for the records, once for each state of the content."""

    region: Region
    contact: ContactOf | None
    publisher: Publisher
    experiences: list[Record]
    figures: list[Record]
    figure_count: int
    fiches: list[Record]
    missing_missions: list[dict]
    departements: list[tuple[Departement, int]]
    booklet: Selection

    @classmethod
    def of(cls, region: Region, snapshot: Snapshot) -> "TerritoryPage":
        return snapshot.remember(("territory", region.slug), lambda: cls._read(region, snapshot), A_PAGE)

    @classmethod
    def _read(cls, region: Region, snapshot: Snapshot) -> "TerritoryPage":
        here, counted = _of("experience", region, snapshot), _of("chiffrecle", region, snapshot)
        figures = list(islice(CHIFFRES.order(snapshot, "libelle").among(counted), FIGURES_SHOWN))
        experiences = list(EXPERIENCES.order(snapshot, "titre").among(here))
        records = {record.slot: record for record in snapshot.records([*experiences, *figures])}
        shelf = Shelf.of(snapshot)
        fiches = [shelf.texts[str(number)] for number in _fiches_of(region) if str(number) in shelf.texts]
        told = [shelf.texts[f"x:{records[slot].slug}"] for slot in experiences if slot in records]
        missions = snapshot.residents_of("mission")
        return cls(
            region,
            for_region(region.slug, snapshot),
            publisher(snapshot),
            [records[slot] for slot in experiences if slot in records],
            [records[slot] for slot in figures if slot in records],
            counted.bit_count(),
            [choice.record for choice in fiches],
            [mission for mission in missions if not snapshot.carrying("mission", mission["slug"]) & here],
            [(one, (snapshot.carrying("departement", one.code) & here).bit_count()) for one in region.departements],
            Selection((*told, *fiches), f"Dossier de territoire, {region}", region=region.slug),
        )

    @property
    def list_query(self) -> str:
        """What asks the finders, the feed and the open data for this region alone."""
        return urlencode({"region": self.region.slug})


def _of(kind: str, region: Region, snapshot: Snapshot) -> int:
    return snapshot.carrying("region", region.slug) & snapshot.kinds.get(kind, 0)


def _fiches_of(region: Region) -> list[int]:
    """The numbers of the public fiches of a region, and of those that its experiences carry on."""
    published = Fiche.objects.published()
    carried = published.filter(experiences__in=Experience.objects.published().in_region(region))
    own = published.filter(region=region.slug)
    return list((carried | own).distinct().in_reading_order().values_list("numero", flat=True))


def address_of(region: Region) -> str:
    """The path of the page of a region."""
    return url("portal:territoire", region.slug)


def paths() -> list[str]:
    """The paths of the pages of all regions."""
    return [address_of(region) for region in REGIONS.values()]


def regions_of(place: Place) -> list[Region]:
    """The regions where a place lies."""
    if place.facet == "region":
        return [REGIONS[slug] for slug in place.values]
    return list(dict.fromkeys(DEPARTEMENTS[code].region for code in place.values))


def regions_beginning(text: str) -> Iterator[Region]:
    """The first regions whose name, or that of a department, begins as a text that is being typed."""
    typed = fold(text).strip()
    if len(typed) < SHORTEST_TYPED:
        return iter(())
    names = {region: (region.nom, *(one.nom for one in region.departements)) for region in REGIONS.values()}
    return islice((r for r, known in names.items() if any(fold(nom).startswith(typed) for nom in known)), SUGGESTED)


def chosen_region(parameters: QueryDict) -> Region | None:
    """The region that an address names, if it does."""
    return REGIONS.get(parameters.get("region") or "")
