"""What a visitor typed: words, « phrases », -exclusions."""

import re
from dataclasses import dataclass

from dts_platform.search.french import words

LONGEST = 512  # characters read of a text
MOST_WORDS = 16  # words read of it
LONGEST_WORD = 40

_PHRASE = re.compile(r'(?<!\S)(-?)[«"“„]([^«»"“”„]*)[»"”]')
_EXCLUDED = re.compile(r"(?<!\S)-(?=\w)(\S+)")
# « salarié·e·s », « habitant(e)s », « acteur/rice » are looked for as the word that they begin with.
_INCLUSIVE = re.compile(
    r"(?<=\w\w)[·.•⋅‧(*/-](?:e|le|ne|te|se|ve|fe|trice|rice|euse|ère|esse)\)?(?:[·.•⋅‧(*/-]?(s)\)?)?(?!\w)",
    re.IGNORECASE,
)


def _cut(text: str) -> tuple[str, ...]:
    return tuple(word[:LONGEST_WORD] for word in words(text)[:MOST_WORDS])


@dataclass(frozen=True)
class Query:
    """A text read once. Two texts that differ by accents, capitals or apostrophes make the same query."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    unfinished: bool = False

    @classmethod
    def read(cls, text: str) -> "Query":
        """Read a text; what is beyond `LONGEST` characters or `MOST_WORDS` words is left out."""
        text = _INCLUSIVE.sub(r"\1", text[:LONGEST].replace("\u00a0", " ").replace("\u202f", " "))
        phrases, excluded = [], []

        def take_phrase(found: re.Match) -> str:
            (excluded if found[1] else phrases).append(_cut(found[2]))
            return " "

        def take_excluded(found: re.Match) -> str:
            excluded.append(_cut(found[1]))
            return " "

        rest = _EXCLUDED.sub(take_excluded, _PHRASE.sub(take_phrase, text))
        typed = [word[:LONGEST_WORD] for word in words(rest)]
        return cls(
            tuple(dict.fromkeys(typed))[:MOST_WORDS],
            tuple(filter(None, dict.fromkeys(phrases)))[:MOST_WORDS],
            tuple(filter(None, dict.fromkeys(excluded)))[:MOST_WORDS],
            unfinished=bool(typed) and rest[-1:].isalnum(),
        )

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases or self.excluded)
