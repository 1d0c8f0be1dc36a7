"""Which words of the vocabulary answer what was typed.

For each word typed: its own forms; else, for the last one, the words it begins; else the two words it runs together;
else the nearest words, and the visitor is told. Synonyms add their other forms.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dts_platform.search.french import singular, stem, words
from dts_platform.search.query import Query
from dts_platform.search.vocabulary import Vocabulary, Word

EXACT, SYNONYM, PREFIX, NEAR, LOOSE = 1.0, 0.9, 0.7, 0.6, 0.5  # how sure each way of answering is
SHORTEST_PREFIX, SHORTEST_PART, SHORTEST_COUSIN_STEM = 2, 3, 4

A_COUSIN = 0.1  # what a word of the same stem is worth beside the word typed, plural and feminine apart


@dataclass(frozen=True)
class Form:
    """A word that stands for the one typed, and how like it it is, from 0 to 1."""

    word: Word
    likeness: float = 1.0


Term = tuple[Form, ...]  # the forms that stand for one word


@dataclass(frozen=True)
class Alternative:
    """One way to answer: every term must be found; `phrase` gives the stems to find side by side."""

    terms: tuple[Term, ...]
    certainty: float = EXACT
    phrase: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """What one part of the query asks: any of its alternatives answers it."""

    typed: str
    alternatives: tuple[Alternative, ...] = ()
    correction: str = ""


@dataclass(frozen=True)
class Plan:
    """A query against a vocabulary."""

    groups: tuple[Group, ...]
    excluded: tuple[Alternative, ...] = ()
    prefix: str = ""

    @property
    def words(self) -> Iterator[Word]:
        """Every word whose texts are wanted."""
        alternatives = [a for group in self.groups for a in group.alternatives]
        return (form.word for a in (*alternatives, *self.excluded) for term in a.terms for form in term)

    @property
    def corrections(self) -> dict[str, str]:
        """What was typed and what was sought instead."""
        return {group.typed: group.correction for group in self.groups if group.correction}


@dataclass(frozen=True)
class Synonyms:
    """Groups of forms that mean the same, each form a sequence of folded words; a form is recognised by its stems."""

    groups: tuple[tuple[tuple[str, ...], ...], ...] = ()
    by_first: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, lists: Iterable[Iterable[str]]) -> "Synonyms":
        """Read lists of forms."""
        groups = tuple(tuple(dict.fromkeys(filter(None, (tuple(words(form)) for form in forms)))) for forms in lists)
        by_first: dict[str, list] = {}
        for rank, group in enumerate(groups):
            for form in group:
                by_first.setdefault(stem(form[0]), []).append((form, rank))
        longest_first = {first: tuple(sorted(forms, key=lambda f: -len(f[0]))) for first, forms in by_first.items()}
        return cls(groups, longest_first)

    def at(self, sequence: Sequence[str]) -> tuple[int, list[tuple[str, ...]]]:
        """The longest form a sequence of stems begins with: its length (0 for none) and the other forms."""
        length, others = 0, []
        for form, rank in self.by_first.get(sequence[0], ()):
            if len(form) >= length and tuple(sequence[: len(form)]) == tuple(map(stem, form)):
                length = len(form)
                others += [other for other in self.groups[rank] if other != form and other not in others]
        return length, others


def plan(query: Query, vocabulary: Vocabulary, synonyms: Synonyms, typing: bool = False) -> Plan:
    """Read a query against a vocabulary; while a visitor is `typing`, the last word is always taken as a beginning."""
    reader = _Reader(query, vocabulary, synonyms, typing)
    excluded = (reader.as_written(words) for words in query.excluded)
    return Plan(tuple(reader.groups()), tuple(a for a in excluded if all(a.terms)), reader.prefix)


class _Reader:
    def __init__(self, query: Query, vocabulary: Vocabulary, synonyms: Synonyms, typing: bool):
        self.query, self.vocabulary, self.synonyms, self.typing = query, vocabulary, synonyms, typing
        self.prefix = ""

    def as_written(self, words: Sequence[str], certainty: float = EXACT) -> Alternative:
        """These very words, number and gender apart, side by side."""
        terms = tuple(tuple(form for form in self.forms(word) if form.likeness == 1) for word in words)
        return Alternative(terms, certainty, tuple(map(stem, words)) if len(words) > 1 else ())

    def forms(self, word: str) -> Term:
        """The forms of a word: its own, and its cousins by the stem when the stem is long enough to mean something."""
        own, root = singular(word), stem(word)
        found = ((one, singular(one.text) == own) for one in self.vocabulary.of_stem(root))
        return tuple(
            Form(one, 1.0 if same else A_COUSIN) for one, same in found if same or len(root) >= SHORTEST_COUSIN_STEM
        )

    def groups(self) -> Iterator[Group]:
        for phrase in self.query.phrases:
            found = self.as_written(phrase)
            yield Group(" ".join(phrase), (found,) if all(found.terms) else ())
        words, rank = self.query.words, 0
        sequence = [stem(word) for word in words]
        while rank < len(words):
            length, others = self.synonyms.at(sequence[rank:])
            if length:
                yield self._synonym(words[rank : rank + length], others)
            elif joined := self._joined(words[rank : rank + 2]):
                length = 2
                yield joined
            else:
                length = 1
                yield self._word(words[rank], last=rank == len(words) - 1)
            rank += length

    def _synonym(self, words: Sequence[str], others: Sequence[tuple[str, ...]]) -> Group:
        loosely = Alternative(tuple(self.forms(word) for word in words), LOOSE if len(words) > 1 else EXACT)
        exactly = [self.as_written(words)] if len(words) > 1 else []
        alternatives = [*exactly, loosely, *(self.as_written(other, SYNONYM) for other in others)]
        return Group(" ".join(words), tuple(a for a in alternatives if all(a.terms)))

    def _joined(self, pair: Sequence[str]) -> Group | None:
        """Two words typed apart that the texts write as one, one of them unknown by itself."""
        if len(pair) < 2 or all(self.vocabulary.of_stem(stem(word)) for word in pair):
            return None
        term = self.forms("".join(pair))
        return Group(" ".join(pair), (Alternative((term,)),)) if term else None

    def _word(self, word: str, last: bool) -> Group:
        beginning = last and (self.query.unfinished or self.typing) and len(word) >= SHORTEST_PREFIX
        exact = self.forms(word)
        written = word in self.vocabulary.words
        begun = (
            tuple(map(Form, self.vocabulary.starting_with(word))) if beginning and (self.typing or not written) else ()
        )
        if exact or begun:
            self.prefix = word if begun else ""
            ways = [Alternative((exact,))] if exact else []
            return Group(word, tuple([*ways, Alternative((begun,), PREFIX)] if begun else ways))
        if parts := self._parts(word):
            return Group(word, (self.as_written(parts),))
        near = self.vocabulary.nearest(word)
        if near is None:
            return Group(word)
        return Group(word, (Alternative((self.forms(near.text),), NEAR),), correction=near.shown)

    def _parts(self, word: str) -> tuple[str, ...]:
        """The two known words that a word runs together, the most even cut first."""
        cuts = sorted(range(SHORTEST_PART, len(word) - SHORTEST_PART + 1), key=lambda cut: abs(len(word) - 2 * cut))
        for cut in cuts:
            if word[:cut] in self.vocabulary.words and word[cut:] in self.vocabulary.words:
                return (word[:cut], word[cut:])
        return ()
