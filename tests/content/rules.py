"""The rules a content file obeys, as pure functions over parsed fixtures.

Run on files, it prints what is wrong in each: `python -m tests.content.rules fixtures/fiches/*.yaml`.
The Django models hold the same data; here the files are read as an author writes them.
"""

import hashlib
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dts_platform.text.typography import faults
from dts_platform.text.yaml_text import read_yaml

FIXTURES = Path(__file__).parents[2] / "fixtures"
FOUNDING_DIGESTS = Path(__file__).with_name("founding-documents.txt")
WORDS_OF_A_FICHE = (300, 2_000)
WORDS_OF_A_STORY = (30, 1_500)
STEPS = (2, 15)
WORDS_OF_A_STEP = 15
WORDS_OF_AN_OUTIL = 60
WARNINGS = (1, 12)
SIGNS = (1, 12)
WORDS_OF_A_SUMMARY = (10, 120)
LINES_OF_THE_ESSENTIAL = (2, 20)
WORDS_OF_AN_EASY_LINE = 20
SHARED_RUN = 12
FOUNDING_RUN = 9
WORD = re.compile(r"[0-9A-Za-zÀ-ÖØ-öø-ÿŒœ]+")
TO_THE_READER = re.compile(r"\b(?:vous|votre|vos)\b", re.I)
QUOTATION = re.compile("«[^«»]*»")
LINK_TARGET = re.compile(r"\]\([^)\s]*\)")
PROSE = [
    "en_une_phrase", "resume", "pourquoi", "pour_qui", "avec_qui", "duree", "moyens", "vigilance", "reussite", "en_bref", "facile_a_lire",
    "texte", "resultat", "mode_emploi", "corps", "ce_qu_elle_montre", "limites", "suites", "besoin", "activites",
    "partenaires", "recit", "raison", "note", "sens", "constat", "proposition", "fondement_raison", "definition",
    "titre", "nom", "libelle", "organisation", "periode", "questions", "documents_disent", "lecture", "non_trouve",
    "cherche_dans", "perimetre",
]  # fmt: skip
OURS = re.compile(
    r"notre lecture|selon nous|à nos yeux|à notre avis|nous y (?:voyons|lisons)|ce que nous (?:en|retenons)", re.I
)
UNKNOWN = re.compile(
    r"\b(?:non|in|pas) ?connue?s?\b|nous n’(?:en )?avons\b[^.;]*\b(?:trouvé|lu|vu|pu lire)|nous (?:ignorons|ne savons pas)"
    r"|n’(?:a|ont) (?:pas|jamais) (?:pu être|été) (?:lu|trouvé|retrouvé)e?s?\b|\baucune?\b[^.;]* (?:lu|trouvé)e?s?\b"
    r"|\brien (?:n’a été|de)[^.;]* (?:lu|trouvé)\b|documents? lus?\b",
    re.I,
)
TOLD = (
    "resume",
    "besoin",
    "activites",
    "partenaires",
    "recit",
    "suites",
    "lecture",
    "limites",
)  # all but what was sought
TITLES = ("titre", "nom", "organisation")


@dataclass
class ContentFile:
    """One content file: its main object and the children that follow it."""

    path: Path
    main: dict
    children: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls, path: Path) -> "ContentFile":
        records = read_yaml(path.read_text(encoding="utf-8"))
        content_file = cls(path, records[0]["fields"])
        for record in records[1:]:
            content_file.children[record["model"].split(".")[1]].append(record["fields"])
        return content_file

    def records(self) -> Iterator[dict]:
        yield self.main
        for children in self.children.values():
            yield from children

    def texts(self) -> Iterator[tuple[str, str]]:
        """Each piece of prose with the name of its field."""
        for record in self.records():
            for name in PROSE:
                if isinstance(record.get(name), str):
                    yield name, record[name]


def words(text: str) -> list[str]:
    """The words a reader reads: where a link leads is not one of them."""
    return [word.lower() for word in WORD.findall(LINK_TARGET.sub("]", text))]


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def digest(run: tuple[str, ...]) -> str:
    return hashlib.sha256(" ".join(run).encode()).hexdigest()[:12]


def list_lines(text: str) -> list[str]:
    return [line[2:].strip() for line in text.splitlines() if line.startswith("- ")]


def text_of_fiche(fiche: ContentFile) -> str:
    p = fiche.main
    pieces = [
        p.get(name) or ""
        for name in ["resume", "pourquoi", "pour_qui", "avec_qui", "duree", "moyens", "vigilance", "reussite"]
    ]
    for step in fiche.children["etape"]:
        pieces += [step["titre"], step["texte"], step.get("avec_qui") or "", step.get("resultat") or ""]
    for prolongement in fiche.children["prolongement"]:
        pieces += [prolongement["ce_qu_elle_montre"], prolongement.get("limites") or ""]
    return "\n".join(pieces)


def faults_of_essential(p: dict) -> Iterator[str]:
    """What is wrong in « en bref » and in the text that is easy to read; a fiche has one of them, or both."""
    texts = {name: list_lines(p[name]) for name in ("en_bref", "facile_a_lire") if p.get(name)}
    if not texts:
        yield "ni en bref ni facile à lire"
    for name, lines in texts.items():
        if not LINES_OF_THE_ESSENTIAL[0] <= len(lines) <= LINES_OF_THE_ESSENTIAL[1]:
            yield f"{len(lines)} lignes dans {name}"
    yield from (
        f"ligne facile à lire trop longue : {line}"
        for line in texts.get("facile_a_lire", ())
        if len(words(line)) > WORDS_OF_AN_EASY_LINE
    )
    if "facile_a_lire" in texts and not any(TO_THE_READER.search(line) for line in texts["facile_a_lire"]):
        yield "un texte facile à lire s’adresse à la personne concernée"
    if bool(p.get("facile_relu_par")) != bool(p.get("facile_relu_le")):
        yield "une relecture dit par qui et quel jour"


def faults_of_fiche(fiche: ContentFile) -> Iterator[str]:
    """What a fiche lacks to be one a practitioner can use tomorrow."""
    p = fiche.main
    required = [
        "numero", "partie", "slug", "titre", "en_une_phrase", "resume", "pourquoi", "pour_qui", "avec_qui", "duree", "moyens",
        "vigilance", "reussite", "missions", "principes", "strategies", "themes", "verifie_le",
        "statut", "publie_le", "delai", "personnes", "cout", "publics",
    ]  # fmt: skip
    yield from (f"champ vide : {name}" for name in required if not p.get(name))
    least, most = WORDS_OF_A_FICHE
    length = len(words(text_of_fiche(fiche)))
    if not least <= length <= most:
        yield f"corps de {length} mots, attendu de {least} à {most}"
    steps = fiche.children["etape"]
    if not STEPS[0] <= len(steps) <= STEPS[1]:
        yield f"{len(steps)} étapes"
    for step in steps:
        if len(words(step["texte"])) < WORDS_OF_A_STEP:
            yield f"étape {step['ordre']} trop mince"
        yield from (f"étape {step['ordre']} sans {name}" for name in ("avec_qui", "resultat") if not step.get(name))
    outils = fiche.children["outil"]
    if len(outils) != 1:
        yield f"{len(outils)} outil(s)"
    for outil in outils:
        if len(words(outil["corps"])) < WORDS_OF_AN_OUTIL:
            yield f"outil de {len(words(outil['corps']))} mots, trop mince"
        yield from (f"outil sans {name}" for name in ("titre", "type", "mode_emploi") if not outil.get(name))
    for lines, name, bounds in (
        (list_lines(p.get("vigilance") or ""), "points de vigilance", WARNINGS),
        (list_lines(p.get("reussite") or ""), "signes de réussite", SIGNS),
        (words(p.get("resume") or ""), "mots de résumé", WORDS_OF_A_SUMMARY),
    ):
        if not bounds[0] <= len(lines) <= bounds[1]:
            yield f"{len(lines)} {name}"
    yield from faults_of_essential(p)
    if not fiche.children["reference"]:
        yield "aucune référence"
    yield from ("référence sans document" for r in fiche.children["reference"] if not r.get("document"))


def faults_of_figures(chiffres: list[dict], sources: set[str]) -> Iterator[str]:
    for chiffre in chiffres:
        if chiffre["source"][1] not in sources:
            yield f"chiffre sans source connue : {chiffre['libelle']}"
        if not (chiffre.get("periode") or chiffre.get("annee")):
            yield f"chiffre sans date : {chiffre['libelle']}"
        if bool(chiffre.get("perimetre")) == bool(chiffre.get("couverture")):
            yield f"chiffre dont on ne sait pas ce qu’il couvre, ou qui le dit deux fois : {chiffre['libelle']}"
    if sum(bool(chiffre.get("taille")) for chiffre in chiffres) > 1:
        yield "plusieurs chiffres disent la taille de la structure"


def faults_of_experience(experience: ContentFile) -> Iterator[str]:
    p = experience.main
    required = [
        "slug", "nom", "en_une_phrase", "organisation", "type_structure", "region", "resume", "besoin", "activites",
        "recit", "origine", "themes", "verifie_le", "statut", "publie_le",
    ]  # fmt: skip
    if p.get("commune") or p.get("type_structure") != "collectif":  # what a regional network does is of no department
        required.append("departement")
    yield from (f"champ vide : {name}" for name in required if not p.get(name))
    length = len(words(p.get("recit") or ""))
    if not WORDS_OF_A_STORY[0] <= length <= WORDS_OF_A_STORY[1]:
        yield f"récit de {length} mots"
    sources = {source["code"] for source in experience.children["source"]}
    if not sources:
        yield "aucune provenance"
    yield from faults_of_figures(experience.children["chiffrecle"], sources)
    yield from ("source sans document" for source in experience.children["source"] if not source.get("document"))
    yield from (f"notre lecture dans {name}" for name in ("recit", "suites") if OURS.search(p.get(name) or ""))
    yield from (
        f"recherche vaine dans {name}, pas dans non_trouve" for name in TOLD if UNKNOWN.search(p.get(name) or "")
    )
    if not (p.get("limites") or p.get("non_trouve")):
        yield "ni limites ni recherche"
    for kind in ("illustrationmission", "illustrationprincipe", "illustrationstrategie"):
        for link in experience.children[kind]:
            if link["origine"] not in ("source", "deduit") or not link.get("raison"):
                yield f"{kind} sans origine ou sans raison"
    if not experience.children["illustrationmission"]:
        yield "aucune mission illustrée"


def faults_of_typography(content_file: ContentFile) -> Iterator[str]:
    for name, text in content_file.texts():
        yield from (f"{name} : {fault}" for fault in faults(text))


def runs_of_founding_documents(content_file: ContentFile, digests: set[str]) -> Iterator[str]:
    """Runs of nine words that a founding document holds too; quoted words are set aside."""
    for name, text in content_file.texts():
        if name in TITLES:
            continue
        for run in runs(QUOTATION.sub(" | ", text), FOUNDING_RUN):
            if digest(run) in digests:
                yield f"{name} : reprend un document fondateur : {' '.join(run)}"


def shared_runs(content_files: list[ContentFile]) -> Iterator[str]:
    """Runs of twelve words met in two different files, or twice in one."""
    seen: dict[tuple[str, ...], str] = {}
    for content_file in content_files:
        for name, text in content_file.texts():
            if name in TITLES:
                continue
            here = f"{content_file.path.name}:{name}:{hash(text)}"
            for run in runs(text, SHARED_RUN):
                elsewhere = seen.setdefault(run, here)
                if elsewhere != here:
                    yield f"{content_file.path.name}:{name} et {elsewhere.rsplit(':', 1)[0]} partagent : {' '.join(run)}"
                    break


def croisements(fiches: list[ContentFile]) -> Counter:
    """How many fiches stand behind each mission × principle × strategy."""
    return Counter(
        (m[0], c[0], s[0])
        for f in fiches
        for m in f.main["missions"]
        for c in f.main["principes"]
        for s in f.main["strategies"]
    )


def founding_digests() -> set[str]:
    return set(FOUNDING_DIGESTS.read_text().split())


def main(paths: list[str]) -> int:
    content_files = [ContentFile.read(Path(path)) for path in paths]
    digests = founding_digests()
    total = 0
    for content_file in content_files:
        faults = [*faults_of_typography(content_file), *runs_of_founding_documents(content_file, digests)]
        if content_file.path.parent.name == "fiches":
            faults += faults_of_fiche(content_file)
            print(f"{content_file.path.name} : corps de {len(words(text_of_fiche(content_file)))} mots")
        if content_file.path.parent.name == "experiences":
            faults += faults_of_experience(content_file)
        for fault in faults:
            print(f"  {content_file.path.name} : {fault}")
        total += len(faults)
    neighbours = [
        ContentFile.read(f)
        for d in ("fiches", "experiences", "cadre", "situations", "regles")
        for f in sorted((FIXTURES / d).glob("*.yaml"))
    ]
    for shared in shared_runs(neighbours):
        if any(d.path.name in shared for d in content_files):
            print(f"  {shared}")
            total += 1
    print(f"{total} défaut(s)")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
