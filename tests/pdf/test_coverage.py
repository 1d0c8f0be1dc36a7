"""What a text becomes before it is laid out: what is kept, read as it was typed for, dropped, or replaced by a mark."""

import unicodedata

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.pdf.coverage import FALLBACK_FILES, MARK, clean, face_of, prepare, signs_of, unprintable
from dts_platform.pdf.fonts import FONT_FILES
from tests.pdf.hostile import HOSTILE
from tests.pdf.rendering import FONTS

CASES = {
    "Déjà « œuvre » – 12 €\u202f!": ("Déjà « œuvre » – 12 €\u202f!", ()),
    "e\u0301te\u0301": ("été", ()),
    "\uf0b7 point": ("• point", ()),
    "l\u0092\u0153uvre": ("l’œuvre", ()),
    "a\u2028b\u2029c\u3000d": ("a b c d", ()),
    "a\x00b\x1bc\ufffed\u202ee\u200ff": ("abcdef", ()),
    "un\ttab\nune ligne\r\n": ("un\ttab\nune ligne\n", ()),
    "1\ufe0f\u20e3 #\u20e3": ("1 #", ()),
    "cœur ❤\ufe0f": ("cœur ❤", ("Noto Sans Symbols2",)),
    "👩\u200d👩\u200d👧": ("👩\u200d👩\u200d👧", ("Noto Emoji",)),
    "a\u200db": ("ab", ()),
    "Nguyễn": ("Nguyễn", ("Noto Sans",)),
    "√2 ∑": ("√2 ∑", ("Noto Sans Math",)),
    "✅ Привет": ("✅ Привет", ("Noto Emoji", "Noto Sans")),
    "": ("", ()),
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_text_is_prepared_without_loss(text, expected):
    prepared = prepare(text, FONTS)
    assert (prepared.text, prepared.faces, prepared.lost) == (*expected, ())


LOSSES = {
    "漢字": (MARK * 2, ("漢", "字")),
    "हिन्दी !": (MARK * 2 + " !", ("हि", "न्दी")),
    "\uf123": (MARK, ("\uf123",)),
    "x\u0332y": (MARK + "y", ("x\u0332",)),
    "漢 et 漢": (f"{MARK} et {MARK}", ("漢",)),
    "<b>\u0338gras</b>": (f"<b>{MARK}gras</b>", ("\u0338",)),
    '<a title="x">\u0301</a>': (f'<a title="x">{MARK}</a>', ("\u0301",)),
    "&lt;\u0338": (f"&lt;{MARK}", ("\u0338",)),
}


@pytest.mark.parametrize(("text", "expected"), LOSSES.items())
def test_sign_that_no_face_has_gives_way_to_a_mark(text, expected):
    prepared = prepare(text, FONTS)
    assert (prepared.text, prepared.lost) == expected
    assert unprintable(text, FONTS) == expected[1]


def test_sign_refused_by_a_face_gives_way_to_a_mark():
    assert prepare("Ouf ✅ é", FONTS, {"✅", "é"}).text == f"Ouf {MARK} {MARK}"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_once_prepared_is_all_covered_and_stays_so(text):
    prepared = prepare(text, FONTS)
    for sign in prepared.text:
        hidden = unicodedata.category(sign) == "Cf"
        assert sign in "\n\t" or hidden or sign in _signs_of_all_faces()
    assert prepare(prepared.text, FONTS).text == prepared.text
    assert not prepare(prepared.text, FONTS).lost


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_text_prepared_keeps_the_signs_that_are_html(text):
    marks = [sign for sign in text if sign in "<>&\"'"]
    assert [sign for sign in prepare(text, FONTS).text if sign in "<>&\"'"] == marks
    assert clean(clean(text)) == clean(text)


def test_each_fallback_face_has_a_narrow_space():
    """A text set in it keeps its spaces in it."""
    for file in FALLBACK_FILES.values():
        with TTFont(FONTS / file) as font:
            width, _ = font["hmtx"][font.getBestCmap()[0x20]]
            assert 0.2 < width / font["head"].unitsPerEm < 0.3, file


def test_sign_of_any_face_of_ours_is_printed():
    for file in FONT_FILES.values():
        assert not prepare("".join(sorted(signs_of(FONTS / file))), FONTS).lost
    assert MARK not in signs_of(FONTS / FONT_FILES["Territoires-Sans"])
    assert face_of(MARK, FONTS) == "Noto Sans"


def test_fallback_faces_have_their_licence_beside_them():
    licence = (FONTS / "OFL-noto.txt").read_text()
    for name, file in FALLBACK_FILES.items():
        with TTFont(FONTS / file) as font:
            assert font["name"].getDebugName(1) == name
            assert f"{name}: {font['name'].getDebugName(0)}" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def _signs_of_all_faces() -> frozenset[str]:
    files = (FONT_FILES["Territoires-Sans"], *FALLBACK_FILES.values())
    return frozenset().union(*(signs_of(FONTS / file) for file in files))
