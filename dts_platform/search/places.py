"""Places that questions name: the index knows them by the words that say them, texts by what they carry.

A text that lies somewhere is indexed under the keys of its places, as words that nobody can type (`@bretagne`). A name
that is also a word (« lot », « manche ») is read as a place only where it stands alone, after « dans le », or in capitals.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dts_platform.search.french import fold, words

SIGN = "@"  # begins the words of places; alone, it says that a text has places
_TOKEN = re.compile(r"(?:(?<=\()\d\w{1,2}(?=\)))|[^\W_]+(?:['’ʼ](?=\w))?")
_ARTICLES = frozenset({"le", "la", "les", "dans", "en", "de", "du", "des", "a", "au"})
_BEFORE_A_NUMBER = frozenset({"departement", "dept", "dpt", "dep"})
_POSTCODE = re.compile(r"\d{5}")
_KINDS_OF_PLACES = frozenset({"departement", "region"})


@dataclass(frozen=True)
class Place:
    """A place as questions name it: `values` of a facet, the `names` that say it, and whether these are words as well."""

    label: str
    facet: str
    values: tuple[str, ...]
    names: tuple[str, ...]
    is_word: bool = False


@dataclass(frozen=True)
class Named:
    """A place that a question names, and the folded words that name it."""

    place: Place
    words: tuple[str, ...]


class _Known:
    """The places declared, by the first word of each of their names, the longest names first."""

    def __init__(self):
        self.by_first: dict[str, list[tuple[tuple[str, ...], Place]]] = {}

    def declare(self, places: Iterable[Place]) -> None:
        taken = {name for known in self.by_first.values() for name, _ in known}
        for place in places:
            for name in place.names:
                tokens = tuple(fold(name).replace("-", " ").split())
                if tokens not in taken:
                    taken.add(tokens)
                    self.by_first.setdefault(tokens[0], []).append((tokens, place))
        for known in self.by_first.values():
            known.sort(key=lambda pair: -len(pair[0]))


_KNOWN = _Known()
declare = _KNOWN.declare


def keys(values: Iterable[str]) -> list[str]:
    """The words that a text with these places is indexed under."""
    found = [SIGN + value for value in values if value]
    return [*found, SIGN] if found else []


def town(departement: str, name: str) -> str:
    """The key of a town that a text names: those that texts name are the ones that are known."""
    return f"{departement}/{' '.join(words(name))}" if departement and name else ""


def read(text: str) -> tuple[tuple[Named, ...], str]:
    """The places that a question names, and the question with blanks where it names them."""
    tokens = [found for found in _TOKEN.finditer(text) if found[0][-1] not in "'’ʼ"]
    folded = [_department_of(fold(found[0]).strip()) for found in tokens]
    if _KNOWN.by_first.keys().isdisjoint(folded):
        return (), text
    named, rank = {}, 0
    while rank < len(folded):
        found = _at(text, tokens, folded, rank)
        if found:
            first = rank - 1
            while first >= 0 and folded[first] in _ARTICLES | _KINDS_OF_PLACES | _BEFORE_A_NUMBER:
                first -= 1
            named[found] = (tokens[first + 1].start(), tokens[rank + len(found.words) - 1].end())
        rank += len(found.words) if found else 1
    for start, end in named.values():
        text = text[:start] + " " * (end - start) + text[end:]
    return tuple(named), text


def is_postcode(word: str) -> bool:
    """Is it written as a postcode is? So are some sums."""
    return bool(_POSTCODE.fullmatch(word))


def _department_of(word: str) -> str:
    """The number of the department of a postcode; any other word as it is."""
    if not is_postcode(word):
        return word
    if word.startswith("20"):
        return "2a" if word < "20200" else "2b"
    return word[: 3 if word.startswith("97") else 2]


def _at(text: str, tokens: Sequence[re.Match], folded: Sequence[str], rank: int) -> Named | None:
    before = folded[rank - 1] if rank else ""
    if before in ("sur", "sous"):  # « Romans-sur-Isère » is a town
        return None
    for name, place in _KNOWN.by_first.get(folded[rank], ()):
        if tuple(folded[rank : rank + len(name)]) == name and (
            not _is_doubtful(name, place) or _is_meant(text, tokens, folded, rank, len(name))
        ):
            written = fold(tokens[rank][0]).split() if is_postcode(tokens[rank][0]) else name
            return Named(place, tuple(written))
    return None


def _is_doubtful(name: tuple[str, ...], place: Place) -> bool:
    return place.is_word or name[0][0].isdigit()


def _is_meant(text: str, tokens: Sequence[re.Match], folded: Sequence[str], rank: int, length: int) -> bool:
    """Is a name that is also a word, or a number, said of a place here?"""
    others = [*folded[:rank], *folded[rank + length :]]
    if not set(others) - _ARTICLES - _KINDS_OF_PLACES - _BEFORE_A_NUMBER:
        return True
    first, before = tokens[rank], folded[rank - 1] if rank else ""
    if is_postcode(first[0]):
        return tokens[rank + 1][0][0].isupper() if rank + 1 < len(tokens) else False
    if folded[rank][0].isdigit():
        return before in _BEFORE_A_NUMBER or text[first.start() - 1 : first.start()] == "("
    if before in _KINDS_OF_PLACES or (
        rank > 1 and folded[rank - 2] in ("dans", *_KINDS_OF_PLACES) and before in _ARTICLES
    ):
        return True
    return rank > 0 and tokens[rank + length - 1][0][0].isupper() and not text.isupper()
