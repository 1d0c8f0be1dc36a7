"""Towns that questions name: only those of a list are known, and no text is listed for its town alone.

None of their words is corrected, and their department is offered. Names that are also words (« Tours », « Sens ») are read as towns
after « à », with a capital inside the question, beside their number, or alone where no text holds the word. An accent that is typed
is that of the name: « maçon » is not Mâcon.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from dts_platform.search.french import fold, words
from dts_platform.search.places import is_postcode

_PLAIN = re.compile(r"[0-9a-z]+")
_CONTRACTED = {"le": ("au", "du"), "les": ("aux", "des")}
_TOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Town:
    """A name of one town or several, the words that say it, their departments; `meant` if nothing else can be meant.

    `is_alone` says that towns are all that is said, beside places.
    """

    words: tuple[str, ...]
    departements: tuple[str, ...]
    meant: bool = True
    is_alone: bool = False
    is_word: bool = False
    name: str = ""  # as it is written, when it is of the list


class Listed(NamedTuple):
    """A town of the list: the number of its department, its name, whether this is a word as well, of other accents."""

    departement: str
    name: str
    is_word: bool = False
    is_told_by_accents: bool = False


class _Name(NamedTuple):
    """A name of the list: how it is spelled (« le mans », « au mans »), its words, the departments, how it is written, whether it
    says something else as well."""

    spellings: tuple[str, ...]
    words: tuple[str, ...]
    departements: tuple[str, ...]
    written: str
    is_word: bool
    is_told_by_accents: bool


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
                _, written, *is_word = towns[0]
                name = _Name(tuple(_contracted(spelled)), in_it, codes, written, *is_word)
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


def is_listed(typed: Sequence[str], departements: Container[str]) -> bool:
    """Is a town of this name in one of these departments?"""
    names = _KNOWN.by_first.get(typed[0], ())
    return any(name.words == tuple(typed) and any(code in departements for code in name.departements) for name in names)


def named(text: str, typed: Sequence[str], whole: str = "") -> tuple[Town, ...]:
    """The towns that a question names, from its text and the words in it; `whole` says also the places, blank in the text."""
    if _KNOWN.by_first.keys().isdisjoint(typed):
        return ()
    return tuple(_named(text, typed, whole or text))


def _named(text: str, typed: Sequence[str], whole: str) -> Iterator[Town]:
    spelled, found, rank = f" {_spelled(text)} ", [], 0
    while rank < len(typed):
        names = _KNOWN.by_first.get(typed[rank], ())
        here = (n for n in names if tuple(typed[rank : rank + len(n.words)]) == n.words)
        if name := next((n for n in here if any(f" {one} " in spelled for one in n.spellings)), None):
            found.append(name)
        rank += len(name.words) if name else 1
    alone = sum(len(name.words) for name in found) == len(typed)
    several = len(found) > 1
    for name in found:
        if not _agrees(text, name):
            yield Town(name.words, name.departements, meant=False, is_word=True, name=name.written)
            continue
        is_word = name.is_word and not (name.is_told_by_accents and name.written.lower() in text.lower())
        meant = not is_word or (alone and several) or any(_is_meant(whole, one, name) for one in name.spellings)
        yield Town(name.words, name.departements, meant, alone, name.is_word, name.written)


def _is_meant(text: str, spelled: str, name: _Name) -> bool:
    """Does a name stand after « à », beside its number, or its last word with a capital inside a question in small letters?"""
    tokens, parts = _TOKEN.findall(text), spelled.split()
    folded = [fold(token).strip() for token in tokens]
    for first in range(len(tokens) - len(parts) + 1):
        last = first + len(parts) - 1
        if folded[first : last + 1] != parts:
            continue
        before = [token for token in tokens[max(0, first - 1) : first] if is_postcode(token)]
        beside = [*before, *tokens[last + 1 : last + 2]]  # « 37 tours » counts
        after_a = first and tokens[first - 1].lower() == "à" and (len(parts) == 1 or tokens[last][0].isupper())
        if after_a or (last and tokens[last][0].isupper() and not text.isupper()) or _say_its_number(beside, name):
            return True
    return False


def _say_its_number(tokens: Iterable[str], name: _Name) -> bool:
    """Is one of these words the number of its department, or a postcode there?"""
    return any(
        token.lower() == code.lower() or (is_postcode(token) and token.startswith(code))
        for token in tokens
        for code in name.departements
    )


def _agrees(text: str, name: _Name) -> bool:
    """Are the accents that were typed those of the name? « macon » is Mâcon, « maçon » is not."""
    if len(name.words) > 1:
        return True
    typed = [token.lower() for token in _TOKEN.findall(text) if tuple(words(token)) == name.words]
    written = name.written.lower()
    return not typed or any(
        len(token) != len(written)
        or all(one.isascii() or one == other for one, other in zip(token, written, strict=True))
        for token in typed
    )
