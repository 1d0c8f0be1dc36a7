"""The rules a content file obeys, as pure functions over parsed fixtures.

Run on files, it prints what is wrong in each: `python -m tests.contenu.regles fixtures/fiches/*.yaml`.
The Django models hold the same data; here the files are read as an author writes them.
"""

import hashlib
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from dts_platform.text.typography import faults

FIXTURES = Path(__file__).parents[2] / "fixtures"
EMPREINTES = Path(__file__).with_name("empreintes-documents-fondateurs.txt")

MOTS_DU_CORPS = (600, 1000)
MOTS_DU_RECIT = (60, 600)
ETAPES = (4, 8)
MOTS_ETAPE = 30
MOTS_OUTIL = 110
VIGILANCES = (3, 5)
LIGNES_FALC = 5
MOTS_PAR_LIGNE_FALC = 20
SUITE_COMMUNE = 12
SUITE_FONDATRICE = 9

MOT = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿŒœ]+")
CITATION = re.compile("«[^«»]*»")
PROSE = [
    "resume",
    "pourquoi",
    "pour_qui",
    "avec_qui",
    "duree",
    "moyens",
    "vigilance",
    "reussite",
    "facile_a_lire",
    "texte",
    "resultat",
    "mode_emploi",
    "corps",
    "ce_qu_elle_montre",
    "limites",
    "suites",
    "besoin",
    "activites",
    "partenaires",
    "recit",
    "raison",
    "note",
    "sens",
    "constat",
    "proposition",
    "fondement_raison",
    "definition",
    "titre",
    "nom",
    "libelle",
    "organisation",
    "periode",
]
TITRES = ("titre", "nom", "organisation")


@dataclass
class Dossier:
    """One content file: its main object and the children that follow it."""

    chemin: Path
    principal: dict
    enfants: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def lire(cls, chemin: Path) -> "Dossier":
        objects = yaml.safe_load(chemin.read_text(encoding="utf-8"))
        dossier = cls(chemin, objects[0]["fields"])
        for obj in objects[1:]:
            dossier.enfants[obj["model"].split(".")[1]].append(obj["fields"])
        return dossier

    def objects(self) -> Iterator[dict]:
        yield self.principal
        for enfants in self.enfants.values():
            yield from enfants

    def textes(self) -> Iterator[tuple[str, str]]:
        """Each piece of prose with the name of its field."""
        for obj in self.objects():
            for nom in PROSE:
                if isinstance(obj.get(nom), str):
                    yield nom, obj[nom]


def mots(texte: str) -> list[str]:
    return [mot.lower() for mot in MOT.findall(texte)]


def suites(texte: str, longueur: int) -> set[tuple[str, ...]]:
    liste = mots(texte)
    return {tuple(liste[i : i + longueur]) for i in range(len(liste) - longueur + 1)}


def empreinte(suite: tuple[str, ...]) -> str:
    return hashlib.sha256(" ".join(suite).encode()).hexdigest()[:12]


def lignes_de_liste(texte: str) -> list[str]:
    return [ligne[2:].strip() for ligne in texte.splitlines() if ligne.startswith("- ")]


def corps_de_fiche(fiche: Dossier) -> str:
    p = fiche.principal
    morceaux = [
        p.get(nom) or ""
        for nom in ["resume", "pourquoi", "pour_qui", "avec_qui", "duree", "moyens", "vigilance", "reussite"]
    ]
    for etape in fiche.enfants["etape"]:
        morceaux += [etape["titre"], etape["texte"], etape.get("avec_qui") or "", etape.get("resultat") or ""]
    for prolongement in fiche.enfants["prolongement"]:
        morceaux += [prolongement["ce_qu_elle_montre"], prolongement.get("limites") or ""]
    return "\n".join(morceaux)


def defauts_de_fiche(fiche: Dossier) -> Iterator[str]:
    """What a fiche lacks to be one a practitioner can use tomorrow."""
    p = fiche.principal
    obligatoires = [
        "numero",
        "partie",
        "slug",
        "titre",
        "resume",
        "pourquoi",
        "pour_qui",
        "avec_qui",
        "duree",
        "moyens",
        "vigilance",
        "reussite",
        "facile_a_lire",
        "missions",
        "principes",
        "strategies",
        "themes",
        "verifie_le",
        "statut",
        "publie_le",
    ]
    yield from (f"champ vide : {nom}" for nom in obligatoires if not p.get(nom))
    bas, haut = MOTS_DU_CORPS
    longueur = len(mots(corps_de_fiche(fiche)))
    if not bas <= longueur <= haut:
        yield f"corps de {longueur} mots, attendu de {bas} à {haut}"
    etapes = fiche.enfants["etape"]
    if not ETAPES[0] <= len(etapes) <= ETAPES[1]:
        yield f"{len(etapes)} étapes"
    for etape in etapes:
        if len(mots(etape["texte"])) < MOTS_ETAPE:
            yield f"étape {etape['ordre']} trop mince"
        yield from (f"étape {etape['ordre']} sans {nom}" for nom in ("avec_qui", "resultat") if not etape.get(nom))
    outils = fiche.enfants["outil"]
    if len(outils) != 1:
        yield f"{len(outils)} outil(s)"
    for outil in outils:
        if len(mots(outil["corps"])) < MOTS_OUTIL:
            yield f"outil de {len(mots(outil['corps']))} mots, trop mince"
        yield from (f"outil sans {nom}" for nom in ("titre", "type", "mode_emploi") if not outil.get(nom))
    vigilances = lignes_de_liste(p.get("vigilance") or "")
    if not VIGILANCES[0] <= len(vigilances) <= VIGILANCES[1]:
        yield f"{len(vigilances)} points de vigilance"
    if len(lignes_de_liste(p.get("reussite") or "")) < 3:
        yield "moins de trois signes de réussite"
    falc = lignes_de_liste(p.get("facile_a_lire") or "")
    if len(falc) != LIGNES_FALC:
        yield f"{len(falc)} lignes faciles à lire"
    yield from (
        f"ligne facile à lire trop longue : {ligne}" for ligne in falc if len(mots(ligne)) > MOTS_PAR_LIGNE_FALC
    )
    if not fiche.enfants["reference"]:
        yield "aucune référence"
    yield from (f"référence sans {n}" for r in fiche.enfants["reference"] for n in ("titre", "editeur") if not r.get(n))


def defauts_d_experience(experience: Dossier) -> Iterator[str]:
    p = experience.principal
    obligatoires = [
        "slug",
        "nom",
        "organisation",
        "type_structure",
        "departement",
        "region",
        "resume",
        "besoin",
        "activites",
        "recit",
        "limites",
        "origine",
        "themes",
        "verifie_le",
        "statut",
        "publie_le",
    ]
    yield from (f"champ vide : {nom}" for nom in obligatoires if not p.get(nom))
    longueur = len(mots(p.get("recit") or ""))
    if not MOTS_DU_RECIT[0] <= longueur <= MOTS_DU_RECIT[1]:
        yield f"récit de {longueur} mots"
    sources = {source["code"] for source in experience.enfants["source"]}
    if not sources:
        yield "aucune provenance"
    for chiffre in experience.enfants["chiffrecle"]:
        if chiffre["source"][1] not in sources:
            yield f"chiffre sans source connue : {chiffre['libelle']}"
        if not (chiffre.get("periode") or chiffre.get("annee")):
            yield f"chiffre sans date : {chiffre['libelle']}"
    for sorte in ("illustrationmission", "illustrationprincipe", "illustrationstrategie"):
        for lien in experience.enfants[sorte]:
            if lien["origine"] not in ("source", "deduit") or not lien.get("raison"):
                yield f"{sorte} sans origine ou sans raison"
    if not experience.enfants["illustrationmission"]:
        yield "aucune mission illustrée"


def defauts_de_typographie(dossier: Dossier) -> Iterator[str]:
    for nom, texte in dossier.textes():
        yield from (f"{nom} : {faute}" for faute in faults(texte))


def reprises_des_fondateurs(dossier: Dossier, empreintes: set[str]) -> Iterator[str]:
    """Runs of nine words that a founding document holds too; quoted words are set aside."""
    for nom, texte in dossier.textes():
        if nom in TITRES:
            continue
        for suite in suites(CITATION.sub(" | ", texte), SUITE_FONDATRICE):
            if empreinte(suite) in empreintes:
                yield f"{nom} : reprend un document fondateur : {' '.join(suite)}"


def suites_partagees(dossiers: list[Dossier]) -> Iterator[str]:
    """Runs of twelve words met in two different files, or twice in one."""
    vues: dict[tuple[str, ...], str] = {}
    for dossier in dossiers:
        for nom, texte in dossier.textes():
            if nom in TITRES:
                continue
            ici = f"{dossier.chemin.name}:{nom}:{hash(texte)}"
            for suite in suites(texte, SUITE_COMMUNE):
                ailleurs = vues.setdefault(suite, ici)
                if ailleurs != ici:
                    yield f"{dossier.chemin.name}:{nom} et {ailleurs.rsplit(':', 1)[0]} partagent : {' '.join(suite)}"
                    break


def croisements(fiches: list[Dossier]) -> Counter:
    """How many fiches stand behind each mission × principle × strategy."""
    return Counter(
        (m[0], c[0], s[0])
        for f in fiches
        for m in f.principal["missions"]
        for c in f.principal["principes"]
        for s in f.principal["strategies"]
    )


def empreintes_fondatrices() -> set[str]:
    return set(EMPREINTES.read_text().split())


def main(chemins: list[str]) -> int:
    dossiers = [Dossier.lire(Path(chemin)) for chemin in chemins]
    empreintes = empreintes_fondatrices()
    total = 0
    for dossier in dossiers:
        defauts = [*defauts_de_typographie(dossier), *reprises_des_fondateurs(dossier, empreintes)]
        if dossier.chemin.parent.name == "fiches":
            defauts += defauts_de_fiche(dossier)
            print(f"{dossier.chemin.name} : corps de {len(mots(corps_de_fiche(dossier)))} mots")
        if dossier.chemin.parent.name == "experiences":
            defauts += defauts_d_experience(dossier)
        for defaut in defauts:
            print(f"  {dossier.chemin.name} : {defaut}")
        total += len(defauts)
    voisins = [
        Dossier.lire(f) for d in ("fiches", "experiences", "cadre") for f in sorted((FIXTURES / d).glob("*.yaml"))
    ]
    for partage in suites_partagees(voisins):
        if any(d.chemin.name in partage for d in dossiers):
            print(f"  {partage}")
            total += 1
    print(f"{total} défaut(s)")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
