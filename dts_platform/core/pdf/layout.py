"""HTML in, a part out. The only module that knows WeasyPrint, and the only one that reaches inside it.

A printed page number stands in a slot, `<span class="folio" data-cible="address">000</span>`: laid out with a text
of its widest form, drawn as an empty form that `assembly` fills, where it alone knows the numbers. WeasyPrint's own
`target-counter()` prints wrong ones on a long document, silently.
"""

import gc
import io
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pikepdf
import pydyf
import segno
import weasyprint
import weasyprint.draw
from weasyprint.formatting_structure.boxes import LineBox, TextBox
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from dts_platform.core.pdf.faces import FURNITURE_FACE, glyphs_of, read_to_unicode_maps
from dts_platform.core.pdf.formulaire import make_fillable, stretch_to_cells
from dts_platform.core.pdf.parts import POINTS, Bookmark, LayoutFailed, Part
from dts_platform.core.pdf.shorten import shorten
from dts_platform.core.pdf.streams import compress_font, compressed, pdf_bytes, strip_font
from dts_platform.core.pdf.tags import rewrite_tags

SCHEME = "projet"
MAX_PAGES = 80  # of one part, at most
_DEFINITION_GROUP = re.compile(r"<div>\s*(?=<dt)|(?<=</dd>)\s*</div>")
_HYPHEN = re.compile(rb"(<[0-9a-f]{4}> )<2010>")

logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
logging.getLogger("fontTools").setLevel(logging.ERROR)


class Fetcher(URLFetcher):
    """Reads `projet:` files below a folder, draws `qr:` codes, and nothing else: no network, no other file."""

    def __init__(self, root: Path):
        super().__init__(allowed_protocols={"data"}, fail_on_errors=True)
        self.root = root.resolve()

    def fetch(self, url, headers=None):
        if url.startswith("qr:"):
            return URLFetcherResponse(url, _qr_code(url.removeprefix("qr:")), {"Content-Type": "image/png"})
        if not url.startswith(f"{SCHEME}:"):
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise FatalURLFetchingError(f"adresse refusée : {url[:80]}")
        file = (self.root / url.removeprefix(f"{SCHEME}:")).resolve()
        if not file.is_relative_to(self.root) or not file.is_file():
            raise FatalURLFetchingError(f"fichier refusé : {url[:80]}")
        return URLFetcherResponse(url, file.read_bytes())


def _qr_code(text: str) -> bytes:
    """An address as a QR code, one pixel a module. Raises FatalURLFetchingError when it is too long for one."""
    image = io.BytesIO()
    try:
        segno.make(text, error="m", micro=False).save(image, kind="png", border=0)
    except segno.DataOverflowError as error:
        raise FatalURLFetchingError(f"adresse trop longue pour un code : {text[:80]}") from error
    return image.getvalue()


@cache
def _styles(stylesheets: tuple[str, ...], root: Path) -> tuple[FontConfiguration, list[weasyprint.CSS]]:
    """The style sheets and the fonts they bring, read once in a process."""
    font_config, fetcher = FontConfiguration(), Fetcher(root)
    return font_config, [
        weasyprint.CSS(
            string=(root / stylesheet).read_text(),
            font_config=font_config,
            url_fetcher=fetcher,
            base_url=f"{SCHEME}:css/x.css",
        )
        for stylesheet in stylesheets
    ]


@dataclass
class _Drawing:
    """What is known of the document being drawn, beyond what WeasyPrint hands to the functions that draw.

    `line_ends` are the texts to end with a space; `signs` (glyph, width, sign) those that the furniture face must have.
    """

    line_ends: set[TextBox] = field(default_factory=set)
    extra_glyphs: list[tuple[int, int, str]] = field(default_factory=list)


_drawing = _Drawing()
_draw_text = weasyprint.draw.draw_text
_build_fonts = weasyprint.pdf.build_fonts_dictionary


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


def _draw_text_or_slot(stream, textbox, *args) -> None:
    """Draw a text; for a slot, an empty form whose origin is the start of its baseline."""
    target = textbox.element is not None and textbox.element.get("data-cible")
    if not target:
        _draw_text(stream, textbox, *args)
        if textbox in _drawing.line_ends:
            _draw_space(stream)
        return
    size, width = textbox.style["font_size"], textbox.width
    form = pydyf.Dictionary(
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([-1, -size, width + 1, size]),
            "Cible": pydyf.String(target),
            "Forme": f"/{textbox.element.get('data-forme', 'nombre')}",
            "Taille": size,
            "Largeur": width,
        }
    )
    forms = stream._resources["XObject"]
    name = f"folio{len(forms)}"
    forms[name] = pydyf.Stream([], form)
    with stream.stacked():
        stream.set_color(textbox.style["color"])
        stream.transform(d=-1, e=textbox.position_x, f=textbox.position_y + textbox.baseline)
        stream.draw_x_object(name)


def _build_fonts_with_extra_glyphs(pdf, fonts, *args):
    """Keep in the furniture face the signs of running heads and feet, which are drawn later."""
    for font in fonts.values():
        if font.name.endswith(f"+{FURNITURE_FACE}".encode()):
            for glyph, width, char in _drawing.extra_glyphs:
                font.widths.setdefault(glyph, width)
                font.to_unicode.setdefault(glyph, char)
    return _build_fonts(pdf, fonts, *args)


weasyprint.draw.draw_text = _draw_text_or_slot
weasyprint.pdf.build_fonts_dictionary = _build_fonts_with_extra_glyphs


def _keep_links_of_anchors(document: weasyprint.Document) -> None:
    """Only `a` boxes keep a link annotation: nested ones would get their own, outside the tags (UA-1 7.18.5)."""
    for page in document.pages:
        page.links[:] = [link for link in page.links if link[3].element_tag.split(":")[0] == "a"]


def _name_links(document: weasyprint.Document) -> None:
    """Describe each link by its words, not by its address."""
    for page in document.pages:
        for *_, box in page.links:
            annotation = getattr(box, "link_annotation", None)
            if annotation:
                annotation["Contents"] = pydyf.String(" ".join("".join(box.element.itertext()).split()))


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
            obj.stream, obj.compress = [compressed(raw)], False
            obj.extra["Filter"] = "/FlateDecode"


def _write(
    document: weasyprint.Document, font_folder: Path, has_fields: bool
) -> tuple[bytes, dict[str, dict[int, str]]]:
    """The pages as a PDF whose tags, names and streams are ready to be put beside others, and how its faces are read."""

    def finish(document, pdf):
        _name_links(document)
        _isolate_pages(pdf)
        rewrite_tags(pdf)
        _compress_streams(pdf)

    raw = document.write_pdf(pdf_variant="pdf/a-2a", finisher=finish)
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        if b" cs\n" not in b"".join(page.Contents.read_bytes() for page in pdf.pages):
            del pdf.pages[0].Resources.ColorSpace  # a colour profile that nothing uses; the output intent has its own
        if has_fields:
            make_fillable(pdf, font_folder)
        return pdf_bytes(pdf), read_to_unicode_maps(pdf)


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
    box = page._page_box
    left = box.content_box_x()
    return round(left * POINTS, 2), round((page.width - left - box.width) * POINTS, 2)


def lay_out(html: str, stylesheets: Sequence[str], root: Path, glyphs: str = "", max_pages: int = MAX_PAGES) -> Part:
    """Lay out HTML with the style sheets named (paths below `racine`); `signes` will be set in its
    margins; it has `au_plus` pages.

    Raises RenduImpossible when the text asks for what it may not read, is too long, or the engine gives up.
    """
    html = _DEFINITION_GROUP.sub("", html)  # tagged as Div inside L, which PDF/UA-1 refuses
    font_config, styles = _styles(tuple(stylesheets), root)
    gc.disable()  # its boxes live as long as the part does: looking at them meanwhile takes a sixth of the time
    try:
        source = weasyprint.HTML(string=html, url_fetcher=Fetcher(root), base_url=f"{SCHEME}:page.html")
        document = source.render(stylesheets=styles, font_config=font_config)
        if len(document.pages) > max_pages:
            raise LayoutFailed(f"Le texte ferait {len(document.pages)} pages ; un texte en a {max_pages} au plus.")
        _keep_links_of_anchors(document)
        stretch_to_cells(document)
        _drawing.extra_glyphs = glyphs_of(root / "fonts", glyphs) if glyphs else []
        _drawing.line_ends = set(_line_ends(document))
        has_fields = any(any(page.forms.values()) for page in document.pages)
        data, to_unicode_maps = _write(document, root / "fonts", has_fields)
        return Part(
            data,
            len(document.pages),
            _anchors(document.pages),
            _bookmarks(document.pages),
            _margins(document.pages[0]),
            has_fields,
            to_unicode_maps,
        )
    except FatalURLFetchingError as error:
        raise LayoutFailed(f"Le texte demande un fichier qu’il ne peut pas lire : {error}.") from error
    except RecursionError as error:
        raise LayoutFailed("Le texte imbrique trop d’éléments les uns dans les autres.") from error
    except MemoryError as error:
        raise LayoutFailed("Le texte demande trop de mémoire pour être mis en page.") from error
    except (ArithmeticError, ValueError, AssertionError, LookupError, TypeError) as error:
        raise LayoutFailed(f"Le texte ne peut pas être mis en page ({type(error).__name__}).") from error
    finally:
        gc.enable()
        gc.collect(0)  # what this part leaves, and nothing older
