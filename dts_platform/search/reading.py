"""Which words of the vocabulary answer what was typed.

For each word typed: its own forms; else, for the last one, the words it begins; else the two words it runs together;
else the nearest words, and the visitor is told. A place answers by what texts carry. Synonyms widen, and that is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log

from dts_platform.search import places
from dts_platform.search.asking import says_nothing_beside_a_place
from dts_platform.search.french import ALSO_WORDS, singular, stem, without_number, words
from dts_platform.search.places import Named, Place
from dts_platform.search.query import Query
from dts_platform.search.synonyms import Other, Synonyms
from dts_platform.search.towns import Town
from dts_platform.search.vocabulary import Vocabulary, Word

EXACT, SAME, PREFIX, NEAR, LOOSE, WIDER = 1.0, 0.95, 0.7, 0.6, 0.5, 0.4  # how sure each way of answering is
SHORTEST_PREFIX, SHORTEST_PART, SHORTEST_COUSIN_STEM = 2, 3, 4

DIGITS_OF_A_SUM = 3  # « Lyon 3 » is a part of a town, « Lyon 300 » a town and a sum
LONGEST_UNTOUCHED = 6  # a word so short is not cut
OF_A_SENTENCE = 3  # words of which a text may lack some

COMMON, DROWNED = 10, 1.5  # a word of ten texts is not widened to one that half as many more hold
A_COUSIN = 0.1  # what a word of the same stem is worth beside the word typed, plural and feminine apart
GLUED = frozenset(
    {"agro", "anti", "auto", "bio", "co", "eco", "inter", "micro", "mini"}
    | {"multi", "non", "pluri", "poly", "pre", "socio", "sous", "tele"}
)


@dataclass(frozen=True)
class Form:
    """A word that stands for the one typed, and how like it it is, from 0 to 1."""

    word: Word
    likeness: float = 1.0


Term = tuple[Form, ...]  # the forms that stand for one word


@dataclass(frozen=True)
class Alternative:
    """One way to answer: every term must be found, none of `unless`; `phrase` gives the stems to find side by side.

    `form` is another form than what was typed, as editors write it; it widens the question, or says the same.
    """

    terms: tuple[Term, ...]
    certainty: float = EXACT
    phrase: tuple[str, ...] = ()
    form: str = ""
    unless: Term = ()

    @property
    def widens(self) -> bool:
        """Does it answer by something else than what was asked?"""
        return bool(self.form) and self.certainty < SAME

    @property
    def documents(self) -> int:
        """How many texts may hold it, at most."""
        return min(sum(form.word.documents for form in term) for term in self.terms)

    @property
    def all_terms(self) -> tuple[Term, ...]:
        """The terms it asks about."""
        return (*self.terms, self.unless) if self.unless else self.terms


@dataclass(frozen=True)
class Group:
    """What one part of the query asks: any of its alternatives answers it."""

    typed: str
    alternatives: tuple[Alternative, ...] = ()
    correction: str = ""
    demanded: bool = False  # a place, or what stands between quotation marks: no text may do without
    is_place: bool = False

    def weight(self, number: int) -> int:
        """How much a text of so many that holds it answers of the question: a rare word more than a common one."""
        if not self.alternatives:
            return 0
        held = sum(one.documents for one in self.alternatives) or 1
        return max(1, round(10 * log(1 + number / held)))


@dataclass(frozen=True)
class Located:
    """A place of the query, and the alternatives that answer it."""

    place: Place
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True)
class Plan:
    """A query against a vocabulary."""

    groups: tuple[Group, ...]
    excluded: tuple[Alternative, ...] = ()
    prefix: str = ""
    neighbours: tuple[tuple[str, str], ...] = ()  # stems typed one after the other
    somewhere: Term = ()  # what texts that lie somewhere hold, where something is asked of a place: the others are for all
    is_said: bool = False
    located: tuple[Located, ...] = ()

    @property
    def is_sentence(self) -> bool:
        """Are there so many words that a text may lack some? Two are enough where they are said as one speaks."""
        free = sum(not group.demanded for group in self.groups)
        return free >= OF_A_SENTENCE or (self.is_said and free > 1)

    @property
    def says_only_places(self) -> bool:
        """Does the query ask for places, and nothing else?"""
        return all(group.is_place for group in self.groups)

    @property
    def words(self) -> Iterator[Word]:
        """Every word whose texts are wanted."""
        alternatives = [a for group in self.groups for a in group.alternatives]
        terms = [self.somewhere, *(term for a in (*alternatives, *self.excluded) for term in a.all_terms)]
        return (form.word for term in terms for form in term)

    @property
    def corrections(self) -> dict[str, str]:
        """What was typed and what was sought instead."""
        return {group.typed: group.correction for group in self.groups if group.correction}


def plan(query: Query, vocabulary: Vocabulary, synonyms: Synonyms, typing: bool = False) -> Plan:
    """Read a query against a vocabulary; while a visitor is `typing`, the last word is always taken as a beginning."""
    reader = _Reader(query, vocabulary, synonyms, typing)
    groups = tuple(reader.groups())
    of_a_place = bool(reader.located) and not all(group.is_place for group in groups)
    somewhere = vocabulary.words.get(places.SIGN) if of_a_place else None
    return Plan(
        groups,
        tuple(reader.excluded()),
        reader.prefix,
        tuple(reader.neighbours),
        (Form(somewhere),) if somewhere else (),
        query.is_said,
        reader.located,
    )


def _towns(query: Query, vocabulary: Vocabulary) -> Iterator[Named]:
    """The towns that a query names: those where texts lie, and those of the list where nothing else is meant."""
    here, names = vocabulary.towns_in(query.words), {town.words: town for town in query.towns}
    for words_of_it, there in here.items():
        town = names.pop(words_of_it, None)
        if town and not _is_meant(town, query, vocabulary):
            continue
        codes = tuple(dict.fromkeys((*there, *(town.departements if town else ()))))
        is_word = bool(town) and town.is_word
        yield Named(places.of_town(town.name if town else " ".join(words_of_it), codes, is_word), words_of_it)
    for words_of_it, town in names.items():
        name = " ".join(words_of_it)
        is_part = any(f" {name} " in f" {' '.join(longer)} " for longer in here)
        if not is_part and _is_meant(town, query, vocabulary):
            yield Named(places.of_town(town.name, town.departements, town.is_word), words_of_it)


def _is_meant(town: Town, query: Query, vocabulary: Vocabulary) -> bool:
    """Is a town named, and no word? Alone it is where no text holds the word, or where the place beside is around it."""
    if town.meant or not town.is_alone:
        return town.meant
    around = frozenset().union(*(named.place.departements for named in query.places))
    return not around.isdisjoint(town.departements) or any(word not in vocabulary.words for word in town.words)


def _is_sure(named: Named) -> bool:
    """Does a name say a place and nothing else? One of several words, « La Réunion », was read as a place with its article;
    a postcode, 10000, is a number as well."""
    if places.is_postcode(named.words[0]):
        return False
    return not named.place.is_word or len(named.words) > 1


class _Reader:
    def __init__(self, query: Query, vocabulary: Vocabulary, synonyms: Synonyms, typing: bool):
        self.query, self.vocabulary, self.synonyms, self.typing = query, vocabulary, synonyms, typing
        self.words = tuple(map(self._acronym, query.words))
        self.named = places.narrowest((*query.places, *_towns(query, vocabulary)))
        self.located = tuple(Located(one.place, self._place(one)) for one in self.named)
        self.prefix = ""
        self.neighbours: list[tuple[str, str]] = []

    def _acronym(self, word: str) -> str:
        """A word that texts write in capitals only is their acronym; typed alone, so is one that few write in small letters."""
        marked, known = f"{word}^", self.vocabulary.words
        if word not in ALSO_WORDS or (marked not in known and not self.synonyms.at([marked])[0]):
            return word
        alone = len(self.query.words) == 1 and not self.query.phrases and not self.typing
        return marked if word not in known or (alone and known[word].documents < COMMON) else word

    def excluded(self) -> Iterator[Alternative]:
        """What texts must not hold; a place, where they must not lie."""
        for typed in self.query.excluded:
            named = Query.read(" ".join(typed)).places
            ways = [self.as_written(typed), *(self._there(one.place) for one in named)]
            yield from (way for way in ways if all(way.terms))

    def as_written(self, typed: Sequence[str], certainty: float = EXACT) -> Alternative:
        """These very words, number and gender apart, side by side."""
        terms = tuple(tuple(form for form in self.forms(word) if form.likeness == 1) for word in typed)
        return Alternative(terms, certainty, tuple(map(stem, typed)) if len(typed) > 1 else ())

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
            yield Group(" ".join(phrase), (found,) if all(found.terms) else (), demanded=True)
        if self.located:
            yield self._somewhere()
        typed, rank, before = self._beside_places(), 0, ""
        sequence, stems = [singular(word) for word in typed], [stem(word) for word in typed]
        while rank < len(typed):
            length, others = self.synonyms.at(sequence[rank:])
            if length:
                yield self._synonym(typed[rank : rank + length], others)
            elif joined := self._joined(typed[rank : rank + 2]):
                length = 2
                yield joined
            else:
                length = 1
                yield self._word(typed[rank], last=typed[rank] == self.words[-1])
            known = bool(self.vocabulary.of_stem(stems[rank]))  # a word that was corrected has no neighbour
            if before and known:
                self.neighbours.append((before, stems[rank]))
            rank += length
            before = stems[rank - 1] if known else ""

    def _beside_places(self) -> list[str]:
        """The words typed but those of towns and, where a place is named, those that say nothing beside it."""
        if not self.located or not self.words:
            return list(self.words)
        of_towns = {word for one in self.named if one.place.town for word in one.words}
        pairs = list(zip(self.words, self.words[1:], strict=False))
        # « 3 exemples », « Lyon 3 »
        numbers = {one for one, after in pairs if one.isdigit() and says_nothing_beside_a_place(after, alone=True)}
        numbers |= {one for before, one in pairs if before in of_towns and one.isdigit() and len(one) < DIGITS_OF_A_SUM}
        beside = [word for word in self.words if word not in of_towns and word not in numbers]
        if all(says_nothing_beside_a_place(word, alone=True) for word in beside):
            return []
        return [word for word in beside if not says_nothing_beside_a_place(word, alone=False)]

    def _there(self, place: Place) -> Alternative:
        """The texts that lie in a place."""
        known = (self.vocabulary.words.get(key) for key in places.keys(place.values)[:-1])
        return Alternative((tuple(Form(word) for word in known if word),))

    def _somewhere(self) -> Group:
        """Places, of whatever kinds, are any of them."""
        ways = dict.fromkeys(way for one in self.located for way in one.alternatives)
        typed = " ".join(" ".join(one.words) for one in self.named)
        return Group(typed, tuple(ways), demanded=any(not one.place.town for one in self.named), is_place=True)

    def _place(self, named: Named) -> tuple[Alternative, ...]:
        """The ways in which texts answer a place: they lie there, or say its name."""
        said = self.as_written(words(" ".join(named.words)))
        there, somewhere = self._there(named.place), self.vocabulary.words.get(places.SIGN)
        if named.place.town and not (named.place.is_one_of_several or named.place.is_word):
            # A town is where its name is said.
            ways = [said]
        elif named.place.town:
            # Its name is that of another, or a word: where it is said by what lies there.
            ways = [replace(said, terms=(*said.terms, *there.terms))]
        elif somewhere and (len(self.named) > 1 or _is_sure(named)):
            # A place for sure, as each of several is: what lies somewhere answers by that, not by its words.
            ways = [there, Alternative(said.terms, NEAR, said.phrase, unless=(Form(somewhere),))]
        else:
            ways = [there, said]
        return tuple(way for way in ways if all(way.terms))

    def _synonym(self, typed: Sequence[str], others: Sequence[Other]) -> Group:
        loosely = Alternative(tuple(self.forms(word) for word in typed), LOOSE if len(typed) > 1 else EXACT)
        exactly = [self.as_written(typed)] if len(typed) > 1 else []
        wider = (self._other(other) for other in others if not (other.widens and self._drowns(other.words, typed)))
        alternatives = [*exactly, loosely, *wider]
        return Group(" ".join(typed), tuple(a for a in alternatives if all(a.terms)))

    def _drowns(self, other: Sequence[str], typed: Sequence[str]) -> bool:
        """Is a word so much more common than the one typed that it would say something else, and hide it?"""
        alone = len(self.words) < OF_A_SENTENCE  # in a sentence, the other words tell which of many texts are meant
        if not alone or len(other) > 1 or len(typed) > 1 or other[0].endswith("^"):
            return False
        here = sum(form.word.documents for form in self.forms(typed[0]) if form.likeness == 1)
        there = sum(one.documents for one in self._same(other[0]))
        return here >= COMMON and there > here * DROWNED

    def _other(self, other: Other) -> Alternative:
        """Another form, number apart: « commune » as a synonym is never « commun »."""
        terms = tuple(tuple(map(Form, self._same(word))) for word in other.words)
        phrase = tuple(map(stem, other.words)) if len(other.words) > 1 else ()
        return Alternative(terms, WIDER if other.widens else SAME, phrase, other.shown)

    def _same(self, word: str) -> list[Word]:
        """A word of the texts and its plural; a marked one alone, apart from the word of the same spelling."""
        if word.endswith("^"):
            return [known for known in [self.vocabulary.words.get(word)] if known]
        own = without_number(word)
        return [one for one in self.vocabulary.of_stem(stem(word)) if without_number(one.text) == own]

    def _joined(self, pair: Sequence[str]) -> Group | None:
        """Two words typed apart that the texts write as one: one of them is unknown, or the first is a mere prefix."""
        if len(pair) < 2 or (pair[0] not in GLUED and all(self.vocabulary.of_stem(stem(word)) for word in pair)):
            return None
        term = self.forms("".join(pair))
        apart = self.as_written(pair)
        return Group(" ".join(pair), (Alternative((term,)), *([apart] if all(apart.terms) else ()))) if term else None

    def _word(self, word: str, last: bool) -> Group:
        """What one word asks, by the first way that answers."""
        exact, begun = self.forms(word), self._begun(word) if last else ()
        return (
            self._by_its_noun(word, exact, begun)
            or self._as_it_is(word, exact, begun)
            or self._run_together(word)
            or self._as_a_town(word)
            or self._corrected(word)
        )

    def _begun(self, word: str) -> Term:
        """The words that it begins, where it may not be whole."""
        if not (self.query.unfinished or self.typing) or len(word) < SHORTEST_PREFIX:
            return ()
        if word in self.vocabulary.words and not self.typing:
            return ()
        return tuple(map(Form, self.vocabulary.starting_with(word)))

    def _by_its_noun(self, word: str, exact: Term, begun: Term) -> Group | None:
        """A word that few texts hold: « dupliquer » by « duplication », « diminue » by « diminuer »."""
        held = sum(form.word.documents for form in exact if form.likeness == 1)
        named = self.synonyms.by_stem.get(stem(word)) if not begun and held < COMMON else None
        return self._synonym([word], self.synonyms.at([named])[1]) if named else None

    def _as_it_is(self, word: str, exact: Term, begun: Term) -> Group | None:
        """A word that texts hold, or that begins one of theirs: the query then ends with a beginning."""
        if not exact and not begun:
            return None
        self.prefix = word if begun else ""
        # What a beginning names is surer than a word of the same stem: « ressourcer » begins « ressourcerie ».
        sure = not begun or any(form.likeness == 1 for form in exact)
        ways = [Alternative((exact,), EXACT if sure else LOOSE)] if exact else []
        ways += [Alternative((begun,), PREFIX)] if begun else []
        return Group(word, (*ways, *self._apart(word)))

    def _run_together(self, word: str) -> Group | None:
        """Two words typed as one."""
        parts = self._parts(word)
        return Group(word, (self.as_written(parts),)) if parts else None

    def _as_a_town(self, word: str) -> Group | None:
        """The name of a town where no text lies: nothing is sought in its place."""
        return Group(word) if any(word in town.words for town in self.query.towns) else None

    def _corrected(self, word: str) -> Group:
        """The nearest word of the texts, and the visitor is told; nothing where none is near."""
        near = self._once_more(word) or self.vocabulary.nearest(word)
        if near is None:
            return Group(word)
        return Group(word, (Alternative((self.forms(near.text),), NEAR),), correction=near.shown)

    def _once_more(self, word: str) -> Word | None:
        """What is done again: « réécrire » is « écrire »."""
        return self.vocabulary.words.get(word[2:]) if word.startswith("re") and len(word) > LONGEST_UNTOUCHED else None

    def _apart(self, word: str) -> Iterator[Alternative]:
        """A word written with a prefix that texts may write apart: « écoconstruction », « éco-construction »."""
        for cut in range(2, min(6, len(word) - 3)):
            if word[:cut] in GLUED and word[:cut] in self.vocabulary.words and word[cut:] in self.vocabulary.words:
                yield self.as_written((word[:cut], word[cut:]))

    def _parts(self, word: str) -> tuple[str, ...]:
        """The two known words that a word runs together, the most even cut first."""
        cuts = sorted(range(SHORTEST_PART, len(word) - SHORTEST_PART + 1), key=lambda cut: abs(len(word) - 2 * cut))
        for cut in cuts:
            if word[:cut] in self.vocabulary.words and word[cut:] in self.vocabulary.words:
                return (word[:cut], word[cut:])
        return ()
