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

from dts_platform.pdf.fonts import FONT_FILES, FURNITURE_FACE, furniture_face, subset_font
from dts_platform.pdf.streams import compress_font, font_file, stream

FONT_NAME = "TerritoiresSans"
# Zero: each reader takes the size at which what is typed fits its field, so that nothing is cut on screen or on paper.
FONT_SIZE = 0
DEFAULT_APPEARANCE = f"/{FONT_NAME} {FONT_SIZE} Tf 0 g"
CHECKED = Name("/Oui")
_PRINT, _MULTILINE, _DROP_DOWN, _NONSYMBOLIC = 4, 1 << 12, 1 << 17, 1 << 5
_CODES = range(32, 256)


def make_fillable(pdf: Pdf, font_folder: Path) -> None:
    """Make the widgets of a PDF complete: font, appearance, description, tab order, `/AcroForm`. Doing it twice is free.

    `font_folder` holds the font files.
    """
    _drop_fonts_of_fields(pdf)
    resources = ticks = None
    for page in pdf.pages:
        frames, font_carried = [], False
        for field in _widgets_of(page):
            name = str(field.get("/T", ""))
            field.TU, field.F, field.P = _string(str(field.get("/TU", "")) or name), _PRINT, page.obj
            if _is_complete(field):
                continue
            field.T = _string(name)
            field.Rect = _upright(field.Rect)
            for key in ("/MK", "/Border", "/BS", "/A", "/AA", "/V"):
                if key in field:
                    del field[key]
            frames.append(_frame(field))
            if field.FT == "/Btn":
                ticks = ticks or _ticks(pdf)
                _complete_box(field, ticks)
            else:
                resources = resources or _resources(pdf, font_folder)
                _complete_text(pdf, field, resources if not font_carried else Dictionary())
                font_carried = True
            _tag_directly(pdf, field)
        _draw(pdf, page, "".join(frames))
    build_acroform(pdf)


def build_acroform(pdf: Pdf) -> None:
    """Write the `/AcroForm` of a PDF from the widgets on its pages, in their order; none where there are none.

    Two widgets of the same name would be one field: the second is renamed. Doing it twice changes nothing.
    """
    taken: set[str] = set()
    fields, fonts = Array(), Dictionary()
    for field in _widgets(pdf):
        field.T = String(_free_name(str(field.get("/T", "champ")), taken))
        fields.append(field)
        for name, font in _fonts_of(field).items():
            if name not in fonts:
                fonts[name] = font
            _fonts_of(field)[name] = fonts[name]  # one embedded program, whatever the number of parts
    if "/AcroForm" in pdf.Root:
        del pdf.Root["/AcroForm"]
    for page in pdf.pages:
        if "/Annots" in page:
            page.Tabs = Name.S
    if len(fields):
        resources = Dictionary(Font=fonts)
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=fields, DR=resources, DA=String(DEFAULT_APPEARANCE)))


def _widgets_of(page: pikepdf.Page) -> Iterator[Dictionary]:
    """The fields on a page, in order: each is its own widget, none has kids."""
    for annotation in page.get("/Annots", Array()):
        if annotation.get("/Subtype") == Name.Widget and "/FT" in annotation:
            yield annotation


def _widgets(pdf: Pdf) -> Iterator[Dictionary]:
    for page in pdf.pages:
        yield from _widgets_of(page)


def _string(text: str) -> String:
    """A text with plain spaces: the short encoding of PDF has no other, and the long one doubles it."""
    return String(text.replace("\u202f", " ").replace("\u00a0", " "))


def _is_complete(field: Dictionary) -> bool:
    """Whether a field went through here already."""
    if field.FT == "/Btn":
        return str(CHECKED) in field.get("/AP", Dictionary()).get("/N", Dictionary())
    return str(field.get("/DA", "")) == DEFAULT_APPEARANCE


def _free_name(name: str, taken: set[str]) -> str:
    candidate, number = name, 1
    while candidate in taken:
        number += 1
        candidate = f"{name}-{number}"
    taken.add(candidate)
    return candidate


def _fonts_of(field: Dictionary) -> Dictionary:
    """The fonts of the appearance of a text field, as the dictionary itself."""
    appearance = field.get("/AP", Dictionary()).get("/N")
    if not isinstance(appearance, Stream):
        return Dictionary()
    return appearance.get("/Resources", Dictionary()).get("/Font", Dictionary())


def _drop_fonts_of_fields(pdf: Pdf) -> None:
    """Forget the fonts that WeasyPrint embedded whole for the fields, where no text of the page is set in them."""
    names = {
        f"/{word[1:]}" for field in _widgets(pdf) for word in str(field.get("/DA", "")).split() if word.startswith("/")
    }
    names.discard(f"/{FONT_NAME}")
    if not names:
        return
    used = {str(operation.operands[0]) for page in pdf.pages for operation in pikepdf.parse_content_stream(page, "Tf")}
    for page in pdf.pages:
        fonts = page.get("/Resources", Dictionary()).get("/Font", Dictionary())
        for name in sorted((names - used) & set(fonts.keys())):
            del fonts[name]


def _upright(rectangle: Array) -> Array:
    """The same rectangle from its lower left to its upper right corner, to a tenth of a point."""
    x1, y1, x2, y2 = (float(value) for value in rectangle)
    return Array([round(v, 1) for v in (min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))])


def _size(field: Dictionary) -> tuple[float, float]:
    x1, y1, x2, y2 = (float(value) for value in field.Rect)
    return round(x2 - x1, 1), round(y2 - y1, 1)


def _tag_directly(pdf: Pdf, field: Dictionary) -> None:
    """Tag a field as the `Form` of the cell or paragraph it is in, without the two objects WeasyPrint puts between."""
    element = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree).get(int(field.get("/StructParent", -1)))
    if element is None or element.get("/S") != "/Form" or element.P.get("/S") != "/NonStruct" or len(element.P.K) != 1:
        return
    wrapper, parent = element.P, element.P.P
    for rank, child in enumerate(parent.K):
        if isinstance(child, Dictionary) and child.objgen == wrapper.objgen:
            parent.K[rank] = element
            element.P = parent
            element.K = Dictionary(Type=Name.OBJR, Obj=field, Pg=element.Pg)


def _complete_text(pdf: Pdf, field: Dictionary, resources: Dictionary) -> None:
    """An empty field: nothing drawn, but where and with what to draw is said. A choice keeps the words to choose from."""
    if field.FT == "/Ch":
        field.Ff, field.Opt = _DROP_DOWN, Array([_string(str(text)) for _, text in field.Opt])
    elif multiline := int(field.get("/Ff", 0)) & _MULTILINE:
        field.Ff = multiline
    if "/V" in field:
        del field["/V"]
    field.DA = String(DEFAULT_APPEARANCE)
    # Never shared: some readers write over the stream of a field when its text changes.
    field.AP = Dictionary(N=_appearance(pdf, b"", _size(field), resources))


def _frame(field: Dictionary) -> str:
    """What paper shows of a field: the line to write on, the square to tick. A cell is framed by its table."""
    x1, y1, x2, y2 = (float(value) for value in field.Rect)
    if field.FT == "/Btn":
        return f"{x1:.1f} {y1:.1f} {x2 - x1:.1f} {y2 - y1:.1f} re\n"
    if int(field.get("/Ff", 0)) & _MULTILINE:
        return ""
    return f"{x1:.1f} {y1:.1f} m {x2:.1f} {y1:.1f} l\n"


def _draw(pdf: Pdf, page: pikepdf.Page, frames: str) -> None:
    """Draw the frames of the fields over the page, as what no reading aloud should mention."""
    if frames:
        page.contents_add(stream(pdf, b"q"), prepend=True)
        page.contents_add(stream(pdf, f"Q\n/Artifact BMC\n.6 w .45 G\n{frames}S\nEMC".encode()))


def _ticks(pdf: Pdf) -> Dictionary:
    """The two states of every box, drawn with lines so that no font of symbols is needed; readers fit them to size."""
    drawings = {str(CHECKED): b"q 1.5 w 1 J 1 j 0 G 2 5.2 m 4.2 2.6 l 8.2 8 l S Q", "/Off": b"q Q"}
    return pdf.make_indirect(
        Dictionary({name: _appearance(pdf, drawing, (10, 10), Dictionary()) for name, drawing in drawings.items()})
    )


def _complete_box(field: Dictionary, ticks: Dictionary) -> None:
    checked = field.get("/AS", "/Off") != "/Off"
    field.AP = Dictionary(N=ticks)
    field.AS = field.V = CHECKED if checked else Name.Off
    if "/DA" in field:
        del field["/DA"]


def _appearance(pdf: Pdf, drawing: bytes, size: tuple[float, float], resources: Dictionary) -> Stream:
    """A drawing in a frame of its own. Short, and left plain: compressed it would be longer."""
    return pdf.make_indirect(Stream(pdf, drawing, Subtype=Name.Form, BBox=Array([0, 0, *size]), Resources=resources))


@cache
def _program(font_folder: Path) -> tuple[bytes, int]:
    """The furniture face cut to the letters of WinAnsi, with the table that says which glyph each has, compressed."""
    font = TTFont(font_folder / FONT_FILES[FURNITURE_FACE])
    return compress_font(subset_font(font, retain_gids=False, unicodes={ord(letter) for letter in _letters().values()}))


@cache
def _letters() -> dict[int, str]:
    """The letter of each WinAnsi code that has one."""
    letters = {code: bytes([code]).decode("cp1252", "ignore") for code in _CODES}
    return {code: letter for code, letter in letters.items() if letter and code != 127}


def _resources(pdf: Pdf, font_folder: Path) -> Dictionary:
    """What every text field draws with, once in the document."""
    for field in _widgets(pdf):
        if f"/{FONT_NAME}" in _fonts_of(field):
            return field.AP.N.Resources
    fonts = pdf.make_indirect(Dictionary({f"/{FONT_NAME}": _font(pdf, font_folder)}))
    return pdf.make_indirect(Dictionary(Font=fonts))


def _font(pdf: Pdf, font_folder: Path) -> Dictionary:
    """The font of the fields as a PDF object: simple, WinAnsi, embedded with every letter of its codes."""
    face = furniture_face(font_folder)
    ascent, descent, cap_height = face.vertical_metrics
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/TerritoiresSans-Regular"),
        Flags=_NONSYMBOLIC,
        FontBBox=Array(face.bbox),
        ItalicAngle=0,
        Ascent=ascent,
        Descent=descent,
        CapHeight=cap_height,
        StemV=80,
        MissingWidth=face.widths[0],
        FontFile2=font_file(pdf, *_program(font_folder)),
    )
    letters = _letters()
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.TrueType,
        BaseFont=Name("/TerritoiresSans-Regular"),
        FirstChar=_CODES.start,
        LastChar=_CODES.stop - 1,
        Widths=Array([face.widths[face.glyph_ids.get(letters.get(code, ""), 0)] for code in _CODES]),
        Encoding=Name.WinAnsiEncoding,
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    return pdf.make_indirect(font)
