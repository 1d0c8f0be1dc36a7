"""The tags of a part: fewer of them, and ready to be put beside those of other parts.

WeasyPrint makes one element for each line of text and for each anonymous box. They say nothing: their content goes to
the element that means something, and the tree is read faster, and weighs half.
"""

from collections.abc import Iterator

import pydyf

from dts_platform.core.pdf.parts import POINTS

_SAY_NOTHING = ("/Span", "/NonStruct", "/Div")
_SAYS_MORE = ("A", "Alt", "ID", "Lang", "ActualText", "E")
_OF_AN_ITEM = ("/Lbl", "/LBody")


def hold_together(pdf: pydyf.PDF) -> None:
    """Make the tree of tags short, its table headers told by their scope, its inner links explicit.

    WeasyPrint names each header and lists the names in each cell: names would meet those of other parts.
    """
    _Tree(pdf).rewrite()
    _resolve_links(pdf)


class _Tree:
    def __init__(self, pdf: pydyf.PDF):
        self.pdf, self.in_head = pdf, False
        self.racine = self._at(pdf.catalog["StructTreeRoot"])
        self.document = self._at(self.racine["K"][0])
        # The document itself is on no page: its own content says which.
        self.document["Pg"] = None

    def _at(self, reference) -> dict:
        return self.pdf.objects[int(reference.split()[0])]

    def rewrite(self) -> None:
        self._settle(self.document)
        del self.document["Pg"]
        self.contents: dict[tuple[bytes, int], dict] = {}  # (page, mark) → element
        self.annotations: dict[int, dict] = {}
        self._gather(self.document)
        kept = {page: self._join(page) for page in self.pdf.page_references}
        self._index(kept)
        self._shorten(self.document)

    def _settle(self, element: dict) -> None:
        if element["S"] == "/THead":
            self.in_head = True
        kids = list(self._kids(element, element["Pg"]))
        if element["S"] == "/THead":
            self.in_head = False
        if element["S"] == "/LI":
            kids = self._as_item(element, kids)
        element["K"] = pydyf.Array(kids)
        for kid in self._elements(element):
            kid["P"] = element.reference
        if element["S"] == "/L":
            self._nest(element)
        elif element["S"] in ("/TH", "/TD"):
            self._head(element)
        elif element["S"] == "/Figure":
            self._place(element)

    def _nest(self, liste: dict) -> None:
        """Put a list inside a list into the body of the item before it (ISO 32000-1, 14.8.4.3.3)."""
        gardes, corps = [], None
        for kid in liste["K"]:
            enfant = self._at(kid)
            if enfant["S"] == "/L" and corps is not None:
                corps["K"].append(kid)
                enfant["P"] = corps.reference
                continue
            corps = next((one for one in self._elements(enfant) if one["S"] == "/LBody"), None)
            gardes.append(kid)
        liste["K"] = pydyf.Array(gardes)

    def _place(self, figure: dict) -> None:
        """Say where a figure is in points from the foot of its page: it was in pixels from the head (Table 344)."""
        gauche, haut, droite, bas = figure["A"]["BBox"]
        hauteur = self._at(figure["Pg"])["MediaBox"][3]
        cadre = (gauche * POINTS, hauteur - bas * POINTS, droite * POINTS, hauteur - haut * POINTS)
        figure["A"]["BBox"] = pydyf.Array([round(cote, 2) for cote in cadre])

    def _head(self, cell: dict) -> None:
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
                yield kid if element["Pg"] == page else _content(kid, element["Pg"])
                continue
            enfant = self._at(kid)
            if enfant["Type"] != "/StructElem":
                yield kid
            elif enfant["S"] in _SAY_NOTHING and not any(cle in enfant for cle in _SAYS_MORE):
                yield from self._kids(enfant, page)
            else:
                self._settle(enfant)
                yield kid

    def _as_item(self, item: dict, kids: list) -> list:
        """The label and the body of a list item: an item that holds blocks comes without a body (UA-1 7.2)."""
        known = [isinstance(kid, bytes) and self._at(kid).get("S") in _OF_AN_ITEM for kid in kids]
        loose = [kid for kid, is_known in zip(kids, known, strict=True) if not is_known]
        if not loose:
            return kids
        corps = pydyf.Dictionary(
            {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(loose), "Pg": item["Pg"], "P": item.reference}
        )
        self.pdf.add_object(corps)
        for kid in self._elements(corps):
            kid["P"] = corps.reference
        return [*(kid for kid, is_known in zip(kids, known, strict=True) if is_known), corps.reference]

    def _elements(self, element: dict) -> Iterator[dict]:
        for kid in element["K"]:
            if isinstance(kid, bytes) and self._at(kid)["Type"] == "/StructElem":
                yield self._at(kid)

    def _gather(self, element: dict) -> None:
        """Note which element each marked content and each annotation belongs to."""
        for kid in element["K"]:
            if isinstance(kid, int | dict):
                self.contents[_mark(kid, element)] = element
            elif (enfant := self._at(kid))["Type"] == "/OBJR":
                self.annotations[self._at(enfant["Obj"])["StructParent"]] = element
            else:
                self._gather(enfant)

    def _join(self, page: bytes) -> list[int]:
        """Mark once what follows in the same element: lines of one paragraph. Gives the marks kept, in order."""
        flux = self._at(self._at(page)["Contents"])
        ecrit, kept, here = [], [], None
        operations = iter(range(len(flux.stream)))
        for rang in operations:
            operation = flux.stream[rang]
            if operation == b"EMC" and here is not None:
                suivant = _opened(flux.stream, rang + 1)
                if suivant is not None and self._follows(page, here, suivant):
                    here = suivant
                    for _ in range(3):
                        next(operations)
                    continue
                here = None
            elif (ouvert := _opened(flux.stream, rang)) is not None:
                here = ouvert
                kept.append(ouvert)
            ecrit.append(operation)
        flux.stream = ecrit
        return kept

    def _follows(self, page: bytes, mark: int, suivant: int) -> bool:
        """Do two marks stand side by side in one element?"""
        element = self.contents[page, suivant]
        if self.contents[page, mark] is not element:
            return False
        kids = [_mark(kid, element) if isinstance(kid, int | dict) else None for kid in element["K"]]
        place = kids.index((page, mark))
        return kids[place + 1 : place + 2] == [(page, suivant)]

    def _index(self, kept: dict[bytes, list[int]]) -> None:
        """Number the marks kept on each page, and tell pages and annotations which element their content belongs to."""
        numbers = {(page, mark): rang for page, marks in kept.items() for rang, mark in enumerate(marks)}
        for element in {id(element): element for element in self.contents.values()}.values():
            element["K"] = pydyf.Array(self._renumbered(element, numbers))
        for page in kept:
            flux = self._at(self._at(page)["Contents"])
            for operation in flux.stream:
                if isinstance(operation, dict) and "MCID" in operation:
                    operation["MCID"] = numbers[page, operation["MCID"]]
        nums = self._at(self.racine["ParentTree"])["Nums"]
        pages = {self._at(page)["StructParents"]: page for page in kept}
        for place in range(0, len(nums), 2):
            cle = nums[place]
            if isinstance(nums[place + 1], list):
                page = pages[cle]
                nums[place + 1] = pydyf.Array([self.contents[page, mark].reference for mark in kept[page]])
            else:
                nums[place + 1] = self.annotations[cle].reference

    def _shorten(self, element: dict) -> None:
        """Leave out what a reader of the tree knows anyway: that it is an element, its page when it marks none there.

        What says that an annotation belongs to it stands in it, and is no object of its own.
        """
        kids = []
        for kid in element["K"]:
            enfant = self._at(kid) if isinstance(kid, bytes) else {}
            kids.append(enfant if enfant.get("Type") == "/OBJR" else kid)
            if enfant.get("Type") == "/StructElem":
                self._shorten(enfant)
        del element["Type"]
        if not any(isinstance(kid, int) for kid in kids):
            element.pop("Pg", None)
        element["K"] = kids[0] if len(kids) == 1 else pydyf.Array(kids)

    @staticmethod
    def _renumbered(element: dict, numbers: dict[tuple[bytes, int], int]) -> Iterator:
        for kid in element["K"]:
            if not isinstance(kid, int | dict):
                yield kid
            elif (cle := _mark(kid, element)) in numbers:
                yield numbers[cle] if isinstance(kid, int) else _content(numbers[cle], cle[0])


def _mark(kid, element: dict) -> tuple[bytes, int]:
    """The page and the number of a marked content."""
    return (element["Pg"], kid) if isinstance(kid, int) else (kid["Pg"], kid["MCID"])


def _opened(operations: list, rang: int) -> int | None:
    """The number of the marked content that three operations open, if they do."""
    suite = operations[rang : rang + 3]
    ouvre = len(suite) == 3 and isinstance(suite[1], dict) and "MCID" in suite[1] and suite[2] == b"BDC"
    return suite[1]["MCID"] if ouvre else None


def _content(mcid: int, page: bytes) -> pydyf.Dictionary:
    """A marked content on another page than its element."""
    return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": mcid})


def _resolve_links(pdf: pydyf.PDF) -> None:
    """Give inner links the place they lead to, for names would meet those of other parts."""
    noms = pdf.catalog.pop("Names", {}).get("Dests", {}).get("Names", [])
    places = {nom.string: place for nom, place in zip(noms[::2], noms[1::2], strict=True)}
    for objet in pdf.objects:
        if isinstance(objet, dict) and objet.get("Subtype") == "/Link" and "Dest" in objet:
            objet["Dest"] = places[objet["Dest"].string]
