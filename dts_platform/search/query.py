"""What a visitor typed: words, places, « phrases », -exclusions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from dts_platform.search.asking import without_asking
from dts_platform.search.french import ALSO_WORDS, fold, singular, words
from dts_platform.search.places import Named
from dts_platform.search.places import read as read_places
from dts_platform.search.towns import Town
from dts_platform.search.towns import named as named_towns

LONGEST = 512  # characters read of a text
MOST_WORDS = 16  # words read of it
LONGEST_WORD = 40
SMALL_WORDS = 2  # « VAE pour les CDDI » is said, « mise en réseau » is a name

_PHRASE = re.compile(r'(?<!\S)(-?)[«"“„]([^«»"“”„]*)[»"”]')
EXCLUDED = re.compile(r"(?<!\S)-(?=\w)(\S+)")


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
    typed = text.strip().lower()
    return words(typed.upper()) if typed in ALSO_WORDS else []


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

        rest = EXCLUDED.sub(take_excluded, _PHRASE.sub(take_phrase, text))
        named, rest = read_places(rest)
        said = fold(rest).split()
        rest = without_asking(rest)
        typed = [word[:LONGEST_WORD] for word in words(rest) or _lone_acronym(rest)][: 2 * MOST_WORDS]
        return cls(
            tuple(_once(typed))[:MOST_WORDS],
            tuple(filter(None, dict.fromkeys(phrases)))[:MOST_WORDS],
            tuple(filter(None, dict.fromkeys(excluded)))[:MOST_WORDS],
            named,
            unfinished=bool(typed) and rest[-1:].isalnum(),
            towns=named_towns(rest, typed),
            is_said=len(said) - len(typed) >= SMALL_WORDS,
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
