"""What differs between two texts, word by word: nothing is lost, nothing is said to differ that does not."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.text.difference import LONGEST, Fate, difference, marked

WORDS = st.lists(st.sampled_from(["l’eau", "monte", " ", "\n", "\u202f:", "…", "été", "42", "☐", "\ud7ff", "𝄞"]))


def said(old: str, new: str) -> list[tuple[str, str]]:
    return [(piece.fate.value, piece.text) for piece in difference(old, new)]


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("", "", []),
        ("Un pas.", "Un pas.", [("same", "Un pas.")]),
        ("", "Un pas.", [("added", "Un pas.")]),
        ("Un pas.", "", [("removed", "Un pas.")]),
        ("Un petit pas.", "Un pas.", [("same", "Un "), ("removed", "petit "), ("same", "pas.")]),
        ("Il marche.", "Il court.", [("same", "Il "), ("removed", "marche"), ("added", "court"), ("same", ".")]),
        ("salarié", "salariée", [("removed", "salarié"), ("added", "salariée")]),
    ],
)
def test_words_that_differ_are_told_whole(old, new, pieces):
    assert said(old, new) == pieces


@given(old=WORDS.map("".join) | st.text(), new=WORDS.map("".join) | st.text())
def test_pieces_make_both_texts_again(old, new):
    pieces = difference(old, new)
    assert "".join(piece.text for piece in pieces if piece.fate != Fate.ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.fate != Fate.REMOVED) == new


def test_longest_texts_that_share_nothing_are_compared_in_a_bounded_time():
    old, new = ("".join(f"{letter}{rank % 977} " for rank in range(7000)) for letter in "ab")
    begun = time.process_time()
    assert difference(old, new)
    assert time.process_time() - begun < 6 * LONGEST


def test_marks_are_the_only_html_of_two_texts():
    assert marked("Un <b>.", "Un & <b>.") == "Un <ins>&amp; </ins>&lt;b&gt;."
    assert marked("Un pas.", "Un.") == "Un<del> pas</del>."
