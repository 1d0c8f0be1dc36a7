"""What the home page shows, from the index alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from django.http import QueryDict

from dts_platform.finder.filters import Catalogue
from dts_platform.search.snapshot import A_PAGE, Record, Snapshot
from experiences.carte import RegionMap
from experiences.filters import CHIFFRES, EXPERIENCES
from experiences.filters import find as find_experiences
from fiches.filters import FICHES

FEATURED = 3
DOORS = (  # what may be read whole, and where the words that say so are
    ("fiches:liste", "accueil-fiches"),
    ("experiences:liste", "accueil-experiences"),
    ("missions:reperes", "accueil-reperes"),
    ("fiches:manuel", "accueil-manuel"),
)
EXAMPLES = ("mobilité", "garde d’enfants", "clauses sociales", "rencontrer un élu")


@dataclass(frozen=True)
class MissionPanel:
    """A mission, and the first fiches of the part that it leads."""

    mission: Mapping
    fiches: list[Record]


@dataclass(frozen=True)
class HomePage:
    """Situations to begin with, missions, the map, an experience with one figure, what changed last."""

    situations: list[Mapping]
    missions: list[MissionPanel]
    region_map: RegionMap
    figure: Record | None
    latest: list[Record]
    examples: tuple[str, ...] = EXAMPLES
    doors: tuple[tuple[str, str], ...] = DOORS

    @classmethod
    def of(cls, snapshot: Snapshot) -> "HomePage":
        return snapshot.remember(("home",), lambda: cls._read(snapshot), A_PAGE)

    @classmethod
    def _read(cls, snapshot: Snapshot) -> "HomePage":
        """One query: the records of all that is shown, by their slots."""
        fiches, experiences = FICHES.index(snapshot), EXPERIENCES.index(snapshot)
        missions = snapshot.residents_of("mission")
        led = [
            _first(FICHES, "numero", fiches.any_of("principale", [one["slug"]]), FEATURED, snapshot) for one in missions
        ]
        figure = _first(CHIFFRES, "annee", CHIFFRES.index(snapshot).all_texts, 1, snapshot)
        latest = _first(EXPERIENCES, "recent", experiences.all_texts, 1, snapshot)
        latest += _first(FICHES, "recent", fiches.all_texts, FEATURED - 1, snapshot)
        slots = {*figure, *latest, *(slot for some in led for slot in some)}
        records = {record.slot: record for record in snapshot.records(slots)}

        def shown(some: list[int]) -> list[Record]:
            return [records[slot] for slot in some if slot in records]

        return cls(
            snapshot.residents_of("situation"),
            [MissionPanel(one, shown(some)) for one, some in zip(missions, led, strict=True)],
            RegionMap.of(find_experiences(QueryDict(), snapshot)),
            next(iter(shown(figure)), None),
            shown(latest),
        )


def _first(catalogue: Catalogue, sort: str, texts: int, count: int, snapshot: Snapshot) -> list[int]:
    """The slots of the first texts of a finder, in one of its orders."""
    return list(islice(catalogue.order(snapshot, sort).among(texts), count))
