"""Forms that mean the same: an acronym and the words it stands for are one thing, other forms widen what was asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from dts_platform.search.french import fold, singular, stem, words

Words = tuple[str, ...]


@dataclass(frozen=True)
class Other:
    """Another form of what was typed, as editors write it; `widens` unless one is the acronym of the other."""

    words: Words
    shown: str
    widens: bool = True


@lru_cache(maxsize=5_000)
def _read(form: str) -> tuple[Words, Words]:
    """The words of a form that editors wrote, and their singulars: read once, whatever the state of the index."""
    found = tuple(words(form))
    return found, tuple(map(singular, found))


@dataclass(frozen=True)
class Synonyms:
    """For each first word, the forms that begin so, number and gender apart, and the lists where they stand."""

    by_first: Mapping[str, Sequence[tuple[Words, str, tuple[str, ...]]]] = field(default_factory=dict)

    @classmethod
    def of(cls, lists: Iterable[Iterable[str]]) -> "Synonyms":
        """Read lists of forms; the same ones are read once, whatever else changed in the index."""
        return _of(tuple(map(tuple, lists)))

    @cached_property
    def by_stem(self) -> Mapping[str, Sequence[str]]:
        """For the stem of each form of one word, the first form that has it."""
        found: dict[str, str] = {}
        for begun in self.by_first.values():
            for singulars, form, _ in begun:
                if len(singulars) == 1:
                    found.setdefault(stem(_read(form)[0][0]), singulars[0])
        return found

    def at(self, sequence: Sequence[str]) -> tuple[int, tuple[Other, ...]]:
        """The longest form a sequence of singulars begins with: its length (0 for none) and the other forms."""
        begun = [one for one in self.by_first.get(sequence[0], ()) if tuple(sequence[: len(one[0])]) == one[0]]
        length = max((len(singulars) for singulars, _, _ in begun), default=0)
        others: dict[Words, Other] = {}
        for singulars, form, forms in begun:
            for other in forms if len(singulars) == length else ():
                found, own = _read(other)
                widens = not (_stands_for(form, other) or _stands_for(other, form))
                if found and own != singulars and not (found in others and widens):
                    others[found] = Other(found, other, widens)
        return length, tuple(others.values())


@lru_cache(maxsize=4)
def _of(lists: tuple[tuple[str, ...], ...]) -> Synonyms:
    by_first: dict[str, list] = {}
    for forms in lists:
        for form in forms:
            if singulars := _read(form)[1]:
                by_first.setdefault(singulars[0], []).append((singulars, form, forms))
    return Synonyms(by_first)


def _stands_for(acronym: str, form: str) -> bool:
    """Are the letters of an acronym the first letters of words of a form, in order?"""
    if not acronym.isupper() or " " in acronym:
        return False
    initials = iter(word[0] for word in fold(form).replace("-", " ").split())
    return len(form.split()) > 1 and all(letter in initials for letter in fold(acronym))
