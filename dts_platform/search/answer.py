"""Which texts answer a query, and how well. The same arithmetic on every database: nothing is left to its ranking."""

import json
import re
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from math import log
from operator import and_, or_
from typing import NamedTuple

from django.db import connection

from dts_platform.search.bits import bits_of, slots_of
from dts_platform.search.french import as_typed, level
from dts_platform.search.indexing import chunks
from dts_platform.search.lines import Asked
from dts_platform.search.mirror import vocabulary
from dts_platform.search.places import Place
from dts_platform.search.query import Query
from dts_platform.search.reading import EXACT, SAME, Alternative, Group, Plan, Term, plan
from dts_platform.search.searchable import SEARCHABLES
from dts_platform.search.snapshot import A_PAGE, Order, Ranked, Snapshot
from dts_platform.search.synonyms import Synonyms
from dts_platform.search.tables import SearchPosting, SearchRow

PHRASED = 5_000  # texts whose words are compared in order, in one query
SHARE_OF_BEST = 3  # listed, where not every word is demanded: what holds a third of what the best text holds
_ALONE, _AMONG_OTHERS = 120, 10  # what is added where words stand as they were typed
_HALF = 20  # the weight at which a word among others tells half of what it may
_A_LINE, _A_PAIR = 0.5, 0.1  # what one line that holds all words adds, what words that stand side by side as typed add
READ_FOR_THAT = 60  # how many of the best texts are read for that


@dataclass(frozen=True)
class Answer:
    """The texts that answer a query, whatever their kind."""

    query: Query
    plan: Plan
    every: int
    some: int
    bound: int  # the texts that answer every part that is demanded
    held: Mapping[int, int]  # how much of the question each text holds, rare words weighing more
    scores: Mapping[int, float]
    expansions: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    levels: Mapping[float, int] = field(default_factory=dict)  # in place of scores, the texts of each score
    located: tuple[tuple[Place, int], ...] = ()  # the places that it names, and the texts of each, left out or not

    @property
    def places(self) -> list[Place]:
        """The places that it names, and the departments of its towns."""
        return list({(place.facet, place.values): place for place, _ in self.located}.values())

    def widened(self, base: int) -> dict[str, list[str]]:
        """What was typed, and the other forms without which some texts of a set would not be listed."""
        told = {
            typed: [form for form, documents in forms if documents & base] for typed, forms in self.expansions.items()
        }
        return {typed: forms for typed, forms in told.items() if forms}

    def as_typed(self, typed: str, text: str) -> str:
        """The words of a part of the query as they stand in what was typed."""
        between, plain, parts = r"\W+(?:\w{1,4}\W+){0,3}?", level(text), typed.replace("^", "").split()
        found = re.search(rf"(?<!\w){between.join(map(re.escape, parts))}(?:-\w+)*(?!\w)", plain)
        if not found:
            written = as_typed(text)
            parts = [level(written.get(word, word)) for word in parts]
            found = re.search(rf"(?<!\w){between.join(map(re.escape, parts))}(?!\w)", plain)
        return text[found.start() : found.end()] if found else typed

    def corrections(self, text: str) -> dict[str, str]:
        """What was typed, as it was typed, and what was sought instead."""
        if not (corrected := self.plan.corrections):
            return {}
        typed = as_typed(text)
        return {typed.get(word, word): shown for word, shown in corrected.items()}

    def among(self, base: int) -> tuple[int, bool]:
        """The texts of a set that answer everything; of a sentence, and where none does, those that hold a third of what
        the best one holds. True when none answers everything."""
        every, some = self.every & base, self.some & base
        if (every and not self.plan.is_sentence) or not some or not self.held:
            return every, False
        held = {slot: self.held[slot] for slot in slots_of(_best_within(some, self.bound))}
        best = max(held.values())
        return bits_of(slot for slot, weight in held.items() if weight * SHARE_OF_BEST >= best), not every

    @property
    def cost(self) -> int:
        """What it takes of the memory of a snapshot."""
        sets = sum(bits.bit_length() for bits in self.levels.values())
        return 100 + len(self.scores) + 3 * len(list(self.plan.words)) + sets // 800

    def order(self, documents: int, order: Order) -> Order | Ranked:
        """The order in which the texts of a set answer: best first; that of the list decides between equals."""
        if self.levels:
            return Ranked(order, [self.levels[score] for score in sorted(self.levels, reverse=True)])
        return Order(self.ranked(documents, order))

    def ranked(self, documents: int, order: Order) -> list[int]:
        """The slots of a set, best first; the order of the list decides between equals."""
        if self.levels:
            return list(self.order(documents, order).among(documents))
        slots = list(order.among(documents))
        equals: dict[float, list[int]] = defaultdict(list)  # one word weighs the same in many texts: few scores to sort
        for slot, score in zip(slots, map(self.scores.__getitem__, slots), strict=True):
            equals[score].append(slot)
        return [slot for score in sorted(equals, reverse=True) for slot in equals[score]]


def answer(text: str, snapshot: Snapshot, typing: bool = False) -> Answer | None:
    """The answer to a text; None when there is no word in it. At most three queries, none when it was just asked."""
    query = Query.read(text)
    if not query:
        return None
    known = snapshot.memory.get((query, typing))
    if known is None:
        sought = read_plan(query, snapshot, typing)
        known = _Matching(sought, snapshot).answer(query)
        snapshot.memory.put((query, typing), known, cost=known.cost)
    return known


def read_plan(query: Query, snapshot: Snapshot, typing: bool = False) -> Plan:
    """Which words of the public texts answer a query."""
    return plan(query, vocabulary(snapshot), synonyms(snapshot), typing)


def synonyms(snapshot: Snapshot) -> Synonyms:
    """The forms that mean the same, as the resident kinds declare them."""

    def read() -> Synonyms:
        groups = (
            searchable.synonyms(record)
            for kind, searchable in SEARCHABLES.items()
            if searchable.resident
            for record in snapshot.residents_of(kind)
        )
        return Synonyms.of([group for group in groups if group])

    residents = [(kind, None) for kind, searchable in SEARCHABLES.items() if searchable.resident]
    return snapshot.remember_while_same(residents, "synonyms", read, A_PAGE)


class _Found(NamedTuple):
    """What one part of a query finds."""

    group: Group
    texts: int  # those that answer it
    sure: int  # those that surely do
    ways: list[tuple[Alternative, int]]  # each way that finds some, and its texts
    rarity: float  # how much it tells of a text to hold it


class _Matching:
    """One plan against the postings."""

    def __init__(self, sought: Plan, snapshot: Snapshot):
        self.plan = sought
        self.all = 0
        for bits in snapshot.kinds.values():
            self.all |= bits
        self.number = self.all.bit_count()
        self.postings = _postings({word.id for word in sought.words})
        self.bits: dict[Term, int] = {}
        self.weights: dict[Term, dict[int, float]] = {}
        self.expansions: dict[str, tuple[tuple[str, int], ...]] = {}
        self.several = len(sought.groups) > 1
        self.sides = self._side_by_side()

    def _term(self, term: Term) -> int:
        """The texts where a term stands."""
        if term not in self.bits:
            known = (bits_of(self.postings[form.word.id][0]) for form in term if form.word.id in self.postings)
            self.bits[term] = reduce(or_, known, 0) & self.all
        return self.bits[term]

    def _weights_of(self, term: Term) -> dict[int, float]:
        """The weight of a term in each text."""
        if term not in self.weights:
            weights: dict[int, float] = {}
            for form in term:
                held = dict(zip(*self.postings.get(form.word.id, ((), ())), strict=True))
                if form.likeness != 1:
                    held = {slot: weight * form.likeness for slot, weight in held.items()}
                if weights:
                    held = {slot: max(weight, weights.get(slot, 0)) for slot, weight in held.items()}
                weights = weights | held if weights else held
            self.weights[term] = weights
        return self.weights[term]

    def _weight_levels(self, term: Term) -> dict[float, int]:
        """The same, as the texts of each weight."""
        levels: dict[float, int] = defaultdict(int)
        for form in term:
            slots: dict[int, list[int]] = defaultdict(list)
            for slot, weight in zip(*self.postings.get(form.word.id, ((), ())), strict=True):
                slots[weight].append(slot)
            for weight, held in slots.items():
                levels[weight * form.likeness if form.likeness != 1 else weight] |= bits_of(held)
        best = 0
        for weight in sorted(levels, reverse=True):  # a text weighs what its best form does
            levels[weight] &= ~best & self.all
            best |= levels[weight]
        return {weight: bits for weight, bits in levels.items() if bits}

    def _together(self, alternative: Alternative) -> int:
        bits = self.all
        for term in alternative.terms:
            bits &= self._term(term)
        return bits & ~self._term(alternative.unless) if alternative.unless else bits

    def _side_by_side(self) -> dict[Alternative, int]:
        """For each phrase, the texts where its stems follow one another. One query for all phrases."""
        groups = [a for group in self.plan.groups for a in group.alternatives]
        candidates = {a: self._together(a) for a in (*groups, *self.plan.excluded) if a.phrase}
        slots: set[int] = set()
        for bits in candidates.values():
            slots.update(slots_of(bits))
        if not slots:
            return dict.fromkeys(candidates, 0)
        lines = list(_holding([" ".join(alternative.phrase) for alternative in candidates], sorted(slots)))
        return {
            alternative: bits & bits_of(line[0] for line in lines if line[1 + rank])
            for rank, (alternative, bits) in enumerate(candidates.items())
        }

    def _found(self, alternative: Alternative) -> int:
        return self.sides[alternative] if alternative.phrase else self._together(alternative)

    def _read(self, group: Group) -> _Found:
        """Read one part of the query; other forms without which some texts would not be found are noted."""
        typed, sure, ways = 0, 0, [(alternative, self._found(alternative)) for alternative in group.alternatives]
        for alternative, bits in ways:
            if not alternative.widens:
                typed |= bits
                sure |= bits if alternative.certainty >= SAME else 0
        wider = tuple((alternative.form, bits & ~typed) for alternative, bits in ways if alternative.widens)
        if wider := tuple((form, bits) for form, bits in wider if bits):
            self.expansions[group.typed] = wider
        texts = reduce(or_, (bits for _, bits in wider), typed)
        rarity = log(1 + self.number / max(1, texts.bit_count()))
        return _Found(group, texts, sure, [(alternative, bits) for alternative, bits in ways if bits], rarity)

    def _scores_of(self, part: _Found) -> dict[int, float]:
        """What one part of the query brings to each text, by its ways."""
        scores: dict[int, float] = {}
        for alternative, bits in part.ways:
            for share, held in self._weighted_terms(alternative):
                scores = _sum(scores, {slot: share * weight for slot, weight in _of(bits, held).items()})
        bonus, certain = _AMONG_OTHERS if self.several else _ALONE, _of(part.sure, scores)
        scores = {slot: weight + bonus if slot in certain else weight for slot, weight in scores.items()}
        if self.several:
            scores = {slot: part.rarity * weight / (weight + _HALF) for slot, weight in scores.items()}
        return scores

    def _score_levels(self, part: _Found) -> dict[float, int]:
        """The same, as the texts of each score, where one word alone answers one way: it may stand in every text."""
        if self.several or len(part.ways) != 1 or len(part.ways[0][0].terms) != 1:
            return {}
        alternative, bits = part.ways[0]
        bonus, levels = _ALONE if part.sure else 0, self._weight_levels(alternative.terms[0])
        return {alternative.certainty * weight + bonus: held & bits for weight, held in levels.items() if held & bits}

    def _weighted_terms(self, alternative: Alternative) -> list[tuple[float, dict[int, float]]]:
        """What each term of an alternative counts for, and its weight in each text."""
        share = alternative.certainty
        if share != EXACT:  # three words do not outweigh the one they develop
            share /= len(alternative.terms)
        return [(share, self._weights_of(term)) for term in alternative.terms]

    def _scored(self, parts: Sequence[_Found], every: int) -> tuple[dict[int, float], dict[float, int]]:
        """The score of each text, or in its place the texts of each score."""
        if not parts:
            return dict.fromkeys(slots_of(every), 0.0), {}
        if levels := self._score_levels(parts[0]):
            return {}, levels
        return reduce(_sum, map(self._scores_of, parts)), {}

    def _raise_by_lines(self, texts: int, parts: Sequence[_Found], scores: dict[int, float]) -> None:
        """Raise the texts, among the best, of which one line tells the most, and where words stand as they were typed."""
        if not self.several or texts.bit_count() < 2:
            return
        best = sorted(slots_of(texts), key=lambda slot: (-scores[slot], slot))[:READ_FOR_THAT]
        asked = Asked.of(self.plan.groups, [part.rarity for part in parts])
        pairs = [f" {' '.join(pair)} " for pair in self.plan.neighbours]
        a_pair = _A_PAIR * asked.whole / max(1, len(pairs))
        for slot, stems in _stems(best):
            scores[slot] += _A_LINE * asked.told(stems) + a_pair * sum(pair in stems for pair in pairs)

    def _located(self, parts: Sequence[_Found]) -> tuple[tuple[Place, int], ...]:
        """The places that the query names, and the texts of each, left out or not."""
        if len(self.plan.located) > 1:
            return tuple((one.place, reduce(or_, map(self._found, one.alternatives), 0)) for one in self.plan.located)
        lying = next((part.texts for part in parts if part.group.is_place), 0)
        return tuple((one.place, lying) for one in self.plan.located)

    def answer(self, query: Query) -> Answer:
        parts = [self._read(group) for group in self.plan.groups]
        public = self.all & ~reduce(or_, map(self._found, self.plan.excluded), 0)
        # What lies nowhere may answer for any place.
        nowhere = public & ~self._term(self.plan.somewhere) if self.plan.somewhere else 0
        kept = [(part.texts & public) | (nowhere if part.group.is_place else 0) for part in parts]
        demanded = [bits for bits, part in zip(kept, parts, strict=True) if part.group.demanded]
        every, bound = reduce(and_, kept, public), reduce(and_, demanded, public)
        some = reduce(or_, (part.texts for part in parts), 0) & public
        scores, levels = self._scored(parts, every)
        best = every if every and not self.plan.is_sentence else _best_within(some, bound)
        self._raise_by_lines(best, parts, scores)
        weighed = [(part.texts & public, part.group.weight(self.number)) for part in parts]
        held = _held(weighed) if self.several else {}
        return Answer(query, self.plan, every, some, bound, held, scores, self.expansions, levels, self._located(parts))


def _best_within(some: int, bound: int) -> int:
    """Of the texts that answer some part of a query, those that answer all that is demanded; where none does, all."""
    return some & bound or some


def _of(bits: int, numbers: Mapping[int, float]) -> Mapping[int, float]:
    """The numbers of the texts of a set, all of which have one."""
    return numbers if bits.bit_count() == len(numbers) else {slot: numbers[slot] for slot in slots_of(bits)}


def _sum(numbers: dict[int, float], more: dict[int, float]) -> dict[int, float]:
    """What is added to numbers under the same keys, all at once: words stand in every text. The first ones may change."""
    if not numbers:
        return more
    numbers.update({key: numbers.get(key, 0) + number for key, number in more.items()})
    return numbers


def _held(answers: list[tuple[int, int]]) -> dict[int, int]:
    """How much of a question each text holds: the weights of the parts that it answers."""
    held: dict[int, int] = defaultdict(int)
    for bits, weight in answers:
        for slot in slots_of(bits):
            held[slot] += weight
    return dict(held)


def _stems(slots: list[int]) -> Iterator[tuple[int, str]]:
    """The stems of some texts, line by line; one query."""
    marks = ", ".join(["%s"] * len(slots))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT slot, stems FROM {SearchRow._meta.db_table} WHERE slot IN ({marks})", slots)  # noqa: S608
        yield from cursor.fetchall()


def _holding(phrases: list[str], slots: list[int]) -> Iterator[tuple]:
    """For each of these texts, its slot and whether it holds each phrase of stems; one query."""
    tests = ", ".join(["stems LIKE %s"] * len(phrases))
    patterns = [f"% {phrase} %" for phrase in phrases]
    with connection.cursor() as cursor:
        for wanted in chunks(slots, PHRASED):
            marks = ", ".join(["%s"] * len(wanted))
            cursor.execute(
                f"SELECT slot, {tests} FROM {SearchRow._meta.db_table} WHERE slot IN ({marks})",  # noqa: S608
                [*patterns, *wanted],
            )
            yield from cursor.fetchall()


def _postings(word_ids: set[int]) -> dict[int, tuple[Sequence[int], Sequence[int]]]:
    """{word: (slots, the weight in each)}; one query, a line for each word: reading one for each text would take half of an
    answer."""
    if not word_ids:
        return {}
    marks = ", ".join(["%s"] * len(word_ids))
    columns, read = (_AS_TEXT, _of_text) if connection.vendor == "sqlite" else (_AS_BYTES, _of_bytes)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT word_id, {columns} FROM {SearchPosting._meta.db_table} "  # noqa: S608
            f"WHERE word_id IN ({marks}) GROUP BY word_id",
            sorted(word_ids),
        )
        return {word_id: (read(slots), read(weights)) for word_id, slots, weights in cursor.fetchall()}


# The numbers of two columns, in the same order: where a database can write numbers as bytes, they are copied, not read.
_AS_TEXT = "group_concat(slot), group_concat(weight)"
_AS_BYTES = "string_agg(int4send(slot), ''::bytea), string_agg(int4send(weight), ''::bytea)"


def _of_text(numbers: str) -> list[int]:
    return json.loads(f"[{numbers}]")


def _of_bytes(numbers: bytes) -> array:
    read = array("i", bytes(numbers))
    if sys.byteorder == "little":
        read.byteswap()
    return read
