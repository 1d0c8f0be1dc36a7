"""The facets of a finder as its page shows them: which values stand in sight, which are unfolded."""

from dataclasses import dataclass
from typing import NamedTuple

from dts_platform.finder.facets import Facet

UNFOLDED, IN_SIGHT = 8, 6  # a facet of more values than the first shows as many as the second; the others are unfolded


class Option(NamedTuple):
    """A value of a facet as the page shows it."""

    facet: str
    slug: str
    label: str
    total: int
    chosen: bool


@dataclass(frozen=True)
class FacetGroup:
    """A facet with its values, the first ones in sight."""

    facet: Facet
    options: list[Option]
    unfolded: bool = False
    spread: bool = True  # do its values stand in sight, at least the first ones?

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in self.options)

    @property
    def in_sight(self) -> list[Option]:
        if not self.spread:
            return []
        return self.options if len(self.options) <= UNFOLDED else self.options[:IN_SIGHT]

    @property
    def folded(self) -> list[Option]:
        return self.options[len(self.in_sight) :]

    @property
    def open(self) -> bool:
        """Is a folded value chosen, or were all asked for?"""
        return self.unfolded or any(option.chosen for option in self.folded)
