"""Colours are named in one style sheet, read by the screen and by paper."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin

from dts_platform.web.colours import colour
from tests.house.project import ROOT

CSS = ROOT / "static" / "css"
TOKENS = CSS / "tokens.css"
# A colour said by its value; `rgba(var(--tint), .1)` says a token. White and black are those of a QR code only.
_RAW = re.compile(r"#[0-9a-f]{3,8}\b(?!-)|\b(?:rgb|hsl|hwb|oklch|lab|lch|color)a?\((?!var\()", re.I)
_NAMED = re.compile(r"(?:colou?r|background|border[\w-]*|fill|stroke|outline)[^;\"{}]*?[:= \"]\b(white|black|red|gr[ae]y|green|blue|silver|orange|yellow|navy|teal)\b")  # fmt: skip
_USED = re.compile(r"var\(--([\w-]+)")
_GIVEN = re.compile(r"--([\w-]+):")


def without_anchors(text: str) -> str:
    """The text of a template or a style sheet without what only looks like a colour: addresses and comments."""
    return re.sub(r'href="[^"]*"|url\([^)]*\)|\{#.*?#\}|/\*.*?\*/|&#?\w+;|"#\w+"', "", text, flags=re.S)


def test_colours_are_written_in_the_tokens_alone():
    files = [
        *CSS.glob("*.css"),
        *(ROOT / "templates").rglob("*.*"),
        *(ROOT / "dts_platform" / "templates").rglob("*.*"),
    ]
    found = {}
    for file in files:
        text = without_anchors(file.read_text())
        values = _RAW.findall(text) + ([] if file.name == "_plaquette.html" else _NAMED.findall(text))
        if values and file != TOKENS:
            found[str(file.relative_to(ROOT))] = values
    assert found == {}


def test_tokens_are_all_used_and_all_given():
    sheets = "".join(sheet.read_text() for sheet in CSS.glob("*.css"))
    templates = "".join(file.read_text() for file in (ROOT / "templates").rglob("*.*"))
    quoted = set(re.findall(r"['\"]([\w-]+)['\"]", templates))  # by `colour()`, at once or from a list of shades
    used = {*_USED.findall(sheets), *(quoted & set(_GIVEN.findall(TOKENS.read_text())))}
    administration = Path(admin.__file__).parent / "static/admin/css/base.css"
    assert used <= set(_GIVEN.findall(sheets + administration.read_text()))
    assert set(_GIVEN.findall(TOKENS.read_text())) <= used


def test_night_gives_no_colour_that_the_day_does_not():
    day, night = TOKENS.read_text().split("@media screen and (prefers-color-scheme: dark)")
    assert set(_GIVEN.findall(night)) < set(_GIVEN.findall(day))


def test_visited_links_look_as_the_others():
    """Browsers tell nobody how they paint them: the test of every state would not see it."""
    assert [sheet.name for sheet in CSS.glob("*.css") if ":visited" in sheet.read_text()] == []


def test_colour_of_a_drawing_is_that_of_the_tokens_by_day():
    assert colour("accent") == "#123b43"
    assert (settings.BASE_DIR / "static" / "css" / "tokens.css") == TOKENS
    with pytest.raises(KeyError):
        colour("absente")
