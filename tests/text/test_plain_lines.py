"""Lines of plain words: signs of lists and marks go, words stay."""

import pytest
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.text.gate import examine
from dts_platform.text.gated import PlainLines, PlainLinesInput
from dts_platform.text.remarks import Weight
from tests.text.test_gate import PIECES


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("•\tmot", "mot"),
        ("•\tun\n•\tdeux", "un\ndeux"),
        ("\uf0b7\tun\n\uf0b7\tl\x92air", "un\nl’air"),
        ("- mot", "mot"),
        ("1. un\n2) deux\n(3) trois\na) quatre", "un\ndeux\ntrois\nquatre"),
        ("* **un**\n  - _deux_", "un\ndeux"),
        ("<i>mot</i>", "mot"),
        ("<ul><li>un</li><li>deux</li></ul>", "un\n\ndeux"),
        ("# Titre\n> cité\n---\nfin", "Titre\ncité\n\nfin"),
        ("un [lien](https://exemple.fr) et `code`", "un lien et code"),
        ("A\tB\nc\td", "A B\nc d"),
        ("l'aide : baisse ?", "l’aide\u202f: baisse\u202f?"),
        ("12 rue fictive\n2019. Une année", "12 rue fictive\n2019. Une année"),
        ("salarié*e*s, 2 * 3, -5 %, l_a_mot", "salarié*e*s, 2 * 3, -5\u202f%, l_a_mot"),
        ("[mot]: adresse", "[mot]: adresse"),
    ],
)
def test_signs_of_lists_and_marks_go_and_words_stay(typed, kept):
    examined = examine(typed, plain=True)
    assert (examined.text, examined.refusals) == (kept, [])


def test_mark_up_that_held_something_else_than_words_is_told():
    (remark,) = examine("<i>mot</i>", plain=True).remarks
    assert remark.weight is Weight.MENDED
    assert examine('<a href="https://exemple.fr">mot</a>', plain=True).refusals


@given(st.lists(PIECES, max_size=14).map("".join))
def test_lines_let_in_once_are_let_in_unchanged(text):
    once = examine(text, plain=True)
    if not once.refusals:
        assert examine(once.text, plain=True).text == once.text


def test_column_is_one_of_text_for_the_database_and_tells_its_form_what_it_holds():
    field = PlainLines("mots")
    assert field.deconstruct()[1] == "django.db.models.TextField"
    assert isinstance(field.formfield(), PlainLinesInput)
    assert not isinstance(models.TextField().formfield(), PlainLinesInput)
