"""The blanks of a tool become fields: which, how they are called, and nothing else moves."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dts_platform.text.blanks import MAX_FIELDS, fillable
from dts_platform.text.html_tree import parse
from dts_platform.text.markdown import render

CHAMP = re.compile(r'<(?:input type="[a-z]+"|textarea) class="champ ([a-z ]+)" name="([^"]*)" title="([^"]*)">')
NOTES = '<h2>Notes</h2>\n<textarea class="champ notes" name="Notes" title="Notes"></textarea>\n'


def champs(texte: str) -> list[tuple[str, str]]:
    """The form and the description of each field, with plain spaces."""
    trouves = CHAMP.findall(fillable(render(texte, 2)))
    return [(forme, unescape(libelle).replace("\u202f", " ").replace("\u00a0", " ")) for forme, _, libelle in trouves]


def tableau(tete: str, *rangees: str) -> str:
    return "\n".join([tete, "|".join(["", *["---"] * (tete.count("|") - 1), ""]), *rangees])


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("**Date du vote :** …… **Révision :** ……", [("ligne moyen", "Date du vote"), ("ligne long", "Révision")]),
        ("Nom : ____", [("ligne long", "Nom")]),
        ("Nom : .....", [("ligne long", "Nom")]),
        (
            "Je commence avant … h, et finis après … h",
            [("ligne court", "Je commence avant … h"), ("ligne court", "et finis après … h")],
        ),
        ("Moins de …… personnes servies.", [("ligne court", "Moins de … personnes")]),
        ("Contrôle fait le … par le groupe.", [("ligne court", "Contrôle fait le")]),
        ("- Notre territoire :", [("ligne long", "Notre territoire")]),
        ("☐ Lu. ☐ Signé.", [("coche", "Lu"), ("coche", "Signé")]),
        ("Je viens : ☐ à pied ☐ à vélo", [("coche", "Je viens : à pied"), ("coche", "Je viens : à vélo")]),
        ("Prévenus : équipe ☐ financeur ☐", [("coche", "Prévenus : équipe"), ("coche", "Prévenus : financeur")]),
        (
            "☐ oui ☐ non – L’assurance couvre.",
            [("coche", "L’assurance couvre : oui"), ("coche", "L’assurance couvre : non")],
        ),
        ("## Vote le …", [("ligne court", "Vote le")]),
    ],
)
def test_a_blank_in_a_line_becomes_a_field_named_by_its_words(texte, attendu):
    assert champs(texte) == attendu


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        (
            tableau("| Partenaire | Il apporte |", "| | |"),
            [("case", "Partenaire, ligne 1"), ("case", "Partenaire, ligne 1 : Il apporte")],
        ),
        (tableau("| Poste | Fait |", "| Tri | ☐ |"), [("coche", "Tri : Fait")]),
        (tableau("| Jour | Décision |", "| 15 | |"), [("case", "Jour 15 : Décision")]),
        (tableau("| Geste | ☐ |", "| Trier | ☐ |"), [("coche", "Trier : à cocher")]),
        (tableau("| Poste | Montant |", "| Ventes | … € |"), [("ligne court", "Ventes : Montant")]),
        (
            tableau("| Poste | Avant → après |", "| Ventes | … → … |"),
            [("ligne bref", "Ventes : Avant → après, 1 sur 2"), ("ligne bref", "Ventes : Avant → après, 2 sur 2")],
        ),
        (
            tableau("| Action | Qui |", "| 1. … | |"),
            [("ligne reste", "Action, ligne 1"), ("case", "Action, ligne 1 : Qui")],
        ),
        (
            tableau("| Critère | Piste A : … |", "| Coût | … |"),
            [("ligne plein", "Piste A"), ("case", "Coût : Piste A")],
        ),
        (tableau("| Qui | Date |", "| **Partie** | |", "| Elle | |"), [("case", "Elle : Date")]),
        (
            tableau("| Qui | Date |", "| Elle | |", "| **Total** | |"),
            [("case", "Elle : Date"), ("case", "Total : Date")],
        ),
        (
            tableau("| Qui | Date |", "| **Elle** | |", "| **Lui** | |"),
            [("case", "Elle : Date"), ("case", "Lui : Date")],
        ),
        (
            tableau("| Qui | Oui |", "| Elle | oui ☐ non ☐ |"),
            [("coche", "Elle : Oui, oui"), ("coche", "Elle : Oui, non")],
        ),
    ],
)
def test_a_blank_in_a_table_is_named_by_its_row_and_its_column(texte, attendu):
    assert champs(texte) == attendu


@pytest.mark.parametrize(
    "texte",
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
        tableau("| Du … au … | Fait ☐ |", "| mai | juin |"),
        "a_b_c et A/B",
    ],
)
def test_what_is_not_a_blank_stays_and_a_text_without_blank_gets_notes(texte):
    html = render(texte, 2)
    assert fillable(html) == html + NOTES


def test_the_same_words_twice_give_two_names_and_two_descriptions():
    html = fillable(render("Date : ……\n\nDate : ……\n\nDate : ……", 2))
    trouves = CHAMP.findall(html)
    assert len({nom for _, nom, _ in trouves}) == len({libelle for *_, libelle in trouves}) == 3


def test_a_name_holds_no_full_stop_and_survives_a_change_elsewhere():
    avant = CHAMP.findall(fillable(render("1. Nom M. Dupont : ……", 2)))
    apres = CHAMP.findall(fillable(render("Autre : ……\n\n1. Nom M. Dupont : ……", 2)))
    assert avant[0][1] == apres[1][1]
    assert "." not in avant[0][1]


def test_blanks_past_the_last_field_stay_on_paper():
    html = fillable(render("☐ x " * (MAX_FIELDS + 5), 2))
    assert len(CHAMP.findall(html)) == MAX_FIELDS
    assert html.count("☐") == 5


def test_a_hostile_label_stays_a_label():
    html = fillable(render('"><script>alert(1)</script> & <b> : ……', 2))
    assert "<script" not in html
    (champ,) = CHAMP.findall(html)
    assert "alert(1)" in unescape(champ[2])


MORCEAUX = st.sampled_from(
    ["☐", "…", "……", "____", ".....", " ", "\n", "\n\n", "| ", "|---|---|\n", "- ", "1. ", "## ", "**", "*", "`", "oui", "non", "Qui :"]
    + ["[a](/b/)", "&amp;", "<td>", "\u00a0", "\u202f", "« ", " »", "(", ")", "20…", "€", "–", "    ", "> ", "\\|", "É", "\x00", "𝟙"]
)  # fmt: skip


def sans_vides(html: str) -> str:
    """The characters of the text, its blanks taken out; spaces do not count."""
    return re.sub(r"[☐…._\s]+", "", parse(html.removesuffix(NOTES)).text)


@given(st.lists(MORCEAUX | st.text(max_size=6), max_size=40).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_text_keeps_its_words_and_is_filled_once(texte):
    html = render(texte, 2)
    rempli = fillable(html)
    assert sans_vides(rempli) == sans_vides(html)
    assert fillable(rempli) == rempli
    trouves = CHAMP.findall(rempli)
    assert 0 < len(trouves) <= MAX_FIELDS
    assert len({nom for _, nom, _ in trouves}) == len(trouves) == len({libelle for *_, libelle in trouves})
    assert all(libelle.strip() and "." not in nom for _, nom, libelle in trouves)
    assert CHAMP.sub("", rempli).count("champ") == html.count("champ")


@given(st.text(alphabet="<>/&;abptdrlie \"='-!", max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_html_however_broken_raises(html):
    assert fillable(html)
