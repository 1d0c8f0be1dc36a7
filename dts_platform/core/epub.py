"""How chapters become a book: HTML in, EPUB 3 bytes out. Knows neither fiches nor Django.

The same book gives the same bytes: dates are those of the content, files are sorted, nothing is drawn by chance. Links
to the pages of the site lead to the chapter that holds them, or to the full address when no chapter does.

`dcterms:conformsTo` is left out on purpose: it promises that somebody checked every WCAG criterion on the book. The
metadata say what the book has; the summary says what nobody has checked.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

from dts_platform.core.xhtml import Fragment, escaped, one_line, outside, printable

TYPE = "application/epub+zip"
_CONTENEUR = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/livre.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_PAGE = """<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{langue}" xml:lang="{langue}">
<head><title>{titre}</title><link rel="stylesheet" href="livre.css"/></head>
<body>
{corps}
</body>
</html>
"""
# Short texts share files up to this length: deflate then sees what they repeat, and the manual is a tenth lighter.
PAQUET = 64_000
_CLASSE = re.compile(r"\.([a-z][\w-]*)")
# The ARIA role that says to assistive technologies what epub:type says to reading systems.
ROLES = {
    nom: f"doc-{nom}" for nom in ("chapter", "part", "introduction", "glossary", "index", "colophon", "bibliography")
}


@dataclass(frozen=True)
class Chapitre:
    """One text of the book. `nom` is wished, made safe and unique; `adresse` is the path of its page on the site.

    `niveau` is its depth in the contents, from 1; `repere`, its name among the landmarks, when it has one. A `court`
    chapter shares a file with the short ones around it.
    """

    nom: str
    titre: str
    html: str
    niveau: int = 1
    type: str = "chapter"
    adresse: str = ""
    repere: str = ""
    court: bool = False


@dataclass(frozen=True)
class Livre:
    """A book to write. `identite` is a full address that stays the same from one edition to the next; `date` knows
    its time zone and comes from the content; `site` is the full address of the home page."""

    titre: str
    auteur: str
    identite: str
    date: datetime
    site: str
    chapitres: tuple[Chapitre, ...]
    style: str
    couverture: str
    texte_de_couverture: str
    description: str = ""
    droits: str = ""
    accessibilite: str = ""
    langue: str = "fr"


def _title(titre: str, secours: str) -> str:
    """A title on one line, escaped; never empty: a contents list may not hold an empty link."""
    return escaped(one_line(titre) or secours)


def _names(chapitres: Iterable[Chapitre]) -> list[str]:
    """A name for each chapter: plain letters, and different even where case does not count."""
    noms, vus = [], Counter(("couverture", "sommaire"))
    for chapitre in chapitres:
        nom = re.sub(r"[^a-z0-9]+", "-", chapitre.nom.lower()).strip("-")[:100] or "texte"
        vus[nom] += 1
        noms.append(nom if vus[nom] == 1 else f"{nom}--{vus[nom]}")
    return noms


def _packs(chapitres: Sequence[Chapitre]) -> list[list[int]]:
    """The ranks of the chapters of each file, in reading order."""
    paquets: list[list[int]] = []
    longueur = 0
    for rang, chapitre in enumerate(chapitres):
        suit = paquets and chapitre.court and chapitres[rang - 1].court
        if suit and longueur + len(chapitre.html) <= PAQUET:
            paquets[-1].append(rang)
            longueur += len(chapitre.html)
        else:
            paquets.append([rang])
            longueur = len(chapitre.html)
    return paquets


class _Reliure:
    """The book while it is bound: the name, fragment and place of each chapter, and where links lead."""

    def __init__(self, livre: Livre):
        self.livre, self.chapitres = livre, livre.chapitres
        self.noms = _names(self.chapitres)
        classes = frozenset(_CLASSE.findall(livre.style))
        self.fragments = [Fragment.of(chapitre.html, classes) for chapitre in self.chapitres]
        self.paquets = _packs(self.chapitres)
        self.fichiers = {rang: f"{self.noms[paquet[0]]}.xhtml" for paquet in self.paquets for rang in paquet}
        self.partages = {rang for paquet in self.paquets if len(paquet) > 1 for rang in paquet}
        rangs = range(len(self.chapitres))
        pages = [(urljoin(livre.site, chapitre.adresse), r) for r, chapitre in enumerate(self.chapitres)]
        self.pages = {page: rang for page, rang in reversed(pages) if self.chapitres[rang].adresse}
        compte = Counter(ancre for fragment in self.fragments for ancre in fragment.ancres)
        self.ancres = {ancre: rang for rang in rangs for ancre in self.fragments[rang].ancres if compte[ancre] == 1}

    def place(self, rang: int, ancre: str = "") -> str:
        """The address of a chapter in the book, or of one of its anchors."""
        if rang in self.partages:
            ancre = f"{self.noms[rang]}.{ancre}" if ancre else self.noms[rang]
        return f"{self.fichiers[rang]}#{ancre}" if ancre else self.fichiers[rang]

    def link(self, rang: int, adresse: str) -> str:
        """Where an address written in a chapter leads: in the book, outside, or nowhere."""
        adresse = adresse.strip()
        if adresse.startswith("#"):
            ancre = adresse[1:]
            cible = rang if ancre in self.fragments[rang].ancres else self.ancres.get(ancre)
            return "" if cible is None else self.place(cible, ancre)
        try:
            complete = urljoin(urljoin(self.livre.site, self.chapitres[rang].adresse), adresse)
        except ValueError:
            return ""
        page, _, ancre = complete.partition("#")
        cible = self.pages.get(page)
        if cible is None:
            return outside(complete)
        return self.place(cible, ancre if ancre in self.fragments[cible].ancres else "")

    def page(self, titre: str, corps: str) -> str:
        return _PAGE.format(langue=escaped(self.livre.langue), titre=titre, corps=corps)

    def file(self, paquet: list[int]) -> str:
        """A file, of one chapter or several short ones."""
        bouts = dict.fromkeys((paquet[0], paquet[-1]))
        titre = " – ".join(self.title(rang) for rang in bouts)
        return self.page(titre, "\n".join(self.chapter(rang) for rang in paquet))

    def chapter(self, rang: int) -> str:
        """A chapter, named for assistive technologies as it is in the contents."""
        sorte, partage = self.chapitres[rang].type, rang in self.partages
        role = f' role="{ROLES[sorte]}" aria-label="{self.title(rang)}"' if sorte in ROLES else ""
        ancre = f' id="{self.noms[rang]}"' if partage else ""
        corps = self.fragments[rang].xhtml(partial(self.link, rang), f"{self.noms[rang]}." if partage else "")
        return f'<section epub:type="{sorte}"{role}{ancre}>\n{corps}\n</section>'

    def title(self, rang: int) -> str:
        return _title(self.chapitres[rang].titre, self.chapitres[rang].nom)

    def cover(self) -> str:
        """The page that shows the cover, its words as a text for who does not see it."""
        alternative = _title(self.livre.texte_de_couverture, self.livre.titre)
        image = f'<img class="couverture" src="couverture.svg" alt="{alternative}" role="doc-cover"/>'
        return self.page(_title(self.livre.titre, "Couverture"), f'<section epub:type="cover">{image}</section>')

    def contents(self) -> str:
        """The navigation document: contents in reading order, nested by level, then landmarks."""
        morceaux, niveau = [], 0
        for rang, chapitre in enumerate(self.chapitres):
            voulu = min(max(1, chapitre.niveau), niveau + 1)
            morceaux.append("<ol>\n" if voulu > niveau else "</li>\n" + "</ol></li>\n" * (niveau - voulu))
            morceaux.append(f'<li><a href="{self.place(rang)}">{self.title(rang)}</a>')
            niveau = voulu
        morceaux.append("</li></ol>\n" + "</li></ol>\n" * (niveau - 1))
        reperes = [("cover", "couverture.xhtml", "Couverture"), ("toc", "sommaire.xhtml#sommaire", "Sommaire")]
        reperes += [
            ("bodymatter" if chapitre.type in ("chapter", "part") else chapitre.type, self.place(rang), chapitre.repere)
            for rang, chapitre in enumerate(self.chapitres)
            if chapitre.repere
        ]
        liste = "".join(f'<li><a epub:type="{t}" href="{n}">{escaped(r)}</a></li>\n' for t, n, r in reperes)
        corps = (
            '<nav epub:type="toc" role="doc-toc" id="sommaire" aria-labelledby="titre-sommaire">\n'
            f'<h1 id="titre-sommaire">Sommaire</h1>\n{"".join(morceaux)}</nav>\n'
            '<nav epub:type="landmarks" aria-labelledby="titre-reperes" hidden="hidden">\n'
            f'<h2 id="titre-reperes">Points de repère</h2>\n<ol>\n{liste}</ol>\n</nav>'
        )
        return self.page("Sommaire", corps)

    def package(self) -> str:
        """The package document: metadata, files, reading order."""
        noms = [self.noms[paquet[0]] for paquet in self.paquets]
        fichiers = [
            ("couverture", "couverture.xhtml", "application/xhtml+xml", ""),
            ("dessin", "couverture.svg", "image/svg+xml", ' properties="cover-image"'),
            ("sommaire", "sommaire.xhtml", "application/xhtml+xml", ' properties="nav"'),
            ("style", "livre.css", "text/css", ""),
            *((f"x-{nom}", f"{nom}.xhtml", "application/xhtml+xml", "") for nom in noms),
        ]
        manifeste = "".join(f'<item id="{i}" href="{n}" media-type="{t}"{p}/>\n' for i, n, t, p in fichiers)
        premier, *suivants = [f"x-{nom}" for nom in noms]
        ordre = "".join(f'<itemref idref="{i}"/>\n' for i in ("couverture", premier, "sommaire", *suivants))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0"'
            f' unique-identifier="identifiant" xml:lang="{escaped(self.livre.langue)}">\n'
            f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{self.metadata()}</metadata>\n'
            f"<manifest>\n{manifeste}</manifest>\n<spine>\n{ordre}</spine>\n</package>\n"
        )

    def metadata(self) -> str:
        livre = self.livre
        moment = livre.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        dublin = [
            ("title", _title(livre.titre, "Sans titre")),
            ("language", escaped(livre.langue)),
            ("creator", escaped(livre.auteur)),
            ("publisher", escaped(livre.auteur)),
            ("date", moment),
            ("description", _title(livre.description, "")),
            ("rights", _title(livre.droits, "")),
        ]
        lignes = [f'<dc:identifier id="identifiant">urn:uuid:{uuid5(NAMESPACE_URL, livre.identite)}</dc:identifier>\n']
        lignes += [f"<dc:{nom}>{valeur}</dc:{nom}>\n" for nom, valeur in dublin if valeur]
        proprietes = [("dcterms:modified", moment), *self.accessibility()]
        lignes += [f'<meta property="{nom}">{escaped(valeur)}</meta>\n' for nom, valeur in proprietes]
        return "".join(lignes)

    def accessibility(self) -> list[tuple[str, str]]:
        """What the book has, in the words of schema.org."""
        traits = ["alternativeText", "ARIA", "displayTransformability", "readingOrder", "structuralNavigation"]
        traits += ["tableOfContents"]
        traits += ["index"] if any(chapitre.type == "index" for chapitre in self.livre.chapitres) else []
        acces = [("accessMode", "textual"), ("accessMode", "visual"), ("accessModeSufficient", "textual")]
        acces += [("accessibilityFeature", trait) for trait in traits]
        acces += [("accessibilityHazard", "none"), ("accessibilitySummary", self.livre.accessibilite)]
        return [(f"schema:{nom}", valeur) for nom, valeur in acces if valeur]

    def files(self) -> dict[str, str]:
        """Every file of the book but its first, by path."""
        fichiers = {
            "META-INF/container.xml": _CONTENEUR,
            "EPUB/livre.opf": self.package(),
            "EPUB/livre.css": self.livre.style,
            "EPUB/couverture.svg": printable(self.livre.couverture),
            "EPUB/couverture.xhtml": self.cover(),
            "EPUB/sommaire.xhtml": self.contents(),
        }
        return fichiers | {f"EPUB/{self.fichiers[paquet[0]]}": self.file(paquet) for paquet in self.paquets}


def _entry(nom: str, date: datetime, methode: int) -> zipfile.ZipInfo:
    """An entry dated by the content, the same on every system. ZIP counts from 1980, without a time zone."""
    moment = max(date.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))
    entree = zipfile.ZipInfo(nom, moment.timetuple()[:6])
    entree.compress_type, entree.create_system, entree.external_attr = methode, 3, 0o644 << 16
    return entree


def write_epub(livre: Livre) -> bytes:
    """The book as EPUB 3. ValueError when it has no chapter, or a date without a time zone."""
    if not livre.chapitres or livre.date.tzinfo is None:
        raise ValueError("Un livre a au moins un chapitre et une date avec son fuseau horaire.")
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as archive:
        # First and bare: programs recognise an EPUB by these bytes.
        archive.writestr(_entry("mimetype", livre.date, zipfile.ZIP_STORED), TYPE)
        for nom, texte in sorted(_Reliure(livre).files().items()):
            archive.writestr(_entry(nom, livre.date, zipfile.ZIP_DEFLATED), texte.encode(), compresslevel=9)
    return sortie.getvalue()
