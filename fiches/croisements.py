"""What stands at which crossing: the matrix of missions and principles, and the fiches close to one another."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import NamedTuple

from dts_platform.finder.facets import Index, Value
from dts_platform.finder.finder import Finder
from dts_platform.search.bits import slots_of
from dts_platform.search.snapshot import Record, Snapshot
from fiches.filters import FICHES

LIKENESS_WEIGHTS = {
    "theme": 3,
    "principe": 2,
    "mission": 1,
    "strategie": 1,
}  # what sharing one value weighs, most first


def neighbours(
    number: int, facets: Mapping[str, Iterable[str]], snapshot: Snapshot, count: int = 3
) -> list[tuple[Record, list[Value]]]:
    """The public fiches that share most with one of these facets, each with what they share, what weighs most first."""
    known = {name: FICHES.index(snapshot).facets[name].values for name in LIKENESS_WEIGHTS}
    carried = [(name, known[name][slug]) for name in known for slug in facets.get(name, ()) if slug in known[name]]
    weights: Counter[int] = Counter()
    for name, value in carried:
        for slot in slots_of(value.documents):
            weights[slot] += LIKENESS_WEIGHTS[name]
    closest = nsmallest(count + 1, weights, key=lambda slot: (-weights[slot], slot))
    return [
        (record, [value for _, value in carried if value.documents >> record.slot & 1])
        for record in snapshot.records(closest)
        if record.numero != number
    ][:count]


class Cell(NamedTuple):
    """One cell of the matrix: the address that lists its fiches, and how many there are."""

    path: str
    mission: str
    principe: str
    total: int
    chosen: bool


@dataclass(frozen=True)
class Matrice:
    """How many fiches at each mission × principle, every other choice of a finder applied."""

    missions: list[Value]
    strategies: list[tuple[Value | None, str, bool]]
    rows: list[tuple[Value, list[Cell]]]

    @classmethod
    def of(cls, finder: Finder, path: str) -> "Matrice":
        """The matrix of a finder; `address` is the page whose switch of strategies this is."""
        index, chosen = finder.index, finder.choices
        missions, principes = (list(index.facets[name].values.values()) for name in ("mission", "principe"))
        base = index.select(chosen, finder.base, leaving_out=("mission", "principe"))
        others = {name: slugs for name, slugs in chosen.items() if name not in ("mission", "principe")}
        here = {(m, p) for m in chosen.get("mission", ()) for p in chosen.get("principe", ())}
        rest = finder.address(others).removeprefix(finder.path).replace("?", "&")

        def cell(mission: Value, principe: Value) -> Cell:
            total = (mission.documents & principe.documents & base).bit_count()
            path = f"{finder.path}?mission={mission.slug}&principe={principe.slug}{rest}"
            return Cell(path, mission.label, principe.label, total, (mission.slug, principe.slug) in here)

        rows = [(principe, [cell(mission, principe) for mission in missions]) for principe in principes]
        return cls(missions, list(_strategy_switch(index, finder, path)), rows)


def _strategy_switch(index: Index, finder: Finder, path: str) -> Iterable[tuple[Value | None, str, bool]]:
    """The switch of strategies: (strategy or None for all, address, chosen)."""
    chosen = finder.choices.get("strategie", ())
    others = {name: slugs for name, slugs in finder.choices.items() if name != "strategie"}
    yield None, finder.address(others, path=path), not chosen
    for value in index.facets["strategie"].values.values():
        slugs = {"strategie": (value.slug,)}
        yield value, finder.address(others | slugs, path=path), chosen == (value.slug,)
