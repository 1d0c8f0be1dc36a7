"""From typed words to the words of the texts: forms, corrections, synonyms."""

import pytest

from dts_platform.search.french import fold, stem, stems
from dts_platform.search.query import Query
from dts_platform.search.reading import plan
from dts_platform.search.synonyms import Synonyms
from dts_platform.search.vocabulary import Vocabulary, Word, allowed_errors


def vocabulary(*typed_words: str) -> Vocabulary:
    return Vocabulary()._changed(
        [Word(n, fold(word), word, stem(fold(word)), 1 + n) for n, word in enumerate(typed_words)]
    )


WORDS = vocabulary("mobilité", "mobilités", "ressourcerie", "tiers", "lieu", "lieux", "garde", "enfants", "iae", "insertion",
                   "activité", "économique", "ressources", "coconstruction")  # fmt: skip


@pytest.mark.parametrize(
    ("word", "expected", "correction"),
    [
        ("mobilite", {"mobilite", "mobilites"}, ""),
        ("ressourc", {"ressourcerie", "ressources"}, ""),
        ("ressourcrie", {"ressourcerie"}, "ressourcerie"),
        ("mobiltié", {"mobilite", "mobilites"}, "mobilité"),
        ("moblite", {"mobilite", "mobilites"}, "mobilité"),
        ("tierslieu", {"tiers", "lieu", "lieux"}, ""),
        ("co construction", {"coconstruction"}, ""),
        ("gxrdx", set(), ""),
        ("zzzzzzzz", set(), ""),
    ],
)
def test_typed_word_is_planned_as_its_forms_or_its_correction(word, expected, correction):
    sought = plan(Query.read(word), WORDS, Synonyms())
    assert {word.text for word in sought.words} == expected
    assert list(sought.corrections.values()) == ([correction] if correction else [])


@pytest.mark.parametrize(("word", "letters"), [("abc", 0), ("abcd", 1), ("abcdefg", 1), ("abcdefgh", 2)])
def test_allowed_errors_grow_with_the_word(word, letters):
    assert allowed_errors(word) == letters


def test_synonym_adds_its_other_forms_as_alternatives():
    synonyms = Synonyms.of([["IAE", "insertion par l’activité économique"]])
    (group,) = plan(Query.read("iae "), WORDS, synonyms).groups
    assert [a.phrase for a in group.alternatives] == [(), tuple(stems("insertion activité économique"))]
    (group,) = plan(Query.read("insertion par l'activité économique"), WORDS, synonyms).groups
    assert [(len(a.terms), bool(a.phrase)) for a in group.alternatives] == [(3, True), (3, False), (1, False)]


def test_changed_words_give_a_new_vocabulary_and_keep_the_old():
    before = vocabulary("mobilité", "garde")
    after = before._changed([Word(0, "-0", "", "", 0), Word(9, "gare", "gare", "gar", 3)])
    assert sorted(after.words) == ["garde", "gare"]
    assert after.ordered == ("garde", "gare")
    assert after.by_length == {4: ("gare",), 5: ("garde",)}
    assert not after.of_stem("mobil")
    assert sorted(before.words) == ["garde", "mobilite"]
