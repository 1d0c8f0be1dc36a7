"""Documents made in this process, without the store, and read back by programs that are not ours."""

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import page as validateur
import pikepdf

from dts_platform.pdf.assembly import assemble
from dts_platform.pdf.layout.engine import lay_out
from dts_platform.pdf.parts import DocumentInfo, Part, Piece, Rendered
from fiches.documents.parts import STATIC_FOLDER, key_of
from fiches.documents.printing import Document, Section

FONTES = STATIC_FOLDER / "fonts"
ETIQUETTE = DocumentInfo("Essai", "Nous", "Un essai", "2026-03-02T08:30:15+01:00", "Pied")
_LAID_OUT: dict[str, Part] = {}


def part_of(morceau: Section) -> Part:
    """A part, laid out once in a test process whoever asks."""
    cle = key_of(morceau)
    if cle not in _LAID_OUT:
        _LAID_OUT[cle] = lay_out(morceau.html, morceau.stylesheets, STATIC_FOLDER, morceau.glyphs)
    return _LAID_OUT[cle]


def pieces_of(document: Document) -> list[Piece]:
    return [Piece(part_of(m), m.title, m.level, m.detail, m.running_heads, m.answers_for) for m in document.sections]


def rendre(document: Document) -> Rendered:
    """The document as `publishing.Plan.render` makes it."""
    return assemble(pieces_of(document), document.info, FONTES)


def page_html(corps: str, langue: str = "fr") -> str:
    return (
        f'<!doctype html><html lang="{langue}"><head><meta charset="utf-8"><title>Essai</title>'
        f'<meta name="author" content="x"></head><body>{corps}</body></html>'
    )


def partie(corps: str) -> Part:
    """A part made of some HTML, laid out once."""
    return part_of(Section(page_html(corps)))


def assembler(*pieces: Piece) -> Rendered:
    return assemble(pieces, ETIQUETTE, FONTES)


def ouvrir(octets: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(octets))


def _pdftotext(octets: bytes, *options: str) -> str:
    lecture = subprocess.run(["pdftotext", *options, "-", "-"], input=octets, capture_output=True, check=True)
    assert lecture.stderr.replace(b"no word list\n", b"") == b""  # it complains of nothing but blank pages
    return lecture.stdout.decode()


def textes(octets: bytes, *options: str) -> list[str]:
    """The text of each page, on one line."""
    return [" ".join(page.split()) for page in _pdftotext(octets, *(options or ("-layout",))).split("\f")[:-1]]


def mots(octets: bytes) -> list[list[tuple[float, float, float, float, str]]]:
    """The words of each page: left, top, right, bottom in points from the upper left corner, then the word."""
    motif = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)<')
    return [
        [(*map(float, mot[:4]), mot[4]) for mot in motif.findall(page)]
        for page in _pdftotext(octets, "-bbox").split("<page ")[1:]
    ]


def fautes(octets: bytes, fichier: Path) -> list[str]:
    """What two norms find wrong in a document; `fichier` is where to write it."""
    fichier.write_bytes(octets)
    return [
        f"{profil} {faute.rule_id} {faute.message}"
        for profil in ("ua1", "2a")
        for faute in validateur.validate_pdf(str(fichier), profile=profil).failures
    ]


def fontes(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every font of a document, once, wherever it is used: pages, forms, appearances."""
    for obj in pdf.objects:
        if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/Font" and "/DescendantFonts" not in obj:
            yield obj


def ecritures_etrangeres(pdf: pikepdf.Pdf) -> list[str]:
    """The fonts that are not ours, not embedded, or whose letters cannot be read back."""
    trouvees = []
    for fonte in fontes(pdf):
        nom = str(fonte.BaseFont).rpartition("+")[2].lstrip("/")
        if not nom.startswith(("Territoires-", "TerritoiresSans-Regular")):
            trouvees.append(f"{nom} n’est pas à nous")
        programme = fonte.FontDescriptor.get("/FontFile2")
        if programme is None or int(programme.Length1) != len(programme.read_bytes()):
            trouvees.append(f"{nom} n’est pas embarquée entière")
    composees = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == "/Type0"]
    return trouvees + [f"{fonte.BaseFont} ne se relit pas" for fonte in composees if "/ToUnicode" not in fonte]


def rangs_des_pages(pdf: pikepdf.Pdf) -> dict[tuple[int, int], int]:
    """The rank of each page, from 0, by the name of its object."""
    return {page.obj.objgen: rang for rang, page in enumerate(pdf.pages)}


def signets(pdf: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """The bookmarks in reading order: level from 1, title, page from 0."""
    rangs = rangs_des_pages(pdf)

    def walk(entrees, niveau: int) -> Iterator[tuple[int, str, int]]:
        for entree in entrees:
            yield niveau, entree.title, rangs[entree.destination[0].objgen]
            yield from walk(entree.children, niveau + 1)

    with pdf.open_outline() as plan:
        return list(walk(plan.root, 1))
