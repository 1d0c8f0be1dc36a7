"""Tools of the first edition, edited in a database, get the marks that keep their fields; the words stay."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dts_platform.text.blanks import parse
from dts_platform.text.markdown import render
from dts_platform.text.marks import printed
from fiches.migrations._marks_of_tools.convert import convert
from tests.long import long_or

HEAD = "| Critère | Piste |\n|---|---|\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Nom : ……\n\n☐ Oui ☐ Non", "Nom : ……\n\n☐ Oui ☐ Non"),
        ("Fait le … par le groupe.", "Fait le […:] par le groupe."),
        ("Il dit […] que non.", "Il dit [[…:]] que non."),  # a field of the first edition: it stays one
        ("Voir en 20…", "Voir en 20…"),
        ("- Notre territoire :", "- Notre territoire : [:]"),
        (f"{HEAD}| Coût | … € |", f"{HEAD}| Coût | […:] € |"),
        (f"{HEAD}| Coût | |", f"{HEAD}| Coût | |"),
        ("Avant […: déjà marqué], le …", "Avant […: déjà marqué], le …"),
        ("Prévenus : équipe ☐", "Prévenus : équipe [☐\u202f: Prévenus\u202f: équipe]"),
    ],
)
def test_blank_that_was_guessed_gets_its_mark(before, after):
    assert convert(before) == after
    assert convert(after) == after
    assert parse(after).errors == []


PIECES = st.sampled_from(
    ["☐", "…", "……", "____", " ", "\n", "\n\n", "| a | b |\n|---|---|\n", "| ", " |", "- ", "1. ", "## ", "**", "oui", "Qui :"]
    + ["[a](/b/)", "[", "]", "(", ")", "« ", " »", "20…", "€", "\\", "\\|", "É", "`", "le ", "\u00a0", "\u202f"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=long_or(50, 1000), deadline=None)
def test_any_text_keeps_what_its_page_shows_and_is_converted_once(text):
    converted = convert(text)
    assert re.sub(r"\s", "", render(printed(converted))) == re.sub(r"\s", "", render(printed(text)))
    assert convert(converted) == converted
