"""Places that questions name: the index knows them by the words that say them, texts by what they carry.

A text that lies somewhere is indexed under the keys of its places, as words that nobody can type (`@bretagne`). A name
that is also a word (« lot », « manche ») is read as a place only where nothing is said but places, after « dans le », or in capitals.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

from dts_platform.search.asking import SIDES, says_nothing_beside_a_place
from dts_platform.search.french import STOP_WORDS, fold, words

SIGN = "@"  # begins the words of places; alone, it says that a text has places
_TOKEN = re.compile(r"(?:(?<=\()\d\w{1,2}(?=\)))|[^\W_]+(?:['’ʼ](?=\w))?")
_ARTICLES = frozenset({"le", "la", "les", "dans", "en", "de", "du", "des", "a", "au"})
_BEFORE_A_NUMBER = frozenset({"departement", "dept", "dpt", "dep"})
_SUMS = frozenset({"budget", "cout", "environ", "montant", "prix", "somme"})
_DEGREES = frozenset({"pas", "plus", "moins", "peu", "trop", "tres", "si", "aussi", "assez"})  # « pas cher »
_NUMBERED = frozenset({"fiche", "numero", "n", "no"})
_POSTCODE = re.compile(r"\d{5}")
_CORNER = re.compile(r"(?:nord|sud)(?:[ -]ouest|-est)\b", re.I)  # « Nord-Est » is no department
_KINDS_OF_PLACES = frozenset({"departement", "region"})


@dataclass(frozen=True)
class Place:
    """A place as questions name it: `values` of a facet, the `names` that say it, and whether these are words as well.

    `departements` are those that it covers, or in which a `town` lies; `regions` those in which it lies. `where` says that
    one is there (« dans le Var »), `around` names what it lies in.
    """

    label: str
    facet: str
    values: tuple[str, ...]
    names: tuple[str, ...] = ()
    is_word: bool = False
    departements: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    town: str = ""
    where: str = ""
    around: str = ""
    is_one_of_several: bool = False  # a town told from those of the same name by what else is said

    @property
    def query(self) -> str:
        """The parameters of an address that ask a list for this place."""
        return urlencode({"q": self.town} if self.town else {self.facet: self.values}, doseq=True)

    def lies_in(self, other: "Place") -> bool:
        """Is it a narrower place inside another? A town of one name lies wherever one of its namesakes does."""
        if other.town:
            return False
        return (
            not self.departements.isdisjoint(other.departements)
            if self.town
            else self.departements < other.departements
        )

    def inside(self, others: Iterable["Place"]) -> "Place":
        """The same place; of a town of several names, those of them that lie in one of these places, if any."""
        around = frozenset().union(*(other.departements for other in others if self.lies_in(other)))
        kept = tuple(code for code in self.values if code in around)
        if not self.town or not kept or len(kept) == len(self.values):
            return self
        return replace(of_town(self.town, kept, self.is_word), is_one_of_several=True)


@dataclass(frozen=True)
class Named:
    """A place that a question names, and the folded words that name it."""

    place: Place
    words: tuple[str, ...]


class _Known:
    """The places declared, by the first word of each of their names, the longest names first."""

    def __init__(self):
        self.by_first: dict[str, list[tuple[tuple[str, ...], Place]]] = {}
        self.by_value: dict[tuple[str, str], Place] = {}

    def declare(self, places: Iterable[Place]) -> None:
        taken = {name for known in self.by_first.values() for name, _ in known}
        for place in places:
            if len(place.values) == 1:
                self.by_value.setdefault((place.facet, place.values[0]), place)
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


@dataclass(frozen=True)
class Candidate:
    """Words of a question that may name a place: where they stand with those that announce it, and whether nothing else
    can be meant; else a place is, where the question says nothing but places."""

    named: Named
    start: int
    end: int
    is_sure: bool
    is_side: bool = False  # « nord » of a place, where another one is named


def candidates(text: str) -> list[Candidate]:
    """What may name a place in a question, in order."""
    tokens = [found for found in _TOKEN.finditer(text) if found[0][-1] not in "'’ʼ"]
    folded = [_department_of(fold(found[0]).strip()) for found in tokens]
    return [] if _KNOWN.by_first.keys().isdisjoint(folded) else list(_candidates(text, tokens, folded))


def _candidates(text: str, tokens: Sequence[re.Match], folded: Sequence[str]) -> Iterator[Candidate]:
    rank = 0
    while rank < len(folded):
        name, place = _at(folded, rank)
        place = None if _CORNER.match(text, tokens[rank].start()) else place
        length = len(name)
        if place:
            is_sure = not _is_doubtful(name, place) or _is_meant(text, tokens, folded, rank, length)
            if is_sure or not _counts(tokens, folded, rank):
                first = rank - 1
                while first >= 0 and folded[first] in _ARTICLES | _KINDS_OF_PLACES | _BEFORE_A_NUMBER:
                    first -= 1
                written = tuple(fold(tokens[rank][0]).split()) if is_postcode(tokens[rank][0]) else name
                start, end = tokens[first + 1].start(), tokens[rank + length - 1].end()
                yield Candidate(Named(place, written), start, end, is_sure, not is_sure and _is_side(text, start, end))
        rank += length or 1


def blanked(text: str, found: Iterable[Candidate]) -> str:
    """A question with blanks where it names places."""
    for one in found:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def narrowest(named: Iterable[Named]) -> list[Named]:
    """Places without those in which another of them lies, each once."""
    found: dict[tuple, Named] = {}
    for one in named:
        found.setdefault((one.place.facet, one.place.values, one.place.town), one)
    if len(found) < 2:
        return list(found.values())
    places = [one.place for one in found.values()]
    return [
        replace(one, place=one.place.inside(places))
        for one in found.values()
        if not any(other.lies_in(one.place) for other in places)
    ]


@lru_cache(maxsize=2_000)
def of_town(name: str, codes: tuple[str, ...], is_word: bool = False) -> Place:
    """A town, or several of one name, in the departments of these numbers."""
    around = of_values("departement", codes)
    regions = tuple(dict.fromkeys(region for place in around for region in place.regions))
    return Place(
        "",
        "departement",
        codes,
        is_word=is_word,
        departements=frozenset(codes),
        regions=regions,
        town=name,
        where=_at_a_town(name),
        around=" ou ".join(place.label for place in around),
    )


def _at_a_town(name: str) -> str:
    """« à Rennes », « au Mans », « aux Ulis »."""
    for article, there in (("Le ", "au "), ("Les ", "aux ")):
        if name.startswith(article):
            return there + name.removeprefix(article)
    return f"à {name}"


def of_values(facet: str, values: Iterable[str]) -> list[Place]:
    """The places of these values of a facet."""
    found = (_KNOWN.by_value.get((facet, value)) for value in values)
    return [place for place in found if place]


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


def _at(folded: Sequence[str], rank: int) -> tuple[tuple[str, ...], Place | None]:
    """The longest name of a place that begins there, and that place."""
    before = folded[rank - 1] if rank else ""
    if before in ("sur", "sous"):  # « Romans-sur-Isère » is a town
        return (), None
    for name, place in _KNOWN.by_first.get(folded[rank], ()):
        if tuple(folded[rank : rank + len(name)]) == name and not (place.is_word and before in _DEGREES):
            return name, place
    return (), None


def _is_doubtful(name: tuple[str, ...], place: Place) -> bool:
    return place.is_word or name[0][0].isdigit()


def _counts(tokens: Sequence[re.Match], folded: Sequence[str], rank: int) -> bool:
    """Is it a number that counts things, or that of a text? « 35 entreprises », « fiche 12 »."""
    if rank and folded[rank - 1] in _NUMBERED:
        return True
    following = folded[rank + 1] if rank + 1 < len(folded) else ""
    return tokens[rank][0].isdigit() and bool(following) and says_nothing_beside_a_place(following, alone=True)


def _is_meant(text: str, tokens: Sequence[re.Match], folded: Sequence[str], rank: int, length: int) -> bool:
    """Is a name that is also a word, or a number, said of a place here, whatever else is said?"""
    first, before = tokens[rank], folded[rank - 1] if rank else ""
    following = tokens[rank + 1][0] if rank + 1 < len(tokens) else ""
    if is_postcode(first[0]):
        return following[:1].isupper() or _ends_the_question(tokens, folded, rank)
    if folded[rank][0].isdigit():
        within = folded[max(0, rank - 2) : rank] == ["dans", "le"] and following.lower() in ("", "et", "ou")
        return within or before in _BEFORE_A_NUMBER or text[first.start() - 1 : first.start()] == "("
    if before in _KINDS_OF_PLACES or (
        rank > 1 and folded[rank - 2] in ("dans", *_KINDS_OF_PLACES) and before in _ARTICLES
    ):
        return True
    return rank > 0 and tokens[rank + length - 1][0][0].isupper() and not text.isupper()


def _is_side(text: str, start: int, end: int) -> bool:
    """Is it the side of another place? « nord isère », « Nord-Isère »."""
    return text[start:end] in SIDES or (
        fold(text[start:end]) in SIDES and "-" in (text[start - 1 : start], text[end : end + 1])
    )


def _ends_the_question(tokens: Sequence[re.Match], folded: Sequence[str], rank: int) -> bool:
    """Does a postcode, or several, end a question right after a word? « ressourcerie 35000 », never « un budget de 35000 »."""
    if not all(is_postcode(token[0]) for token in tokens[rank:]):
        return False
    words_before = [word for token, word in zip(tokens[:rank], folded, strict=False) if not is_postcode(token[0])]
    return bool(words_before) and words_before[-1] not in STOP_WORDS | _SUMS
