"""The words of the content: one spelling and one word for a thing, functions without gender, unread is not unknown."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings

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
}
UNREAD = {
    rf"\b(?:n’est|ne{SPACE}sont){SPACE}pas{SPACE}connue?s?\b": "les documents lus ne disent pas",
    rf"\bni\b[^.;|]*\bne{SPACE}sont{SPACE}connue?s?\b": "les documents lus ne donnent ni",
    rf"\b[Oo]n{SPACE}ignore{SPACE}(?:si|comment|combien)\b": "les documents lus ne disent pas",
    rf"\b(?:sont|est){SPACE}inconnue?s?\b": "les documents lus ne disent pas",
}
QUOTED = re.compile("«[^«»]*»")


def own_words(content_file: rules.ContentFile) -> Iterator[str]:
    """What a file says itself: titles and notes of the documents it cites, and quoted words, left out."""
    records = [content_file.main]
    for kind, children in content_file.children.items():
        records += [] if kind in CITED else children
    for record in records:
        for name in (*rules.PROSE, "corps", "mode_emploi"):
            if isinstance(record.get(name), str):
                yield QUOTED.sub("", record[name])


def found(pattern: str, folders: tuple[str, ...] = FOLDERS) -> list[tuple[str, str]]:
    return [
        (path.name, match[0])
        for folder in folders
        for path in sorted((settings.CONTENT_DIR / folder).glob("*.yaml"))
        if path.name != "synonymes.yaml"
        for text in own_words(rules.ContentFile.read(path))
        for match in re.finditer(pattern, text)
    ]


@pytest.mark.parametrize(("pattern", "right"), [*ONE_WORD.items(), *UNREAD.items()])
def test_one_word_says_one_thing(pattern, right):
    assert found(pattern) == [], f"écrire : {right}"


@pytest.mark.parametrize(("pattern", "right"), FUNCTIONS.items())
def test_function_of_a_manual_has_no_gender(pattern, right):
    assert found(pattern, ("fiches", "cadre")) == [], f"écrire : {right}"


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
    ],
)
def test_fiche_says_the_law_of_the_field(number, words):
    (path,) = (settings.CONTENT_DIR / "fiches").glob(f"fiche-{number:02}-*.yaml")
    text = re.sub(SPACE, " ", " ".join(own_words(rules.ContentFile.read(path))))
    assert [word for word in words if word not in text] == []
