"""Towns that questions name: only those of a list are known, and no text is listed for its town alone.

Their words are sought like others; none is corrected, and their department is offered. Names that are also words (« Tours », « Sens »)
are read as towns where they stand alone, after « à », or with a capital inside the question.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from dts_platform.search.french import fold, words

_PLAIN = re.compile(r"[0-9a-z]+")
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Town:
    """A name of one town or several, the words that say it, their departments; `meant` if nothing else can be meant."""

    words: tuple[str, ...]
    departements: tuple[str, ...]
    meant: bool = True


class _Known:
    """The towns declared, read the first time a question is."""

    def __init__(self):
        self.listed: Callable[[], Iterable[tuple[str, str]]] = tuple

    @cached_property
    def by_first(self) -> dict[str, list[tuple[str, tuple[str, ...], tuple[str, ...]]]]:
        """{first word: names that begin so, as they are spelled, their words, the departments}; the longest first."""
        departements: dict[str, dict[str, None]] = {}
        for departement, name in self.listed():
            departements.setdefault(_spelled(name), {})[departement] = None
        found: dict[str, list] = {}
        for name, codes in sorted(departements.items(), key=lambda pair: -len(pair[0])):
            if in_it := tuple(words(name)):
                found.setdefault(in_it[0], []).append((name, in_it, tuple(codes)))
        return found


def _spelled(text: str) -> str:
    """A text as names are compared: « le mans » is a town, « mans » is not."""
    return " ".join(_PLAIN.findall(fold(text)))


_KNOWN = _Known()


def declare(listed: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """Say where the towns are listed: (number of the department, name)."""
    _KNOWN.listed = listed


def named(text: str, typed: Sequence[str]) -> tuple[Town, ...]:
    """The towns that a question names, from its text and the words in it."""
    if _KNOWN.by_first.keys().isdisjoint(typed):
        return ()
    return tuple(_named(text, typed))


def _named(text: str, typed: Sequence[str]) -> Iterator[Town]:
    spelled, rank = f" {_spelled(text)} ", 0
    while rank < len(typed):
        names = _KNOWN.by_first.get(typed[rank], ())
        known = (one for one in names if f" {one[0]} " in spelled and tuple(typed[rank : rank + len(one[1])]) == one[1])
        name, in_it, codes = next(known, ("", (), ()))
        if in_it:
            yield Town(in_it, codes, " " in name or len(typed) == 1 or _is_meant(text, name))
        rank += len(in_it) or 1


def _is_meant(text: str, word: str) -> bool:
    """Does a word stand after « à », or with a capital inside a question in small letters?"""
    tokens = _TOKEN.findall(text)
    pairs = zip(tokens, tokens[1:], strict=False)
    return any(
        fold(token).strip() == word and (before.lower() in ("à", "a") or (token[0].isupper() and not text.isupper()))
        for before, token in pairs
    )
