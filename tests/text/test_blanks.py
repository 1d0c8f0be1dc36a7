"""The blanks of a tool: which, how they are called, what their marks say, and nothing else moves."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dts_platform.text.blanks import MAX_FIELDS, fillable, parse
from dts_platform.text.markdown import plain, render
from dts_platform.text.marks import Formula, printed
from tests.long import long_or

FIELD = re.compile(
    r'<(?:input type="[a-z]+"|textarea|select) class="field ([a-z ]+)" name="([^"]*)" title="([^"]*)"[^>]*>'
)
NOTES = '<h2>Notes</h2>\n<textarea class="field notes" name="Notes" title="Notes"></textarea>\n'


def fields(text: str) -> list[tuple[str, str]]:
    """The form and the label of each field, with plain spaces."""
    found = FIELD.findall(fillable(text))
    return [(form, unescape(label).replace("\u202f", " ").replace("\u00a0", " ")) for form, _, label in found]


def table(head: str, *rows: str) -> str:
    return "\n".join([head, "|".join(["", *["---"] * (head.count("|") - 1), ""]), *rows])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**Date du vote :** …… **Révision :** ……", [("line medium", "Date du vote"), ("line long", "Révision")]),
        ("Nom : ____", [("line long", "Nom")]),
        ("Nom : .....", [("line long", "Nom")]),
        ("Nom : [……: Prénom]", [("line long", "Prénom")]),
        ("Fait le […:] par le groupe.", [("line short", "Fait le")]),
        ("Avant [… : Avant … h] h", [("line short", "Avant … h")]),
        ("- Notre territoire : [:]", [("line long", "Notre territoire")]),
        ("Nom […: ; taille=moyenne]", [("line medium", "Nom")]),
        ("☐ Lu. ☐ Signé.", [("box", "Lu"), ("box", "Signé")]),
        ("Je viens : ☐ à pied ☐ à vélo", [("box", "Je viens : à pied"), ("box", "Je viens : à vélo")]),
        ("équipe [☐: équipe] financeur [☐: financeur]", [("box", "équipe"), ("box", "financeur")]),
        ("## Vote le […:]", [("line short", "Vote le")]),
    ],
)
def test_blank_in_a_line_is_named_by_its_mark_or_its_words(text, expected):
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
        (table("| Geste | ☐ [nom: Fait] |", "| Trier | ☐ |"), [("box", "Trier : Fait")]),
        (table("| Poste | Montant |", "| Ventes | […:] € |"), [("line short", "Ventes : Montant")]),
        (table("| Poste | Montant |", "| Ventes | … |"), [("cell", "Ventes : Montant")]),
        (table("| Poste | Montant |", "| Ventes | [: Les ventes] |"), [("cell", "Les ventes")]),
        (table("| Poste | Montant |", "| Ventes | [: ; type=nombre] |"), [("line rest", "Ventes : Montant")]),
        (
            table("| Poste | Avant → après |", "| Ventes | […:] → […:] |"),
            [("line tiny", "Ventes : Avant → après, 1 sur 2"), ("line tiny", "Ventes : Avant → après, 2 sur 2")],
        ),
        (table("| Critère | Piste A : […:] |", "| Coût | … |"), [("line full", "Piste A"), ("cell", "Coût : Piste A")]),
        (table("| Qui | Date |", "| **Partie** | |", "| Elle | |"), [("cell", "Elle : Date")]),
        (table("| Qui | Date |", "| **Total** | [:] |"), [("cell", "Total : Date")]),
        (table("| Qui | Date |", "| Elle | [vide] |", "| Lui | |"), [("cell", "Lui : Date")]),
        (table("| Qui | Date |", "| Elle[nom: Marie] | |"), [("cell", "Marie : Date")]),
        (
            table("| Qui | Oui |", "| Elle | oui [☐: oui] non [☐: non] |"),
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
        "« Il dit […] que non. »",
        "Voir … et la suite",
        "Attendre...",
        "`☐ …… ____`",
        "[la fiche ☐ ……](/fiches/x/)",
        table("| Du … au … | Fait ☐ |", "| mai | juin |"),
        "a_b_c et A/B",
    ],
)
def test_text_without_blank_is_kept_and_gets_notes(text):
    assert fillable(text) == render(text, 2) + NOTES


WHOLE = """[feuille: A4 paysage]

Structure : [……: Nom de la structure ; exemple=La Remise]. Statut : […: Statut ; choix=association / coopérative].

| Ressource | Euros par an | Sûre ? |
|---|---|---|
| Ventes | […: ; type=nombre ; exemple=12 000] € | ☐ oui |
| **Total** | […: ; formule=somme(colonne)] € | [vide] |
"""


def test_whole_example_says_all_that_the_grammar_holds():
    tool = parse(WHOLE)
    assert tool.errors == []
    assert tool.sheet == "A4 paysage"
    assert [blank.kind for blank in tool.blanks] == ["phrase", "choix", "nombre", "case", "nombre"]
    assert [blank.sample for blank in tool.blanks] == ["La Remise", "", "12 000", "", ""]
    assert tool.blanks[1].choices == ("association", "coopérative")
    assert tool.blanks[-1].formula == Formula("colonne")
    assert (tool.blanks[2].row, tool.blanks[2].column) == ("Ventes", "Euros par an")


@pytest.mark.parametrize(
    ("mark", "field"),
    [
        ("[…: Nom]", '<input type="text" class="field line long" name="Nom" title="Nom">'),
        (
            "[…: Âge ; type=nombre]",
            '<input type="text" class="field line short" name="Âge" title="Âge" inputmode="decimal">',
        ),
        ("[☐: Lu]", '<input type="checkbox" class="field box" name="Lu" title="Lu">'),
        (
            "[…: Avis ; choix=pour / contre]",
            '<select class="field line short" name="Avis" title="Avis">'
            "<option></option><option>pour</option><option>contre</option></select>",
        ),
        (
            "[…: Avis ; choix=un long accord / un long refus]",
            '<select class="field line medium" name="Avis" title="Avis">',
        ),
        (
            "[…: Avis ; taille=longue ; choix=pour / contre]",
            '<select class="field line long" name="Avis" title="Avis">',
        ),
    ],
)
def test_kind_of_a_blank_is_the_kind_of_its_field(mark, field):
    assert field in fillable(mark)


def test_page_and_index_show_no_mark():
    text = printed(WHOLE)
    assert not {"[", "="} & {*text}
    assert plain(text).startswith("Structure : ……. Statut : ….")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Nom : […: Piste A", "mal écrite"),
        ("[☐ oui]", "mal écrite"),
        ("a\n\n[…: x ; couleur=bleu]", "« couleur » n’est pas une option"),
        ("[…: x ; type=image]", "n’est pas un type"),
        ("[…: x ; taille=énorme]", "n’est pas une taille"),
        ("[…: x ; type=case]", "vont ensemble"),
        ("[…: x ; type=choix]", "au moins deux choix"),
        ("[…: x ; choix=a / b ; exemple=c]", "l’un des choix"),
        ("[…: x ; type=nombre ; exemple=beaucoup]", "en chiffres"),
        ("[…: x ; type=phrase ; type=nombre]", "deux fois"),
        ("[…: x ; taille=]", "pas de valeur"),
        ("[…: x ; formule=a]", "une formule est"),
        ("[…: x ; formule=a + b]", "ne s’appelle « a »"),
        ("[…: x ; formule=somme(ligne)]", "case de tableau"),
        ("[…: x ; type=texte]", "seul une case"),
        ("Texte.\n\n[feuille: A3]", "première ligne"),
        ("[feuille: A5]", "les feuilles possibles"),
        ("[nom: ]", "le nom de la ligne"),
        ("`[…: x]`", "ne donne pas de champ"),
    ],
)
def test_wrong_mark_is_told_with_its_line(text, reason):
    errors = [error.replace("\u202f", " ") for error in parse(text).errors]
    assert any(reason in error for error in errors), errors
    line = text[: text.index("[")].count("\n") + 1
    assert all(error.startswith(f"Ligne {line}, ") for error in errors)


def test_formula_adds_blanks_by_their_labels():
    tool = parse("[…: Ventes ; type=nombre] […: Dons ; type=nombre] […: Total ; formule=Ventes + Dons]")
    assert tool.errors == []
    assert tool.blanks[-1].formula == Formula(terms=("Ventes", "Dons"))


@pytest.mark.parametrize(
    ("text", "ticked"),
    [("- ☐ oui", True), ("- ☐ oui\n- non", True), ("- oui ☐", False), ("- ……", False), ("☐ oui", False)],
)
def test_box_that_an_item_begins_with_stands_in_place_of_its_bullet(text, ticked):
    assert ('<li class="to-tick">' in fillable(text)) is ticked


def test_blanks_with_the_same_words_get_different_names_and_labels():
    found = FIELD.findall(fillable("Date : ……\n\nDate : ……\n\nDate : ……"))
    assert len({name for _, name, _ in found}) == len({label for *_, label in found}) == 3


def test_field_name_holds_no_full_stop_and_survives_a_change_elsewhere():
    before = FIELD.findall(fillable("1. Nom M. Dupont : ……"))
    after = FIELD.findall(fillable("Autre : ……\n\n1. Nom M. Dupont : ……"))
    assert before[0][1] == after[1][1]
    assert "." not in before[0][1]


def test_blanks_past_the_last_field_stay_as_text():
    html = fillable("☐ x " * (MAX_FIELDS + 5))
    assert len(FIELD.findall(html)) == MAX_FIELDS
    assert html.count("☐") == 5


def test_hostile_label_stays_a_label():
    html = fillable('[……: "><script>alert(1)</script> & <b>]')
    assert "<script" not in html
    (field,) = FIELD.findall(html)
    assert "alert(1)" in unescape(field[2])


PIECES = st.sampled_from(
    ["☐", "…", "……", "____", ".....", " ", "\n", "\n\n", "| ", "|---|---|\n", "- ", "1. ", "## ", "**", "*", "`", "oui", "Qui :"]
    + ["[…: ", "[☐: oui]", "[:]", "[…:]", "]", "[vide]", "[nom: x]", "[feuille: A3]\n\n", " ; type=nombre", " ; formule=a + b", " ; choix=a / b"]
    + ["[a](/b/)", "(", ")", "&amp;", "<td>", "\u00a0", "\u202f", "« ", " »", "20…", "€", "\\", "\\|", "É", "\x00", "\ue000", "\ue001"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join))
@settings(max_examples=long_or(80, 1000), deadline=None)
def test_arbitrary_text_is_read_or_refused_in_a_sentence(text):
    tool = parse(text)
    assert all(error.startswith("Ligne ") and error.rstrip().endswith((".", "»")) for error in tool.errors)
    html = fillable(text)
    found = FIELD.findall(html)
    assert 0 < len(found) <= MAX_FIELDS
    assert len(tool.blanks) in (len(found), len(found) - 1)
    assert len({name for _, name, _ in found}) == len(found) == len({label for *_, label in found})
    assert all(label.strip() and "." not in name for _, name, label in found)
    assert not re.search("[\ue000-\uf8ff]", html)


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=long_or(60, 1000), deadline=None)
def test_text_without_marks_prints_as_it_is(text):
    if "[" not in text:
        assert printed(text) == text


@given(st.text(alphabet="[]:;=…☐|\n nomvidetype", max_size=60))
@settings(max_examples=long_or(120, 1000), deadline=None)
def test_broken_marks_are_read_without_error(text):
    assert fillable(text)
    assert isinstance(parse(text).errors, list)


def test_brackets_of_an_ellipsis_a_link_or_a_backslash_are_no_mark():
    for text in ("« […] »", "[…: a](/b/)", r"\[…: a]"):
        assert printed(text) == text
