"""How the words of a request were read and answered, as every page that shows an answer says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple

from django.http import HttpRequest

from dts_platform.finder.facets import Index
from dts_platform.search.answer import answer
from dts_platform.search.places import Place, of_values
from dts_platform.search.query import as_a_phrase, told_apart
from dts_platform.search.searchable import SEARCHABLES
from dts_platform.search.snapshot import Snapshot


def is_typing(request: HttpRequest) -> bool:
    """Is this a list asked while the words are still being typed? The script of the page says so."""
    return request.META.get("HTTP_X_TYPING") == "1"


# Parts of a question sought alone, to know whether a link to them lists some texts: each is an answer more.
TRIED_ALONE = 2


@dataclass(frozen=True)
class Widening:
    """What was typed, the other forms that were sought as well, the address of what was typed alone, if it lists some."""

    typed: str
    forms: list[str]
    url: str


class Choice(NamedTuple):
    """A place that the words name: how many texts lie there, and where they are listed."""

    label: str
    total: int
    url: str


class Absence(NamedTuple):
    """A place that the words name and that no text of the list carries: the territories around, what lies near.

    `is_sure` that nothing lies there, where each text says such a place; else `holds_everywhere`, or nobody knows.
    `examples` counts what was done there.
    """

    place: Place
    territories: list[Place]
    nearby: Sequence[Choice] = ()
    is_sure: bool = True
    holds_everywhere: bool = False
    examples: int = 0

    @classmethod
    def of_list(cls, place: Place, nearby: Sequence[Choice], examples: int, index: Index) -> "Absence":
        """The absence of a place in a list of texts of one kind: are they of a place, and do they say such a one?"""
        somewhere = index.any_of("region", index.facets["region"].values) if "region" in index.facets else 0
        everywhere = 2 * somewhere.bit_count() < index.all_texts.bit_count()
        is_sure = not everywhere and place.facet in index.facets
        return cls(place, of_values("region", place.regions), nearby, is_sure, everywhere, examples)


def done_at(place: Place, lying: int, snapshot: Snapshot) -> int:
    """How much was done in a place: the texts that lie in a town; `lying` are all those that name the place."""
    kinds = (kind for kind, searchable in SEARCHABLES.items() if searchable.lies_in_a_town)
    done = reduce(or_, (snapshot.kinds.get(kind, 0) for kind in kinds), 0)
    there = lying if place.town else reduce(or_, (snapshot.carrying(place.facet, one) for one in place.values), 0)
    return (there & done).bit_count()


class SearchedText:
    """How the words of a request were read and answered, as every page that shows an answer says it."""

    def __init__(self, text: str, scope: int, snapshot: Snapshot):
        self.text, self.scope, self.snapshot = text, scope, snapshot
        self.answer = answer(text, snapshot)

    @cached_property
    def _answering(self) -> tuple[int, bool]:
        return self.answer.among(self.scope) if self.answer else (self.scope, False)

    @property
    def base(self) -> int:
        """The texts that answer the words, all of them without words."""
        return self._answering[0]

    @property
    def partial(self) -> bool:
        """No text holds all the words; these hold some of them."""
        return self._answering[1]

    @property
    def of_a_place(self) -> bool:
        """Do the words name a place, and say something beside?"""
        return self.answer is not None and bool(self.answer.located) and not self.answer.plan.says_only_places

    @cached_property
    def absences(self) -> list[Absence]:
        """The places that the words name and that no text here carries."""
        located = self.answer.located if self.answer else ()
        return [self._absence(place, lying) for place, lying in located if not lying & self.scope]

    def _absence(self, place: Place, lying: int) -> Absence:
        """What is said of a place where no text of this page lies; `lying` are all the texts that do."""
        return Absence(place, of_values("region", place.regions))

    @cached_property
    def left_out(self) -> list[str]:
        """What the texts must not hold, as it was typed."""
        return told_apart(self.text)[1] if self.answer and self.answer.query.excluded else []

    @property
    def only_leaves_out(self) -> bool:
        """Do the words ask for everything but some texts?"""
        return self.answer is not None and not self.answer.plan.groups

    @property
    def completed(self) -> bool:
        """Few texts hold every word of a sentence: those that lack one are listed as well."""
        return self.answer is not None and not self.partial and bool(self.base & ~self.answer.every)

    @property
    def unsearchable(self) -> bool:
        """The text holds no word that can be sought."""
        return bool(self.text) and self.answer is None

    @property
    def fruitless(self) -> bool:
        """The words alone, whatever the filters, find nothing."""
        return self.answer is not None and not self.base

    @property
    def corrections(self) -> Mapping[str, str]:
        return self.answer.corrections(self.text) if self.answer else {}

    @cached_property
    def expansions(self) -> list[Widening]:
        """What was sought beside what was typed, where that brings texts, and the address without it."""
        if not self.answer:
            return []
        told = self.answer.widened(self.base)
        typed = {part: self.answer.as_typed(part, self.text) for part in told}
        return [
            Widening(typed[part], forms, self._address_alone(typed[part]) if rank < TRIED_ALONE else "")
            for rank, (part, forms) in enumerate(told.items())
        ]

    def _address_alone(self, typed: str) -> str:
        """The address of the texts that hold what was typed itself; empty unless they are some of those listed, not all."""
        text = as_a_phrase(typed, self.text)
        alone = answer(text, self.snapshot) if text else None
        kept = alone.among(self.scope)[0] if alone else 0
        fewer = 0 < self.chosen_among(kept).bit_count() < self.chosen_among(self.base).bit_count()
        return self.address_for(text) if fewer and not kept & ~self.base else ""

    def chosen_among(self, texts: int) -> int:
        """The texts of a set that the page lists, where it can be filtered."""
        return texts

    places: Sequence[Choice] = ()  # those that the words name, where the page can be filtered by them
    towns: Sequence[Choice] = ()

    def address_for(self, text: str) -> str:
        """The address of the same page for other words."""
        raise NotImplementedError
