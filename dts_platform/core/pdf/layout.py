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

from dts_platform.core.pdf.faces import FURNITURE, glyphs_of, readings
from dts_platform.core.pdf.formulaire import make_fillable, stretch_to_cells
from dts_platform.core.pdf.parts import POINTS, Part, RenduImpossible, Signet
from dts_platform.core.pdf.shorten import shorten
from dts_platform.core.pdf.streams import bare, compressed, packed, saved
from dts_platform.core.pdf.tags import hold_together

SCHEME = "projet"
PAGES = 80  # of one part, at most
_GROUPE_DE_DEFINITIONS = re.compile(r"<div>\s*(?=<dt)|(?<=</dd>)\s*</div>")
_HYPHEN = re.compile(rb"(<[0-9a-f]{4}> )<2010>")

logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
logging.getLogger("fontTools").setLevel(logging.ERROR)


class Fetcher(URLFetcher):
    """Reads `projet:` files below a folder, draws `qr:` codes, and nothing else: no network, no other file."""

    def __init__(self, racine: Path):
        super().__init__(allowed_protocols={"data"}, fail_on_errors=True)
        self.racine = racine.resolve()

    def fetch(self, url, headers=None):
        if url.startswith("qr:"):
            return URLFetcherResponse(url, _code_qr(url.removeprefix("qr:")), {"Content-Type": "image/png"})
        if not url.startswith(f"{SCHEME}:"):
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise FatalURLFetchingError(f"adresse refusée : {url[:80]}")
        fichier = (self.racine / url.removeprefix(f"{SCHEME}:")).resolve()
        if not fichier.is_relative_to(self.racine) or not fichier.is_file():
            raise FatalURLFetchingError(f"fichier refusé : {url[:80]}")
        return URLFetcherResponse(url, fichier.read_bytes())


def _code_qr(adresse: str) -> bytes:
    """An address as a QR code, one pixel a module. Raises FatalURLFetchingError when it is too long for one."""
    image = io.BytesIO()
    try:
        segno.make(adresse, error="m", micro=False).save(image, kind="png", border=0)
    except segno.DataOverflowError as erreur:
        raise FatalURLFetchingError(f"adresse trop longue pour un code : {adresse[:80]}") from erreur
    return image.getvalue()


@cache
def _styles(feuilles: tuple[str, ...], racine: Path) -> tuple[FontConfiguration, list[weasyprint.CSS]]:
    """The style sheets and the fonts they bring, read once in a process."""
    polices, fetcher = FontConfiguration(), Fetcher(racine)
    return polices, [
        weasyprint.CSS(
            string=(racine / feuille).read_text(),
            font_config=polices,
            url_fetcher=fetcher,
            base_url=f"{SCHEME}:css/x.css",
        )
        for feuille in feuilles
    ]


@dataclass
class _Drawing:
    """What is known of the document being drawn, beyond what WeasyPrint hands to the functions that draw.

    `line_ends` are the texts to end with a space; `signs` (glyph, width, sign) those that the furniture face must have.
    """

    line_ends: set[TextBox] = field(default_factory=set)
    signs: list[tuple[int, int, str]] = field(default_factory=list)


_drawing = _Drawing()
_draw_text = weasyprint.draw.draw_text
_build_fonts = weasyprint.pdf.build_fonts_dictionary


def _line_ends(document: weasyprint.Document) -> Iterator[TextBox]:
    """The last text of each line that another follows: the space between them was dropped, and words would run on."""
    for page in document.pages:
        for boite in page._page_box.descendants():
            lignes = [enfant for enfant in getattr(boite, "children", ()) if isinstance(enfant, LineBox)]
            for ligne in lignes[:-1]:
                textes = [enfant for enfant in ligne.descendants() if isinstance(enfant, TextBox)]
                if textes and not textes[-1].text.endswith(("-", "\u2010", " ", "\u00a0")):
                    yield textes[-1]


def _draw_space(stream) -> None:
    """End the text just shown with a space, which is not seen."""
    nom = stream._old_font and stream._old_font[0]
    for police in stream._fonts.values():
        espace = next((glyphe for glyphe, lu in police.to_unicode.items() if lu == " "), None)
        montre = stream.stream[-2] if len(stream.stream) > 1 else b""
        if police.hash == nom and espace is not None and montre.endswith(b"] TJ"):
            stream.stream[-2] = montre.removesuffix(b"] TJ") + b"<%04x>] TJ" % espace
            return


def _draw_text_or_slot(stream, textbox, *args) -> None:
    """Draw a text; for a slot, an empty form whose origin is the start of its baseline."""
    cible = textbox.element is not None and textbox.element.get("data-cible")
    if not cible:
        _draw_text(stream, textbox, *args)
        if textbox in _drawing.line_ends:
            _draw_space(stream)
        return
    taille, largeur = textbox.style["font_size"], textbox.width
    forme = pydyf.Dictionary(
        {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": pydyf.Array([-1, -taille, largeur + 1, taille]),
            "Cible": pydyf.String(cible),
            "Forme": f"/{textbox.element.get('data-forme', 'nombre')}",
            "Taille": taille,
            "Largeur": largeur,
        }
    )
    formes = stream._resources["XObject"]
    nom = f"folio{len(formes)}"
    formes[nom] = pydyf.Stream([], forme)
    with stream.stacked():
        stream.set_color(textbox.style["color"])
        stream.transform(d=-1, e=textbox.position_x, f=textbox.position_y + textbox.baseline)
        stream.draw_x_object(nom)


def _build_fonts_with_signs(pdf, polices, *args):
    """Keep in the furniture face the signs of running heads and feet, which are drawn later."""
    for police in polices.values():
        if police.name.endswith(f"+{FURNITURE}".encode()):
            for glyphe, largeur, signe in _drawing.signs:
                police.widths.setdefault(glyphe, largeur)
                police.to_unicode.setdefault(glyphe, signe)
    return _build_fonts(pdf, polices, *args)


weasyprint.draw.draw_text = _draw_text_or_slot
weasyprint.pdf.build_fonts_dictionary = _build_fonts_with_signs


def _keep_links_of_anchors(document: weasyprint.Document) -> None:
    """Only `a` boxes keep a link annotation: nested ones would get their own, outside the tags (UA-1 7.18.5)."""
    for page in document.pages:
        page.links[:] = [lien for lien in page.links if lien[3].element_tag.split(":")[0] == "a"]


def _name_links(document: weasyprint.Document) -> None:
    """Describe each link by its words, not by its address."""
    for page in document.pages:
        for *_, boite in page.links:
            annotation = getattr(boite, "link_annotation", None)
            if annotation:
                annotation["Contents"] = pydyf.String(" ".join("".join(boite.element.itertext()).split()))


def _isolate_pages(pdf: pydyf.PDF) -> None:
    """Let a page leave the graphics state as it found it, so that more can be drawn after it."""
    for objet in pdf.objects:
        if isinstance(objet, dict) and objet.get("Type") == "/Page":
            page = pdf.objects[int(objet["Contents"].split()[0])]
            page.stream = [b"q", *page.stream, b"Q"]


def _settle_streams(pdf: pydyf.PDF) -> None:
    """Write streams short and compressed; the metadata plain, as PDF/A-2 asks."""
    for objet in pdf.objects:
        if not isinstance(objet, pydyf.Stream):
            continue
        if objet.extra.get("Type") == "/Metadata":
            objet.compress = False
        elif objet.compress:
            if "Length1" in objet.extra:
                programme, longueur = packed(bare(objet.stream[0]))
                objet.stream, objet.compress = [programme], False
                objet.extra |= {"Length1": longueur, "Filter": "/FlateDecode"}
                continue
            # pydyf writes its own operands (numbers, dictionaries): let it do so, then take the bytes between.
            ecrit = pydyf.Stream(objet.stream).data
            brut = ecrit[ecrit.index(b"stream\n") + 7 : -len(b"\nendstream")]
            if b" Tf\n" in brut:
                brut = shorten(brut)
            if b"beginbfchar" in brut:
                brut = _HYPHEN.sub(rb"\1<00ad>", brut)  # a hyphen at the end of a line is not read
            objet.stream, objet.compress = [compressed(brut)], False
            objet.extra["Filter"] = "/FlateDecode"


def _write(document: weasyprint.Document, polices: Path, champs: bool) -> tuple[bytes, dict[str, dict[int, str]]]:
    """The pages as a PDF whose tags, names and streams are ready to be put beside others, and how its faces are read."""

    def finish(document, pdf):
        _name_links(document)
        _isolate_pages(pdf)
        hold_together(pdf)
        _settle_streams(pdf)

    brut = document.write_pdf(pdf_variant="pdf/a-2a", finisher=finish)
    with pikepdf.open(io.BytesIO(brut)) as pdf:
        if b" cs\n" not in b"".join(page.Contents.read_bytes() for page in pdf.pages):
            del pdf.pages[0].Resources.ColorSpace  # a colour profile that nothing uses; the output intent has its own
        if champs:
            make_fillable(pdf, polices)
        return saved(pdf), readings(pdf)


def _anchors(pages: Iterable) -> dict[str, tuple[int, float]]:
    """Where each anchor begins: page from 0, height in points."""
    ancres: dict[str, tuple[int, float]] = {}
    for numero, page in enumerate(pages):
        for nom, boite in page.anchors.items():
            ancres.setdefault(nom, (numero, round((page.height - boite[1]) * POINTS, 2)))
    return ancres


def _bookmarks(pages: Iterable) -> tuple[Signet, ...]:
    return tuple(
        Signet(niveau, titre, numero, round((page.height - point[1]) * POINTS, 2))
        for numero, page in enumerate(pages)
        for niveau, titre, point, _ in page.bookmarks
    )


def _margins(page) -> tuple[float, float]:
    boite = page._page_box
    gauche = boite.content_box_x()
    return round(gauche * POINTS, 2), round((page.width - gauche - boite.width) * POINTS, 2)


def lay_out(html: str, feuilles: Sequence[str], racine: Path, signes: str = "", au_plus: int = PAGES) -> Part:
    """Lay out HTML with the style sheets named (paths below `racine`); `signes` will be set in its
    margins; it has `au_plus` pages.

    Raises RenduImpossible when the text asks for what it may not read, is too long, or the engine gives up.
    """
    html = _GROUPE_DE_DEFINITIONS.sub("", html)  # tagged as Div inside L, which PDF/UA-1 refuses
    polices, styles = _styles(tuple(feuilles), racine)
    gc.disable()  # its boxes live as long as the part does: looking at them meanwhile takes a sixth of the time
    try:
        source = weasyprint.HTML(string=html, url_fetcher=Fetcher(racine), base_url=f"{SCHEME}:page.html")
        document = source.render(stylesheets=styles, font_config=polices)
        if len(document.pages) > au_plus:
            raise RenduImpossible(f"Le texte ferait {len(document.pages)} pages ; un texte en a {au_plus} au plus.")
        _keep_links_of_anchors(document)
        stretch_to_cells(document)
        _drawing.signs = glyphs_of(racine / "fonts", signes) if signes else []
        _drawing.line_ends = set(_line_ends(document))
        champs = any(any(page.forms.values()) for page in document.pages)
        octets, lectures = _write(document, racine / "fonts", champs)
        return Part(
            octets,
            len(document.pages),
            _anchors(document.pages),
            _bookmarks(document.pages),
            _margins(document.pages[0]),
            champs,
            lectures,
        )
    except FatalURLFetchingError as erreur:
        raise RenduImpossible(f"Le texte demande un fichier qu’il ne peut pas lire : {erreur}.") from erreur
    except RecursionError as erreur:
        raise RenduImpossible("Le texte imbrique trop d’éléments les uns dans les autres.") from erreur
    except MemoryError as erreur:
        raise RenduImpossible("Le texte demande trop de mémoire pour être mis en page.") from erreur
    except (ArithmeticError, ValueError, AssertionError, LookupError, TypeError) as erreur:
        raise RenduImpossible(f"Le texte ne peut pas être mis en page ({type(erreur).__name__}).") from erreur
    finally:
        gc.enable()
        gc.collect(0)  # what this part leaves, and nothing older
