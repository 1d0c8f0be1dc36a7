"""The tags of a PDF read back from its bytes: elements in order, each with the text of the content it marks."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import pikepdf

_LUE = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")
_BLOC = re.compile(rb"beginbfchar(.*?)endbfchar", re.S)
Lieu = tuple[int, int]  # the rank of a page, the number of a marked content on it


@dataclass
class Element:
    """One element of the tree; its kids are elements, marked contents (`Lieu`) and annotations (PDF objects)."""

    sorte: str
    obj: pikepdf.Object
    parent: "Element | None" = None
    enfants: list = field(default_factory=list)

    @property
    def elements(self) -> list["Element"]:
        return [enfant for enfant in self.enfants if isinstance(enfant, Element)]

    @property
    def annotations(self) -> list[pikepdf.Object]:
        return [enfant for enfant in self.enfants if isinstance(enfant, pikepdf.Dictionary)]

    def descendants(self) -> Iterator["Element"]:
        """This element and all below, in reading order."""
        yield self
        for enfant in self.elements:
            yield from enfant.descendants()

    def trouve(self, *sortes: str) -> list["Element"]:
        return [element for element in self.descendants() if element.sorte in sortes]

    def lieux(self, sans: tuple[str, ...] = ()) -> Iterator[Lieu]:
        """The marked contents below, in reading order, but for those of some sorts of elements."""
        for enfant in self.enfants:
            if isinstance(enfant, tuple):
                yield enfant
            elif isinstance(enfant, Element) and enfant.sorte not in sans:
                yield from enfant.lieux(sans)


@dataclass
class Artifact:
    """Something drawn that is not read aloud."""

    page: int
    sorte: str
    texte: str


class Lecture:
    """A tagged document: `arbre`, the text of each marked content, the artifacts, the text left without a mark."""

    def __init__(self, pdf: pikepdf.Pdf):
        self.pdf = pdf
        self.rangs = {page.obj.objgen: rang for rang, page in enumerate(pdf.pages)}
        self.contenus: dict[Lieu, str] = defaultdict(str)
        self.artifacts: list[Artifact] = []
        self.perdus: list[tuple[int, str]] = []
        self._reads: dict[tuple[int, int], dict[int, str]] = {}
        for rang, page in enumerate(pdf.pages):
            self._read(rang, page.obj, page.obj.Resources, [])

    @cached_property
    def arbre(self) -> Element:
        racine = self.pdf.Root.StructTreeRoot
        return self._element(racine.K[0] if isinstance(racine.K, pikepdf.Array) else racine.K, None)

    def texte(self, element: Element, sans: tuple[str, ...] = ()) -> str:
        return "".join(self.contenus[lieu] for lieu in element.lieux(sans))

    def suite(self, element: Element) -> Iterator[tuple[str, pikepdf.Object | None]]:
        """The texts below in reading order, each with the annotation of the link it is in."""
        lien = element.annotations[0] if element.sorte == "Link" and element.annotations else None
        for enfant in element.enfants:
            if isinstance(enfant, tuple):
                yield self.contenus[enfant], lien
            elif isinstance(enfant, Element):
                for texte, autre in self.suite(enfant):
                    yield texte, lien if lien is not None else autre

    def aller_retour(self) -> list[str]:
        """What is wrong between the tree and the table that leads back from each content to its element."""
        fautes, vus = [], set()
        table = pikepdf.NumberTree(self.pdf.Root.StructTreeRoot.ParentTree)
        cles = [int(page.obj.StructParents) for page in self.pdf.pages]
        cles += [int(a.StructParent) for page in self.pdf.pages for a in page.obj.get("/Annots", ())]
        if len(set(cles)) != len(cles):
            fautes.append("une clé sert deux fois")
        for element in self.arbre.descendants():
            for enfant in element.enfants:
                if isinstance(enfant, tuple):
                    rang, numero = enfant
                    retour = table[int(self.pdf.pages[rang].obj.StructParents)][numero]
                    vus.add(enfant)
                elif isinstance(enfant, pikepdf.Dictionary):
                    retour = table[int(enfant.StructParent)]
                else:
                    retour = None if enfant.obj.P.objgen == element.obj.objgen else enfant.obj
                if (
                    retour is not None
                    and retour.objgen != (enfant if isinstance(enfant, Element) else element).obj.objgen
                ):
                    fautes.append(f"{element.sorte} : {enfant}")
                if isinstance(enfant, Element) and retour is not None:
                    fautes.append(f"{enfant.sorte} ne connaît pas son parent {element.sorte}")
        fautes += [f"contenu hors de l’arbre : {lieu}" for lieu in self.marques - vus]
        fautes += [f"dans l’arbre mais pas sur la page : {lieu}" for lieu in vus - self.marques]
        for rang, page in enumerate(self.pdf.pages):
            combien = len({numero for autre, numero in self.marques if autre == rang})
            if len(table[int(page.obj.StructParents)]) != combien:
                fautes.append(
                    f"page {rang} : table de longueur {len(table[int(page.obj.StructParents)])}, {combien} marques"
                )
        return fautes

    @cached_property
    def marques(self) -> set[Lieu]:
        return set(self.contenus)

    def _element(self, obj, parent: Element | None) -> Element:
        element = Element(str(obj.S)[1:], obj, parent)
        enfants = obj.get("/K", ())
        for enfant in enfants if isinstance(enfants, pikepdf.Array) else [enfants]:
            if isinstance(enfant, int):
                element.enfants.append((self.rangs[obj.Pg.objgen], enfant))
            elif "/MCID" in enfant:
                element.enfants.append((self.rangs[enfant.get("/Pg", obj.get("/Pg")).objgen], int(enfant.MCID)))
            elif enfant.get("/Type") == "/OBJR":
                element.enfants.append(enfant.Obj)
            else:
                element.enfants.append(self._element(enfant, element))
        return element

    def _read(self, rang: int, flux, ressources, marques: list) -> None:
        police, polices = None, []
        for operation in pikepdf.parse_content_stream(flux):
            operateur, operandes = str(operation.operator), operation.operands
            match operateur:
                case "BDC" | "BMC":
                    marques.append(self._open(rang, operandes))
                case "EMC":
                    marques.pop()
                case "q":
                    polices.append(police)
                case "Q":
                    police = polices.pop()
                case "Tf":
                    police = ressources.Font[str(operandes[0])]
                case "Tj":
                    self._show(rang, police, bytes(operandes[0]), marques)
                case "TJ":
                    dits = [bytes(mot) for mot in operandes[0] if isinstance(mot, pikepdf.String)]
                    self._show(rang, police, b"".join(dits), marques)
                case "Do":
                    forme = ressources.XObject[str(operandes[0])]
                    if forme.Subtype == "/Form":
                        self._read(rang, forme, forme.get("/Resources", ressources), marques)

    def _open(self, rang: int, operandes) -> int | Artifact | None:
        proprietes = operandes[1] if len(operandes) > 1 else {}
        if str(operandes[0]) == "/Artifact":
            self.artifacts.append(Artifact(rang, str(proprietes.get("/Type", "")), ""))
            return self.artifacts[-1]
        if "/MCID" not in proprietes:
            return None
        numero = int(proprietes.MCID)
        assert (rang, numero) not in self.contenus, f"{numero} marque deux contenus de la page {rang}"
        self.contenus[rang, numero] = ""
        return numero

    def _show(self, rang: int, police, codes: bytes, marques: list) -> None:
        if police.objgen not in self._reads:
            self._reads[police.objgen] = read_as(police)
        lus = self._reads[police.objgen]
        texte = "".join(lus[int.from_bytes(codes[n : n + 2])] for n in range(0, len(codes), 2))
        ici = next((marque for marque in reversed(marques) if marque is not None), None)
        if isinstance(ici, Artifact):
            ici.texte += texte
        elif ici is None:
            self.perdus.append((rang, texte))
        else:
            self.contenus[rang, ici] += texte


ENFANTS = {
    "Document": {"Part"},
    "L": {"LI"},
    "LI": {"Lbl", "LBody"},
    "Table": {"THead", "TBody", "TFoot", "TR", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
}


def fautes_de_structure(lecture: Lecture, parties: int) -> list[str]:
    """What would mislead who reads with the tags alone, in a document of so many parts."""
    fautes = [f"texte sans marque, page {rang} : {texte}" for rang, texte in lecture.perdus]
    if lecture.arbre.sorte != "Document" or len(lecture.arbre.elements) != parties:
        fautes.append(f"{len(lecture.arbre.elements)} parties dans {lecture.arbre.sorte}")
    if str(lecture.pdf.Root.get("/Lang")) != "fr" or lecture.pdf.Root.MarkInfo.Marked is not True:
        fautes.append("langue ou balisage non déclarés")
    for element in lecture.arbre.descendants():
        admis = ENFANTS.get(element.sorte)
        if admis and (
            {enfant.sorte for enfant in element.elements} - admis or len(element.elements) != len(element.enfants)
        ):
            fautes.append(f"{element.sorte} tient {[getattr(e, 'sorte', e) for e in element.enfants]}")
        if element.sorte in CONTROLES and (faute := CONTROLES[element.sorte](lecture, element)):
            fautes.append(f"{element.sorte} {lecture.texte(element)[:40]!r} : {faute}")
    for rang, partie in enumerate(lecture.arbre.elements):
        niveaux = [int(titre.sorte[1]) for titre in partie.trouve(*(f"H{n}" for n in range(1, 7)))]
        if niveaux.count(1) != 1 or niveaux[0] != 1 or any(b > a + 1 for a, b in pairwise(niveaux)):
            fautes.append(f"titres de la partie {rang} : {niveaux}")
    return fautes


def _item(lecture: Lecture, item: Element) -> str:
    sortes = [enfant.sorte for enfant in item.elements]
    return "" if sortes in (["LBody"], ["Lbl", "LBody"]) else f"tient {sortes}"


def _list(lecture: Lecture, liste: Element) -> str:
    return "" if liste.enfants else "vide"


def _header(lecture: Lecture, cellule: Element) -> str:
    attributs = cellule.obj.get("/A", {})
    return "" if attributs.get("/Scope") in ("/Column", "/Row") and attributs.get("/O") == "/Table" else "sans portée"


def _table(lecture: Lecture, table: Element) -> str:
    largeurs = {
        sum(int(c.obj.get("/A", {}).get("/ColSpan", 1)) for c in rangee.elements) for rangee in table.trouve("TR")
    }
    hauts = any("/RowSpan" in c.obj.get("/A", {}) for c in table.trouve("TH", "TD"))
    return "" if len(largeurs) == 1 or hauts else f"rangées de largeurs {largeurs}"


def _figure(lecture: Lecture, figure: Element) -> str:
    if not str(figure.obj.get("/Alt", "")).strip():
        return "sans description"
    x1, y1, x2, y2 = (float(cote) for cote in figure.obj.A.BBox)
    (rang,) = {lieu[0] for lieu in figure.lieux()}
    _, _, droite, haut = (float(cote) for cote in lecture.pdf.pages[rang].mediabox)
    return "" if 0 <= x1 < x2 <= droite and 0 <= y1 < y2 <= haut else f"hors de sa page : {x1, y1, x2, y2}"


def _link(lecture: Lecture, lien: Element) -> str:
    if not lecture.texte(lien).strip():
        return "sans texte"
    if not lien.annotations or not all(str(a.get("/Contents", "")).strip() for a in lien.annotations):
        return "sans annotation décrite"
    return "" if all("/Dest" in a or "/URI" in a.A for a in lien.annotations) else "ne mène nulle part"


CONTROLES = {"L": _list, "LI": _item, "TH": _header, "Table": _table, "Figure": _figure, "Link": _link}


def read_as(police: pikepdf.Object) -> dict[int, str]:
    """How a font reads its glyphs, by their number."""
    return {
        int(glyphe, 16): bytes.fromhex(lu.decode()).decode("utf-16-be")
        for bloc in _BLOC.findall(police.ToUnicode.read_bytes())
        for glyphe, lu in _LUE.findall(bloc)
    }


def serre(texte: str) -> str:
    """A text without blanks and without the hyphens at the end of lines, to compare what only line breaks tell apart."""
    return re.sub(r"[\s\u00ad\u200b\u2060]+", "", texte)
