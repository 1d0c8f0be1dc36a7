"""The French analyser: which forms of a word are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.search.french import fold, level, singular, stems, words

SAME = [
    ("salariées", "salarie"),
    ("territoriaux", "territorial"),
    ("l’insertion", "insertion"),
    ("l'insertion", "INSERTION"),
    ("S.C.I.C.", "scic"),
    ("É.P.C.I.", "epci"),
    ("cœur", "coeur"),
    ("éco-construction", "eco construction"),
    ("compétences", "competence"),
    ("qu’une mobilité", "mobilites"),
    ("tiers-lieux", "tiers lieu"),
    ("maraîchères", "maraîcher"),
    ("maraîchers", "maraîchère"),
    ("heureuse", "heureux"),
    ("travaux", "travail"),
    ("baux", "bail"),
    ("vitraux", "vitrail"),
    ("émaux", "émail"),
    ("yeux", "œil"),
    ("réseaux", "réseau"),
    ("vœux", "vœu"),
    ("bijoux", "bijou"),
    ("agendas", "agenda"),
    ("jeux", "jeu"),
    ("vélos", "vélo"),
    ("élus", "élue"),
    ("amis", "ami"),
    ("prise", "pris"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_forms_of_a_word_share_a_stem(one, other):
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    ("one", "other"), [("prix", "pris"), ("voix", "voie"), ("paix", "paie"), ("bus", "bu"), ("mission", "mise")]
)
def test_words_that_only_look_alike_keep_different_stems(one, other):
    assert stems(one) != stems(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La commune et les communes", ["commune^", "commune^"]),
        ("une règle commune, des règles communes", ["regle", "commune", "regles", "communes"]),
        ("chaque commune", ["chaque", "commune^"]),
        ("communes", ["communes"]),
    ],
)
def test_commune_that_an_article_announces_is_told_from_what_is_common(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("commune", "communication"), ("pass", "passer"), ("organe", "organisation"), ("forme", "formation")],
)
def test_different_words_of_one_stem_keep_different_singulars(one, other):
    assert singular(fold(one)) != singular(fold(other))


@pytest.mark.parametrize(
    ("plural", "expected"),
    [
        ("territoriaux", "territorial"),
        ("locaux", "local"),
        ("sociaux", "social"),
        ("travaux", "travail"),
        ("reseaux", "reseau"),
        ("joyaux", "joyau"),
        ("associatives", "associativ"),
    ],
)
def test_singular_of_a_plural_drops_its_ending_and_aux_becomes_al(plural, expected):
    assert singular(plural) == expected
    assert singular(singular(plural)) == expected


def test_empty_words_are_left_out():
    assert words("la garde des enfants de l’entreprise") == ["garde", "enfants", "entreprise"]


@given(st.text(max_size=100))
def test_arbitrary_text_folds_to_ascii_words(text):
    assert all(word.isascii() for word in words(text))


@given(st.text(max_size=200))
def test_levelled_text_keeps_its_length(text):
    assert len(level(text)) == len(text)
