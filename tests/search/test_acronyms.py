"""Acronyms that are words too, and words cut short: what small letters and dots mean, and what they do not reach."""

import pytest

from dts_platform.search.french import stem
from dts_platform.search.query import Query
from tests.search.index import asked, listed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "acronym"),
    [
        ("ai", "AI"),
        ("a.i.", "AI"),
        ("ca", "CA"),
        ("c.a.", "CA"),
        ("C.A.", "CA"),
        ("plie", "PLIE"),
        ("pic", "PIC"),
        ("sas", "SAS"),
        ("s.a.s.", "SAS"),
        ("c.d.d.i.", "CDDI"),
        ("e.t.t.i.", "ETTI"),
    ],
)
def test_acronym_typed_alone_is_the_same_in_small_letters_and_with_dots(typed, acronym):
    assert listed("fiches", typed) == listed("fiches", acronym)
    assert listed("experiences", typed) == listed("experiences", acronym)
    assert listed("fiches", acronym) + listed("experiences", acronym)


def test_word_that_texts_often_write_in_small_letters_is_not_its_acronym():
    assert [group.typed for group in asked("fiches", q="cap").answer.plan.groups] == ["cap"]


@pytest.mark.parametrize(
    ("typed", "words"), [("comment ça marche", ["marche"]), ("un sas de mobilité", ["sas", "mobilite"])]
)
def test_small_letters_among_other_words_are_no_acronym(typed, words):
    assert [group.typed for group in asked("fiches", q=typed).answer.plan.groups] == words


@pytest.mark.parametrize("typed", ["ça", "Ça ?", "comment ça"])
def test_word_that_says_nothing_is_not_sought_as_the_acronym(typed):
    assert not Query.read(typed)


@pytest.mark.parametrize("what", ["fiches", "experiences"])
def test_word_cut_short_lists_what_the_whole_word_does(what):
    assert listed(what, "compta") == listed(what, "comptabilité") != []
    assert stem("compta") != stem("compte")
