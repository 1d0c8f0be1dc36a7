"""The tags of a PDF read back from its bytes: elements in order, each with the text of the content it marks."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import pikepdf

_READ_AS = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")
_BLOCK = re.compile(rb"beginbfchar(.*?)endbfchar", re.S)
Spot = tuple[int, int]  # the rank of a page, the number of a marked content on it


@dataclass
class Element:
    """One element of the tree; its kids are elements, marked contents (`Spot`) and annotations (PDF objects)."""

    kind: str
    obj: pikepdf.Object
    parent: "Element | None" = None
    children: list = field(default_factory=list)

    @property
    def elements(self) -> list["Element"]:
        return [child for child in self.children if isinstance(child, Element)]

    @property
    def annotations(self) -> list[pikepdf.Object]:
        return [child for child in self.children if isinstance(child, pikepdf.Dictionary)]

    def descendants(self) -> Iterator["Element"]:
        """This element and all below, in reading order."""
        yield self
        for child in self.elements:
            yield from child.descendants()

    def find(self, *kinds: str) -> list["Element"]:
        return [element for element in self.descendants() if element.kind in kinds]

    def spots(self, without: tuple[str, ...] = ()) -> Iterator[Spot]:
        """The marked contents below, in reading order, but for those of some sorts of elements."""
        for child in self.children:
            if isinstance(child, tuple):
                yield child
            elif isinstance(child, Element) and child.kind not in without:
                yield from child.spots(without)


@dataclass
class Artifact:
    """Something drawn that is not read aloud: `kind` is its type, followed by its subtype."""

    page: int
    kind: str
    text: str


class TaggedPdf:
    """A tagged document: `tree`, the text of each marked content, the artifacts, the text left without a mark."""

    def __init__(self, pdf: pikepdf.Pdf):
        self.pdf = pdf
        self.ranks = {page.obj.objgen: rank for rank, page in enumerate(pdf.pages)}
        self.contents: dict[Spot, str] = defaultdict(str)
        self.artifacts: list[Artifact] = []
        self.unmarked: list[tuple[int, str]] = []
        self._reads: dict[tuple[int, int], dict[int, str]] = {}
        for rank, page in enumerate(pdf.pages):
            self._read(rank, page.obj, page.obj.Resources, [])

    @cached_property
    def tree(self) -> Element:
        root = self.pdf.Root.StructTreeRoot
        return self._element(root.K[0] if isinstance(root.K, pikepdf.Array) else root.K, None)

    def text(self, element: Element, without: tuple[str, ...] = ()) -> str:
        return "".join(self.contents[spot] for spot in element.spots(without))

    def runs(self, element: Element) -> Iterator[tuple[str, pikepdf.Object | None]]:
        """The texts below in reading order, each with the annotation of the link it is in."""
        link = element.annotations[0] if element.kind == "Link" and element.annotations else None
        for child in element.children:
            if isinstance(child, tuple):
                yield self.contents[child], link
            elif isinstance(child, Element):
                for text, other in self.runs(child):
                    yield text, link if link is not None else other

    def round_trip_faults(self) -> list[str]:
        """What is wrong between the tree and the table that leads back from each content to its element."""
        faults, seen = [], set()
        table = pikepdf.NumberTree(self.pdf.Root.StructTreeRoot.ParentTree)
        keys = [int(page.obj.StructParents) for page in self.pdf.pages]
        keys += [int(a.StructParent) for page in self.pdf.pages for a in page.obj.get("/Annots", ())]
        if len(set(keys)) != len(keys):
            faults.append("une clé sert deux fois")
        for element in self.tree.descendants():
            for child in element.children:
                if isinstance(child, tuple):
                    rank, number = child
                    back = table[int(self.pdf.pages[rank].obj.StructParents)][number]
                    seen.add(child)
                elif isinstance(child, pikepdf.Dictionary):
                    back = table[int(child.StructParent)]
                else:
                    back = None if child.obj.P.objgen == element.obj.objgen else child.obj
                if back is not None and back.objgen != (child if isinstance(child, Element) else element).obj.objgen:
                    faults.append(f"{element.kind} : {child}")
                if isinstance(child, Element) and back is not None:
                    faults.append(f"{child.kind} ne connaît pas son parent {element.kind}")
        faults += [f"contenu hors de l’arbre : {spot}" for spot in self.marks - seen]
        faults += [f"dans l’arbre mais pas sur la page : {spot}" for spot in seen - self.marks]
        for rank, page in enumerate(self.pdf.pages):
            count = len({number for other, number in self.marks if other == rank})
            if len(table[int(page.obj.StructParents)]) != count:
                faults.append(
                    f"page {rank} : table de longueur {len(table[int(page.obj.StructParents)])}, {count} marques"
                )
        return faults

    @cached_property
    def marks(self) -> set[Spot]:
        return set(self.contents)

    def _element(self, obj, parent: Element | None) -> Element:
        element = Element(str(obj.S)[1:], obj, parent)
        children = obj.get("/K", ())
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, int):
                element.children.append((self.ranks[obj.Pg.objgen], child))
            elif "/MCID" in child:
                element.children.append((self.ranks[child.get("/Pg", obj.get("/Pg")).objgen], int(child.MCID)))
            elif child.get("/Type") == "/OBJR":
                element.children.append(child.Obj)
            else:
                element.children.append(self._element(child, element))
        return element

    def _read(self, rank: int, stream, resources, marks: list) -> None:
        font, fonts = None, []
        for operation in pikepdf.parse_content_stream(stream):
            operator, operands = str(operation.operator), operation.operands
            match operator:
                case "BDC" | "BMC":
                    marks.append(self._open(rank, operands))
                case "EMC":
                    marks.pop()
                case "q":
                    fonts.append(font)
                case "Q":
                    font = fonts.pop()
                case "Tf":
                    font = resources.Font[str(operands[0])]
                case "Tj":
                    self._show(rank, font, bytes(operands[0]), marks)
                case "TJ":
                    said = [bytes(word) for word in operands[0] if isinstance(word, pikepdf.String)]
                    self._show(rank, font, b"".join(said), marks)
                case "Do":
                    form = resources.XObject[str(operands[0])]
                    if form.Subtype == "/Form":
                        self._read(rank, form, form.get("/Resources", resources), marks)

    def _open(self, rank: int, operands) -> int | Artifact | None:
        properties = operands[1] if len(operands) > 1 else {}
        if str(operands[0]) == "/Artifact":
            kind = f"{properties.get('/Type', '')}{properties.get('/Subtype', '')}"
            self.artifacts.append(Artifact(rank, kind, ""))
            return self.artifacts[-1]
        if "/MCID" not in properties:
            return None
        number = int(properties.MCID)
        assert (rank, number) not in self.contents, f"{number} marque deux contenus de la page {rank}"
        self.contents[rank, number] = ""
        return number

    def _show(self, rank: int, font, codes: bytes, marks: list) -> None:
        if font.objgen not in self._reads:
            self._reads[font.objgen] = read_as(font)
        readings = self._reads[font.objgen]
        text = "".join(readings[int.from_bytes(codes[n : n + 2])] for n in range(0, len(codes), 2))
        mark_here = next((mark for mark in reversed(marks) if mark is not None), None)
        if isinstance(mark_here, Artifact):
            mark_here.text += text
        elif mark_here is None:
            self.unmarked.append((rank, text))
        else:
            self.contents[rank, mark_here] += text


CHILDREN = {
    "Document": {"Part"},
    "L": {"LI"},
    "LI": {"Lbl", "LBody"},
    "Table": {"THead", "TBody", "TFoot", "TR", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
}


def structure_faults(tagged: TaggedPdf, parts: int) -> list[str]:
    """What would mislead who reads with the tags alone, in a document of so many parts."""
    faults = [f"texte sans marque, page {rank} : {text}" for rank, text in tagged.unmarked]
    if tagged.tree.kind != "Document" or len(tagged.tree.elements) != parts:
        faults.append(f"{len(tagged.tree.elements)} parties dans {tagged.tree.kind}")
    if str(tagged.pdf.Root.get("/Lang")) != "fr" or tagged.pdf.Root.MarkInfo.Marked is not True:
        faults.append("langue ou balisage non déclarés")
    for element in tagged.tree.descendants():
        allowed = CHILDREN.get(element.kind)
        if allowed and (
            {child.kind for child in element.elements} - allowed or len(element.elements) != len(element.children)
        ):
            faults.append(f"{element.kind} tient {[getattr(e, 'kind', e) for e in element.children]}")
        if element.kind in CHECKS and (fault := CHECKS[element.kind](tagged, element)):
            faults.append(f"{element.kind} {tagged.text(element)[:40]!r} : {fault}")
    for rank, part in enumerate(tagged.tree.elements):
        levels = [int(title.kind[1]) for title in part.find(*(f"H{n}" for n in range(1, 7)))]
        if levels.count(1) != 1 or levels[0] != 1 or any(b > a + 1 for a, b in pairwise(levels)):
            faults.append(f"titres de la partie {rank} : {levels}")
    return faults


def _item(tagged: TaggedPdf, item: Element) -> str:
    kinds = [child.kind for child in item.elements]
    return "" if kinds in (["LBody"], ["Lbl", "LBody"]) else f"tient {kinds}"


def _list(tagged: TaggedPdf, element: Element) -> str:
    return "" if element.children else "vide"


def _header(tagged: TaggedPdf, cell: Element) -> str:
    attributes = cell.obj.get("/A", {})
    return "" if attributes.get("/Scope") in ("/Column", "/Row") and attributes.get("/O") == "/Table" else "sans portée"


def _table(tagged: TaggedPdf, table: Element) -> str:
    widths = {sum(int(c.obj.get("/A", {}).get("/ColSpan", 1)) for c in row.elements) for row in table.find("TR")}
    tall = any("/RowSpan" in c.obj.get("/A", {}) for c in table.find("TH", "TD"))
    return "" if len(widths) == 1 or tall else f"rangées de largeurs {widths}"


def _figure(tagged: TaggedPdf, figure: Element) -> str:
    if not str(figure.obj.get("/Alt", "")).strip():
        return "sans description"
    x1, y1, x2, y2 = (float(side) for side in figure.obj.A.BBox)
    (rank,) = {spot[0] for spot in figure.spots()}
    _, _, right, top = (float(side) for side in tagged.pdf.pages[rank].mediabox)
    return "" if 0 <= x1 < x2 <= right and 0 <= y1 < y2 <= top else f"hors de sa page : {x1, y1, x2, y2}"


def _link(tagged: TaggedPdf, link: Element) -> str:
    if not tagged.text(link).strip():
        return "sans texte"
    if not link.annotations or not all(str(a.get("/Contents", "")).strip() for a in link.annotations):
        return "sans annotation décrite"
    return "" if all("/Dest" in a or "/URI" in a.A for a in link.annotations) else "ne mène nulle part"


CHECKS = {"L": _list, "LI": _item, "TH": _header, "Table": _table, "Figure": _figure, "Link": _link}


def read_as(font: pikepdf.Object) -> dict[int, str]:
    """How a font reads its glyphs, by their number."""
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for block in _BLOCK.findall(font.ToUnicode.read_bytes())
        for glyph, text in _READ_AS.findall(block)
    }


def squeezed(text: str) -> str:
    """A text without blanks and without the hyphens at the end of lines, to compare what only line breaks tell apart."""
    return re.sub(r"[\s\u00ad\u200b\u2060]+", "", text)
