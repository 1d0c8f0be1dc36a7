"""The words of the content: one spelling and one word for a thing, functions without gender, unread is not unknown."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from django.conf import settings

from dts_platform.text.yaml_text import read_yaml
from tests.content import rules

FOLDERS = ("fiches", "experiences", "cadre", "regles")
CITED = ("reference", "source", "sourcederepere")
SPACE = "[ \u00a0\u202f]"
ONE_WORD = {
    r"\bbrochures?\b": "plaquette",
    r"[Éé]co-construction": "écoconstruction",
    r"\bGeiq\b": "GEIQ",
    r"\bE(?:sat|SAT)\b": "Ésat",
    r"Courte Echelle": "Courte Échelle",
    r"Pôle Economie": "Pôle Économie",
}
FUNCTIONS = {
    r"\baccompagnatrices?\b": "l’équipe d’accompagnement",
    r"\bdirectrices?\b": "la direction",
    r"\banimatrices?\b": "la personne qui anime",
    r"\bencadrantes?\b": "l’encadrement",
    r"\b[Aa]nimateurs?\b(?! d’une telle)": "la personne qui anime",
    r"\b[Tt]résori(?:er|ère)s?\b": "la trésorerie",
    r"(?<!vice-)\b[Pp]résidente\b": "la présidence",
    r"\b[Aa]ssistante de\b": "la gestion",
    r"\b[Cc]hargée?s? (?:d’accueil|de mise à disposition|de communication|de relations)\b": "l’accueil, l’équipe des mises à disposition…",
    r"\b[Pp]orteuse\b(?<!association porteuse)": "la personne qui porte l’essai",
}
UNREAD = {
    rf"\b(?:n’est|ne{SPACE}sont){SPACE}pas{SPACE}connue?s?\b": "les documents lus ne disent pas",
    rf"\bni\b[^.;|]*\bne{SPACE}sont{SPACE}connue?s?\b": "les documents lus ne donnent ni",
    rf"\b[Oo]n{SPACE}ignore{SPACE}(?:si|comment|combien)\b": "les documents lus ne disent pas",
    rf"\b[Oo]n{SPACE}(?:ne|n’en){SPACE}(?:sait|connaît){SPACE}pas\b": "les documents lus ne disent pas",
    rf"\b(?:sont|est){SPACE}inconnue?s?\b": "les documents lus ne disent pas",
}
BOTH_FORMS = {
    "élu": "élue",
    "salarié": "salariée",
    "administrateur": "administratrice",
    "habitant": "habitante",
    "dirigeant": "dirigeante",
}
ADDRESSED = {  # the fields that say to whom a text speaks, by folder
    "fiches": ("en_une_phrase", "resume", "pour_qui", "avec_qui", "en_bref", "facile_a_lire"),
    "cadre": ("resume", "corps", "texte", "sens", "definition"),
    "situations": ("resume", "raison"),
}
QUOTED = re.compile("«[^«»]*»")


def own_words(content_file: rules.ContentFile) -> Iterator[str]:
    """What a file says itself: titles and notes of the documents it cites, quoted words, and those of who seeks, left out."""
    told = [name for name in rules.PROSE if name != "questions" or content_file.path.parent.name == "situations"]
    records = [content_file.main]
    for kind, children in content_file.children.items():
        records += [] if kind in CITED else children
    for record in records:
        for name in (*told, "corps", "mode_emploi"):
            if isinstance(record.get(name), str):
                yield QUOTED.sub("", record[name])


@cache
def texts_of(folder: str) -> list[tuple[str, str]]:
    """What each file of a folder says itself, with the name of the file."""
    paths = sorted((settings.CONTENT_DIR / folder).glob("*.yaml"))
    read = [rules.ContentFile.read(path) for path in paths if path.name != "synonymes.yaml"]
    return [(content_file.path.name, text) for content_file in read for text in own_words(content_file)]


def found(pattern: str, folders: tuple[str, ...] = FOLDERS) -> list[tuple[str, str]]:
    said = [pair for folder in folders for pair in texts_of(folder)]
    return [(name, match[0]) for name, text in said for match in re.finditer(pattern, text)]


@pytest.mark.parametrize(("pattern", "right"), [*ONE_WORD.items(), *UNREAD.items()])
def test_one_word_says_one_thing(pattern, right):
    assert found(pattern) == [], f"écrire : {right}"


@pytest.mark.parametrize(("pattern", "right"), FUNCTIONS.items())
def test_function_of_a_manual_has_no_gender(pattern, right):
    assert found(pattern, ("fiches", "cadre")) == [], f"écrire : {right}"


def one_form(text: str) -> list[str]:
    """The persons that a text names in one form alone: « un élu », where « une élue ou un élu » names both."""
    feminine, masculine = "|".join(BOTH_FORMS.values()), "|".join(BOTH_FORMS)
    both = re.compile(rf"\b(?:une |la |l’)?(?:{feminine}) ou (?:un |le |l’|au |du |d’un )?(?:{masculine})\b")
    one = re.compile(rf"\b(?:une? |l[ea] |l’|au |du |[Cc]haque |qu’une? |d’une? )(?:{feminine}|{masculine})\b", re.I)
    return one.findall(both.sub("", re.sub(SPACE, " ", QUOTED.sub("", text))))


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("Un élu arrive.", ["Un élu"]),
        ("Voyez l’élue du personnel.", ["l’élue"]),
        ("Pour une élue ou un élu, et l’habitante ou l’habitant.", []),
        ("La part de chaque salariée ou salarié.", []),
        ("« Un élu l’a dit. » Les élus, une personne élue.", []),
    ],
)
def test_person_named_in_one_form_is_told_from_both(text, alone):
    assert one_form(text) == alone


@pytest.mark.parametrize("folder", ADDRESSED)
def test_person_to_whom_a_text_speaks_is_named_in_both_forms_or_without_gender(folder):
    paths = sorted((settings.CONTENT_DIR / folder).glob("*.yaml"))
    records = [(path.name, record) for path in paths for record in read_yaml(path.read_text())]
    told = [
        (name, alone, fields[field])
        for name, fields in ((name, record["fields"]) for name, record in records)
        for field in ADDRESSED[folder]
        if isinstance(fields.get(field), str) and not (folder == "fiches" and "pour_qui" not in fields)
        for alone in one_form(fields[field])
    ]
    assert told == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (21, ["Pass IAE", "480 heures", "aide au poste"]),
        (25, ["Pass IAE"]),
        (27, ["CDDI", "480 heures", "Pass IAE", "aide au poste", "31 décembre 2026"]),
        (31, ["Pass IAE"]),
        (39, ["480 heures", "21 août 2026"]),
        (40, ["21 août 2026"]),
        (50, ["CDDI", "six jours ouvrables", "L. 2315-22", "480 heures", "Pass IAE"]),
        (53, ["24 mois", "R. 5132-1-8", "84 mois", "60 mois", "92 jours"]),
        (54, ["annexe financière", "31 mai", "30 septembre", "D. 5132-34"]),
        (55, ["L. 611-4", "45 jours", "part salariale"]),
        (56, ["480 heures", "L. 5132-9", "R. 5132-20", "D. 5132-18-1", "261, 7, 1° bis"]),
        (57, ["quinze heures", "2023-1196", "présenter ses observations"]),
        (58, ["PIC IAE", "Qualiopi", "R. 6321-5", "80 heures"]),
        (59, ["article 9 bis", "1 550 000", "ESUS", "L. 5132-15-2"]),
        (60, ["article 9-1", "23 000", "300 000", "750 000", "FSE+"]),
        (61, ["SPIP", "Cap emploi", "Aidants Connect", "RQTH"]),
        (62, ["RGPD", "72 heures", "L. 3243-4", "2021-028"]),
        (63, ["50 %", "30 %", "DDPP"]),
    ],
)
def test_fiche_says_the_law_of_the_field(number, words):
    (path,) = (settings.CONTENT_DIR / "fiches").glob(f"fiche-{number:02}-*.yaml")
    text = re.sub(SPACE, " ", " ".join(own_words(rules.ContentFile.read(path))))
    assert [word for word in words if word not in text] == []


FRAME = range(53, 63)
KINDS_OF_STRUCTURE = ("AI", "ACI", "EI", "ETTI")


@pytest.mark.parametrize("number", FRAME)
def test_fiche_of_the_frame_says_what_changes_for_each_kind_of_structure(number):
    (path,) = (settings.CONTENT_DIR / "fiches").glob(f"fiche-{number:02}-*.yaml")
    (tool,) = rules.ContentFile.read(path).children["outil"]
    assert [kind for kind in KINDS_OF_STRUCTURE if not re.search(rf"\b{kind}\b", tool["corps"])] == []


def test_what_a_reader_composes_has_one_name_for_readers_and_guides():
    """« Livret » stays the name of the machine, of addresses and of other things that the content tells of."""
    named = re.compile(r"\b(?:mon|votre|ce|un|son propre|le mot d’un) livrets?\b", re.I)
    code = re.compile(r"\{\{|\}\}|\{%.*?%\}|\{#.*?#\}|<[^>]*>", re.S)
    files = [
        *(settings.BASE_DIR / "templates").rglob("*.html"),
        *(settings.BASE_DIR / "docs").glob("*.md"),
        *(settings.CONTENT_DIR / "site").glob("*.yaml"),
        settings.BASE_DIR / "fiches" / "documents" / "livret.py",
    ]
    told = {file.name: named.findall(code.sub(" ", file.read_text())) for file in files}
    assert len(files) > 100
    assert {name: words for name, words in told.items() if words} == {}
