"""The blanks of a tool become fields: which, how they are called, and nothing else moves."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dts_platform.text.blanks import MAX_FIELDS, fillable
from dts_platform.text.blanks_tree import parse
from dts_platform.text.markdown import render

FIELD = re.compile(r'<(?:input type="[a-z]+"|textarea) class="field ([a-z ]+)" name="([^"]*)" title="([^"]*)">')
NOTES = '<h2>Notes</h2>\n<textarea class="field notes" name="Notes" title="Notes"></textarea>\n'


def fields(text: str) -> list[tuple[str, str]]:
    """The form and the description of each field, with plain spaces."""
    found = FIELD.findall(fillable(render(text, 2)))
    return [(form, unescape(label).replace("\u202f", " ").replace("\u00a0", " ")) for form, _, label in found]


def table(head: str, *rows: str) -> str:
    return "\n".join([head, "|".join(["", *["---"] * (head.count("|") - 1), ""]), *rows])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Date du vote :** …… **Révision :** ……", [("line medium", "Date du vote"), ("line long", "Révision")]),
        ("Nom : ____", [("line long", "Nom")]),
        ("Nom : .....", [("line long", "Nom")]),
        (
            "Je commence avant … h, et finis après … h",
            [("line short", "Je commence avant … h"), ("line short", "et finis après … h")],
        ),
        ("Moins de …… personnes servies.", [("line short", "Moins de … personnes")]),
        ("Contrôle fait le … par le groupe.", [("line short", "Contrôle fait le")]),
        ("- Notre territoire :", [("line long", "Notre territoire")]),
        ("☐ Lu. ☐ Signé.", [("box", "Lu"), ("box", "Signé")]),
        ("Je viens : ☐ à pied ☐ à vélo", [("box", "Je viens : à pied"), ("box", "Je viens : à vélo")]),
        ("Prévenus : équipe ☐ financeur ☐", [("box", "Prévenus : équipe"), ("box", "Prévenus : financeur")]),
        (
            "☐ oui ☐ non – L’assurance couvre.",
            [("box", "L’assurance couvre : oui"), ("box", "L’assurance couvre : non")],
        ),
        ("## Vote le …", [("line short", "Vote le")]),
    ],
)
def test_blank_in_a_line_becomes_a_field_named_by_its_words(text, expected):
    assert fields(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            table("| Partenaire | Il apporte |", "| | |"),
            [("cell", "Partenaire, ligne 1"), ("cell", "Partenaire, ligne 1 : Il apporte")],
        ),
        (table("| Poste | Fait |", "| Tri | ☐ |"), [("box", "Tri : Fait")]),
        (table("| Jour | Décision |", "| 15 | |"), [("cell", "Jour 15 : Décision")]),
        (table("| Geste | ☐ |", "| Trier | ☐ |"), [("box", "Trier : à cocher")]),
        (table("| Poste | Montant |", "| Ventes | … € |"), [("line short", "Ventes : Montant")]),
        (
            table("| Poste | Avant → après |", "| Ventes | … → … |"),
            [("line tiny", "Ventes : Avant → après, 1 sur 2"), ("line tiny", "Ventes : Avant → après, 2 sur 2")],
        ),
        (
            table("| Action | Qui |", "| 1. … | |"),
            [("line rest", "Action, ligne 1"), ("cell", "Action, ligne 1 : Qui")],
        ),
        (
            table("| Critère | Piste A : … |", "| Coût | … |"),
            [("line full", "Piste A"), ("cell", "Coût : Piste A")],
        ),
        (table("| Qui | Date |", "| **Partie** | |", "| Elle | |"), [("cell", "Elle : Date")]),
        (
            table("| Qui | Date |", "| Elle | |", "| **Total** | |"),
            [("cell", "Elle : Date"), ("cell", "Total : Date")],
        ),
        (
            table("| Qui | Date |", "| **Elle** | |", "| **Lui** | |"),
            [("cell", "Elle : Date"), ("cell", "Lui : Date")],
        ),
        (
            table("| Qui | Oui |", "| Elle | oui ☐ non ☐ |"),
            [("box", "Elle : Oui, oui"), ("box", "Elle : Oui, non")],
        ),
    ],
)
def test_blank_in_a_table_is_named_by_its_row_and_its_column(text, expected):
    assert fields(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Rien à remplir.",
        "Réussi si…",
        "« J’irai si… »",
        "Voir en 20…",
        "…et la suite",
        "Attendre...",
        "□ une activité",
        "Voici la liste :\n\n- un\n- deux",
        "`☐ …… ____`",
        "[la fiche ☐ ……](/fiches/x/)",
        table("| Du … au … | Fait ☐ |", "| mai | juin |"),
        "a_b_c et A/B",
    ],
)
def test_text_without_blank_is_kept_and_gets_notes(text):
    html = render(text, 2)
    assert fillable(html) == html + NOTES


def test_blanks_with_the_same_words_get_different_names_and_descriptions():
    html = fillable(render("Date : ……\n\nDate : ……\n\nDate : ……", 2))
    found = FIELD.findall(html)
    assert len({name for _, name, _ in found}) == len({label for *_, label in found}) == 3


def test_field_name_holds_no_full_stop_and_survives_a_change_elsewhere():
    before = FIELD.findall(fillable(render("1. Nom M. Dupont : ……", 2)))
    after = FIELD.findall(fillable(render("Autre : ……\n\n1. Nom M. Dupont : ……", 2)))
    assert before[0][1] == after[1][1]
    assert "." not in before[0][1]


def test_blanks_past_the_last_field_stay_as_text():
    html = fillable(render("☐ x " * (MAX_FIELDS + 5), 2))
    assert len(FIELD.findall(html)) == MAX_FIELDS
    assert html.count("☐") == 5


def test_hostile_label_stays_a_label():
    html = fillable(render('"><script>alert(1)</script> & <b> : ……', 2))
    assert "<script" not in html
    (field,) = FIELD.findall(html)
    assert "alert(1)" in unescape(field[2])


PIECES = st.sampled_from(
    ["☐", "…", "……", "____", ".....", " ", "\n", "\n\n", "| ", "|---|---|\n", "- ", "1. ", "## ", "**", "*", "`", "oui", "non", "Qui :"]
    + ["[a](/b/)", "&amp;", "<td>", "\u00a0", "\u202f", "« ", " »", "(", ")", "20…", "€", "–", "    ", "> ", "\\|", "É", "\x00", "𝟙"]
)  # fmt: skip


def without_blanks(html: str) -> str:
    """The characters of the text, its blanks taken out; spaces do not count."""
    return re.sub(r"[☐…._\s]+", "", parse(html.removesuffix(NOTES)).text)


@given(st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_arbitrary_text_keeps_its_words_and_is_filled_once(text):
    html = render(text, 2)
    filled = fillable(html)
    assert without_blanks(filled) == without_blanks(html)
    assert fillable(filled) == filled
    found = FIELD.findall(filled)
    assert 0 < len(found) <= MAX_FIELDS
    assert len({name for _, name, _ in found}) == len(found) == len({label for *_, label in found})
    assert all(label.strip() and "." not in name for _, name, label in found)
    assert FIELD.sub("", filled).count("field") == html.count("field")


@given(st.text(alphabet="<>/&;abptdrlie \"='-!", max_size=60))
@settings(max_examples=300, deadline=None)
def test_broken_html_is_filled_without_error(html):
    assert fillable(html)
