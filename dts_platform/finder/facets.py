"""How many texts each value of a facet would give: one arithmetic for every finder.

A text is a bit; a facet value is the integer whose bits are the texts that carry it. Inside a facet, chosen values are
alternatives (OR); between facets they add up (AND). The count of a value is taken with every other facet applied, but
not its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import and_, or_
from typing import NamedTuple


class Value(NamedTuple):
    """A value of a facet and the texts that carry it."""

    slug: str
    label: str
    documents: int = 0


@dataclass(frozen=True)
class Facet:
    """A facet: its parameter name, its label, and its values in editorial order.

    A `doctrinal` facet keeps its order and all the values that a text carries; another shows those that bring something,
    most first.
    """

    name: str
    label: str
    values: Mapping[str, Value]
    doctrinal: bool = False

    def labels(self, slugs: Iterable[str]) -> str:
        """The labels of some values, as a choice between them is said."""
        return " ou ".join(self.values[slug].label for slug in slugs)


@dataclass(frozen=True)
class Index:
    """The public texts of one kind, as a set of bits, and their facets."""

    all_texts: int
    facets: Mapping[str, Facet] = field(default_factory=dict)

    @cached_property
    def totals(self) -> dict[str, dict[str, int]]:
        """The counts when nothing is chosen."""
        return {name: _counts(facet, self.all_texts) for name, facet in self.facets.items()}

    def any_of(self, name: str, slugs: Iterable[str]) -> int:
        """The texts that carry at least one of these values."""
        values = self.facets[name].values
        return reduce(or_, (values[slug].documents for slug in slugs if slug in values), 0)

    def select(
        self, choices: Mapping[str, Iterable[str]], base: int | None = None, leaving_out: Iterable[str] = ()
    ) -> int:
        """The texts that satisfy every chosen facet but those of `leaving_out`, among `base`."""
        masks = (self.any_of(name, slugs) for name, slugs in choices.items() if slugs and name not in leaving_out)
        return reduce(and_, masks, self.all_texts if base is None else base)

    def count(self, choices: Mapping[str, Iterable[str]], base: int | None = None) -> dict[str, dict[str, int]]:
        """The exact count of every value of every facet, its own facet's choice left out."""
        if not any(choices.values()) and base in (None, self.all_texts):
            return self.totals
        selected = self.select(choices, base)
        counts = {}
        for name, facet in self.facets.items():
            mask = self.select(choices, base, leaving_out=(name,)) if choices.get(name) else selected
            counts[name] = _counts(facet, mask)
        return counts

    def values_of(self, facets: Mapping[str, Iterable[str]]) -> dict[str, list[Value]]:
        """What a text carries, facet by facet, in the order of the facet, from its slugs."""
        return {
            name: [value for slug, value in facet.values.items() if slug in facets.get(name, ())]
            for name, facet in self.facets.items()
        }


def _counts(facet: Facet, mask: int) -> dict[str, int]:
    return {slug: (value.documents & mask).bit_count() for slug, value in facet.values.items()}
