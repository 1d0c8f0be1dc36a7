"""The blanks of a tool: read from its marks, each with its label, and made fields of a form.

What is a blank, and what names it when its mark does not:

| in the text                                                | is a blank | its label                              |
|------------------------------------------------------------|------------|----------------------------------------|
| a mark, `[…: Piste A]`, `[☐: oui]`, `[:]`                  | always     | the one written, else as below         |
| an empty cell of a table body, or one that holds only `…`  | yes        | its row, its column                    |
| `☐`                                                        | yes        | the words up to the next blank         |
| `……`, `____`, `.....`                                      | yes        | the words before it                    |

A row whose words are all in bold, with empty cells and no mark, is a title: nothing in it is filled. In a heading cell,
only a mark is a blank; in a link or in code, nothing is. A text without blank gets « Notes ».
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from lxml.etree import SubElement
from lxml.html import Element, HtmlElement

from dts_platform.text.formats import number_text
from dts_platform.text.html_tree import parse as parse_html
from dts_platform.text.html_tree import replace_words, serialize
from dts_platform.text.labels import before_blank, beside_boxes, fitted, french, has_letters, head, name_of, width
from dts_platform.text.mark_rules import check_formulas, check_places, check_sheet
from dts_platform.text.markdown import render
from dts_platform.text.marks import FIRST_CODE, LAST_CODE, MAX_FIELDS, SIGN, SIZES, Formula, Mark, coded, misspelled
from dts_platform.text.sums import check_sums, totals
from dts_platform.text.typography import set_french

_PLACE = "blank"  # the tag of a sign or a mark, until it becomes a field or words again
_PROTECTED = ("a", "code", "pre")
_INLINE_TAGS = {"strong", "em", "del", "code", "a", "br", "span", _PLACE}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BLANK = re.compile(SIGN)
_CODE = re.compile(f"[{chr(FIRST_CODE)}-{chr(LAST_CODE)}]")
_CODE_OR_BLANK = re.compile(f"{_CODE.pattern}|{SIGN}")
CHECKED = "☑"
_FORMS = {"case": "box", "texte": "cell", "notes": "notes"}


Place = tuple[int, int, int]


@dataclass
class Blank:
    """One blank of a tool. `row` and `column` are what its table calls its place, `place` is where it stands: numbers of
    the table, the row and the column; `size` is a class of fields.css.
    """

    label: str
    kind: str
    size: str = ""
    row: str = ""
    column: str = ""
    place: Place | None = None
    choices: tuple[str, ...] = ()
    formula: Formula | None = None
    sample: str = ""
    name: str = ""
    mark: Mark = field(default_factory=Mark)

    @property
    def is_in_table(self) -> bool:
        """Does a row or a column name its place?"""
        return bool(self.row or self.column)

    def become(self, element: HtmlElement) -> None:
        """Make an element its field; the classes of `fields.css` say its form: cell, box, notes, or line and a width."""
        form = _FORMS.get(self.kind, f"line {self.size}")
        self._takes_bullet(element)
        element.clear(keep_tail=True)
        element.tag = "textarea" if form in ("cell", "notes") else "select" if self.choices else "input"
        if element.tag == "input":
            element.set("type", "checkbox" if form == "box" else "text")
        for name, value in (("class", f"field {form}"), ("name", self.name), ("title", self.label)):
            element.set(name, value)
        if self.kind == "nombre":
            element.set("inputmode", "decimal")
        for choice in ("", *self.choices) if self.choices else ():
            SubElement(element, "option").text = choice

    def show(self, element: HtmlElement, total: Decimal | None) -> None:
        """Make an element what its sample says, or the sum that was worked out; without either, it stays as it is."""
        self._takes_bullet(element)
        told = self.sample if total is None else number_text(total)
        if self.kind == "case":
            told = CHECKED if told == "oui" else ""
        if told:
            element.clear(keep_tail=True)
            element.tag, element.text = "span", set_french(told)
            element.set("class", "sample")

    def _takes_bullet(self, element: HtmlElement) -> None:
        """A box that an item of a list begins with stands in place of its bullet."""
        item = element.getparent()
        if self.kind == "case" and item.tag == "li" and element.getprevious() is None and not (item.text or "").strip():
            item.set("class", "to-tick")


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
    place: Place | None = None
    is_header: bool = False
    is_title: bool = False


@dataclass
class _Run:
    """Words of an element that read as one, signs included, and the places among them, each with its span."""

    element: HtmlElement
    text: str = ""
    places: list[tuple[HtmlElement, tuple[int, int]]] = field(default_factory=list)

    def add(self, inline: HtmlElement) -> None:
        start = len(self.text)
        self.text += inline.text or ""
        for child in inline:
            self.add(child)
            self.text += child.tail or ""
        if inline.tag == _PLACE:
            self.places.append((inline, (start, len(self.text))))


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
    """The tree of a tool, its blanks in order, made fields as they are read."""

    def __init__(self, text: str, top_heading: int):
        codes, self.marks = coded(text)
        self.root = parse_html(render(codes, top_heading))
        self.cells: dict[HtmlElement, _Cell] = {}
        self.labels, self.blanks = _Labels(), []
        self.places: list[HtmlElement] = []  # of each blank
        self.tables = 0
        replace_words(self.root, _CODE_OR_BLANK, self._place_for, outside=(*_PROTECTED, _PLACE))
        for protected in self.root.iter(*_PROTECTED):
            for element in protected.iter():
                element.text = self._without_codes(element.text)
                element.tail = self._without_codes(element.tail)
        self._read()

    def html(self) -> str:
        """The HTML of the text, signs that became nothing else being words again."""
        for place in list(self.root.iter(_PLACE)):
            place.drop_tag()
        return serialize(self.root)

    def _place_for(self, match: re.Match) -> HtmlElement | None:
        """An element that holds a sign; `rank` is that of its mark."""
        if match[0] == "…":
            return None
        place, rank = Element(_PLACE), ord(match[0][0]) - FIRST_CODE
        if rank >= 0:
            place.set("rank", str(rank))
        place.text = self._without_codes(match[0])
        return place

    def _without_codes(self, text: str | None) -> str:
        return _CODE.sub(lambda code: self._mark(ord(code[0]) - FIRST_CODE).sign, text or "")

    def _mark(self, rank: int) -> Mark:
        return self.marks[rank] if rank < len(self.marks) else Mark()

    def _mark_of(self, place: HtmlElement) -> Mark | None:
        return self._mark(int(place.get("rank"))) if "rank" in place.attrib else None

    def _read(self) -> None:
        for run in list(self._runs(self.root)):
            is_heading = run.element.tag in _HEADINGS
            if is_heading:
                self.labels.heading = ""
            cell = self.cells.get(run.element)
            if run.element.tag != "td" or cell is None or not self._fill_cell(run, cell):
                self._fill(run, cell)
            if is_heading:
                self.labels.heading = _BLANK.sub("…", run.text).strip()

    def _runs(self, element: HtmlElement) -> Iterator[_Run]:
        """Each run of text that reads as one, in order; tables are placed on the way."""
        if element.tag == "table":
            self._place_cells(element)
        run = _Run(element, element.text or "")
        for child in element:
            if child.tag in _INLINE_TAGS:
                run.add(child)
            else:
                yield run
                yield from self._runs(child)
                run = _Run(element)
            run.text += child.tail or ""
        yield run

    def _marks_in(self, *elements: HtmlElement) -> list[Mark]:
        found = [self._mark_of(place) for element in elements for place in element.iter(_PLACE)]
        return [mark for mark in found if mark is not None]

    def _names_in(self, *cells: HtmlElement) -> list[str]:
        return [mark.label for mark in self._marks_in(*cells) if mark.word == "nom"]

    def _name_of(self, cell: HtmlElement) -> str:
        return next(iter(self._names_in(cell)), name_of(cell.text_content()))

    def _is_title(self, cells: list[HtmlElement]) -> bool:
        """Whether a row has empty cells, no mark and, for the rest, nothing but bold."""
        filled = [cell for cell in cells if cell.text_content().strip()]
        bold = all(
            not (cell.text or "").strip() and all(c.tag == "strong" and not (c.tail or "").strip() for c in cell)
            for cell in filled
        )
        return bool(filled) and len(filled) < len(cells) and bold and not self._marks_in(*cells)

    def _place_cells(self, table: HtmlElement) -> None:
        """Say where each cell of a table stands."""
        self.tables += 1
        rows = [list(row) for row in table.iter("tr")]
        columns = [self._name_of(cell) for cell in rows[0]] if rows else []
        for number, cells in enumerate(rows):
            names = [self._name_of(cell) for cell in cells]
            given = self._names_in(*cells)
            numbered = _numbered(columns, cells[0].text_content().strip() if cells else "", number)
            is_title = bool(number) and self._is_title(cells)
            for rank, cell in enumerate(cells):
                column, place = columns[rank] if rank < len(columns) else "", (self.tables, number, rank)
                if cell.tag == "th":
                    self.cells[cell] = _Cell(is_header=True)
                elif rank:
                    row = given[0] if given else next(filter(None, names[:rank]), "")
                    self.cells[cell] = _Cell(row or numbered, column or "à cocher", place, is_title=is_title)
                elif names[0]:  # it has words of its own: its row is not called by them
                    self.cells[cell] = _Cell(given[0] if given else "", column, place, is_title=is_title)
                else:
                    self.cells[cell] = _Cell(given[0] if given else numbered, "", place, is_title=is_title)

    def _blanks_of(self, run: _Run, in_header: bool) -> list[tuple[HtmlElement, tuple[int, int], Mark]]:
        """The places of a run that are blanks, each with its span and its mark; in a heading cell, only a mark is one."""
        blanks = []
        for place, span in run.places:
            mark = self._mark_of(place)
            is_blank = not mark.word if mark else not in_header
            if is_blank:
                blanks.append((place, span, mark or Mark()))
        return blanks

    def _fill(self, run: _Run, cell: _Cell | None) -> None:
        """Make fields of the blanks of a run, which other words name."""
        blanks = self._blanks_of(run, in_header=cell is not None and cell.is_header)
        spans = [span for _, span, _ in blanks]
        where = " : ".join(filter(None, (cell.row, cell.column))) if cell else ""
        boxes = beside_boxes(run.text, spans, [place.text == "☐" for place, *_ in blanks])
        for rank, (place, span, mark) in enumerate(blanks):
            next_start = spans[rank + 1][0] if rank + 1 < len(spans) else len(run.text)
            own = mark.label or (boxes[rank] if rank in boxes else before_blank(run.text, spans, rank))
            position = f"{rank + 1} sur {len(spans)}" if where and len(spans) > 1 else ""
            label = ", ".join(filter(None, (where, own if has_letters(own) else position)))
            kind, size = "case" if rank in boxes else mark.kind or "phrase", SIZES.get(mark.size, "")
            if kind != "case" and not size:
                size = width(run.text, span, next_start, bool(cell), len(spans) > 1)
                size = fitted(size, kind, mark.choices, bool(cell))
            self._make_field(place, mark, label, kind, size, cell)

    def _fill_cell(self, run: _Run, cell: _Cell) -> bool:
        """Fill a cell that holds nothing else than one blank; say whether it is such a cell."""
        marks, content = self._marks_in(run.element), run.text.strip()
        words, blanks = {mark.word for mark in marks}, [mark for mark in marks if not mark.word]
        alone = [place.text for place, _ in run.places if not (mark := self._mark_of(place)) or not mark.word]
        is_free = content in ("", "…") or [content] == alone
        mark = blanks[0] if blanks else Mark()
        if not is_free or content == "☐" or len(blanks) > 1 or "feuille" in words:
            return False
        if mark.kind not in ("", "texte") or mark.size:
            return False
        is_filled = bool(blanks) or not cell.is_title and "nom" not in words
        if is_filled and "vide" not in words and len(self.blanks) < MAX_FIELDS:
            run.element.clear(keep_tail=True)
            where = " : ".join(filter(None, (cell.row, cell.column)))
            self._make_field(SubElement(run.element, _PLACE), mark, mark.label or where, "texte", "", cell)
        return True

    def _make_field(self, place: HtmlElement, mark: Mark, label: str, kind: str, size: str, cell: _Cell | None) -> None:
        if len(self.blanks) >= MAX_FIELDS:
            return
        cell = cell or _Cell()
        blank = Blank(
            label, kind, size, cell.row, cell.column, cell.place, mark.choices, mark.formula, mark.sample, mark=mark
        )
        self.blanks.append(self.labels.name(blank))
        self.places.append(place)


def _numbered(columns: list[str], first: str, number: int) -> str:
    """The name of a row that has none: « Jour 15 », « Partenaire, ligne 2 »."""
    column = columns[0] if columns and columns[0] else "Tableau"
    if first and len(first) < 5 and not _BLANK.search(first):
        return f"{column} {first}"
    return f"{column}, ligne {number}"


def parse(text: str) -> Tool:
    """Read the CommonMark of a tool; never fails: what is wrong is in `errors`."""
    reader = _Reader(text, 2)
    check_sheet(reader.marks, text)
    check_formulas(reader.blanks)
    check_sums(reader.blanks)
    check_places(reader.marks, reader.blanks)
    sheet = next((mark.label for mark in reader.marks if mark.word == "feuille"), "A4")
    errors = misspelled(text) + [error for mark in reader.marks for error in mark.errors]
    return Tool(sheet, reader.blanks, [set_french(error) for error in errors])


@lru_cache(maxsize=256)
def fillable(text: str, top_heading: int = 2) -> str:
    """Return the HTML of a tool with a form field in the place of each blank."""
    reader = _Reader(text, top_heading)
    if not reader.blanks:
        title, notes = SubElement(reader.root, "h2"), SubElement(reader.root, _PLACE)
        title.text, title.tail, notes.tail = "Notes", "\n", "\n"
        reader.blanks.append(reader.labels.name(Blank("Notes", "notes")))
        reader.places.append(notes)
    for blank, place in zip(reader.blanks, reader.places, strict=True):
        blank.become(place)
    return reader.html()


@lru_cache(maxsize=256)
def filled(text: str, top_heading: int = 2) -> str:
    """Return the HTML of a tool filled in with its samples, each sum worked out."""
    reader = _Reader(text, top_heading)
    worked_out = totals(reader.blanks)
    for blank, place in zip(reader.blanks, reader.places, strict=True):
        blank.show(place, worked_out.get(blank.name))
    return reader.html()
