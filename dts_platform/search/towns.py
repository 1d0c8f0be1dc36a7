"""Towns that questions name: only those of a list are known, and no text is listed for its town alone.

None of their words is corrected, and their department is offered. Names that are also words (« Tours », « Sens ») are read as towns
where nothing else is said, after « à », or with a capital inside the question.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from dts_platform.search.french import fold, words

_PLAIN = re.compile(r"[0-9a-z]+")
_CONTRACTED = {"le": ("au", "du"), "les": ("aux", "des")}
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Town:
    """A name of one town or several, the words that say it, their departments; `meant` if nothing else can be meant."""

    words: tuple[str, ...]
    departements: tuple[str, ...]
    meant: bool = True
    name: str = ""  # as it is written, when it is of the list


class Listed(NamedTuple):
    """A town of the list: the number of its department, its name, whether this is a word as well."""

    departement: str
    name: str
    is_word: bool = False


class _Name(NamedTuple):
    """A name of the list: how it is spelled (« le mans », « au mans »), its words, the departments, how it is written, whether it
    says something else as well."""

    spellings: tuple[str, ...]
    words: tuple[str, ...]
    departements: tuple[str, ...]
    written: str
    is_word: bool


class _Known:
    """The towns declared, read the first time a question is."""

    def __init__(self):
        self.listed: Callable[[], Iterable[Listed]] = tuple

    @cached_property
    def by_first(self) -> dict[str, list[_Name]]:
        """{first word: names that begin so}; the longest first."""
        same: dict[str, list[Listed]] = {}
        for town in self.listed():
            same.setdefault(_spelled(town.name), []).append(town)
        found: dict[str, list[_Name]] = {}
        for spelled, towns in sorted(same.items(), key=lambda pair: -len(pair[0])):
            if in_it := tuple(words(towns[0].name)):
                codes = tuple(dict.fromkeys(town.departement for town in towns))
                name = _Name(tuple(_contracted(spelled)), in_it, codes, towns[0].name, towns[0].is_word)
                found.setdefault(in_it[0], []).append(name)
        return found


def _spelled(text: str) -> str:
    """A text as names are compared: « le mans » is a town, « mans » is not."""
    return " ".join(_PLAIN.findall(fold(text)))


def _contracted(spelled: str) -> Iterator[str]:
    """A name and what « à » and « de » make of its article: « le mans », « au mans », « du mans »."""
    article, _, rest = spelled.partition(" ")
    yield spelled
    yield from (f"{other} {rest}" for other in _CONTRACTED.get(article, ()) if rest)


_KNOWN = _Known()


def declare(listed: Callable[[], Iterable[Listed]]) -> None:
    """Say where the towns are listed."""
    _KNOWN.listed = listed


def named(text: str, typed: Sequence[str]) -> tuple[Town, ...]:
    """The towns that a question names, from its text and the words in it."""
    if _KNOWN.by_first.keys().isdisjoint(typed):
        return ()
    return tuple(_named(text, typed))


def _named(text: str, typed: Sequence[str]) -> Iterator[Town]:
    spelled, found, rank = f" {_spelled(text)} ", [], 0
    while rank < len(typed):
        names = _KNOWN.by_first.get(typed[rank], ())
        here = (n for n in names if tuple(typed[rank : rank + len(n.words)]) == n.words)
        if name := next((n for n in here if any(f" {one} " in spelled for one in n.spellings)), None):
            found.append(name)
        rank += len(name.words) if name else 1
    alone = sum(len(name.words) for name in found) == len(typed)
    for name in found:
        meant = not name.is_word or alone or any(_is_meant(text, one.split()) for one in name.spellings)
        yield Town(name.words, name.departements, meant, name.written)


def _is_meant(text: str, name: Sequence[str]) -> bool:
    """Does a name stand after « à », or its last word with a capital inside a question in small letters?"""
    tokens = _TOKEN.findall(text)
    folded = [fold(token).strip() for token in tokens]
    for first in range(len(tokens) - len(name) + 1):
        last = first + len(name) - 1
        if folded[first : last + 1] != list(name):
            continue
        if (first and folded[first - 1] == "a") or (last and tokens[last][0].isupper() and not text.isupper()):
            return True
    return False
