"""HTML in, a part out: the pages of one text, with what the assembly needs to put them beside others.

A printed page number stands in a slot, `<span class="folio" data-target="address">000</span>`: laid out with a text
of its widest form, drawn as an empty form that `assembly` fills, where it alone knows the numbers. WeasyPrint's own
`target-counter()` prints wrong ones on a long document, silently.
"""

import gc
import io
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pikepdf
import pydyf
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from dts_platform.pdf.coverage import FALLBACK_FILES, MAIN_FILE, PreparedText, clean, prepare
from dts_platform.pdf.fonts import glyphs_of, read_to_unicode_maps
from dts_platform.pdf.forms import make_fillable
from dts_platform.pdf.layout.fetcher import SCHEME, Fetcher
from dts_platform.pdf.layout.panels import overflows
from dts_platform.pdf.layout.shorten import shorten
from dts_platform.pdf.layout.tags import rewrite_tags
from dts_platform.pdf.layout.weasyprint_seams import (
    Glyph,
    first_shown,
    heads_shown,
    keep_links_of_anchors,
    margins,
    name_links,
    own_fonts,
    rows_over_pages,
    seams,
    stretch_to_cells,
    tables_off_paper,
)
from dts_platform.pdf.parts import POINTS, Bookmark, LayoutFailed, Part
from dts_platform.pdf.streams import compress_font, compressed, pdf_bytes, strip_font

MAX_PAGES = 80  # of one part, at most
# Read for a text with tables that would run off the paper, or rows taller than a page; the class each is given. A head
# so tall that no page shows it is given none.
UNRULY_SHEET = "css/narrow.css"
UNRULY_CLASSES = {"table": "narrow", "tr": "tall", "thead": ""}
Places = frozenset[tuple[str, int]]
"""Elements of a page: the tag of each, and its rank among those of this tag."""
_STYLES_KEPT = 12  # sets of style sheets and faces
_LIST_START = re.compile(r'<ol start="(\d{1,9})"')
_HYPHEN = re.compile(rb"(<[0-9a-f]{4}> )<2010>")
_UNREAD = re.compile(rb"(<[0-9a-f]{4}> )<>")

logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
logging.getLogger("fontTools").setLevel(logging.ERROR)


def _count_from(match: re.Match) -> str:
    """A list that starts past one, said in CSS: WeasyPrint does not read the attribute."""
    return f'{match.group()} style="counter-reset: list-item {int(match[1]) - 1}"'


def _prepared(html: str) -> str:
    """HTML as WeasyPrint wants it."""
    return _LIST_START.sub(_count_from, html)


@lru_cache(_STYLES_KEPT)
def _styles(
    stylesheets: tuple[str, ...], faces: tuple[str, ...], root: Path
) -> tuple[FontConfiguration, list[weasyprint.CSS]]:
    """The style sheets and the fonts they bring, with fallback faces, read once in a process."""
    font_config, fetcher = own_fonts(), Fetcher(root)
    texts = [(root / stylesheet).read_text() for stylesheet in stylesheets]
    files = {name: FALLBACK_FILES[name] for name in faces}
    if not any("@font-face" in text for text in texts):
        files["Territoires Sans"] = MAIN_FILE  # without any font, the engine aborts
    texts += [
        f'@font-face {{ font-family: "{name}"; src: url("{SCHEME}:fonts/{file}") }}' for name, file in files.items()
    ]
    return font_config, [
        weasyprint.CSS(string=text, font_config=font_config, url_fetcher=fetcher, base_url=f"{SCHEME}:css/x.css")
        for text in texts
    ]


def _isolate_pages(pdf: pydyf.PDF) -> None:
    """Let a page leave the graphics state as it found it, so that more can be drawn after it."""
    for obj in pdf.objects:
        if isinstance(obj, dict) and obj.get("Type") == "/Page":
            page = pdf.objects[int(obj["Contents"].split()[0])]
            page.stream = [b"q", *page.stream, b"Q"]


def _compress_streams(pdf: pydyf.PDF) -> None:
    """Write streams short and compressed; the metadata plain, as PDF/A-2 asks."""
    for obj in pdf.objects:
        if not isinstance(obj, pydyf.Stream):
            continue
        if obj.extra.get("Type") == "/Metadata":
            obj.compress = False
        elif obj.compress:
            if "Length1" in obj.extra:
                program, length = compress_font(strip_font(obj.stream[0]))
                obj.stream, obj.compress = [program], False
                obj.extra |= {"Length1": length, "Filter": "/FlateDecode"}
                continue
            # pydyf writes its own operands (numbers, dictionaries): let it do so, then take the bytes between.
            written = pydyf.Stream(obj.stream).data
            raw = written[written.index(b"stream\n") + 7 : -len(b"\nendstream")]
            if b" Tf\n" in raw:
                raw = shorten(raw)
            if b"beginbfchar" in raw:
                raw = _HYPHEN.sub(rb"\1<00ad>", raw)  # a hyphen at the end of a line is not read
                raw = _UNREAD.sub(rb"\1<200b>", raw)  # the second glyph of a sign: readers want each to be read
            obj.stream, obj.compress = [compressed(raw)], False
            obj.extra["Filter"] = "/FlateDecode"


def _write(
    document: weasyprint.Document, font_folder: Path, extra_glyphs: Sequence[Glyph], has_fields: bool
) -> tuple[bytes, dict[str, dict[int, str]], frozenset[str]]:
    """The pages as a PDF whose tags, names and streams are ready to be put beside others, how its faces are read, and
    the signs that no face drew."""

    def finish(document, pdf):
        name_links(document)
        _isolate_pages(pdf)
        rewrite_tags(pdf, first_shown(document))
        _compress_streams(pdf)

    with seams(document, extra_glyphs) as not_drawn:
        raw = document.write_pdf(pdf_variant="pdf/a-2a", finisher=finish)
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        if b" cs\n" not in b"".join(page.Contents.read_bytes() for page in pdf.pages):
            del pdf.pages[0].Resources.ColorSpace  # a colour profile that nothing uses; the output intent has its own
        if has_fields:
            make_fillable(pdf, font_folder)
        return pdf_bytes(pdf), read_to_unicode_maps(pdf), frozenset(not_drawn)


def _anchors(pages: Iterable) -> dict[str, tuple[int, float]]:
    """Where each anchor begins: page from 0, height in points."""
    anchors: dict[str, tuple[int, float]] = {}
    for number, page in enumerate(pages):
        for name, box in page.anchors.items():
            anchors.setdefault(name, (number, round((page.height - box[1]) * POINTS, 2)))
    return anchors


def _bookmarks(pages: Iterable) -> tuple[Bookmark, ...]:
    return tuple(
        Bookmark(level, title, number, round((page.height - point[1]) * POINTS, 2))
        for number, page in enumerate(pages)
        for level, title, point, _ in page.bookmarks
    )


def _margins(page) -> tuple[float, float]:
    """The left and right margins of a page, in points."""
    left, right = margins(page)
    return round(left * POINTS, 2), round(right * POINTS, 2)


def lay_out(html: str, stylesheets: Sequence[str], root: Path, glyphs: str = "", max_pages: int = MAX_PAGES) -> Part:
    """Lay out HTML with the style sheets named (paths below `root`) on `max_pages` pages at most.

    `glyphs` are the characters that the assembly will set in its margins. A sign that no face draws is seen as a mark.
    Raises LayoutFailed when the text asks for what it may not read, is too long, or the engine gives up.
    """
    html = _prepared(html)
    gc.disable()  # its boxes live as long as the part does: looking at them meanwhile takes a sixth of the time
    try:
        with _failures_in_french():
            part, not_drawn = _lay_out_once(html, stylesheets, root, glyphs, max_pages)
            if not_drawn:
                part, _ = _lay_out_once(html, stylesheets, root, glyphs, max_pages, not_drawn)
            return part
    finally:
        gc.enable()
        gc.collect(0)  # what this part leaves, and nothing older


def _begin_the_body_with(head, tables: Iterable) -> None:
    """Make the rows of the head of one of these tables the first of its body."""
    table = next(table for table in tables if head in list(table))
    body = table.find("tbody")
    if body is None:
        head.tag = "tbody"
        return
    body[:] = [*head, *body]
    table.remove(head)


def _render(prepared: PreparedText, stylesheets: tuple[str, ...], root: Path) -> weasyprint.Document:
    """The pages of a text; tables that would run off the paper are set narrow, rows taller than a page may be cut.

    A head that no page has room for heads nothing: it becomes the first rows of its table.
    """

    def render(stylesheets: tuple[str, ...], unruly: Places) -> tuple[weasyprint.Document, Places]:
        """The pages, and the tables, rows and heads that have no room in them."""
        font_config, styles = _styles(stylesheets, prepared.faces, root)
        source = weasyprint.HTML(string=prepared.text, url_fetcher=Fetcher(root), base_url=f"{SCHEME}:page.html")
        elements = {tag: list(source.etree_element.iter(tag)) for tag in UNRULY_CLASSES}
        for tag, rank in unruly:
            elements[tag][rank].set("class", UNRULY_CLASSES[tag])
            if tag == "thead":
                _begin_the_body_with(elements[tag][rank], elements["table"])
        document = source.render(stylesheets=styles, font_config=font_config)
        left_out = set(elements["thead"]) - heads_shown(document)
        found = {"table": tables_off_paper(document), "tr": rows_over_pages(document), "thead": left_out}
        return document, frozenset(
            (tag, rank) for tag in elements for rank, element in enumerate(elements[tag]) if element in found[tag]
        )

    unruly: Places = frozenset()
    document, found = render(stylesheets, unruly)
    for _ in range(3):  # a table set narrow may have taller rows, and a head that was left out a row
        if found <= unruly:
            break
        unruly |= found
        document, found = render((*stylesheets, UNRULY_SHEET), unruly)
    return document


def _lay_out_once(
    html: str,
    stylesheets: Sequence[str],
    root: Path,
    glyphs: str,
    max_pages: int,
    refused: frozenset[str] = frozenset(),
) -> tuple[Part, frozenset[str]]:
    """The part, and the signs that a face was thought to draw and did not. Marks stand for those `refused`."""
    document = _render(prepare(html, root / "fonts", refused), tuple(stylesheets), root)
    if len(document.pages) > max_pages:
        raise LayoutFailed(f"Le texte ferait {len(document.pages)} pages ; un texte en a {max_pages} au plus.")
    keep_links_of_anchors(document)
    stretch_to_cells(document)
    extra_glyphs = glyphs_of(root / "fonts", clean(glyphs)) if glyphs else []
    has_fields = any(any(page.forms.values()) for page in document.pages)
    data, to_unicode_maps, not_drawn = _write(document, root / "fonts", extra_glyphs, has_fields)
    part = Part(
        data,
        len(document.pages),
        _anchors(document.pages),
        _bookmarks(document.pages),
        _margins(document.pages[0]),
        has_fields,
        to_unicode_maps,
        overflows(document),
    )
    return part, not_drawn


@contextmanager
def _failures_in_french() -> Iterator[None]:
    """What stops the engine, as LayoutFailed and a sentence for an editor."""
    try:
        yield
    except FatalURLFetchingError as error:
        raise LayoutFailed(f"Le texte demande un fichier qu’il ne peut pas lire : {error}.") from error
    except RecursionError as error:
        raise LayoutFailed("Le texte imbrique trop d’éléments les uns dans les autres.") from error
    except MemoryError as error:
        raise LayoutFailed("Le texte demande trop de mémoire pour être mis en page.") from error
    except (ArithmeticError, ValueError, AssertionError, LookupError, TypeError) as error:
        raise LayoutFailed(f"Le texte ne peut pas être mis en page ({type(error).__name__}).") from error
