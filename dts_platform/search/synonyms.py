"""Forms that mean the same: an acronym and the words it stands for are one thing, other forms widen what was asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from dts_platform.search.french import fold, singular, words

Words = tuple[str, ...]


@dataclass(frozen=True)
class Other:
    """Another form of what was typed, as editors write it; `widens` unless one is the acronym of the other."""

    words: Words
    shown: str
    widens: bool = True


@dataclass(frozen=True)
class Synonyms:
    """For each first word, the forms that begin so, the longest first, number and gender apart, and their other forms."""

    by_first: Mapping[str, tuple[tuple[Words, tuple[Other, ...]], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, lists: Iterable[Iterable[str]]) -> "Synonyms":
        """Read lists of forms."""
        others: dict[Words, dict[Words, Other]] = {}
        for forms in lists:
            read = {tuple(words(form)): form for form in forms}
            for (typed, form), (other, shown) in permutations([pair for pair in read.items() if pair[0]], 2):
                widens = not (_stands_for(form, shown) or _stands_for(shown, form))
                known = others.setdefault(tuple(map(singular, typed)), {})
                if other not in known or known[other].widens:
                    known[other] = Other(other, shown, widens)
        by_first: dict[str, list] = {}
        for form, known in others.items():
            by_first.setdefault(form[0], []).append((form, tuple(known.values())))
        return cls({first: tuple(sorted(forms, key=lambda f: -len(f[0]))) for first, forms in by_first.items()})

    def at(self, sequence: Sequence[str]) -> tuple[int, tuple[Other, ...]]:
        """The longest form a sequence of singulars begins with: its length (0 for none) and the other forms."""
        for form, others in self.by_first.get(sequence[0], ()):
            if tuple(sequence[: len(form)]) == form:
                return len(form), others
        return 0, ()


def _stands_for(acronym: str, form: str) -> bool:
    """Are the letters of an acronym the first letters of words of a form, in order?"""
    if not acronym.isupper() or " " in acronym:
        return False
    initials = iter(word[0] for word in fold(form).replace("-", " ").split())
    return len(form.split()) > 1 and all(letter in initials for letter in fold(acronym))
