"""The words of the public texts, and those nearest to a word that no text holds."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from dts_platform.search.places import SIGN
from dts_platform.search.tables import SearchWord

_HARD_END = re.compile("ques?$")  # « diagnostique » for « diagnostic »: three letters away, and the same to the ear
PREFIXED = 100  # words a prefix may stand for, the most frequent


@dataclass(frozen=True)
class Word:
    """A word of the vocabulary, and in how many public texts it stands."""

    id: int
    text: str
    shown: str
    stem: str
    documents: int


def allowed_errors(word: str) -> int:
    """How many letters may be wrong: none under 4 or in a number, one under 8, two beyond."""
    return 0 if len(word) < 4 or not word.isalpha() else 1 if len(word) < 8 else 2


@dataclass(frozen=True)
class Vocabulary:
    """Every word of the public texts, at one moment."""

    token: str = ""
    seq: int = -1
    words: Mapping[str, Word] = field(default_factory=dict)
    by_stem: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ordered: tuple[str, ...] = ()
    by_length: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def at(self, token: str, seq: int, lineage: frozenset[str]) -> "Vocabulary":
        """This vocabulary brought up to a change; one query, none when it is already there."""
        if self.token == token or (self.token in lineage and self.seq >= seq):
            return self
        if self.token not in lineage:
            return Vocabulary(token, seq)._changed(_read(-1))
        return Vocabulary(token, seq, self.words, self.by_stem, self.ordered, self.by_length)._changed(_read(self.seq))

    def _changed(self, changes: list[Word]) -> "Vocabulary":
        if not changes:
            return self
        words = {**self.words}
        touched: set[str] = set()
        gone = {word.id for word in changes if word.documents <= 0}  # their text is blank by now
        known = {text: word.stem for text, word in words.items() if word.id in gone} if gone else {}
        for text in known:
            del words[text]
        touched.update(known)
        for word in changes:
            if word.documents > 0:
                if word.text not in words:
                    touched.add(word.text)
                words[word.text] = word
                known[word.text] = word.stem
        stems, lengths = dict(self.by_stem), dict(self.by_length)
        _regroup(stems, ((known[text], text, text in words) for text in touched))
        _regroup(lengths, ((len(text), text, text in words) for text in touched if text.isalpha()))
        ordered = sorted(words) if len(touched) > 200 else _reordered(self.ordered, touched, words)
        return Vocabulary(self.token, self.seq, words, stems, tuple(ordered), lengths)

    @cached_property
    def towns(self) -> dict[str, dict[tuple[str, ...], tuple[str, ...]]]:
        """The towns where texts lie, {first word: {words: departments}}; the longest first."""
        keys = [word.removeprefix(SIGN).partition("/") for word in self._beginning(SIGN) if "/" in word]
        found: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {}
        for departement, _, name in sorted(keys, key=lambda key: (-len(key[2]), key)):
            if in_it := tuple(name.split()):
                same = found.setdefault(in_it[0], {})
                same[in_it] = (*same.get(in_it, ()), departement)
        return found

    def towns_in(self, typed: Sequence[str]) -> dict[tuple[str, ...], tuple[str, ...]]:
        """The towns where texts lie that some words name, and their departments."""
        if self.towns.keys().isdisjoint(typed):
            return {}
        found, rank = {}, 0
        while rank < len(typed):
            known = self.towns.get(typed[rank], {})
            name = next((words for words in known if tuple(typed[rank : rank + len(words)]) == words), ())
            if name:
                found[name] = known[name]
            rank += len(name) or 1
        return found

    def _beginning(self, prefix: str) -> Iterator[str]:
        rank = bisect_left(self.ordered, prefix)
        while rank < len(self.ordered) and self.ordered[rank].startswith(prefix):
            yield self.ordered[rank]
            rank += 1

    def starting_with(self, prefix: str) -> list[Word]:
        """The words that begin so, the most frequent first."""
        found = [self.words[text] for text in self._beginning(prefix)]
        return sorted(found, key=lambda word: (-word.documents, word.text))[:PREFIXED]

    def of_stem(self, stem: str) -> list[Word]:
        """The words of one stem."""
        return [self.words[text] for text in self.by_stem.get(stem, ())]

    def nearest(self, text: str) -> Word | None:
        """The word that sounds alike, else the one fewest letters away, at most `allowed_errors`; of several, one with the
        same first letter, frequent."""
        limit = allowed_errors(text)
        if not limit:
            return None
        if heard := self.words.get(_HARD_END.sub("c", text)):
            return heard
        candidates: list[tuple[str, float, int]] = []
        for length in range(len(text) - limit, len(text) + limit + 1):
            group = self.by_length.get(length, ())
            candidates += process.extract(text, group, scorer=OSA.distance, score_cutoff=limit, limit=None)
        if not candidates:
            return None
        closest = min(distance for _, distance, _ in candidates)
        words = [self.words[found] for found, distance, _ in candidates if distance == closest]
        return min(words, key=lambda word: (word.text[0] != text[0], -word.documents, word.text))


def _regroup(groups: dict, changes: Iterable[tuple[object, str, bool]]) -> None:
    pending: dict[object, dict[str, bool]] = {}
    for key, text, here in changes:
        pending.setdefault(key, {})[text] = here
    for key, texts in pending.items():
        unchanged = [text for text in groups.get(key, ()) if text not in texts]
        group = tuple(sorted([*unchanged, *(text for text, here in texts.items() if here)]))
        if group:
            groups[key] = group
        else:
            groups.pop(key, None)


def _reordered(ordered: Iterable[str], touched: set[str], words: Mapping[str, Word]) -> Iterator[str] | list[str]:
    rest = [text for text in ordered if text not in touched]
    for text in touched & words.keys():
        insort(rest, text)
    return rest


def _read(seq: int) -> list[Word]:
    only = "WHERE documents > 0" if seq < 0 else "WHERE seq > %s"
    table = SearchWord._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, word, shown, stem, documents FROM {table} {only} ORDER BY id",  # noqa: S608
            [] if seq < 0 else [seq],
        )
        return [Word(*line) for line in cursor.fetchall()]
