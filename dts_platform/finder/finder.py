"""The page of a finder: what was asked, what answers, how to ask otherwise.

Reading a request never fails: unknown values are set aside and said.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import chain, islice
from operator import or_
from urllib.parse import quote_plus

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from dts_platform.finder import likeness
from dts_platform.finder.facets import Value
from dts_platform.finder.filters import UNFOLD, Catalogue
from dts_platform.finder.groups import FacetGroup, Option
from dts_platform.finder.results import Result, found_by_words
from dts_platform.finder.searched import Absence, Choice, SearchedText, done_at
from dts_platform.search.places import Place
from dts_platform.search.query import told_apart
from dts_platform.search.searchable import SEARCHABLES
from dts_platform.search.snapshot import A_CARD, A_RECORD, SLOT, Order, Ranked, Record, Snapshot
from dts_platform.web.addresses import url, with_query

PER_PAGE = 12
FEW_VALUES = 12  # a facet of so few values shows them all, empty ones too
VIEW = "vue"  # the parameter that asks to see what was found otherwise than as a list
BY_RELEVANCE = "pertinence"


def in_view(address: str, view: str) -> str:
    """The address of a list, seen otherwise."""
    return with_query(address, f"{VIEW}={view}")


@dataclass(frozen=True)
class Chip:
    """A chosen filter, and the address without it."""

    label: str
    url: str


class Finder(SearchedText):
    """One request to a finder, answered."""

    view = ""  # how its page shows what was found: the links that ask otherwise keep it

    def __init__(self, catalogue: Catalogue, parameters: QueryDict, snapshot: Snapshot):
        asked = catalogue.read(parameters)
        self.catalogue, self.index = catalogue, catalogue.index(snapshot)
        super().__init__(asked["q"], self.index.all_texts, snapshot)
        self.spread = catalogue.filters.spread
        self.path, self.page_number = url(catalogue.page), parameters.get("page") or 1
        self.unfolded = bool(parameters.get(UNFOLD))
        self.choices: dict[str, tuple[str, ...]] = {}
        self.unknown: list[str] = []
        for name, facet in self.index.facets.items():
            if not (slugs := asked[name]):
                continue
            self.unknown += [slug for slug in slugs if slug not in facet.values]
            if known := [slug for slug in slugs if slug in facet.values]:
                self.choices[name] = tuple(sorted(known, key=list(facet.values).index))
        self.sort = self._read_sort(asked["tri"])
        self.likenesses = likeness.read(catalogue.likenesses, asked, self.index)
        self.unknown += [asked[one.name] for one in self.likenesses if asked[one.name] and not one.chosen]

    def _read_sort(self, asked: str) -> str:
        if asked and asked not in self.catalogue.sorts:
            self.unknown.append(asked)
        return asked if asked in self.available_sorts else self.default_sort

    @cached_property
    def available_sorts(self) -> dict[str, str]:
        """The orders offered: relevance only when there is a text."""
        return {name: label for name, label in self.catalogue.sorts.items() if name != BY_RELEVANCE or self.answer}

    @property
    def default_sort(self) -> str:
        return BY_RELEVANCE if self.answer else self.catalogue.ordinary_sort

    @cached_property
    def found(self) -> int:
        return self.chosen_among(self.base)

    def chosen_among(self, texts: int) -> int:
        return self.index.select(self.choices, texts)

    @property
    def total(self) -> int:
        return self.found.bit_count()

    @property
    def slots(self) -> Iterator[int]:
        """The slots of the texts found, in the chosen order; in the ordinary one, those that the choice names first, or
        those that are most like what the visitor is."""
        if self.alike:
            return likeness.nearest_first(self.alike, self._order, self.found)
        if not self.foremost:
            return self._order.among(self.found)
        return chain(self._order.among(self.foremost), self._order.among(self.found & ~self.foremost))

    @cached_property
    def alike(self) -> list[likeness.Likeness]:
        """What the visitor says to be, where that decides the order."""
        by_default = self.sort == self.default_sort and not self.answer
        return [one for one in self.likenesses if one.chosen] if by_default else []

    @cached_property
    def foremost(self) -> int:
        """The texts found of which a chosen value is the first purpose, where a facet says which one is."""
        if self.sort != self.catalogue.ordinary_sort:
            return 0
        led = self.catalogue.leading.items()
        masks = (self.index.any_of(first, self.choices[name]) for name, first in led if name in self.choices)
        return reduce(or_, masks, 0) & self.found

    @cached_property
    def _order(self) -> Order | Ranked:
        if self.sort != BY_RELEVANCE:
            return self.catalogue.order(self.snapshot, self.sort)
        default_order = self.catalogue.order(self.snapshot, self.catalogue.ordinary_sort)
        return self.snapshot.remember(
            ("ranked", self.catalogue.kind, self.answer.query),
            lambda: self.answer.order(self.base, default_order),
            cost=10 + self.base.bit_count(),
        )

    @cached_property
    def page(self) -> Page:
        """The page asked for, of slots; the last one when there are not so many."""
        pages = Paginator(range(self.total), PER_PAGE)
        page = pages.get_page(self.page_number)
        start = (page.number - 1) * PER_PAGE
        page.object_list = list(islice(self.slots, start, start + PER_PAGE))
        return page

    @cached_property
    def results(self) -> list[Result]:
        """The texts of the page, as cards show them."""
        slots = self.page.object_list
        if not self.answer:
            return [
                Result(
                    record,
                    self._values(record),
                    reasons=likeness.reasons(self.alike, record.slot),
                    unknown=likeness.not_known(self.alike, record.slot),
                )
                for record in self.snapshot.records(slots)
            ]
        return [
            replace(result, values=self._values(result.record))
            for result in found_by_words(self.answer, slots, self.snapshot)
        ]

    def cards(self, render_card: Callable[[Result], str]) -> list[str]:
        """The cards of the page; those without marked words are rendered once for each state of the content."""
        if self.answer or self.alike:
            return [render_card(result) for result in self.results]
        memory, slots = self.snapshot.memory, self.page.object_list
        cards = {slot: memory.get(("card", render_card, slot)) for slot in slots}
        for record in self.snapshot.records([slot for slot, card in cards.items() if card is None]):
            cards[record.slot] = self._card(render_card, record)
        return [card for card in cards.values() if card is not None]

    def _card(self, render_card: Callable[[Result], str], record: Record) -> str:
        """A card says the record of its text, and values named after resident texts."""
        key = ("card", render_card, record.slot)
        said = [(SLOT, record.slot), *((name, None) for name, kind in SEARCHABLES.items() if kind.resident)]
        card = self.snapshot.remember_while_same(
            said, key, lambda: render_card(Result(record, self._values(record))), A_CARD
        )
        self.snapshot.memory.put(key, card, A_CARD)
        return card

    def _values(self, record: Record) -> Mapping[str, list[Value]]:
        """What a text carries, worked out once for each state of the content."""
        return self.snapshot.remember(("values", record.slot), lambda: self.index.values_of(record.facets), A_RECORD)

    @property
    def question(self) -> tuple[Hashable, ...]:
        """All that the counts depend on: the same on each page, in each order and each view of a list."""
        return self.catalogue.kind, *self.choices.items(), self.answer and self.answer.query

    @cached_property
    def groups(self) -> list[FacetGroup]:
        """The facets with the count of each value. Those that bring nothing here stay where there are few, but not those that no
        text carries; the order never depends on what is chosen: nothing moves under the box that was ticked."""
        counts = self.index.count(self.choices, self.base)
        groups = []
        first = self.catalogue.filters.shown_first
        for rank, name in enumerate([*first, *(name for name in self.index.facets if name not in first)]):
            facet, chosen = self.index.facets[name], self.choices.get(name, ())
            if self._waits(name):
                continue
            options = [
                Option(name, slug, value.label, counts[name][slug], slug in chosen)
                for slug, value in facet.values.items()
                if counts[name][slug]
                or slug in chosen
                or (self.index.totals[name][slug] and (facet.doctrinal or len(facet.values) <= FEW_VALUES))
            ]
            if not facet.doctrinal:
                options.sort(key=lambda o: (-self.index.totals[o.facet][o.slug], o.label))
            if options:
                groups.append(FacetGroup(facet, options, self.unfolded, spread=rank < self.spread))
        return groups

    def _waits(self, name: str) -> bool:
        """Does a facet wait for a choice in the wider one that holds its values?"""
        wider = self.catalogue.filters.shown_within.get(name)
        return bool(wider) and not (self.choices.get(name) or self.choices.get(wider))

    def address(self, choices: Mapping[str, Iterable[str]] | None = None, **others) -> str:
        """The canonical address of this request, or of another: same order of parameters, no default value."""
        if choices is None and not others:
            return self._first_page
        return self._address(choices, **others)

    @cached_property
    def _first_page(self) -> str:
        """The address of this request, of its first page: a list says it three times."""
        return self._address()

    def _on_page(self, number: int) -> str:
        """The address of a page of this list: the number comes last, and the first page does not say it."""
        first = self._first_page
        return first if number == 1 else with_query(first, f"page={number}")

    def _in_view(self, choices: Mapping[str, Iterable[str]] | None = None, **others) -> str:
        return self._viewed(self.address(choices, **others))

    def _viewed(self, address: str) -> str:
        return in_view(address, self.view) if self.view else address

    def _address(self, choices: Mapping[str, Iterable[str]] | None = None, **others) -> str:
        others = {"q": self.text, "tri": self.sort, "path": self.path, "like": self._like()} | others
        choices = self.choices if choices is None else choices
        pairs = [f"{name}={slug}" for name, slugs in choices.items() for slug in slugs]
        if others["q"]:
            pairs.append(f"q={quote_plus(others['q'])}")
        default_sort = BY_RELEVANCE if others["q"] and self.answer else self.catalogue.ordinary_sort
        if others["tri"] != default_sort and (others["tri"] != BY_RELEVANCE or others["q"]):
            pairs.append(f"tri={others['tri']}")
        pairs += [f"{name}={slug}" for name, slug in others["like"].items()]
        return f"{others['path']}?{'&'.join(pairs)}" if pairs else others["path"]

    def _like(self, leaving_out: str = "") -> dict[str, str]:
        return {one.name: one.chosen for one in self.likenesses if one.chosen and one.name != leaving_out}

    def address_for(self, text: str) -> str:
        return self._in_view(q=text)

    @cached_property
    def places(self) -> list[Choice]:
        """The places that the words name, as filters of this list: with the other choices, without the words."""
        found = (self._choice(place.facet, place) for place in (self.answer.places if self.answer else ()))
        return [choice for choice in found if choice]

    @cached_property
    def towns(self) -> list[Choice]:
        """The towns that the words name, alone, where no text holds all that is asked."""
        if not self.partial or not self.of_a_place:
            return []
        chosen = self.index.select(self.choices)
        return [
            Choice(place.town, (lying & chosen).bit_count(), self._in_view(q=place.town))
            for place, lying in self.answer.located
            if place.town and lying & chosen
        ]

    def _choice(self, facet: str, place: Place) -> Choice | None:
        """The texts of a place, as a filter of this list."""
        values = place.values if facet == place.facet else place.regions
        choices = self.choices | {facet: values}
        if facet not in self.index.facets or not (total := self.index.select(choices).bit_count()):
            return None
        label = place.label if facet == place.facet else ""
        return Choice(label or self.index.facets[facet].labels(values), total, self._in_view(choices, q=""))

    def _absence(self, place: Place, lying: int) -> Absence:
        return Absence.of_list(place, self._near(place), done_at(place, lying, self.snapshot), self.index)

    def _near(self, place: Place) -> list[Choice]:
        """The texts of the region of a place, where this list can be filtered by it."""
        if place.facet == "region" or self._choice(place.facet, place):
            return []
        around = self._choice("region", place)
        return [around] if around else []

    @property
    def canonical_url(self) -> str:
        return self._on_page(self.page.number)

    @property
    def indexable(self) -> bool:
        """Search engines may keep the list and each single filter; crossings are for people."""
        return not self.text and self.active_filters <= 1 and not self._like()

    @property
    def keys(self) -> list[int]:
        """The keys of the texts found, in the chosen order; one query."""
        return self.snapshot.keys(list(self.slots))

    @property
    def unfiltered_path(self) -> str:
        return self._viewed(self.path)

    def _without(self, name: str, slug: str) -> dict[str, tuple[str, ...]]:
        choices = self.choices | {name: tuple(other for other in self.choices[name] if other != slug)}
        return {facet: slugs for facet, slugs in choices.items() if slugs}

    @property
    def _text_told(self) -> str:
        """The words as a chip says them: « -insertion » is everything but « insertion »."""
        quoted = "«\u00a0{}\u00a0»".format
        if not self.left_out:
            return quoted(self.text)
        sought, left_out = told_apart(self.text)[0], ", ".join(map(quoted, self.left_out))
        return f"{quoted(sought) if sought else 'tout'}, sauf {left_out}"

    @cached_property
    def chips(self) -> list[Chip]:
        """One for the text, one for each chosen value, one for each thing that the visitor says to be."""
        likenesses = [
            Chip(f"{one.label}\u00a0: {one.options[one.chosen]}", self._in_view(like=self._like(one.name)))
            for one in self.likenesses
            if one.chosen
        ]
        return [*self._text_chips, *(chip for chip, _ in self._value_chips()), *likenesses]

    @property
    def _text_chips(self) -> list[Chip]:
        return [Chip(self._text_told, self._in_view(q=""))] if self.text else []

    def _value_chips(self) -> Iterator[tuple[Chip, dict[str, tuple[str, ...]]]]:
        """The chip of each chosen value, with the choices that stay without it."""
        for name, slugs in self.choices.items():
            facet = self.index.facets[name]
            for slug in slugs:
                rest = self._without(name, slug)
                yield Chip(f"{facet.label}\u00a0: {facet.values[slug].label}", self._in_view(rest)), rest

    @property
    def active_filters(self) -> int:
        """How many values are chosen."""
        return sum(map(len, self.choices.values()))

    @cached_property
    def relaxations(self) -> list[tuple[Chip, int]]:
        """When nothing answers: which single filter, once removed, gives how many."""
        if self.total:
            return []
        attempts = [(chip, self.index.select(self.choices)) for chip in self._text_chips]
        attempts += [(chip, self.index.select(rest, self.base)) for chip, rest in self._value_chips()]
        return [(chip, found.bit_count()) for chip, found in attempts if found]

    @property
    def pages(self) -> list[tuple[int | str, str]]:
        """The pagination: (number or « … », address)."""
        numbers = self.page.paginator.get_elided_page_range(self.page.number, on_each_side=2, on_ends=1)
        return [(n, self._viewed(self._on_page(n)) if isinstance(n, int) else "") for n in numbers]
