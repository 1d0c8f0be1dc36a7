"""The blanks of a text become the fields of a form: HTML of a tool in, the same HTML with fields out.

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
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from dts_platform.core.arbre import INTOUCHABLES, Noeud, Texte, lire

MOST = 300  # fields in a text: a sheet has two pages
LONGEST_LABEL = 90  # each part of a description; three parts at most
_FINE = "\u202f"
_EN_LIGNE = {"strong", "em", "del", "code", "a", "br", "span"}
_TITRES = {"h1", "h2", "h3", "h4", "h5", "h6"}
_VIDE = re.compile(r"☐|[….]*…[….]*|\.{4,}|_{3,}")
_OUVRANT = re.compile(r"[\s(\[«“/–—|☐…]$|^$")
_LETTRES = re.compile(r"[^\W\d_]")
_MOTS = re.compile(r"(?=\w*[^\W\d_])[^\W_]{2,}")
_PHRASE = re.compile(r"(?<=[.!?»)])\s+(?=[A-ZÀ-ÞŒ«0-9☐])|\s[–—;]\s")
_PETIT = re.compile(r"\b(?:le|du|au|n°|en)$")
_UNITE = re.compile(r"[\s]?(€|%|mm|m²|[^\W\d_]{1,12})(?=[\s.,;)]|$)")
_LIAISONS = {*("à", "au", "aux", "et", "le", "la", "de", "du", "ni", "dont", "par", "avec", "pour", "où", "ou", "en")}
_BORDS = " \u00a0\u202f\n\t:;,.–—→/×("


@dataclass
class _Cellule:
    """Where a cell stands: what its row and its column are called, and whether it may be filled."""

    rangee: str = ""
    colonne: str = ""
    entete: bool = False
    titre: bool = False


@dataclass
class _Vide:
    """One blank of a block: where it is in the block and in its text node."""

    feuille: Texte
    debut: int
    fin: int
    decalage: int

    @property
    def marque(self) -> str:
        return self.feuille.texte[self.debut - self.decalage : self.fin - self.decalage]

    @property
    def coche(self) -> bool:
        return self.marque == "☐"


@dataclass
class _Ecriture:
    """The fields written so far: their names and descriptions stay unique."""

    compte: int = 0
    titre: str = ""
    noms: set[str] = field(default_factory=set)
    libelles: Counter = field(default_factory=Counter)

    def write(self, forme: str, libelle: str) -> str:
        """Return a field; `forme` is its class: case, coche, notes, or ligne and a width."""
        libelle = _french(libelle) or _french(_head(self.titre)) or "Réponse"
        if self.libelles[libelle] and self.titre and self.titre not in libelle:
            libelle = f"{libelle} ({_french(_head(self.titre))})"
        self.libelles[libelle] += 1
        if self.libelles[libelle] > 1:
            libelle = f"{libelle}, n°\u00a0{self.libelles[libelle]}"
        self.compte += 1
        # A full stop in the name of a PDF field would make it the child of another.
        nom = self._unique(libelle.replace(".", ""))
        attributs = f'class="champ {forme}" name="{escape(nom)}" title="{escape(libelle)}"'
        if forme in ("case", "notes"):
            return f"<textarea {attributs}></textarea>"
        return f'<input type="{"checkbox" if forme == "coche" else "text"}" {attributs}>'

    def _unique(self, nom: str) -> str:
        libre, rang = nom, 1
        while libre in self.noms:
            rang += 1
            libre = f"{nom} ({rang})"
        self.noms.add(libre)
        return libre


def _french(libelle: str) -> str:
    """A description on one line, with the no-break spaces of French."""
    for ouvrant, fermant in ("()", "«»"):
        if libelle.count(ouvrant) != libelle.count(fermant):
            libelle = libelle.replace(ouvrant, " ").replace(fermant, " ")
    libelle = re.sub(r" (?=[,.])", "", " ".join(libelle.replace("☐", " ").split()).strip(_BORDS))
    return re.sub(r" (?=[:;!?»])|(?<=«) ", _FINE, libelle)


def _tail(libelle: str) -> str:
    """The end of a label, cut at a word: what stands nearest to the blank."""
    libelle = " ".join(libelle.split()).strip(_BORDS).lstrip(")],. ")
    return libelle if len(libelle) <= LONGEST_LABEL else "… " + libelle[-LONGEST_LABEL:].split(" ", 1)[-1]


def _named(cellule: Noeud) -> str:
    """What a cell says beside its blanks, when that can name a row or a column."""
    if cellule.texte.lstrip().startswith("☐"):
        return ""
    texte = re.sub(r"[\s:]*(?<![^\s:])…+\s*$", "", cellule.texte).replace("☐", " ")
    return _head(_VIDE.sub("…", texte)) if _MOTS.search(_VIDE.sub("", texte)) else ""


def _lettered(texte: str) -> bool:
    return bool(_LETTRES.search(texte))


def _last_sentence(texte: str) -> str:
    """The last sentence that says something."""
    suite = ""
    for morceau in reversed(_PHRASE.split(texte)):
        suite = f"{morceau} {suite}" if suite else morceau
        if _MOTS.search(suite):
            break
    return suite


def _words_before(texte: str, vides: list[_Vide], rang: int) -> str:
    """What names a line to fill: the words before it, since the blank before when they suffice, and its unit."""
    vide = vides[rang]
    depart = vides[rang - 1].fin if rang else 0
    avant = texte[depart : vide.debut]
    if depart and (unite := _UNITE.match(avant)) and avant[unite.end() :].lstrip()[:1] in (",", ";", ")"):
        avant = avant[unite.end() :].lstrip(" \u00a0\u202f,;)")
    avant = _last_sentence(avant)
    if not avant.rstrip().endswith(":") and len(_MOTS.findall(avant)) < 2:
        avant = _last_sentence(_VIDE.sub("…", texte[: vide.debut]))
    apres = _UNITE.match(texte[vide.fin :])
    unite = apres[1] if apres and not apres[1][0].isupper() and apres[1] not in _LIAISONS else ""
    if not _lettered(avant):
        return f"{avant} … {unite}" if unite else avant
    return f"{_tail(avant)} … {unite}" if unite and not avant.rstrip().endswith(":") else _tail(avant)


def _box_labels(texte: str, vides: list[_Vide]) -> dict[int, str]:
    """The text beside each box. After it (« ☐ oui ☐ non »), unless the boxes of the run close it (« oui ☐ non ☐ »)."""
    libelles: dict[int, str] = {}
    for run in _runs(vides):
        premiere, derniere = run[0], run[-1]
        depart = vides[premiere - 1].fin if premiere else 0
        suivant = vides[derniere + 1].debut if derniere + 1 < len(vides) else len(texte)
        avant, apres = texte[depart : vides[premiere].debut], texte[vides[derniere].fin : suivant]
        dernier_mot = avant.rstrip(" \u00a0\u202f\n")
        devant = (
            _lettered(dernier_mot)
            and dernier_mot[-1] not in ":.;!?–("
            and (not _lettered(apres) or (apres.rstrip().endswith(":") and derniere + 1 < len(vides)))
        )
        contexte = "" if devant or not dernier_mot.endswith(":") else f"{_last_sentence(avant).strip(_BORDS)} : "
        if devant and " : " in (tete := avant.replace("\u202f", " ").replace("\u00a0", " ")):
            contexte = f"{_last_sentence(tete.rsplit(' : ', 1)[0])} : "
        bornes = [depart, *(vides[rang].fin for rang in run)] if devant else [vides[rang].fin for rang in run]
        fins = [vides[rang].debut for rang in run] if devant else [*(vides[rang].debut for rang in run[1:]), suivant]
        bouts = [texte[a:b] for a, b in zip(bornes, fins, strict=False)]
        if (
            not devant
            and not contexte
            and len(bouts) > 1
            and (coupe := re.split(r"\s[–—]\s", bouts[-1], maxsplit=1))[1:]
        ):
            bouts[-1], contexte = coupe[0], f"{coupe[1].strip(_BORDS)} : "
        for rang, bout in zip(run, bouts, strict=True):
            libelle = re.sub(r"^.*\s:\s", "", bout.replace("\u202f", " ")) if devant else bout
            libelles[rang] = f"{contexte}{_head(libelle)}"
    return libelles


def _runs(vides: list[_Vide]) -> list[list[int]]:
    """The boxes of a block by runs that no line to fill cuts."""
    runs: list[list[int]] = []
    for rang, vide in enumerate(vides):
        if vide.coche:
            if rang and vides[rang - 1].coche:
                runs[-1].append(rang)
            else:
                runs.append([rang])
    return runs


def _head(libelle: str) -> str:
    """The beginning of a label, cut at a word."""
    libelle = " ".join(libelle.split()).strip(_BORDS)
    return libelle if len(libelle) <= LONGEST_LABEL else libelle[:LONGEST_LABEL].rsplit(" ", 1)[0] + " …"


def _width(texte: str, vide: _Vide, suivant: int, cellule: _Cellule | None) -> str:
    """How wide a line to fill is: short before a unit or after « le », long at the end of a paragraph."""
    avant, apres = texte[: vide.debut].rstrip(), texte[vide.fin : suivant].strip()
    dernier = not apres and suivant == len(texte)
    deux_points, minuscule = avant.endswith(":"), bool(re.match(r"[a-zà-ÿœ%€\d/→(²×]", apres))
    if cellule:
        regles = (
            (vide.fin - vide.debut >= 8 or (dernier and deux_points), "plein"),
            (dernier and re.fullmatch(r"\w{1,2}\.", avant), "reste"),
            (dernier and vide.debut == len(texte) - len(texte.lstrip()), "reste"),
            (dernier and not deux_points and _lettered(avant), "bref"),
            (deux_points or dernier or minuscule or _PETIT.search(avant), "court"),
        )
    else:
        regles = (
            (vide.fin - vide.debut >= 8, "long"),
            (minuscule or _PETIT.search(avant), "court"),
            (dernier, "long"),
        )
    return next((largeur for condition, largeur in regles if condition), "moyen")


def _rows(table: Noeud) -> tuple[list[Noeud], list[Noeud]]:
    tetes = [tr for tete in table.elements() if tete.balise == "thead" for tr in tete.elements() if tr.balise == "tr"]
    rangees = [tr for tr in table.elements() if tr.balise == "tr" and not any(tr is tete for tete in tetes)]
    return tetes, rangees


def _cells(rangee: Noeud) -> list[Noeud]:
    return [enfant for enfant in rangee.enfants if isinstance(enfant, Noeud) and enfant.balise in ("td", "th")]


def _is_heading(rangee: Noeud) -> bool:
    """Whether a row has empty cells and, for the rest, nothing but bold."""
    cellules = _cells(rangee)
    pleines = [cellule for cellule in cellules if cellule.texte.strip()]
    gras = all(
        isinstance(enfant, Noeud)
        and enfant.balise == "strong"
        or isinstance(enfant, Texte)
        and not enfant.texte.strip()
        for cellule in pleines
        for enfant in cellule.enfants
    )
    somme = any(cellule.texte.strip().lower().startswith("total") for cellule in pleines)
    return bool(pleines) and len(pleines) < len(cellules) and gras and not somme


def _places(table: Noeud) -> dict[int, _Cellule]:
    """Where each cell of a table stands, by the identity of its node."""
    tetes, rangees = _rows(table)
    colonnes = [_named(cellule) for tr in tetes[:1] for cellule in _cells(tr)]
    places = {id(cellule): _Cellule(entete=True) for tr in tetes for cellule in _cells(tr)}
    titres = [_is_heading(tr) for tr in rangees]
    for numero, rangee in enumerate(rangees, 1):
        # A row in bold heads what follows: the last one, or one right above another, is a row to fill.
        titre = titres[numero - 1] and numero < len(rangees) and not titres[numero]
        cellules = _cells(rangee)
        noms = [_named(cellule) for cellule in cellules]
        defaut = _numbered(colonnes, cellules[0].texte.strip() if cellules else "", numero)
        for rang, cellule in enumerate(cellules):
            colonne = colonnes[rang] if rang < len(colonnes) else ""
            autre = next(filter(None, noms[:rang]), "")
            if rang:
                places[id(cellule)] = _Cellule(autre or defaut, colonne or "à cocher", titre=titre)
            else:
                places[id(cellule)] = _Cellule("" if noms[0] else defaut, colonne if noms[0] else "", titre=titre)
    return places


def _numbered(colonnes: list[str], premiere: str, numero: int) -> str:
    """The name of a row that has none: « Jour 15 », « Partenaire, ligne 2 »."""
    colonne = colonnes[0] if colonnes and colonnes[0] else "Tableau"
    if premiere and len(premiere) < 5 and not _VIDE.search(premiere):
        return f"{colonne} {premiere}"
    return f"{colonne}, ligne {numero}"


def _blocks(noeud: Noeud, cellules: dict[int, _Cellule]) -> Iterator[tuple[Noeud, list[Texte]]]:
    """Each run of text that reads as one, with the element that holds it, in order; tables are placed on the way."""
    if noeud.balise == "table":
        cellules |= _places(noeud)
    suite: list[Texte] = []
    for enfant in noeud.enfants:
        if isinstance(enfant, Texte):
            enfant.intouchable = noeud.balise in INTOUCHABLES
            suite.append(enfant)
        elif enfant.balise in _EN_LIGNE:
            suite += enfant.feuilles(enfant.balise in INTOUCHABLES)
        else:
            if suite:
                yield noeud, suite
            suite = []
            yield from _blocks(enfant, cellules)
    if suite or noeud.balise == "td":
        yield noeud, suite


def _find(feuilles: list[Texte], entete: bool) -> tuple[str, list[_Vide]]:
    texte = "".join(feuille.texte for feuille in feuilles)
    vides, decalage = [], 0
    for feuille in feuilles:
        for trouve in [] if feuille.intouchable else _VIDE.finditer(feuille.texte):
            vide = _Vide(feuille, decalage + trouve.start(), decalage + trouve.end(), decalage)
            avant, apres = texte[: vide.debut], texte[vide.fin :]
            seul = bool(_OUVRANT.search(avant[-1:])) and not apres[:1].isalnum()
            if entete:
                seul = not vide.coche and avant.rstrip().endswith(":")
            if seul or (not entete and (vide.coche or len(vide.marque) > 1 and vide.marque != "...")):
                vides.append(vide)
        decalage += len(feuille.texte)
    return texte, vides


def _fill(noeud: Noeud, feuilles: list[Texte], cellule: _Cellule | None, ecriture: _Ecriture) -> None:
    """Turn the blanks of one block into fields."""
    texte, vides = _find(feuilles, bool(cellule and cellule.entete))
    ou = " : ".join(filter(None, (cellule.rangee, cellule.colonne))) if cellule else ""
    seul = len(vides) == 1 and not vides[0].coche and texte.strip() == vides[0].marque
    if noeud.balise == "td" and cellule and (seul or (not noeud.texte and not noeud.ajout)):
        if ecriture.compte < MOST and not cellule.titre:
            for vide in vides:
                vide.feuille.sorties = [(0, len(vide.feuille.texte), "")]
            noeud.ajout += ecriture.write("case", ou)
        return
    coches = _box_labels(texte, vides)
    for rang, vide in enumerate(vides):
        if ecriture.compte >= MOST:
            return
        suivant = vides[rang + 1].debut if rang + 1 < len(vides) else len(texte)
        forme = "coche" if vide.coche else f"ligne {_width(texte, vide, suivant, cellule)}"
        forme = forme.replace("court", "bref") if cellule and len(vides) > 1 else forme
        propre = coches[rang] if vide.coche else _words_before(texte, vides, rang)
        numero = f"{rang + 1} sur {len(vides)}" if ou and len(vides) > 1 else ""
        libelle = ", ".join(filter(None, (ou, propre if _lettered(propre) else numero)))
        champ = ecriture.write(forme, libelle)
        vide.feuille.sorties.append((vide.debut - vide.decalage, vide.fin - vide.decalage, champ))
    leve = noeud.balise == "li" and texte.rstrip().endswith(":") and feuilles and feuilles[-1] in noeud.enfants[-1:]
    if leve and ecriture.compte < MOST:
        noeud.ajout += " " + ecriture.write("ligne long", _last_sentence(texte))


def remplissable(html: str) -> str:
    """Return the HTML of a tool with a form field in the place of each blank; one with fields comes back as it is."""
    racine = lire(html)
    if any(noeud.balise in ("input", "textarea") for noeud in racine.elements()):
        return html
    ecriture, cellules = _Ecriture(), {}
    for noeud, feuilles in list(_blocks(racine, cellules)):
        if noeud.balise in _TITRES:
            ecriture.titre = ""
        _fill(noeud, feuilles, cellules.get(id(noeud)), ecriture)
        if noeud.balise in _TITRES:
            ecriture.titre = _VIDE.sub("…", "".join(feuille.texte for feuille in feuilles)).strip()
    if not ecriture.compte:
        ecriture.titre = ""
        return f"{html}<h2>Notes</h2>\n{ecriture.write('notes', 'Notes')}\n"
    return racine.html()
