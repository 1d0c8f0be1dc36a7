"""The fields of a PDF: widgets that anyone can type French in, on screen, in print and in an archive.

WeasyPrint places the widgets and tags them (`appearance: auto`); it gives them no appearance, asks readers to make
one up, and names a font whose codes are glyph numbers, in which no reader can write what is typed. Here each widget
gets an appearance of its own and a simple font, complete for WinAnsi (é, œ, ’, €), embedded once.

`make_fillable` works on the pages of one laid-out PDF. A widget then carries all it needs (`/DA`, and its font in
`/AP /N /Resources`), so whoever copies pages into another PDF carries nothing else and calls `build_acroform` last.
Nothing here asks for the time or for chance: same PDF in, same objects out.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from dts_platform.core.pdf.faces import FILES, FURNITURE, cut, furniture
from dts_platform.core.pdf.streams import font_file, packed, stream

NOM_DE_POLICE = "TerritoiresSans"
CORPS = 9
ECRITURE = f"/{NOM_DE_POLICE} {CORPS} Tf 0 g"
COCHEE = Name("/Oui")
_IMPRIMER, _PLUSIEURS_LIGNES, _NON_SYMBOLIQUE = 4, 1 << 12, 1 << 5
_CODES = range(32, 256)


def make_fillable(pdf: Pdf, dossier: Path) -> None:
    """Make the widgets of a PDF complete: font, appearance, description, tab order, `/AcroForm`. Doing it twice is free.

    `dossier` holds the font files.
    """
    _drop_fonts_of_fields(pdf)
    ressources = coches = None
    for page in pdf.pages:
        traits, portee = [], False
        for champ in _widgets_of(page):
            nom = str(champ.get("/T", ""))
            champ.TU, champ.F, champ.P = _string(str(champ.get("/TU", "")) or nom), _IMPRIMER, page.obj
            if _is_complete(champ):
                continue
            champ.T = _string(nom)
            champ.Rect = _upright(champ.Rect)
            for cle in ("/MK", "/Border", "/BS", "/A", "/AA", "/V"):
                if cle in champ:
                    del champ[cle]
            traits.append(_frame(champ))
            if champ.FT == "/Btn":
                coches = coches or _ticks(pdf)
                _complete_box(champ, coches)
            else:
                ressources = ressources or _resources(pdf, dossier)
                _complete_text(pdf, champ, ressources if not portee else Dictionary())
                portee = True
            _tag_directly(pdf, champ)
        _draw(pdf, page, "".join(traits))
    build_acroform(pdf)


def stretch_to_cells(document) -> None:
    """Give each field of a table cell the whole cell, in a document laid out by WeasyPrint and not yet drawn.

    Only then have the rows their height. The field itself is not drawn: its rectangle alone changes.
    """
    for page in document.pages:
        cellules = {
            enfant: boite
            for boite in page._page_box.descendants()
            if boite.element is not None and boite.element_tag == "td"
            for enfant in boite.element
            if enfant.tag == "textarea"
        }
        for champs in page.forms.values():
            champs[:] = [
                (boite, _inside(cellules[boite.element]) if boite.element in cellules else rectangle)
                for boite, rectangle in champs
            ]


def _inside(cellule) -> tuple[float, float, float, float]:
    """The frame of a laid-out cell less a hair, as WeasyPrint measures: from the top, in CSS pixels."""
    x, y, largeur, hauteur = cellule.hit_area()
    return x + 1.5, y + 1.5, x + largeur - 1.5, y + hauteur - 1.5


def build_acroform(pdf: Pdf) -> None:
    """Write the `/AcroForm` of a PDF from the widgets on its pages, in their order; none where there are none.

    Two widgets of the same name would be one field: the second is renamed. Doing it twice changes nothing.
    """
    pris: set[str] = set()
    champs, fontes = Array(), Dictionary()
    for champ in _widgets(pdf):
        champ.T = String(_free_name(str(champ.get("/T", "champ")), pris))
        champs.append(champ)
        for nom, fonte in _fonts_of(champ).items():
            if nom not in fontes:
                fontes[nom] = fonte
            _fonts_of(champ)[nom] = fontes[nom]  # one embedded program, whatever the number of parts
    if "/AcroForm" in pdf.Root:
        del pdf.Root["/AcroForm"]
    for page in pdf.pages:
        if "/Annots" in page:
            page.Tabs = Name.S
    if len(champs):
        ressources = Dictionary(Font=fontes)
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=champs, DR=ressources, DA=String(ECRITURE)))


def _widgets_of(page: pikepdf.Page) -> Iterator[Dictionary]:
    """The fields on a page, in order: each is its own widget, none has kids."""
    for annotation in page.get("/Annots", Array()):
        if annotation.get("/Subtype") == Name.Widget and "/FT" in annotation:
            yield annotation


def _widgets(pdf: Pdf) -> Iterator[Dictionary]:
    for page in pdf.pages:
        yield from _widgets_of(page)


def _string(texte: str) -> String:
    """A text with plain spaces: the short encoding of PDF has no other, and the long one doubles it."""
    return String(texte.replace("\u202f", " ").replace("\u00a0", " "))


def _is_complete(champ: Dictionary) -> bool:
    """Whether a field went through here already."""
    if champ.FT == "/Btn":
        return str(COCHEE) in champ.get("/AP", Dictionary()).get("/N", Dictionary())
    return str(champ.get("/DA", "")) == ECRITURE


def _free_name(nom: str, pris: set[str]) -> str:
    libre, rang = nom, 1
    while libre in pris:
        rang += 1
        libre = f"{nom}-{rang}"
    pris.add(libre)
    return libre


def _fonts_of(champ: Dictionary) -> Dictionary:
    """The fonts of the appearance of a text field, as the dictionary itself."""
    apparence = champ.get("/AP", Dictionary()).get("/N")
    if not isinstance(apparence, Stream):
        return Dictionary()
    return apparence.get("/Resources", Dictionary()).get("/Font", Dictionary())


def _drop_fonts_of_fields(pdf: Pdf) -> None:
    """Forget the fonts that WeasyPrint embedded whole for the fields, where no text of the page is set in them."""
    noms = {f"/{mot[1:]}" for c in _widgets(pdf) for mot in str(c.get("/DA", "")).split() if mot.startswith("/")}
    noms.discard(f"/{NOM_DE_POLICE}")
    if not noms:
        return
    utilises = {
        str(operation.operands[0]) for page in pdf.pages for operation in pikepdf.parse_content_stream(page, "Tf")
    }
    for page in pdf.pages:
        fontes = page.get("/Resources", Dictionary()).get("/Font", Dictionary())
        for nom in sorted((noms - utilises) & set(fontes.keys())):
            del fontes[nom]


def _upright(rectangle: Array) -> Array:
    """The same rectangle from its lower left to its upper right corner, to a tenth of a point."""
    x1, y1, x2, y2 = (float(valeur) for valeur in rectangle)
    return Array([round(v, 1) for v in (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))])


def _size(champ: Dictionary) -> tuple[float, float]:
    x1, y1, x2, y2 = (float(valeur) for valeur in champ.Rect)
    return round(x2 - x1, 1), round(y2 - y1, 1)


def _tag_directly(pdf: Pdf, champ: Dictionary) -> None:
    """Tag a field as the `Form` of the cell or paragraph it is in, without the two objects WeasyPrint puts between."""
    element = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree).get(int(champ.get("/StructParent", -1)))
    if element is None or element.get("/S") != "/Form" or element.P.get("/S") != "/NonStruct" or len(element.P.K) != 1:
        return
    enveloppe, parent = element.P, element.P.P
    for rang, enfant in enumerate(parent.K):
        if isinstance(enfant, Dictionary) and enfant.objgen == enveloppe.objgen:
            parent.K[rang] = element
            element.P = parent
            element.K = Dictionary(Type=Name.OBJR, Obj=champ, Pg=element.Pg)


def _complete_text(pdf: Pdf, champ: Dictionary, ressources: Dictionary) -> None:
    """An empty field: nothing drawn, but where and with what to draw is said."""
    if lignes := int(champ.get("/Ff", 0)) & _PLUSIEURS_LIGNES:
        champ.Ff = lignes
    if "/V" in champ:
        del champ["/V"]
    champ.DA = String(ECRITURE)
    # Never shared: some readers write over the stream of a field when its text changes.
    champ.AP = Dictionary(N=_appearance(pdf, b"", _size(champ), ressources))


def _frame(champ: Dictionary) -> str:
    """What paper shows of a field: the line to write on, the square to tick. A cell is framed by its table."""
    x1, y1, x2, y2 = (float(valeur) for valeur in champ.Rect)
    if champ.FT == "/Btn":
        return f"{x1:.1f} {y1:.1f} {x2 - x1:.1f} {y2 - y1:.1f} re\n"
    if int(champ.get("/Ff", 0)) & _PLUSIEURS_LIGNES:
        return ""
    return f"{x1:.1f} {y1:.1f} m {x2:.1f} {y1:.1f} l\n"


def _draw(pdf: Pdf, page: pikepdf.Page, traits: str) -> None:
    """Draw the frames of the fields over the page, as what no reading aloud should mention."""
    if traits:
        page.contents_add(stream(pdf, b"q"), prepend=True)
        page.contents_add(stream(pdf, f"Q\n/Artifact BMC\n.6 w .45 G\n{traits}S\nEMC".encode()))


def _ticks(pdf: Pdf) -> Dictionary:
    """The two states of every box, drawn with lines so that no font of symbols is needed; readers fit them to size."""
    dessins = {str(COCHEE): b"q 1.5 w 1 J 1 j 0 G 2 5.2 m 4.2 2.6 l 8.2 8 l S Q", "/Off": b"q Q"}
    return pdf.make_indirect(
        Dictionary({nom: _appearance(pdf, dessin, (10, 10), Dictionary()) for nom, dessin in dessins.items()})
    )


def _complete_box(champ: Dictionary, coches: Dictionary) -> None:
    cochee = champ.get("/AS", "/Off") != "/Off"
    champ.AP = Dictionary(N=coches)
    champ.AS = champ.V = COCHEE if cochee else Name.Off
    if "/DA" in champ:
        del champ["/DA"]


def _appearance(pdf: Pdf, dessin: bytes, taille: tuple[float, float], ressources: Dictionary) -> Stream:
    """A drawing in a frame of its own. Short, and left plain: compressed it would be longer."""
    return pdf.make_indirect(Stream(pdf, dessin, Subtype=Name.Form, BBox=Array([0, 0, *taille]), Resources=ressources))


@cache
def _program(dossier: Path) -> tuple[bytes, int]:
    """The furniture face cut to the letters of WinAnsi, with the table that says which glyph each has; see `packed`."""
    police = TTFont(dossier / FILES[FURNITURE])
    return packed(cut(police, retain_gids=False, unicodes={ord(lettre) for lettre in _letters().values()}))


@cache
def _letters() -> dict[int, str]:
    """The letter of each WinAnsi code that has one."""
    lettres = {code: bytes([code]).decode("cp1252", "ignore") for code in _CODES}
    return {code: lettre for code, lettre in lettres.items() if lettre and code != 127}


def _resources(pdf: Pdf, dossier: Path) -> Dictionary:
    """What every text field draws with, once in the document."""
    for champ in _widgets(pdf):
        if f"/{NOM_DE_POLICE}" in _fonts_of(champ):
            return champ.AP.N.Resources
    fontes = pdf.make_indirect(Dictionary({f"/{NOM_DE_POLICE}": _font(pdf, dossier)}))
    return pdf.make_indirect(Dictionary(Font=fontes))


def _font(pdf: Pdf, dossier: Path) -> Dictionary:
    """The font of the fields as a PDF object: simple, WinAnsi, embedded with every letter of its codes."""
    face = furniture(dossier)
    haut, bas, capitale = face.hampes
    descripteur = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/TerritoiresSans-Regular"),
        Flags=_NON_SYMBOLIQUE,
        FontBBox=Array(face.cadre),
        ItalicAngle=0,
        Ascent=haut,
        Descent=bas,
        CapHeight=capitale,
        StemV=80,
        MissingWidth=face.largeurs[0],
        FontFile2=font_file(pdf, *_program(dossier)),
    )
    lettres = _letters()
    fonte = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name("/TerritoiresSans-Regular"),
        FirstChar=_CODES.start,
        LastChar=_CODES.stop - 1,
        Widths=Array([face.largeurs[face.glyphes.get(lettres.get(code, ""), 0)] for code in _CODES]),
        Encoding=Name.WinAnsiEncoding,
        FontDescriptor=pdf.make_indirect(descripteur),
    )
    return pdf.make_indirect(fonte)
