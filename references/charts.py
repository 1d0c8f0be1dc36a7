"""Figures that may be set side by side: those of one unit at one moment, each a bar of one scale."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from references.units import Figure, Unit

LONGEST = 1_000  # of a bar, in units of its drawing
WHOLE = 100  # per cent


@dataclass(frozen=True)
class Bar:
    """A figure and the length of its bar, out of `LONGEST`; a figure that is not nothing is always seen."""

    figure: Figure
    length: int


@dataclass(frozen=True)
class Chart:
    """Two bars at least, in the order of the text; the longest is the greatest figure, or the whole for shares."""

    unit: str
    when: str
    bars: tuple[Bar, ...]

    @classmethod
    def of(cls, figures: Iterable[Figure]) -> "Chart":
        figures = list(figures)
        unit, values = figures[0].unite, [figure.valeur for figure in figures]
        scale = max(WHOLE, *values) if unit == Unit.SHARE else max(values)
        bars = [Bar(f, max(round(LONGEST * f.valeur / scale), 4 if f.valeur else 0)) for f in figures]
        return cls(unit, figures[0].when, tuple(bars))

    @property
    def said(self) -> str:
        """What it draws, in words."""
        return "\u202f; ".join(f"{bar.figure.libelle}, {bar.figure.shown}" for bar in self.bars)


def charts(figures: Iterable[Figure]) -> list[Chart]:
    """The figures that compare, in the order in which they are met: a figure alone, without unit or below zero is in none."""
    alike: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        if figure.unite and figure.valeur >= 0:
            alike[figure.unite, figure.when].append(figure)
    return [Chart.of(found) for found in alike.values() if len(found) > 1 and any(f.valeur for f in found)]
