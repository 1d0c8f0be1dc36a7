"""What a visitor typed: words, places, « phrases », -exclusions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from dts_platform.search.asking import says_nothing_beside_a_place, without_asking
from dts_platform.search.french import ALSO_WORDS, singular, words
from dts_platform.search.places import Candidate, Named, blanked, candidates
from dts_platform.search.towns import Town, is_listed
from dts_platform.search.towns import named as named_towns

LONGEST = 512  # characters read of a text
MOST_WORDS = 16  # words read of it
LONGEST_WORD = 40
SMALL_WORDS = 2  # « VAE pour les CDDI » is said, « mise en réseau » is a name

_PHRASE = re.compile(r'(?<![^\s\'’ʼ])(-?)[«"“„]([^«»"“”„]*)[»"”]')  # « l’"embauche" » holds one
_EXCLUDED = re.compile(r"(?<!\S)-(?=\w)(\S+)")
_MARKS = re.compile('[«»"“”„]+')
_SIGNS_BEFORE, _SIGNS_AFTER = re.compile(r"[^\w\s'’ʼ]+$"), re.compile(r"^[^\w\s]+")


def _cut(text: str) -> tuple[str, ...]:
    return tuple(word[:LONGEST_WORD] for word in words(text)[:MOST_WORDS])


def _once(typed: Iterable[str]) -> Iterable[str]:
    """Words typed, each once, number and gender apart: « demandeurs et demandeuses » asks one thing."""
    kept: dict[str, str] = {}
    for word in typed:
        kept.setdefault(singular(word), word)
    return kept.values()


def _lone_acronym(text: str) -> list[str]:
    """« ai », typed alone in small letters, is the acronym: there is nothing else to seek."""
    typed = text.strip().lower().replace(".", "")
    return words(typed.upper()) if typed in ALSO_WORDS else []


def told_apart(text: str) -> tuple[str, list[str]]:
    """What a text asks for and what it leaves out, as they were typed."""
    excluded: list[str] = []

    def take_phrase(found: re.Match) -> str:
        return _taken(found, 2) if found[1] else found[0]

    def _taken(found: re.Match, part: int) -> str:
        excluded.append(found[part].strip())
        return " "

    rest = _EXCLUDED.sub(lambda found: _taken(found, 1), _PHRASE.sub(take_phrase, text))
    once: dict[tuple[str, ...], str] = {}
    for typed in excluded:
        once.setdefault(_cut(typed), typed)
    return " ".join(rest.split()), [typed for cut, typed in once.items() if cut][:MOST_WORDS]


def as_a_phrase(typed: str, text: str) -> str:
    """A text with some of its words between quotation marks, in place of the signs that touch them; empty where it does not
    hold these words."""
    found = re.search(rf"(?<!\w){re.escape(typed)}(?!\w)", text)
    if not found:
        return ""
    before, after = _SIGNS_BEFORE.sub("", text[: found.start()]), _SIGNS_AFTER.sub("", text[found.end() :])
    phrase = f"«\u00a0{' '.join(_MARKS.sub(' ', typed).split())}\u00a0»"
    return f"{before}{' ' * before[-1:].isalnum()}{phrase}{' ' * after[:1].isalnum()}{after}"


@dataclass(frozen=True)
class _Said:
    """What a question says beside the places that it names: its text, its words, the towns among these."""

    text: str
    words: list[str]
    towns: tuple[Town, ...]
    small_words: int  # about how many words it holds beside

    @classmethod
    def of(cls, text: str, whole: str = "") -> "_Said":
        rest = without_asking(text)
        if not (typed := words(rest)):
            rest, typed = text, words(text) or _lone_acronym(text)
        typed = [word[:LONGEST_WORD] for word in typed][: 2 * MOST_WORDS]
        return cls(rest, typed, named_towns(rest, typed, whole), len(text.split()) - len(typed))

    def says_only(self, names: Iterable[str]) -> bool:
        """Does it say nothing but these names, towns, what the site lists, and words that ask?"""
        known = {*names, *(word for town in self.towns for word in town.words)}
        return all(word in known or says_nothing_beside_a_place(word, alone=True) for word in self.words)


def _read_places(text: str) -> tuple[tuple[Named, ...], _Said]:
    """The places that a question names, and what it says beside."""
    found = _without_namesakes(text, candidates(text))
    sure = [one for one in found if one.is_sure]
    if len(sure) == len(found):
        return _named(found), _Said.of(blanked(text, found), text)
    towns: tuple[Town, ...] = ()
    if blanked(text, found).strip():
        said = _Said.of(blanked(text, sure), text)
        towns = said.towns
        if not said.says_only(word for one in found for word in one.named.words):
            return _named(sure), said
    kept = [one for one in found if not one.is_side] or ([] if towns else found)
    return _named(kept), _Said.of(blanked(text, kept), text)


def _without_namesakes(text: str, found: list[Candidate]) -> list[Candidate]:
    """Places without the departments whose name is that of a town of the place beside: « Vienne (38) », « Vienne Isère »."""

    def is_town(one: Candidate, other: Candidate) -> bool:
        around, first, last = other.named.place.departements, *sorted((one, other), key=lambda each: each.start)
        return (
            one.named.place.departements.isdisjoint(around)
            and text[one.start : one.end].replace("-", " ").casefold() == " ".join(one.named.words)
            and not text[first.end : last.start].strip(" ,(/-")
            and is_listed(one.named.words, around)
        )

    return [one for one in found if not any(is_town(one, other) for other in found if other is not one)]


def _named(found: Iterable[Candidate]) -> tuple[Named, ...]:
    return tuple(dict.fromkeys(one.named for one in found))


@dataclass(frozen=True)
class Query:
    """A text read once. Two texts that differ by accents, capitals or apostrophes make the same query."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    places: tuple[Named, ...] = ()
    unfinished: bool = False
    towns: tuple[Town, ...] = ()
    is_said: bool = False  # as one speaks: small words between the others

    @classmethod
    def read(cls, text: str) -> "Query":
        """Read a text; what is beyond `LONGEST` characters or `MOST_WORDS` words is left out. A page reads its words thrice."""
        return _read(text[:LONGEST])

    @classmethod
    def _of(cls, text: str) -> "Query":
        text = text.replace("\u00a0", " ").replace("\u202f", " ")
        phrases, excluded = [], []

        def take_phrase(found: re.Match) -> str:
            (excluded if found[1] else phrases).append(_cut(found[2]))
            return " "

        def take_excluded(found: re.Match) -> str:
            excluded.append(_cut(found[1]))
            return " "

        rest = _EXCLUDED.sub(take_excluded, _PHRASE.sub(take_phrase, text))
        named, said = _read_places(rest)
        return cls(
            tuple(_once(said.words))[:MOST_WORDS],
            tuple(filter(None, dict.fromkeys(phrases)))[:MOST_WORDS],
            tuple(filter(None, dict.fromkeys(excluded)))[:MOST_WORDS],
            named,
            unfinished=bool(said.words) and said.text[-1:].isalnum(),
            towns=said.towns,
            is_said=said.small_words >= SMALL_WORDS,
        )

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Worked out once: a query is in the name of each text whose words were marked for it."""
        return hash((self.words, self.phrases, self.excluded, self.places, self.unfinished, self.towns, self.is_said))

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.excluded or self.places)


@lru_cache(maxsize=256)
def _read(text: str) -> Query:
    return Query._of(text)
