"""Parts into one document: pages in order, numbers in their slots, page furniture, one tree of tags, one of each face."""

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from dts_platform.core.pdf.faces import FILES, Face, beyond_french, furniture, name_of, reading
from dts_platform.core.pdf.formulaire import build_acroform
from dts_platform.core.pdf.metadata import describe
from dts_platform.core.pdf.parts import EN_HAUT, Etiquette, Piece, Rendu
from dts_platform.core.pdf.streams import saved, stream

AILLEURS = "(en\u00a0ligne)"  # what a reference says when its target is not in the document
EN_LIGNE = {"renvoi": AILLEURS, "nombre": "–"}
DE_LA_TETE, DU_PIED, DU_FILET = 34.0, 36.0, 42.0  # points from the head, from the foot, from the head to its rule
CORPS, ENCRE, ENCRE_DU_FILET = 8.0, b"0.33 g", b"0.73 G"
FOLIO, TETIERE, PIED = "/Folio", "/Tetiere", "/Pied"
_ENTRE_LES_TETES = 18.0
_MOBILIER = b"""/Artifact <</Type /Pagination /Subtype /Header>> BDC /Tetiere Do EMC
/Artifact <</Type /Pagination /Subtype /Footer>> BDC /Pied Do q %s Q EMC"""


@dataclass(frozen=True)
class Place:
    """Where an address is in a document: page from 0, height in points from its foot."""

    page: int
    y: float


class Assembly:
    """One document being made of its pieces. `dossier` holds the font files."""

    def __init__(self, pieces: Sequence[Piece], etiquette: Etiquette, dossier: Path):
        self.pieces, self.etiquette, self.dossier = pieces, etiquette, dossier
        self.debuts: list[int] = []
        self.total = 0
        for piece in pieces:
            self.debuts.append(self.total)
            self.total += piece.part.pages
        self.pdf = pikepdf.new()
        self.face = furniture(dossier)
        self.formes: dict[tuple, pikepdf.Object] = {}
        self.pieds: dict[tuple, pikepdf.Object] = {}
        self.noms: list[dict[str, str]] = [{} for _ in pieces]
        self.partagees: dict[str, pikepdf.Object] = {}
        self.decalage = 0
        self.nombres = Array()

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Each address the document answers for."""
        places = {}
        for piece, debut in zip(self.pieces, self.debuts, strict=True):
            for adresse, ancre in piece.adresses.items():
                page, y = piece.part.ancres.get(ancre, (0, EN_HAUT))
                places.setdefault(adresse, Place(debut + page, y))
        return places

    def bytes(self) -> bytes:
        self.sources = [pikepdf.open(io.BytesIO(piece.part.octets)) for piece in self.pieces]
        if len(self.sources) > 1:
            self._share_faces()
        racine = self._tree_root()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)  # fields are listed again at the end
            for rang, source in enumerate(self.sources):
                self._add(rang, source)
        racine.ParentTree = self.pdf.make_indirect(Dictionary(Nums=self.nombres))
        racine.ParentTreeNextKey = self.decalage
        self._link()
        self._outline()
        if any(piece.part.champs for piece in self.pieces):
            build_acroform(self.pdf)
        describe(self.pdf, self.etiquette)
        self.pdf.Root.OutputIntents = self.pdf.copy_foreign(
            self.sources[0].make_indirect(self.sources[0].Root.OutputIntents)
        )
        return saved(self.pdf)

    def _share_faces(self) -> None:
        """Install each face once, read as all parts read it, and take their own fonts away."""
        lectures: dict[str, dict[int, str]] = {}
        for piece in self.pieces:
            for face, lecture in piece.part.lectures.items():
                lectures.setdefault(face, {}).update(lecture)
        lectures[self.face.nom] = reading(self.face) | lectures.get(self.face.nom, {})
        for source, noms in zip(self.sources, self.noms, strict=True):
            polices = source.pages[0].Resources.Font
            for cle, police in list(polices.items()):
                if name_of(police) in FILES:
                    noms[cle] = name_of(police)
                    del polices[cle]
        self.partagees = {
            nom: Face.read(nom, self.dossier, beyond_french(lecture)).install(self.pdf, lecture)
            for nom, lecture in sorted(lectures.items())
            if nom in FILES
        }

    @cached_property
    def police(self) -> pikepdf.Object:
        """The font of furniture and numbers: the one all parts share, or that of a part alone when it has all their signs."""
        if self.face.nom in self.partagees:
            return self.partagees[self.face.nom]
        if len(self.sources) == 1:
            dits = "".join(self.pieces[0].tetes or ()) + self.etiquette.pied + "0123456789 /"
            lus = self.pieces[0].part.lectures.get(self.face.nom, {})
            for police in self.sources[0].pages[0].Resources.Font.values():
                if name_of(police) == self.face.nom and set(dits) <= set(lus.values()):
                    return self.pdf.copy_foreign(police)
        return self.face.install(self.pdf, reading(self.face))

    @cached_property
    def ressources(self) -> pikepdf.Object:
        """What a drawing in the furniture face needs."""
        return self.pdf.make_indirect(Dictionary(Font=Dictionary({FOLIO: self.police})))

    def _tree_root(self) -> pikepdf.Object:
        racine = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self.document = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array(), P=racine))
        racine.K = Array([self.document])
        self.pdf.Root.StructTreeRoot = racine
        return racine

    def _add(self, rang: int, source: pikepdf.Pdf) -> None:
        piece, debut = self.pieces[rang], self.debuts[rang]
        self.pdf.pages.extend(source.pages)
        arbre = self.pdf.copy_foreign(source.Root.StructTreeRoot)
        partie = arbre.K[0] if isinstance(arbre.K, Array) else arbre.K
        partie.S, partie.P = Name.Part, self.document
        self.document.K.append(partie)
        cles = arbre.ParentTree.Nums
        for place in range(0, len(cles), 2):
            self.nombres.append(int(cles[place]) + self.decalage)
            self.nombres.append(cles[place + 1])
        pages = [self.pdf.pages[numero].obj for numero in range(debut, debut + piece.part.pages)]
        ressources = pages[0].Resources
        for cle, nom in self.noms[rang].items():
            ressources.Font[cle] = self.partagees[nom]
        self._fill_slots(ressources)
        for page in pages:
            page.StructParents = int(page.StructParents) + self.decalage
            for annotation in page.get("/Annots", ()):
                annotation.StructParent = int(annotation.StructParent) + self.decalage
        if piece.tetes is not None:
            self._furnish(piece, debut, pages)
        self.decalage += max(int(cle) for cle in cles[::2]) + 1 if len(cles) else 0

    def _fill_slots(self, ressources: pikepdf.Object) -> None:
        formes = ressources.get("/XObject", {})
        for cle, forme in list(formes.items()):
            if "/Cible" in forme:
                formes[cle] = self._number(forme)

    def _number(self, forme: pikepdf.Object) -> pikepdf.Object:
        """The form that shows the page of a target, set to the right of its slot, narrowed when it is too long."""
        place, sorte = self.places.get(str(forme.Cible)), str(forme.Forme)[1:]
        texte = EN_LIGNE[sorte] if place is None else str(place.page + 1)
        if place is not None and sorte == "renvoi":
            texte = f"(p.\u00a0{texte})"
        taille, largeur = float(forme.Taille), float(forme.Largeur)
        cle = (texte, taille, largeur)
        if cle not in self.formes:
            voulue = self.face.width(texte, taille)
            serre = min(1.0, largeur / voulue)
            dessin = b"BT %s %.3f Tf %.2f Tz 1 0 0 1 %.3f 0 Tm %s Tj ET" % (
                FOLIO.encode(),
                taille,
                serre * 100,
                max(0.0, largeur - voulue),
                self.face.codes(texte),
            )
            self.formes[cle] = self._form(dessin, forme.BBox)
        return self.formes[cle]

    def _form(self, dessin: bytes, cadre) -> pikepdf.Object:
        """A drawing that pages share, in the furniture face."""
        forme = stream(self.pdf, dessin)
        forme.Type, forme.Subtype, forme.BBox = Name.XObject, Name.Form, Array(cadre)
        forme.Resources = self.ressources
        return forme

    def _furnish(self, piece: Piece, debut: int, pages: Sequence[pikepdf.Object]) -> None:
        """Draw running heads and feet, as artifacts: seen, not read aloud."""
        cadre = [float(cote) for cote in pages[0].MediaBox]
        gauche, droite, haut = piece.part.marges[0], cadre[2] - piece.part.marges[1], cadre[3]
        ressources = pages[0].Resources
        ressources.Font[FOLIO] = self.police
        if "/XObject" not in ressources:
            ressources.XObject = Dictionary()
        tete, titre = piece.tetes
        titre = self.face.fit(titre, CORPS, droite - gauche - self.face.width(tete, CORPS) - _ENTRE_LES_TETES)
        en_tete = [(gauche, tete), (droite - self.face.width(titre, CORPS), titre)]
        dessin = b"%s\n%s .4 w %.2f %.2f m %.2f %.2f l S" % (
            self._line(haut - DE_LA_TETE, en_tete),
            ENCRE_DU_FILET,
            gauche,
            haut - DU_FILET,
            droite,
            haut - DU_FILET,
        )
        ressources.XObject[TETIERE] = self._form(dessin, cadre)
        ressources.XObject[PIED] = self._foot(gauche, cadre)
        for numero, page in enumerate(pages, debut):
            folio = f"{numero + 1} / {self.total}"
            dit = self._line(DU_PIED, [(droite - self.face.width(folio, CORPS), folio)])
            dessous = page.Contents if isinstance(page.Contents, Array) else [page.Contents]
            page.Contents = Array([*dessous, stream(self.pdf, _MOBILIER % dit)])

    def _foot(self, gauche: float, cadre: list[float]) -> pikepdf.Object:
        """What the foot of every page says, but its number."""
        cle = (gauche, *cadre)
        if cle not in self.pieds:
            self.pieds[cle] = self._form(self._line(DU_PIED, [(gauche, self.etiquette.pied)]), cadre)
        return self.pieds[cle]

    def _line(self, y: float, textes: Sequence[tuple[float, str]]) -> bytes:
        """Texts on one line, each from its own abscissa."""
        morceaux = [b"1 0 0 1 %.2f %.2f Tm %s Tj" % (x, y, self.face.codes(texte)) for x, texte in textes if texte]
        return b"%s BT %s %g Tf\n%s ET" % (ENCRE, FOLIO.encode(), CORPS, b"\n".join(morceaux))

    def _link(self) -> None:
        """Turn links to addresses that the document answers for into links inside it."""
        pages = [page.obj for page in self.pdf.pages]
        for page in pages:
            for annotation in page.get("/Annots", ()):
                action = annotation.get("/A")
                place = self.places.get(str(action.URI)) if action is not None and "/URI" in action else None
                if place is not None:
                    del annotation["/A"]
                    annotation.Dest = Array([pages[place.page], Name.XYZ, 0, place.y, 0])

    def _outline(self) -> None:
        with self.pdf.open_outline() as plan:
            ouverts: list[list] = [plan.root]
            for piece, debut in zip(self.pieces, self.debuts, strict=True):
                if piece.titre:
                    self._bookmark(ouverts, piece.niveau, piece.titre, debut, EN_HAUT)
                for signet in piece.part.signets if piece.detail else ():
                    self._bookmark(
                        ouverts, piece.niveau + signet.niveau - 1, signet.titre, debut + signet.page, signet.y
                    )

    @staticmethod
    def _bookmark(ouverts: list[list], niveau: int, titre: str, page: int, y: float) -> None:
        del ouverts[max(1, niveau) :]
        entree = pikepdf.OutlineItem(titre, page, "XYZ", left=0, top=y)
        entree.is_closed = niveau > 1
        ouverts[-1].append(entree)
        ouverts.append(entree.children)


def assemble(pieces: Sequence[Piece], etiquette: Etiquette, dossier: Path) -> Rendu:
    """One document of its pieces, in order. `dossier` holds the font files."""
    montage = Assembly(pieces, etiquette, dossier)
    octets = montage.bytes()
    return Rendu(octets, montage.total, tuple(debut + 1 for debut in montage.debuts))
