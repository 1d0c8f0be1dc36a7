"""What was typed, read as words, phrases and exclusions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.search.query import LONGEST, MOST_WORDS, Query


@given(st.text(max_size=700))
def test_arbitrary_text_is_read_as_a_bounded_query(text):
    query = Query.read(text)
    assert len(query.words) <= MOST_WORDS
    assert all(word.isascii() for word in query.words)


@pytest.mark.parametrize("blank", ["", "   ", "de la", "?!", "\0", "-", '""', "« »", "-- -", "'"])
def test_text_without_words_gives_an_empty_query(blank):
    assert not Query.read(blank)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("garde d’enfants", Query(("garde", "enfants"), unfinished=True)),
        ("garde ", Query(("garde",))),
        ("« garde d’enfants » nuit", Query(("nuit",), (("garde", "enfants"),), unfinished=True)),
        ('"garde', Query(("garde",), unfinished=True)),
        ("mobilité -vélo", Query(("mobilite",), excluded=(("velo",),))),
        ("mobilité -auto-école", Query(("mobilite",), excluded=(("auto", "ecole"),))),
        ("mobilité -vélo ", Query(("mobilite",), excluded=(("velo",),))),
        ("porte-à-porte", Query(("porte",), unfinished=True)),
        ('-"temps partagé" emploi', Query(("emploi",), excluded=(("temps", "partage"),), unfinished=True)),
        ("nuit nuit nuit", Query(("nuit",), unfinished=True)),
    ],
)
def test_typed_text_is_read_as_words_phrases_and_exclusions(text, expected):
    assert Query.read(text) == expected


def test_long_text_is_cut_to_the_bounds():
    assert Query.read("a" * LONGEST + " mobilité").words == ("a" * 40,)
    assert len(Query.read(" ".join(f"mot{n}" for n in range(100))).words) == MOST_WORDS


@pytest.mark.parametrize("text", ["l'insertion", "L’INSERTION", "l’ínsertion", "l'Insertion"])
def test_spellings_of_accents_capitals_and_apostrophes_give_one_query(text):
    assert Query.read(text) == Query.read("l’insertion")


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        *((f"salarié{mark}", "salariés") for mark in ("·e·s", ".e.s", "•e•s", "⋅e⋅s", "(e)s", "-e-s", "*e*s", "·es")),
        ("acteur·rice", "acteur"),
        ("ACTEUR·TRICE·S", "acteurs"),
        ("directeur/trice du site", "directeur du site"),
        ("vis-à-vis", "vis-à-vis"),
        ("savoir-faire", "savoir-faire"),
        ("e-mail", "e-mail"),
    ],
)
def test_inclusive_spelling_is_read_as_the_word_that_it_begins_with(typed, plain):
    assert Query.read(typed) == Query.read(plain)
