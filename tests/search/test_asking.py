"""Words that ask and say nothing are not sought, unless nothing else was typed."""

import pytest

from dts_platform.search.query import Query


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("c’est quoi un PTCE", ("ptce",)),
        ("c quoi un PTCE ?", ("ptce",)),
        ("comment faire une plaquette", ("plaquette",)),
        ("peut-on ouvrir un garage", ("ouvrir", "garage")),
        ("est-ce que l’on peut avoir un vélo svp", ("velo",)),
        ("qui peut m’aider à la paie", ("paie",)),
        ("Bonjour, je voudrais un vélo. Merci", ("velo",)),
        ("faut-il un CSE ?", ("cse",)),
        ("ça marche", ("marche",)),
        ("on nous baisse l’aide", ("baisse", "aide")),
    ],
)
def test_words_that_ask_are_not_sought(typed, words):
    assert Query.read(typed).words == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("que faire", ("faire",)),
        ("comment faire", ("faire",)),
        ("quoi", ("quoi",)),
        ("savoir-faire", ("savoir", "faire")),
        ("« que faire »", ()),
        ("AI", ("ai^",)),
        ("salarié·es", ("salaries",)),
        ("S.C.I.C.", ("scic",)),
    ],
)
def test_words_that_ask_are_kept_where_nothing_else_is_typed_or_inside_other_words(typed, words):
    assert Query.read(typed).words == words


def test_phrase_between_quotation_marks_keeps_its_words():
    assert Query.read("« que faire »").phrases == (("faire",),)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("plus de sous", ("sous^",)),
        ("on nous baisse les sous", ("baisse", "sous^")),
        ("sous le pont", ("pont",)),
        ("les sous-préfets", ("prefets",)),
    ],
)
def test_money_is_told_from_what_is_under(typed, words):
    assert Query.read(typed).words == words
