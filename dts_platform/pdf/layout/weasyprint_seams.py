"""What is changed inside WeasyPrint while a document is drawn, and nowhere else.

WeasyPrint offers no hook for what we need: an empty form in the place of a page number, a space at the end of each line
that another follows, in the font of the page furniture the glyphs that the assembly draws later, and which signs no font
draws. Two
of its functions are replaced for the time of one `write_pdf`. All that is private is used in this module alone;
`pyproject.toml` pins the version, and `tests/pdf/test_weasyprint_seams.py` names each thing used.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path

import pydyf
import weasyprint
import weasyprint.draw
from weasyprint.formatting_structure.boxes import Box, LineBox, TableBox, TextBox
from weasyprint.text.fonts import FontConfiguration

from dts_platform.pdf.fonts import FURNITURE_FACE
from dts_platform.pdf.parts import SLOT_KIND, SLOT_SIZE, SLOT_TARGET, SLOT_WIDTH

Glyph = tuple[int, int, str]
"""A glyph number, its width in thousandths of an em, and the character it shows."""

NO_FONTS = Path(__file__).with_name("no_fonts.conf")
PAPER_EDGE = 30.0  # pixels of a sheet on which nothing is written, as few printers would print it: 8 mm


def own_fonts() -> FontConfiguration:
    """Fonts to which style sheets add theirs: those of the machine never count, so that pages are the same everywhere."""
    of_machine = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(NO_FONTS)
    try:
        return FontConfiguration()
    finally:
        os.environ.pop("FONTCONFIG_FILE")
        if of_machine is not None:
            os.environ["FONTCONFIG_FILE"] = of_machine


@contextmanager
def seams(document: weasyprint.Document, extra_glyphs: Sequence[Glyph] = ()) -> Iterator[set[str]]:
    """Draw this document with slots, spaces at line ends, and `extra_glyphs` in the furniture face.

    Gives the set of the signs that no face draws, full once the document is written. One document at a time in a
    process: the functions replaced are WeasyPrint's own.
    """
    not_drawn: set[str] = set()
    draw_text, build_fonts = weasyprint.draw.draw_text, weasyprint.pdf.build_fonts_dictionary
    weasyprint.draw.draw_text = partial(_draw_text_or_slot, draw_text, set(_line_ends(document)))
    weasyprint.pdf.build_fonts_dictionary = partial(
        _build_fonts_with_extra_glyphs, build_fonts, extra_glyphs, not_drawn
    )
    try:
        yield not_drawn
    finally:
        weasyprint.draw.draw_text, weasyprint.pdf.build_fonts_dictionary = draw_text, build_fonts


def _line_ends(document: weasyprint.Document) -> Iterator[TextBox]:
    """The last text of each line that another follows: the space between them was dropped, and words would run on."""
    for page in document.pages:
        for box in page._page_box.descendants():
            lines = [child for child in getattr(box, "children", ()) if isinstance(child, LineBox)]
            for line in lines[:-1]:
                texts = [child for child in line.descendants() if isinstance(child, TextBox)]
                if texts and not texts[-1].text.endswith(("-", "\u2010", " ", "\u00a0")):
                    yield texts[-1]


def _draw_space(stream) -> None:
    """End the text just shown with a space, which is not seen."""
    font_hash = stream._old_font and stream._old_font[0]
    for font in stream._fonts.values():
        space = next((glyph for glyph, text in font.to_unicode.items() if text == " "), None)
        shown = stream.stream[-2] if len(stream.stream) > 1 else b""
        if font.hash == font_hash and space is not None and shown.endswith(b"] TJ"):
            stream.stream[-2] = shown.removesuffix(b"] TJ") + b"<%04x>] TJ" % space
            return


def _draw_text_or_slot(draw_text, line_ends: set[TextBox], stream, textbox, *args) -> None:
    """Draw a text with WeasyPrint's `draw_text`; for a slot, an empty form."""
    target = textbox.element is not None and textbox.element.get("data-target")
    if target:
        _draw_slot(stream, textbox, target)
        return
    draw_text(stream, textbox, *args)
    if textbox in line_ends:
        _draw_space(stream)


def _draw_slot(stream, textbox, target: str) -> None:
    """Draw an empty form whose origin is the start of the baseline; `target` is the address whose page it will show."""
    size, width = textbox.style["font_size"], textbox.width
    form = pydyf.Dictionary(
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([-1, -size, width + 1, size]),
            SLOT_TARGET: pydyf.String(target),
            SLOT_KIND: f"/{textbox.element.get('data-form', 'number')}",
            SLOT_SIZE: size,
            SLOT_WIDTH: width,
        }
    )
    forms = stream._resources["XObject"]
    name = f"folio{len(forms)}"
    forms[name] = pydyf.Stream([], form)
    with stream.stacked():
        stream.set_color(textbox.style["color"])
        stream.transform(d=-1, e=textbox.position_x, f=textbox.position_y + textbox.baseline)
        stream.draw_x_object(name)


def _build_fonts_with_extra_glyphs(build_fonts, extra_glyphs: Sequence[Glyph], not_drawn: set[str], pdf, fonts, *args):
    """Keep in the furniture face the glyphs of running heads and feet, which are drawn later; note what is not drawn."""
    for font in fonts.values():
        not_drawn.update(map(chr, font.missing))
        if font.name.endswith(f"+{FURNITURE_FACE}".encode()):
            for glyph, width, char in extra_glyphs:
                font.widths.setdefault(glyph, width)
                font.to_unicode.setdefault(glyph, char)
    return build_fonts(pdf, fonts, *args)


def stretch_to_cells(document: weasyprint.Document) -> None:
    """Give each field of a table cell the whole cell, in a document laid out and not yet drawn.

    Only then have the rows their height. The field itself is not drawn: its rectangle alone changes.
    """
    for page in document.pages:
        cells = {
            child: box
            for box in page._page_box.descendants()
            if box.element is not None and box.element_tag == "td"
            for child in box.element
            if child.tag == "textarea"
        }
        for fields in page.forms.values():
            fields[:] = [
                (box, _inside(cells[box.element]) if box.element in cells else rectangle) for box, rectangle in fields
            ]


def _inside(cell) -> tuple[float, float, float, float]:
    """The frame of a laid-out cell less a hair, as WeasyPrint measures: from the top, in CSS pixels."""
    x, y, width, height = cell.hit_area()
    return x + 1.5, y + 1.5, x + width - 1.5, y + height - 1.5


def keep_links_of_anchors(document: weasyprint.Document) -> None:
    """Only `a` boxes keep a link annotation: nested ones would get their own, outside the tags (UA-1 7.18.5)."""
    for page in document.pages:
        page.links[:] = [link for link in page.links if link[3].element_tag.split(":")[0] == "a"]


def name_links(document: weasyprint.Document) -> None:
    """Describe each link by its words, not by its address."""
    for page in document.pages:
        for *_, box in page.links:
            annotation = getattr(box, "link_annotation", None)
            if annotation:
                annotation["Contents"] = pydyf.String(" ".join("".join(box.element.itertext()).split()))


def boxes_of_pages(document: weasyprint.Document) -> list[Box]:
    """The box of each page, that holds all the others."""
    return [page._page_box for page in document.pages]


def margins(page: weasyprint.document.Page) -> tuple[float, float]:
    """The left and right margins of a page, in pixels."""
    box = page._page_box
    left = box.content_box_x()
    return left, page.width - left - box.width


def tables_off_paper(document: weasyprint.Document) -> set:
    """The elements of the tables with text so far to the right that it would be cut in print."""
    return {
        table.element
        for page in document.pages
        for table in _tables(page)
        if _right_end(table) > page.width - PAPER_EDGE
    }


def rows_over_pages(document: weasyprint.Document) -> set:
    """The elements of the rows that no page holds whole. A header is repeated: it is not among them."""
    pages = [
        {
            row.element
            for table in _tables(page)
            for group in table.children
            if not group.is_header
            for row in group.children
        }
        for page in document.pages
    ]
    return {row for before, after in pairwise(pages) for row in before & after}


def heads_shown(document: weasyprint.Document) -> set:
    """The elements of the heads of tables that a page shows: the engine leaves out one taller than a page."""
    groups = (group for page in document.pages for table in _tables(page) for group in table.children)
    return {group.element for group in groups if group.is_header}


def first_shown(document: weasyprint.Document) -> list[int]:
    """For each table of the pages, in order, the rank of the one where it begins: itself, or one of a page before."""
    elements = [
        box.element
        for page in document.pages
        for box in page._page_box.descendants()
        if box.is_table_wrapper and box.element_tag == "table"
    ]
    return [elements.index(element) for element in elements]


def _tables(page: weasyprint.document.Page) -> Iterator[TableBox]:
    return (box for box in page._page_box.descendants() if isinstance(box, TableBox))


def _right_end(table: TableBox) -> float:
    """Where the text of a table ends to the right, in pixels."""
    texts = (box for box in table.descendants() if isinstance(box, TextBox) and box.text.strip())
    return max((box.position_x + box.width for box in texts), default=0.0)
