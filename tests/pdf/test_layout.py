"""A part laid out is kept as it was, and follows its style sheets."""

import pytest

from dts_platform.pdf.layout.engine import MAX_PAGES, lay_out
from dts_platform.pdf.parts import LayoutFailed, Part
from fiches.documents.parts import STATIC_FOLDER
from fiches.documents.printing import STYLESHEETS
from tests.pdf.rendering import page_html, part_from
from tests.pdf.samples import RICH


def test_part_dumped_and_loaded_is_unchanged():
    part = part_from(RICH)
    assert Part.load(part.dump()) == part
    assert Part.load(part.dump()).dump() == part.dump()
    for damaged in (b"", b"{}", part.dump()[:40], part.data, b"{}\n%PDF-"):
        with pytest.raises((ValueError, KeyError)):
            Part.load(damaged)


def test_part_under_style_sheets_has_other_margins():
    assert (
        lay_out(page_html("<h1>T</h1>"), STYLESHEETS, STATIC_FOLDER).margins
        != lay_out(page_html("<h1>T</h1>"), [], STATIC_FOLDER).margins
    )


def test_text_of_too_many_pages_is_refused():
    with pytest.raises(LayoutFailed, match=f"ferait {MAX_PAGES + 1} pages ; un texte en a {MAX_PAGES} au plus"):
        lay_out(page_html('<p style="break-after: page">x</p>' * MAX_PAGES + "<p>x</p>"), [], STATIC_FOLDER)
