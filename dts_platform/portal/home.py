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
        fiches = FICHES.index(snapshot)
        panels = [
            MissionPanel(one, _first(FICHES, "numero", fiches.any_of("principale", [one["slug"]]), snapshot))
            for one in snapshot.residents_of("mission")
        ]
        figures = _first(CHIFFRES, "annee", CHIFFRES.index(snapshot).all_texts, snapshot)
        return cls(
            snapshot.residents_of("situation"),
            panels,
            RegionMap.of(find_experiences(QueryDict(), snapshot)),
            figures[0] if figures else None,
            _first(EXPERIENCES, "recent", EXPERIENCES.index(snapshot).all_texts, snapshot)[:1]
            + _first(FICHES, "recent", fiches.all_texts, snapshot)[: FEATURED - 1],
        )


def _first(catalogue: Catalogue, sort: str, texts: int, snapshot: Snapshot) -> list[Record]:
    return snapshot.records(islice(catalogue.order(snapshot, sort).among(texts), FEATURED))
