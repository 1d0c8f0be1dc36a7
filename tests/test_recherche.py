"""The French analyser and the simple search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.core.search.french import stem, stems, words
from dts_platform.core.search.simple import Demande, rank

MEMES = [
    ("salariées", "salarie"),
    ("territoriaux", "territorial"),
    ("l’insertion", "insertion"),
    ("l'insertion", "INSERTION"),
    ("S.C.I.C.", "scic"),
    ("cœur", "coeur"),
    ("éco-construction", "eco construction"),
    ("compétences", "competence"),
    ("qu’une mobilité", "mobilites"),
]


@pytest.mark.parametrize(("un", "autre"), MEMES)
def test_forms_of_a_word_meet(un, autre):
    assert stems(un) == stems(autre)


def test_empty_words_do_not_count():
    assert words("la garde des enfants de l’entreprise") == ["garde", "enfants", "entreprise"]


@given(st.text(max_size=100))
def test_any_text_folds_to_plain_words(texte):
    assert all(mot.isascii() for mot in words(texte))


def test_all_words_must_be_found_and_the_title_weighs_most():
    textes = {
        1: [(8, "Créer une ressourcerie"), (1, "déchets")],
        2: [(8, "Autre chose"), (1, "une ressourcerie et des déchets")],
    }
    assert list(rank(Demande.lire("ressourcerie dechets"), textes)) == [1, 2]
    assert max(rank(Demande.lire("ressourcerie"), textes), key=rank(Demande.lire("ressourcerie"), textes).get) == 1
    assert rank(Demande.lire("ressourcerie absente"), textes) == {}


def test_the_last_word_may_be_unfinished():
    assert rank(Demande.lire("ressour"), {1: [(1, "Créer une ressourcerie")]})
    assert stem("ressour") not in stems("Créer une ressourcerie")


@pytest.mark.parametrize("vide", ["", "   ", "de la", "?!", "\0"])
def test_a_text_without_words_asks_nothing(vide):
    assert not Demande.lire(vide)
