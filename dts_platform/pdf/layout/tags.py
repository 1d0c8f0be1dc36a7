"""The tags of a part: fewer of them, and ready to be put beside those of other parts.

WeasyPrint makes one element for each line of text and for each anonymous box. They say nothing: their content goes to
the element that means something, and the tree is read faster, and weighs half.
"""

from collections.abc import Iterator, Sequence

import pydyf

from dts_platform.pdf.parts import POINTS

_SILENT = ("/Span", "/NonStruct", "/Div")
_MEANINGFUL_KEYS = ("A", "Alt", "ID", "Lang", "ActualText", "E")
_ITEM_PARTS = ("/Lbl", "/LBody")
_REPEATED = pydyf.Dictionary({"Type": "/Pagination"})
"""What says that a content is there because a page begins (ISO 32000-1, 14.8.2.2.2)."""


def rewrite_tags(pdf: pydyf.PDF, first_shown: Sequence[int] = ()) -> None:
    """Make the tree of tags short, its table headers told by their scope, its inner links explicit.

    WeasyPrint names each header and lists the names in each cell: names would meet those of other parts. It also makes
    one table for each page that a table is on: `first_shown` gives, for each of them in the order of the pages, the rank
    of the one where the table begins. Both are then one, and the head repeated on the second page is not read again.
    """
    _Tree(pdf).rewrite(first_shown)
    _resolve_links(pdf)


class _Tree:
    def __init__(self, pdf: pydyf.PDF):
        self.pdf, self.in_head = pdf, False
        self.root = self._object(pdf.catalog["StructTreeRoot"])
        self.document = self._object(self.root["K"][0])
        # The document itself is on no page: its own content says which.
        self.document["Pg"] = None

    def _object(self, reference) -> dict:
        return self.pdf.objects[int(reference.split()[0])]

    def rewrite(self, first_shown: Sequence[int]) -> None:
        self._normalize(self.document)
        del self.document["Pg"]
        self._join_tables(first_shown)
        self.contents: dict[tuple[bytes, int], dict] = {}  # (page, mark) → element
        self.annotations: dict[int, dict] = {}
        self._collect_marks(self.document)
        marks_by_page = {page: self._merge_marks(page) for page in self.pdf.page_references}
        self._renumber(marks_by_page)
        self._drop_implied(self.document)

    def _normalize(self, element: dict) -> None:
        if element["S"] == "/THead":
            self.in_head = True
        kids = list(self._kids(element, element["Pg"]))
        if element["S"] == "/THead":
            self.in_head = False
        if element["S"] == "/LI":
            kids = self._item_kids(element, kids)
        element["K"] = pydyf.Array(kids)
        for kid in self._child_elements(element):
            kid["P"] = element.reference
        if element["S"] == "/L":
            self._nest_lists(element)
        elif element["S"] in ("/TH", "/TD"):
            self._set_scope(element)
        elif element["S"] == "/Table":
            self._give_body(element)
        elif element["S"] == "/Figure":
            self._set_bbox(element)

    def _nest_lists(self, list_element: dict) -> None:
        """Put a list inside a list into the body of the item before it (ISO 32000-1, 14.8.4.3.3), where it is read."""
        kids, body = [], None
        for kid in list_element["K"]:
            child = self._object(kid)
            if child["S"] == "/L" and body is not None:
                after = (
                    rank for rank, other in enumerate(body["K"]) if self._begins(other, body) > self._begins(kid, body)
                )
                body["K"].insert(next(after, len(body["K"])), kid)
                child["P"] = body.reference
                continue
            body = next((element for element in self._child_elements(child) if element["S"] == "/LBody"), None)
            kids.append(kid)
        list_element["K"] = pydyf.Array(kids)

    def _join_tables(self, first_shown: Sequence[int]) -> None:
        """Make one table of those that continue one another."""
        tables = [element for element in self._descendants(self.document) if element["S"] == "/Table"]
        for rank, first in enumerate(first_shown):
            if first != rank:
                self._continue(tables[first], tables[rank])

    def _give_body(self, table: dict) -> None:
        """Let the head of a table without any other row be its body: a head heads rows (UA-1 7.5)."""
        groups = list(self._child_elements(table))
        if groups and all(group["S"] == "/THead" for group in groups):
            groups[-1]["S"] = "/TBody"

    def _continue(self, table: dict, rest: dict) -> None:
        """Give a table the rows that another page shows; the head that they come under again is left out of the tree."""
        *_, body = self._child_elements(table)
        for group in self._child_elements(rest):
            if group["S"] == "/THead" and not self._has_annotation(group):
                continue
            body["K"].extend(group["K"])
            for row in self._child_elements(group):
                row["P"] = body.reference
        self._leave_out(rest)

    def _leave_out(self, element: dict) -> None:
        """Take an element off its parent, and the parent off its own when it is left with nothing."""
        parent = self._object(element["P"])
        parent["K"].remove(element.reference)
        if not parent["K"]:
            self._leave_out(parent)

    def _descendants(self, element: dict) -> Iterator[dict]:
        for child in self._child_elements(element):
            yield child
            yield from self._descendants(child)

    def _has_annotation(self, element: dict) -> bool:
        return any(
            isinstance(kid, bytes) and self._object(kid)["Type"] == "/OBJR"
            for one in (element, *self._descendants(element))
            for kid in one["K"]
        )

    def _begins(self, kid, element: dict) -> tuple[int, int]:
        """Where the text of a kid of an element begins: the rank of its page, the number of its first mark but labels."""
        if isinstance(kid, int | dict):
            page, mark = _mark(kid, element)
            return self.pdf.page_references.index(page), mark
        child = self._object(kid)
        kids = child["K"] if child["Type"] == "/StructElem" and child["S"] != "/Lbl" else []
        return min((self._begins(one, child) for one in kids), default=(len(self.pdf.page_references), 0))

    def _set_bbox(self, figure: dict) -> None:
        """Say where a figure is in points from the foot of its page: it was in pixels from the head (Table 344)."""
        left, top, right, bottom = figure["A"]["BBox"]
        height = self._object(figure["Pg"])["MediaBox"][3]
        box = (left * POINTS, height - bottom * POINTS, right * POINTS, height - top * POINTS)
        figure["A"]["BBox"] = pydyf.Array([round(side, 2) for side in box])

    def _set_scope(self, cell: dict) -> None:
        """Say what a header heads, in place of naming it in each cell."""
        cell.pop("ID", None)
        cell["A"].pop("Headers", None)
        if cell["S"] == "/TH":
            cell["A"]["Scope"] = "/Column" if self.in_head else "/Row"
        elif len(cell["A"]) == 1:
            del cell["A"]

    def _kids(self, element: dict, page: bytes | None) -> Iterator:
        """The kids of an element on `page`, those of the silent elements among them in their place."""
        for kid in element["K"]:
            if isinstance(kid, int):
                yield kid if element["Pg"] == page else _marked_content(kid, element["Pg"])
                continue
            child = self._object(kid)
            if child["Type"] != "/StructElem":
                yield kid
            elif child["S"] in _SILENT and not any(key in child for key in _MEANINGFUL_KEYS):
                yield from self._kids(child, page)
            else:
                self._normalize(child)
                yield kid

    def _item_kids(self, item: dict, kids: list) -> list:
        """The label and the body of a list item: one that holds blocks comes without a body, or with one more (UA-1 7.2)."""
        parts = [self._object(kid).get("S") if isinstance(kid, bytes) else None for kid in kids]
        if all(part in _ITEM_PARTS for part in parts) and parts.count("/LBody") <= 1:
            return kids
        held = []
        for kid, part in zip(kids, parts, strict=True):
            if part == "/LBody":
                body = self._object(kid)
                held += [_marked_content(one, body["Pg"]) if isinstance(one, int) else one for one in body["K"]]
            elif part != "/Lbl":
                held.append(kid)
        body = pydyf.Dictionary(
            {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(held), "Pg": item["Pg"], "P": item.reference}
        )
        self.pdf.add_object(body)
        for kid in self._child_elements(body):
            kid["P"] = body.reference
        return [*(kid for kid, part in zip(kids, parts, strict=True) if part == "/Lbl"), body.reference]

    def _child_elements(self, element: dict) -> Iterator[dict]:
        for kid in element["K"]:
            if isinstance(kid, bytes) and self._object(kid)["Type"] == "/StructElem":
                yield self._object(kid)

    def _collect_marks(self, element: dict) -> None:
        """Note which element each marked content and each annotation belongs to."""
        for kid in element["K"]:
            if isinstance(kid, int | dict):
                self.contents[_mark(kid, element)] = element
            elif (child := self._object(kid))["Type"] == "/OBJR":
                self.annotations[self._object(child["Obj"])["StructParent"]] = element
            else:
                self._collect_marks(child)

    def _merge_marks(self, page: bytes) -> list[int]:
        """Mark once what follows in the same element: lines of one paragraph. Gives the marks kept, in order.

        What no element holds any more is there because of the page.
        """
        content = self._object(self._object(page)["Contents"])
        written, marks, current = [], [], None
        operations = iter(range(len(content.stream)))
        for position in operations:
            operation = content.stream[position]
            if operation == b"EMC" and current is not None:
                next_mark = _opened_mark(content.stream, position + 1)
                if next_mark is not None and self._follows(page, current, next_mark):
                    current = next_mark
                    for _ in range(3):
                        next(operations)
                    continue
                current = None
            elif (opened := _opened_mark(content.stream, position)) is not None:
                if (page, opened) in self.contents:
                    current = opened
                    marks.append(opened)
                else:
                    operation, content.stream[position + 1] = b"/Artifact", _REPEATED
            written.append(operation)
        content.stream = written
        return marks

    def _follows(self, page: bytes, mark: int, next_mark: int) -> bool:
        """Do two marks stand side by side in one element?"""
        element = self.contents[page, mark]
        if self.contents.get((page, next_mark)) is not element:
            return False
        kids = [_mark(kid, element) if isinstance(kid, int | dict) else None for kid in element["K"]]
        position = kids.index((page, mark))
        return kids[position + 1 : position + 2] == [(page, next_mark)]

    def _renumber(self, marks_by_page: dict[bytes, list[int]]) -> None:
        """Number the marks kept on each page, and tell pages and annotations which element their content belongs to."""
        numbers = {(page, mark): number for page, marks in marks_by_page.items() for number, mark in enumerate(marks)}
        for element in {id(element): element for element in self.contents.values()}.values():
            element["K"] = pydyf.Array(self._renumbered_kids(element, numbers))
        for page in marks_by_page:
            content = self._object(self._object(page)["Contents"])
            for operation in content.stream:
                if isinstance(operation, dict) and "MCID" in operation:
                    operation["MCID"] = numbers[page, operation["MCID"]]
        nums = self._object(self.root["ParentTree"])["Nums"]
        pages = {self._object(page)["StructParents"]: page for page in marks_by_page}
        for position in range(0, len(nums), 2):
            key = nums[position]
            if isinstance(nums[position + 1], list):
                page = pages[key]
                nums[position + 1] = pydyf.Array([self.contents[page, mark].reference for mark in marks_by_page[page]])
            else:
                nums[position + 1] = self.annotations[key].reference

    def _drop_implied(self, element: dict) -> None:
        """Leave out what a reader of the tree knows anyway: that it is an element, its page when it marks none there.

        What says that an annotation belongs to it stands in it, and is no object of its own.
        """
        kids = []
        for kid in element["K"]:
            child = self._object(kid) if isinstance(kid, bytes) else {}
            kids.append(child if child.get("Type") == "/OBJR" else kid)
            if child.get("Type") == "/StructElem":
                self._drop_implied(child)
        del element["Type"]
        if not any(isinstance(kid, int) for kid in kids):
            element.pop("Pg", None)
        element["K"] = kids[0] if len(kids) == 1 else pydyf.Array(kids)

    @staticmethod
    def _renumbered_kids(element: dict, numbers: dict[tuple[bytes, int], int]) -> Iterator:
        for kid in element["K"]:
            if not isinstance(kid, int | dict):
                yield kid
            elif (key := _mark(kid, element)) in numbers:
                yield numbers[key] if isinstance(kid, int) else _marked_content(numbers[key], key[0])


def _mark(kid, element: dict) -> tuple[bytes, int]:
    """The page and the number of a marked content."""
    return (element["Pg"], kid) if isinstance(kid, int) else (kid["Pg"], kid["MCID"])


def _opened_mark(operations: list, position: int) -> int | None:
    """The number of the marked content that three operations open, if they do."""
    opening = operations[position : position + 3]
    opens = len(opening) == 3 and isinstance(opening[1], dict) and "MCID" in opening[1] and opening[2] == b"BDC"
    return opening[1]["MCID"] if opens else None


def _marked_content(mcid: int, page: bytes) -> pydyf.Dictionary:
    """A marked content on another page than its element."""
    return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": mcid})


def _resolve_links(pdf: pydyf.PDF) -> None:
    """Give inner links the place they lead to, for names would meet those of other parts."""
    names = pdf.catalog.pop("Names", {}).get("Dests", {}).get("Names", [])
    destinations = {name.string: destination for name, destination in zip(names[::2], names[1::2], strict=True)}
    for obj in pdf.objects:
        if isinstance(obj, dict) and obj.get("Subtype") == "/Link" and "Dest" in obj:
            obj["Dest"] = destinations[obj["Dest"].string]
