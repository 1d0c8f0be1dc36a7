"""The reader of marks as it was when they came, to know which blanks need one."""


import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from fiches.migrations._marks_of_tools.html_tree import PROTECTED_TAGS, Element, TextNode
from fiches.migrations._marks_of_tools.html_tree import parse as parse_html
from fiches.migrations._marks_of_tools.markup import render
from fiches.migrations._marks_of_tools.marks import FIRST_CODE, LAST_CODE, SIGN, SIZES, Formula, Mark, coded
from fiches.migrations._marks_of_tools.words import before_blank, beside_boxes, french, has_letters, head, name_of, width

MAX_FIELDS = 300  # fields in a text: a sheet has two pages
_INLINE_TAGS = {"strong", "em", "del", "code", "a", "br", "span"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLANK = re.compile(SIGN)
_CODE = re.compile(f"[{chr(FIRST_CODE)}-{chr(LAST_CODE)}]")


@dataclass
class Blank:
    """One blank of a tool. `row` and `column` are what its table calls its place; `size` is a class of fields.css."""

    label: str
    kind: str
    size: str = ""
    row: str = ""
    column: str = ""
    choices: tuple[str, ...] = ()
    formula: Formula | None = None
    sample: str = ""
    name: str = ""
    mark: Mark | None = None
    own: str = ""
    form: str = ""

    def field(self) -> str:
        """Its field; the classes of `fields.css` say its form: cell, box, notes, or line and a width."""
        form = self.form = {"case": "box", "texte": "cell", "notes": "notes"}.get(self.kind, f"line {self.size}")
        attributes = f'class="field {form}" name="{escape(self.name)}" title="{escape(self.label)}"'
        if form in ("cell", "notes"):
            return f"<textarea {attributes}></textarea>"
        return f'<input type="{"checkbox" if form == "box" else "text"}" {attributes}>'


@dataclass
class Tool:
    """What the marks of a tool say: its sheet, its blanks in order, and what is wrong, a sentence in French each."""

    sheet: str = "A4"
    blanks: list[Blank] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass
class _Cell:
    """Where a cell stands: what its row and its column are called, and whether it may be filled."""

    row: str = ""
    column: str = ""
    is_header: bool = False
    is_title: bool = False


@dataclass
class _Place:
    """A blank in a block: where it is in the text of the block and in its text node."""

    leaf: TextNode
    start: int
    end: int
    offset: int
    mark: Mark | None

    @property
    def is_box(self) -> bool:
        return self.leaf.text[self.start - self.offset : self.end - self.offset] == "☐"


class _Labels:
    """The labels and names given so far, which stay unique."""

    def __init__(self):
        self.heading = ""
        self.names: set[str] = set()
        self.labels: Counter = Counter()

    def name(self, blank: Blank) -> Blank:
        label = french(blank.label) or french(head(self.heading)) or "Réponse"
        if self.labels[label] and self.heading and self.heading not in label:
            label = f"{label} ({french(head(self.heading))})"
        self.labels[label] += 1
        if self.labels[label] > 1:
            label = f"{label}, n°\u00a0{self.labels[label]}"
        # A full stop in the name of a PDF field would make it the child of another.
        name = candidate = label.replace(".", "")
        number = 1
        while candidate in self.names:
            number += 1
            candidate = f"{name} ({number})"
        self.names.add(candidate)
        blank.label, blank.name = label, candidate
        return blank


class _Reader:
    """The tree of a tool, its codes taken out, and its blanks."""

    def __init__(self, html: str, marks: list[Mark]):
        self.root, self.marks = parse_html(html), marks
        self.marked: dict[int, list[tuple[int, Mark]]] = {}
        self.cells: dict[int, _Cell] = {}
        self.labels, self.blanks = _Labels(), []
        for leaf in self.root.leaves():
            self._take_codes(leaf)

    def _take_codes(self, leaf: TextNode) -> None:
        found: list[tuple[int, Mark]] = []
        for rank, match in enumerate(_CODE.finditer(leaf.text)):
            number = ord(match[0]) - FIRST_CODE
            if number < len(self.marks):
                found.append((match.start() - rank, self.marks[number]))
        leaf.text = _CODE.sub("", leaf.text)
        self.marked[id(leaf)] = found

    def read(self) -> None:
        for element, leaves in list(self._blocks(self.root)):
            is_heading = element.tag in _HEADINGS
            if is_heading:
                self.labels.heading = ""
            self._fill(element, leaves, self.cells.get(id(element)))
            if is_heading:
                self.labels.heading = _BLANK.sub("…", "".join(leaf.text for leaf in leaves)).strip()

    def _blocks(self, element: Element) -> Iterator[tuple[Element, list[TextNode]]]:
        """Each run of text that reads as one, with the element that holds it, in order."""
        if element.tag == "table":
            self._place(element)
        leaves: list[TextNode] = []
        for child in element.children:
            if isinstance(child, TextNode):
                child.protected = element.tag in PROTECTED_TAGS
                leaves.append(child)
            elif child.tag in _INLINE_TAGS:
                leaves += child.leaves(child.tag in PROTECTED_TAGS)
            else:
                if leaves:
                    yield element, leaves
                leaves = []
                yield from self._blocks(child)
        if leaves or element.tag == "td":
            yield element, leaves

    def _words(self, cell: Element, word: str) -> list[Mark]:
        return [mark for leaf in cell.leaves() for _, mark in self.marked.get(id(leaf), ()) if mark.word == word]

    def _name_of(self, cell: Element) -> str:
        given = self._words(cell, "nom")
        return given[0].label if given else name_of(cell.text)

    def _is_title(self, cells: list[Element]) -> bool:
        """Whether a row has empty cells, no mark and, for the rest, nothing but bold."""
        filled = [cell for cell in cells if cell.text.strip()]
        bold = all(
            child.tag == "strong" if isinstance(child, Element) else not child.text.strip()
            for cell in filled
            for child in cell.children
        )
        marked = any(self.marked.get(id(leaf)) for cell in cells for leaf in cell.leaves())
        return bool(filled) and len(filled) < len(cells) and bold and not marked

    def _place(self, table: Element) -> None:
        """Say where each cell of a table stands."""
        rows = [row for part in table.children if isinstance(part, Element) for row in part.elements()]
        rows = [_cells(row) for row in rows if row.tag == "tr"]
        columns = [self._name_of(cell) for cell in rows[0]] if rows else []
        for number, cells in enumerate(rows):
            names = [self._name_of(cell) for cell in cells]
            given = [mark.label for cell in cells for mark in self._words(cell, "nom")]
            default = _numbered(columns, cells[0].text.strip() if cells else "", number)
            is_title = bool(number) and self._is_title(cells)
            for rank, cell in enumerate(cells):
                column = columns[rank] if rank < len(columns) else ""
                row = given[0] if given else next(filter(None, names[:rank]), "")
                if rank:
                    place = _Cell(row or default, column or "à cocher")
                else:
                    place = _Cell(row if given else "" if names[0] else default, column if names[0] else "")
                place.is_header, place.is_title = cell.tag == "th", is_title
                self.cells[id(cell)] = _Cell(is_header=True) if place.is_header else place

    def _find(self, leaves: list[TextNode], is_header: bool) -> tuple[str, list[_Place]]:
        text, places, offset = "".join(leaf.text for leaf in leaves), [], 0
        for leaf in leaves:
            marks = {} if leaf.protected else {at: mark for at, mark in self.marked[id(leaf)] if not mark.word}
            found = {}
            for at, mark in marks.items():
                found[at - len(mark.sign)] = _Place(leaf, offset + at - len(mark.sign), offset + at, offset, mark)
            for match in [] if leaf.protected or is_header else _BLANK.finditer(leaf.text):
                is_bare = not any(match.start() <= at <= match.end() for at in found)
                if is_bare and (match[0] == "☐" or len(match[0]) > 1 and match[0] != "..."):
                    found[match.start()] = _Place(leaf, offset + match.start(), offset + match.end(), offset, None)
            places += [found[start] for start in sorted(found)]
            offset += len(leaf.text)
        return text, places

    def _fill(self, element: Element, leaves: list[TextNode], cell: _Cell | None) -> None:
        text, places = self._find(leaves, bool(cell and cell.is_header))
        where = " : ".join(filter(None, (cell.row, cell.column))) if cell else ""
        if cell and not cell.is_header and self._fill_cell(element, leaves, cell, where, places):
            return
        spans = [(place.start, place.end) for place in places]
        boxes = beside_boxes(text, spans, [place.is_box for place in places])
        for rank, place in enumerate(places):
            mark = place.mark or Mark("", 0)
            next_start = spans[rank + 1][0] if rank + 1 < len(spans) else len(text)
            own = mark.label or (boxes[rank] if place.is_box else before_blank(text, spans, rank))
            position = f"{rank + 1} sur {len(places)}" if where and len(places) > 1 else ""
            label = ", ".join(filter(None, (where, own if has_letters(own) else position)))
            size = SIZES.get(mark.size) or width(text, spans[rank], next_start, bool(cell), len(places) > 1)
            kind = "case" if place.is_box else mark.kind or "phrase"
            self.own = own if has_letters(own) else position
            html = self._write(mark, label, kind, "" if kind == "case" else size, cell)
            if html:
                place.leaf.replacements.append((place.start - place.offset, place.end - place.offset, html))

    def _fill_cell(
        self, element: Element, leaves: list[TextNode], cell: _Cell, where: str, places: list[_Place]
    ) -> bool:
        """Fill a cell that holds nothing else than one blank; say whether it is such a cell."""
        marks = [mark for leaf in leaves for _, mark in self.marked[id(leaf)] if not mark.word]
        content = element.text.strip()
        is_free = not content or content == "…" or len(places) == 1 and content == _sign(places[0])
        if element.tag != "td" or not is_free or content == "☐" or len(marks) > 1 or self._words(element, "feuille"):
            return False
        mark = marks[0] if marks else Mark("", 0)
        if mark.kind not in ("", "texte") or mark.size:
            return False
        if (marks or not cell.is_title) and not self._words(element, "vide"):
            if not marks and self._words(element, "nom"):
                return True
            self.own = ""
            html = self._write(mark, mark.label or where, "texte", "", cell)
            for leaf in leaves if html else []:
                leaf.text = ""
            element.appended += html
        return True

    def _write(self, mark: Mark, label: str, kind: str, size: str, cell: _Cell | None) -> str:
        if len(self.blanks) >= MAX_FIELDS:
            return ""
        row, column = (cell.row, cell.column) if cell else ("", "")
        blank = Blank(label, kind, size, row, column, mark.choices, mark.formula, mark.sample, mark=mark, own=self.own)
        self.blanks.append(self.labels.name(blank))
        return blank.field()


def _sign(place: _Place) -> str:
    return place.leaf.text[place.start - place.offset : place.end - place.offset]


def _cells(row: Element) -> list[Element]:
    return [child for child in row.children if isinstance(child, Element) and child.tag in ("td", "th")]


def _numbered(columns: list[str], first: str, number: int) -> str:
    """The name of a row that has none: « Jour 15 », « Partenaire, ligne 2 »."""
    column = columns[0] if columns and columns[0] else "Tableau"
    if first and len(first) < 5 and not _BLANK.search(first):
        return f"{column} {first}"
    return f"{column}, ligne {number}"


def _reader(text: str, top_heading: int = 2) -> _Reader:
    codes, marks = coded(text)
    reader = _Reader(render(codes, top_heading), marks)
    reader.read()
    return reader


def read_fields(text: str) -> list[tuple[str, str]]:
    """The class and the own words of each blank, in order; the words of one alone in its cell are nothing."""
    return [(blank.form, blank.own) for blank in _reader(text).blanks]
