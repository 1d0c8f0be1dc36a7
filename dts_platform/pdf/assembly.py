"""Parts into one document: pages in order, numbers in their slots, page furniture, one tree of tags, one copy of each font."""

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from dts_platform.pdf.coverage import clean
from dts_platform.pdf.fonts import FONT_FILES, Face, face_name, french_to_unicode, furniture_face, glyphs_beyond_french
from dts_platform.pdf.forms import build_acroform
from dts_platform.pdf.lettering import Lettering, one_printable_line
from dts_platform.pdf.metadata import describe
from dts_platform.pdf.parts import (
    A4_HEIGHT,
    SLOT_KIND,
    SLOT_SIZE,
    SLOT_TARGET,
    SLOT_WIDTH,
    DocumentInfo,
    PartsRefused,
    Piece,
    Rendered,
)
from dts_platform.pdf.streams import pdf_bytes, stream

ONLINE = "(en\u00a0ligne)"  # what a reference says when its target is not in the document
WITHOUT_TARGET = {"reference": ONLINE, "number": "–"}
HEAD_FROM_TOP = 34.0  # points from the top of the sheet to the running head
RULE_FROM_TOP = 42.0  # points from the top of the sheet to the rule below it
FOOT_FROM_BOTTOM = 36.0  # points from the bottom of the sheet to the foot
FONT_SIZE, TEXT_COLOUR, RULE_COLOUR = 8.0, b"0.33 g", b"0.73 G"
FONT_KEY, HEAD_KEY, FOOT_KEY = "/Folio", "/Tetiere", "/Pied"
_HEADS_GAP = 18.0
_FURNITURE = b"""/Artifact <</Type /Pagination /Subtype /Header>> BDC /Tetiere Do EMC
/Artifact <</Type /Pagination /Subtype /Footer>> BDC /Pied Do q %s Q EMC"""


@dataclass(frozen=True)
class Destination:
    """Where an address is in a document: page from 0, height in points from its foot."""

    page: int
    y: float


class Assembly:
    """One document being made of its pieces. `font_folder` holds the font files."""

    def __init__(self, pieces: Sequence[Piece], info: DocumentInfo, font_folder: Path):
        self.pieces, self.info, self.font_folder = pieces, info, font_folder
        self.starts: list[int] = []
        self.total = 0
        for piece in pieces:
            self.starts.append(self.total)
            self.total += piece.part.pages
        self.pdf = pikepdf.new()
        self.face = furniture_face(font_folder)
        self.lettering = Lettering(self.face, font_folder, FONT_KEY)
        self.number_forms: dict[tuple, pikepdf.Object] = {}
        self.feet: dict[tuple, pikepdf.Object] = {}
        self.font_names: list[dict[str, str]] = [{} for _ in pieces]
        self.shared_fonts: dict[str, pikepdf.Object] = {}
        self.key_offset = 0
        self.nums = Array()

    @cached_property
    def destinations(self) -> Mapping[str, Destination]:
        """Each address the document answers for."""
        destinations = {}
        for piece, start in zip(self.pieces, self.starts, strict=True):
            for address, anchor in piece.answers_for.items():
                page, y = piece.part.anchors.get(anchor, (0, A4_HEIGHT))
                destinations.setdefault(address, Destination(start + page, y))
        return destinations

    def build(self) -> bytes:
        self.sources = [pikepdf.open(io.BytesIO(piece.part.data)) for piece in self.pieces]
        if len(self.sources) > 1:
            self._share_faces()
        root = self._tree_root()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)  # fields are listed again at the end
            for rank, source in enumerate(self.sources):
                self._add(rank, source)
        root.ParentTree = self.pdf.make_indirect(Dictionary(Nums=self.nums))
        root.ParentTreeNextKey = self.key_offset
        self._link()
        self._outline()
        if any(piece.part.has_fields for piece in self.pieces):
            build_acroform(self.pdf)
        describe(self.pdf, self.info)
        self.pdf.Root.OutputIntents = self.pdf.copy_foreign(
            self.sources[0].make_indirect(self.sources[0].Root.OutputIntents)
        )
        return pdf_bytes(self.pdf)

    def _share_faces(self) -> None:
        """Install each face once, read as all parts read it, and take their own fonts away."""
        to_unicode_maps: dict[str, dict[int, str]] = {}
        for piece in self.pieces:
            for face, to_unicode in piece.part.to_unicode_maps.items():
                to_unicode_maps.setdefault(face, {}).update(to_unicode)
        to_unicode_maps[self.face.name] = french_to_unicode(self.face) | to_unicode_maps.get(self.face.name, {})
        for name, to_unicode in sorted(to_unicode_maps.items()):
            if name in FONT_FILES and (font := self._shared_font(name, to_unicode)):
                self.shared_fonts[name] = font
        for source, names in zip(self.sources, self.font_names, strict=True):
            fonts = source.pages[0].Resources.Font
            for key, font in list(fonts.items()):
                if face_name(font) in self.shared_fonts:
                    names[key] = face_name(font)
                    del fonts[key]

    def _shared_font(self, name: str, to_unicode: Mapping[int, str]) -> pikepdf.Object | None:
        """A face for all parts; None when it cannot be made for the signs of one of them: each then keeps its own."""
        try:
            face = Face.read(name, self.font_folder, glyphs_beyond_french(to_unicode))
        except Exception:  # whatever a font library says of one face, there are others
            return None
        return face.install(self.pdf, to_unicode)

    @cached_property
    def font(self) -> pikepdf.Object:
        """The font of furniture and numbers: the one all parts share, or that of a part alone when it has all their signs."""
        if self.face.name in self.shared_fonts:
            return self.shared_fonts[self.face.name]
        if len(self.sources) == 1:
            needed = "".join(self.pieces[0].running_heads or ()) + self.info.foot + "0123456789 /"
            needed = set(needed) & set(self.face.glyph_ids)
            known = self.pieces[0].part.to_unicode_maps.get(self.face.name, {})
            for font in self.sources[0].pages[0].Resources.Font.values():
                if face_name(font) == self.face.name and needed <= set(known.values()):
                    return self.pdf.copy_foreign(font)
        return self.face.install(self.pdf, french_to_unicode(self.face))

    @cached_property
    def resources(self) -> pikepdf.Object:
        """What a drawing in the furniture face needs."""
        texts = [self.info.foot, *(head for piece in self.pieces for head in piece.running_heads or ())]
        fonts = {FONT_KEY: self.font} | self.lettering.fallback_fonts(self.pdf, "".join(texts))
        return self.pdf.make_indirect(Dictionary(Font=Dictionary(fonts)))

    def _tree_root(self) -> pikepdf.Object:
        root = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array(), P=root))
        root.K = Array([self.document])
        self.pdf.Root.StructTreeRoot = root
        return root

    def _add(self, rank: int, source: pikepdf.Pdf) -> None:
        piece, start = self.pieces[rank], self.starts[rank]
        self.pdf.pages.extend(source.pages)
        tree = self.pdf.copy_foreign(source.Root.StructTreeRoot)
        part_element = tree.K[0] if isinstance(tree.K, Array) else tree.K
        part_element.S, part_element.P = Name.Part, self.document
        self.document.K.append(part_element)
        keys = tree.ParentTree.Nums
        for position in range(0, len(keys), 2):
            self.nums.append(int(keys[position]) + self.key_offset)
            self.nums.append(keys[position + 1])
        pages = [self.pdf.pages[number].obj for number in range(start, start + piece.part.pages)]
        resources = pages[0].Resources
        for key, name in self.font_names[rank].items():
            resources.Font[key] = self.shared_fonts[name]
        self._fill_slots(resources)
        for page in pages:
            page.StructParents = int(page.StructParents) + self.key_offset
            for annotation in page.get("/Annots", ()):
                annotation.StructParent = int(annotation.StructParent) + self.key_offset
        if piece.running_heads is not None:
            self._furnish(piece, start, pages)
        self.key_offset += max(int(key) for key in keys[::2]) + 1 if len(keys) else 0

    def _fill_slots(self, resources: pikepdf.Object) -> None:
        forms = resources.get("/XObject", {})
        for key, form in list(forms.items()):
            if f"/{SLOT_TARGET}" in form:
                forms[key] = self._number(form)

    def _number(self, form: pikepdf.Object) -> pikepdf.Object:
        """The form that shows the page of a target, set to the right of its slot, narrowed when it is too long."""
        destination, kind = self.destinations.get(str(form[f"/{SLOT_TARGET}"])), str(form[f"/{SLOT_KIND}"])[1:]
        size, width = float(form[f"/{SLOT_SIZE}"]), float(form[f"/{SLOT_WIDTH}"])
        text = WITHOUT_TARGET[kind] if destination is None else str(destination.page + 1)
        if destination is not None and kind == "reference":
            text = f"(p.\u00a0{text})"
        key = (text, size, width)
        if key not in self.number_forms:
            natural_width = self.face.width(text, size)
            scale = min(1.0, width / natural_width)
            drawing = b"BT %s %.3f Tf %.2f Tz 1 0 0 1 %.3f 0 Tm %s Tj ET" % (
                FONT_KEY.encode(),
                size,
                scale * 100,
                max(0.0, width - natural_width),
                self.face.codes(text),
            )
            self.number_forms[key] = self._form(drawing, form.BBox)
        return self.number_forms[key]

    def _form(self, drawing: bytes, box) -> pikepdf.Object:
        """A drawing that pages share, in the furniture face."""
        form = stream(self.pdf, drawing)
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array(box)
        form.Resources = self.resources
        return form

    def _furnish(self, piece: Piece, start: int, pages: Sequence[pikepdf.Object]) -> None:
        """Draw running heads and feet, as artifacts: seen, not read aloud."""
        box = [float(side) for side in pages[0].MediaBox]
        left, right, top = piece.part.margins[0], box[2] - piece.part.margins[1], box[3]
        resources = pages[0].Resources
        resources.Font[FONT_KEY] = self.font
        if "/XObject" not in resources:
            resources.XObject = Dictionary()
        head, title = piece.running_heads
        head = self.lettering.fit(head, FONT_SIZE, right - left)
        room = right - left - self.lettering.width(head, FONT_SIZE) - _HEADS_GAP
        title = self.lettering.fit(title, FONT_SIZE, max(0.0, room))
        heads = [(left, head), (right - self.lettering.width(title, FONT_SIZE), title)]
        drawing = b"%s\n%s .4 w %.2f %.2f m %.2f %.2f l S" % (
            self._line(top - HEAD_FROM_TOP, heads),
            RULE_COLOUR,
            left,
            top - RULE_FROM_TOP,
            right,
            top - RULE_FROM_TOP,
        )
        resources.XObject[HEAD_KEY] = self._form(drawing, box)
        resources.XObject[FOOT_KEY] = self._foot(left, box)
        for number, page in enumerate(pages, start):
            folio = f"{number + 1} / {self.total}"
            line = self._line(FOOT_FROM_BOTTOM, [(right - self.face.width(folio, FONT_SIZE), folio)])
            contents = page.Contents if isinstance(page.Contents, Array) else [page.Contents]
            page.Contents = Array([*contents, stream(self.pdf, _FURNITURE % line)])

    def _foot(self, left: float, box: list[float]) -> pikepdf.Object:
        """What the foot of every page says, but its number."""
        key = (left, *box)
        if key not in self.feet:
            self.feet[key] = self._form(self._line(FOOT_FROM_BOTTOM, [(left, self.info.foot)]), box)
        return self.feet[key]

    def _line(self, y: float, texts: Sequence[tuple[float, str]]) -> bytes:
        """Texts on one line, each from its own abscissa."""
        chunks = [
            b"1 0 0 1 %.2f %.2f Tm %s" % (x, y, self.lettering.show(text, FONT_SIZE)) for x, text in texts if text
        ]
        return b"%s BT %s %g Tf\n%s ET" % (TEXT_COLOUR, FONT_KEY.encode(), FONT_SIZE, b"\n".join(chunks))

    def _link(self) -> None:
        """Turn links to addresses that the document answers for into links inside it."""
        pages = [page.obj for page in self.pdf.pages]
        for page in pages:
            for annotation in page.get("/Annots", ()):
                action = annotation.get("/A")
                destination = (
                    self.destinations.get(str(action.URI)) if action is not None and "/URI" in action else None
                )
                if destination is not None:
                    del annotation["/A"]
                    annotation.Dest = Array([pages[destination.page], Name.XYZ, 0, destination.y, 0])

    def _outline(self) -> None:
        with self.pdf.open_outline() as outline:
            levels: list[list] = [outline.root]
            for piece, start in zip(self.pieces, self.starts, strict=True):
                if piece.title:
                    self._bookmark(levels, piece.level, piece.title, start, A4_HEIGHT)
                for bookmark in piece.part.bookmarks if piece.detail else ():
                    self._bookmark(
                        levels, piece.level + bookmark.level - 1, bookmark.title, start + bookmark.page, bookmark.y
                    )

    @staticmethod
    def _bookmark(levels: list[list], level: int, title: str, page: int, y: float) -> None:
        del levels[max(1, level) :]
        item = pikepdf.OutlineItem(title, page, "XYZ", left=0, top=y)
        item.is_closed = level > 1
        levels[-1].append(item)
        levels.append(item.children)


def assemble(pieces: Sequence[Piece], info: DocumentInfo, font_folder: Path) -> Rendered:
    """One document of its pieces, in order. `font_folder` holds the font files.

    Raises PartsRefused, which names the pieces at fault, when some cannot stand in a document.
    """
    pieces, info = [_prepared(piece, font_folder) for piece in pieces], _prepared_info(info, font_folder)
    assembly = Assembly(pieces, info, font_folder)
    try:
        data = assembly.build()
    except Exception as error:  # whatever a library says of a part
        if refused := [rank for rank, piece in enumerate(pieces) if not _stands_alone(piece, info, font_folder)]:
            raise PartsRefused(f"Une partie ne peut pas être assemblée ({type(error).__name__}).", refused) from error
        raise
    return Rendered(data, assembly.total, tuple(start + 1 for start in assembly.starts))


def _stands_alone(piece: Piece, info: DocumentInfo, font_folder: Path) -> bool:
    try:
        Assembly([piece], info, font_folder).build()
    except Exception:
        return False
    return True


def _prepared(piece: Piece, font_folder: Path) -> Piece:
    """A piece whose heads can be drawn and whose bookmark can be written."""
    heads = piece.running_heads and tuple(one_printable_line(head, font_folder) for head in piece.running_heads)
    return replace(piece, title=clean(piece.title), running_heads=heads)


def _prepared_info(info: DocumentInfo, font_folder: Path) -> DocumentInfo:
    """What a document says of itself, without what no metadata can hold."""
    return DocumentInfo(
        clean(info.title),
        clean(info.author),
        clean(info.description),
        info.date,
        one_printable_line(info.foot, font_folder),
    )
