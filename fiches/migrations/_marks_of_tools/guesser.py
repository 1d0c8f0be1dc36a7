"""The guesser of the first edition, kept as it was: it says which fields its PDF had, for `convert`.


What counts as a blank:

| in the text                                              | becomes                                            |
|----------------------------------------------------------|----------------------------------------------------|
| an empty cell of a table body, or one that holds only `…`  | a field of several lines that fills the cell      |
| `☐`                                                      | a checkbox                                         |
| `……`, `____`, `.....`, or a `…` that stands by itself    | a field of one line, its width by what is around it |
| an item of a list that ends with a colon                 | the same, after the colon                          |
| in a heading cell, only a `…` after a colon (« Piste A : … ») | the same                                      |
| no blank at all in the text                              | « Notes », a free field at the end                 |

What is not: a `…` that closes a word (« Réussi si… »), the empty cells of a row that is only a heading in bold,
what is in a link or in code, and all that comes after the `MOST`-th blank. Every other character stays as it was.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fiches.migrations._marks_of_tools.html_tree import PROTECTED_TAGS, Element, TextNode, parse

MAX_FIELDS = 300  # fields in a text: a sheet has two pages
LONGEST_LABEL = 90  # each part of a description; three parts at most
_INLINE_TAGS = {"strong", "em", "del", "code", "a", "br", "span"}
_BLANK = re.compile(r"☐|[….]*…[….]*|\.{4,}|_{3,}")
_BEFORE_BLANK = re.compile(r"[\s(\[«“/–—|☐…]$|^$")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"(?=\w*[^\W\d_])[^\W_]{2,}")
_SENTENCE_BREAK = re.compile(r"(?<=[.!?»)])\s+(?=[A-ZÀ-ÞŒ«0-9☐])|\s[–—;]\s")
_BEFORE_SHORT_BLANK = re.compile(r"\b(?:le|du|au|n°|en)$")
_UNIT = re.compile(r"[\s]?(€|%|mm|m²|[^\W\d_]{1,12})(?=[\s.,;)]|$)")
_LINKING_WORDS = {
    *("à", "au", "aux", "et", "le", "la", "de", "du", "ni", "dont", "par", "avec", "pour", "où", "ou", "en")
}
_EDGES = " \u00a0\u202f\n\t:;,.–—→/×("


@dataclass
class _Cell:
    """Where a cell stands: what its row and its column are called, and whether it may be filled."""

    row: str = ""
    column: str = ""
    is_header: bool = False
    is_heading: bool = False
    is_bold: bool = False


@dataclass
class _Blank:
    """One blank of a block: where it is in the block and in its text node."""

    leaf: TextNode
    start: int
    end: int
    offset: int

    @property
    def mark(self) -> str:
        return self.leaf.text[self.start - self.offset : self.end - self.offset]

    @property
    def is_box(self) -> bool:
        return self.mark == "☐"


@dataclass
class Guess:
    """A field as the first edition wrote it: the tag of its sign, its class, its place, its own words."""

    tag: int | None
    css_class: str
    where: str
    own: str
    in_header: bool = False
    in_title: bool = False


def _tail(label: str) -> str:
    """The end of a label, cut at a word: what stands nearest to the blank."""
    label = " ".join(label.split()).strip(_EDGES).lstrip(")],. ")
    return label if len(label) <= LONGEST_LABEL else "… " + label[-LONGEST_LABEL:].split(" ", 1)[-1]


def _name_of(cell: Element) -> str:
    """What a cell says beside its blanks, when that can name a row or a column."""
    if cell.text.lstrip().startswith("☐"):
        return ""
    text = re.sub(r"[\s:]*(?<![^\s:])…+\s*$", "", cell.text).replace("☐", " ")
    return _head(_BLANK.sub("…", text)) if _WORD.search(_BLANK.sub("", text)) else ""


def _has_letters(text: str) -> bool:
    return bool(_LETTER.search(text))


def _last_sentence(text: str) -> str:
    """The last sentence that says something."""
    sentence = ""
    for chunk in reversed(_SENTENCE_BREAK.split(text)):
        sentence = f"{chunk} {sentence}" if sentence else chunk
        if _WORD.search(sentence):
            break
    return sentence


def _words_before(text: str, blanks: list[_Blank], rank: int) -> str:
    """What names a line to fill: the words before it, since the blank before when they suffice, and its unit."""
    blank = blanks[rank]
    start = blanks[rank - 1].end if rank else 0
    before = text[start : blank.start]
    if start and (unit := _UNIT.match(before)) and before[unit.end() :].lstrip()[:1] in (",", ";", ")"):
        before = before[unit.end() :].lstrip(" \u00a0\u202f,;)")
    before = _last_sentence(before)
    if not before.rstrip().endswith(":") and len(_WORD.findall(before)) < 2:
        before = _last_sentence(_BLANK.sub("…", text[: blank.start]))
    after = _UNIT.match(text[blank.end :])
    unit = after[1] if after and not after[1][0].isupper() and after[1] not in _LINKING_WORDS else ""
    if not _has_letters(before):
        return f"{before} … {unit}" if unit else before
    return f"{_tail(before)} … {unit}" if unit and not before.rstrip().endswith(":") else _tail(before)


def _box_labels(text: str, blanks: list[_Blank]) -> dict[int, str]:
    """The text beside each box. After it (« ☐ oui ☐ non »), unless the boxes of the run close it (« oui ☐ non ☐ »)."""
    labels: dict[int, str] = {}
    for run in _runs(blanks):
        first, last = run[0], run[-1]
        start = blanks[first - 1].end if first else 0
        next_start = blanks[last + 1].start if last + 1 < len(blanks) else len(text)
        before, after = text[start : blanks[first].start], text[blanks[last].end : next_start]
        stripped = before.rstrip(" \u00a0\u202f\n")
        label_first = (
            _has_letters(stripped)
            and stripped[-1] not in ":.;!?–("
            and (not _has_letters(after) or (after.rstrip().endswith(":") and last + 1 < len(blanks)))
        )
        context = "" if label_first or not stripped.endswith(":") else f"{_last_sentence(before).strip(_EDGES)} : "
        if label_first and " : " in (plain := before.replace("\u202f", " ").replace("\u00a0", " ")):
            context = f"{_last_sentence(plain.rsplit(' : ', 1)[0])} : "
        starts = [start, *(blanks[rank].end for rank in run)] if label_first else [blanks[rank].end for rank in run]
        ends = (
            [blanks[rank].start for rank in run]
            if label_first
            else [*(blanks[rank].start for rank in run[1:]), next_start]
        )
        chunks = [text[a:b] for a, b in zip(starts, ends, strict=False)]
        if (
            not label_first
            and not context
            and len(chunks) > 1
            and (halves := re.split(r"\s[–—]\s", chunks[-1], maxsplit=1))[1:]
        ):
            chunks[-1], context = halves[0], f"{halves[1].strip(_EDGES)} : "
        for rank, chunk in zip(run, chunks, strict=True):
            label = re.sub(r"^.*\s:\s", "", chunk.replace("\u202f", " ")) if label_first else chunk
            labels[rank] = f"{context}{_head(label)}"
    return labels


def _runs(blanks: list[_Blank]) -> list[list[int]]:
    """The boxes of a block by runs that no line to fill cuts."""
    runs: list[list[int]] = []
    for rank, blank in enumerate(blanks):
        if blank.is_box:
            if rank and blanks[rank - 1].is_box:
                runs[-1].append(rank)
            else:
                runs.append([rank])
    return runs


def _head(label: str) -> str:
    """The beginning of a label, cut at a word."""
    label = " ".join(label.split()).strip(_EDGES)
    return label if len(label) <= LONGEST_LABEL else label[:LONGEST_LABEL].rsplit(" ", 1)[0] + " …"


def _width(text: str, blank: _Blank, next_start: int, cell: _Cell | None) -> str:
    """How wide a line to fill is: short before a unit or after « le », long at the end of a paragraph."""
    before, after = text[: blank.start].rstrip(), text[blank.end : next_start].strip()
    is_last = not after and next_start == len(text)
    after_colon, before_lowercase = before.endswith(":"), bool(re.match(r"[a-zà-ÿœ%€\d/→(²×]", after))
    if cell:
        rules = (
            (blank.end - blank.start >= 8 or (is_last and after_colon), "full"),
            (is_last and re.fullmatch(r"\w{1,2}\.", before), "rest"),
            (is_last and blank.start == len(text) - len(text.lstrip()), "rest"),
            (is_last and not after_colon and _has_letters(before), "tiny"),
            (after_colon or is_last or before_lowercase or _BEFORE_SHORT_BLANK.search(before), "short"),
        )
    else:
        rules = (
            (blank.end - blank.start >= 8, "long"),
            (before_lowercase or _BEFORE_SHORT_BLANK.search(before), "short"),
            (is_last, "long"),
        )
    return next((width for condition, width in rules if condition), "medium")


def _rows(table: Element) -> tuple[list[Element], list[Element]]:
    head_rows = [tr for head in table.elements() if head.tag == "thead" for tr in head.elements() if tr.tag == "tr"]
    rows = [tr for tr in table.elements() if tr.tag == "tr" and not any(tr is head for head in head_rows)]
    return head_rows, rows


def _cells(row: Element) -> list[Element]:
    return [child for child in row.children if isinstance(child, Element) and child.tag in ("td", "th")]


def _is_bold(row: Element) -> bool:
    """Whether the grammar takes a row for a title, « Total » or not."""
    cells = _cells(row)
    filled = [cell for cell in cells if cell.text.strip()]
    return (
        bool(filled)
        and len(filled) < len(cells)
        and all(
            child.tag == "strong" if isinstance(child, Element) else not child.text.strip()
            for cell in filled
            for child in cell.children
        )
    )


def _is_heading(row: Element) -> bool:
    """Whether a row has empty cells and, for the rest, nothing but bold."""
    cells = _cells(row)
    filled = [cell for cell in cells if cell.text.strip()]
    bold = all(
        isinstance(child, Element) and child.tag == "strong" or isinstance(child, TextNode) and not child.text.strip()
        for cell in filled
        for child in cell.children
    )
    is_total = any(cell.text.strip().lower().startswith("total") for cell in filled)
    return bool(filled) and len(filled) < len(cells) and bold and not is_total


def _places(table: Element) -> dict[int, _Cell]:
    """Where each cell of a table stands, by the identity of its node."""
    head_rows, rows = _rows(table)
    columns = [_name_of(cell) for tr in head_rows[:1] for cell in _cells(tr)]
    places = {id(cell): _Cell(is_header=True) for tr in head_rows for cell in _cells(tr)}
    headings = [_is_heading(tr) for tr in rows]
    for number, row in enumerate(rows, 1):
        # A row in bold heads what follows: the last one, or one right above another, is a row to fill.
        is_heading = headings[number - 1] and number < len(rows) and not headings[number]
        cells = _cells(row)
        names = [_name_of(cell) for cell in cells]
        default = _numbered(columns, cells[0].text.strip() if cells else "", number)
        is_bold = _is_bold(row)
        for rank, cell in enumerate(cells):
            column = columns[rank] if rank < len(columns) else ""
            row_name = next(filter(None, names[:rank]), "")
            if rank:
                places[id(cell)] = _Cell(row_name or default, column or "à cocher", is_heading=is_heading, is_bold=is_bold)
            else:
                places[id(cell)] = _Cell("" if names[0] else default, column if names[0] else "", is_heading=is_heading, is_bold=is_bold)
    return places


def _numbered(columns: list[str], first: str, number: int) -> str:
    """The name of a row that has none: « Jour 15 », « Partenaire, ligne 2 »."""
    column = columns[0] if columns and columns[0] else "Tableau"
    if first and len(first) < 5 and not _BLANK.search(first):
        return f"{column} {first}"
    return f"{column}, ligne {number}"


def _blocks(element: Element, cells: dict[int, _Cell]) -> Iterator[tuple[Element, list[TextNode]]]:
    """Each run of text that reads as one, with the element that holds it, in order; tables are placed on the way."""
    if element.tag == "table":
        cells |= _places(element)
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
            yield from _blocks(child, cells)
    if leaves or element.tag == "td":
        yield element, leaves


def _find_blanks(leaves: list[TextNode], is_header: bool) -> tuple[str, list[_Blank]]:
    text = "".join(leaf.text for leaf in leaves)
    blanks, offset = [], 0
    for leaf in leaves:
        for found in [] if leaf.protected else _BLANK.finditer(leaf.text):
            blank = _Blank(leaf, offset + found.start(), offset + found.end(), offset)
            before, after = text[: blank.start], text[blank.end :]
            alone = bool(_BEFORE_BLANK.search(before[-1:])) and not after[:1].isalnum()
            if is_header:
                alone = not blank.is_box and before.rstrip().endswith(":")
            if alone or (not is_header and (blank.is_box or len(blank.mark) > 1 and blank.mark != "...")):
                blanks.append(blank)
        offset += len(leaf.text)
    return text, blanks


def _tag_at(leaf: TextNode, offset: int) -> int | None:
    return next((tag for at, tag in getattr(leaf, "tags", ()) if at == offset), None)


def _fill(element: Element, leaves: list[TextNode], cell: _Cell | None, guesses: list[Guess]) -> None:
    """Note the blanks of one block."""
    text, blanks = _find_blanks(leaves, bool(cell and cell.is_header))
    where = " : ".join(filter(None, (cell.row, cell.column))) if cell else ""
    alone = len(blanks) == 1 and not blanks[0].is_box and text.strip() == blanks[0].mark
    if element.tag == "td" and cell and (alone or not element.text):
        if not cell.is_heading:
            tags = [tag for leaf in leaves for _, tag in leaf.tags]
            guesses.append(Guess(tags[0] if tags else None, "cell", where, "", in_title=cell.is_bold))
        return
    box_labels = _box_labels(text, blanks)
    for rank, blank in enumerate(blanks):
        next_start = blanks[rank + 1].start if rank + 1 < len(blanks) else len(text)
        css_class = "box" if blank.is_box else f"line {_width(text, blank, next_start, cell)}"
        css_class = css_class.replace("short", "tiny") if cell and len(blanks) > 1 else css_class
        own_label = box_labels[rank] if blank.is_box else _words_before(text, blanks, rank)
        position = f"{rank + 1} sur {len(blanks)}" if where and len(blanks) > 1 else ""
        own = own_label if _has_letters(own_label) else position
        tag = _tag_at(blank.leaf, blank.end - blank.offset)
        guesses.append(Guess(tag, css_class, where, own, in_header=bool(cell and cell.is_header)))
    open_item = element.tag == "li" and text.rstrip().endswith(":") and leaves and leaves[-1] in element.children[-1:]
    if open_item:
        guesses.append(Guess(_tag_at(leaves[-1], len(leaves[-1].text)), "line long", where, _last_sentence(text)))


def guess(root: Element) -> list[Guess]:
    """The fields of the tree of a tool, in order. Its text nodes bear `tags`: where each sign of the source ends."""
    guesses: list[Guess] = []
    cells: dict[int, _Cell] = {}
    for element, leaves in list(_blocks(root, cells)):
        _fill(element, leaves, cells.get(id(element)), guesses)
    return guesses[:MAX_FIELDS]
