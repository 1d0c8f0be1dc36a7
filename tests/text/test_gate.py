"""The gate of texts: what people paste, and what becomes of it; field cases, each at its right value."""

import re
from time import process_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dts_platform.text.gate import MAX_SIGNS, examine
from dts_platform.text.inspection import MAX_COLUMNS
from dts_platform.text.markdown import MAX_BRACKETS, MAX_NESTING, plain, render
from dts_platform.text.remarks import Weight

NARROW = "\u202f"
CLEANED = [
    # signs of word processors and of other encodings
    ("a\uf0b7 b", "a• b"),
    ("vers\uf0e8ici", "vers→ici"),
    ("l\x92eau \x93vite\x94", "l’eau “vite”"),
    ("œuvre\u2028suite", "œuvre\nsuite"),
    ("un\u2029deux", "un\n\ndeux"),
    ("un\vdeux", "un\ndeux"),
    ("un\r\ndeux\rtrois", "un\ndeux\ntrois"),
    ("\ufeffdébut", "début"),
    ("e\u0301te\u0301", "été"),
    ("eﬃcace, ﬁn", "efficace, fin"),
    ("famille 👩\u200d👩\u200d👧", "famille 👩\u200d👩\u200d👧"),
    # bullets and numbers of a word processor
    ("•\tun\n•\tdeux", "- un\n- deux"),
    ("Trois choses :\n•\tUn\no\tDeux\n–\tTrois\n•\tQuatre\nLa suite.", None),
    ("\uf0b7\tun\n\uf0b7\tdeux", "- un\n- deux"),
    ("• un\n• deux", "- un\n- deux"),
    ("–\tun", "- un"),
    ("– un\n– deux", "- un\n- deux"),
    ("– Bonjour, dit-elle.", "– Bonjour, dit-elle."),
    ("○ un lieu de stockage – □ une activité", "○ un lieu de stockage – □ une activité"),
    ("1.\tun\n2.\tdeux\no\tsous deux\n3.\ttrois", "1. un\n2. deux\n   - sous deux\n3. trois"),
    ("a)\tun\nb)\tdeux", "a) un\n\nb) deux"),
    ("1.1.\tTitre\nLe texte.", "1.1. Titre\n\nLe texte."),
    ("•\tune ligne\nqui se poursuit", "- une ligne\nqui se poursuit"),
    ("♦\tun\n♦\tdeux", "- un\n- deux"),
    ("\uf0fc\tun\n\uf0fc\tdeux", "- ✓ un\n- ✓ deux"),
    ("✅ un\n✅ deux", "- ✅ un\n- ✅ deux"),
    ("✔️\tun\n✔️\tdeux", "- ✔ un\n- ✔ deux"),
    ("➔ un\n➔ deux", "- un\n- deux"),
    ("→ un\n→ deux", "- un\n- deux"),
    ("→ un seul renvoi", "→ un seul renvoi"),
    ("‐ un\n‐ deux", "- un\n- deux"),
    ("-un\n-deux", "- un\n- deux"),
    ("-5 %\n-3 %", f"-5{NARROW}%\n-3{NARROW}%"),
    ("•un\n•deux", "- un\n- deux"),
    ("(1)\tun\n(2)\tdeux", "1. un\n2. deux"),
    ("1 -\tun\n2 -\tdeux", "1. un\n2. deux"),
    ("1°\tun\n2°\tdeux", "1. un\n2. deux"),
    ("1.\u00a0\u00a0 un\n2.\u00a0\u00a0 deux", "1. un\n2. deux"),
    ("a) un\nb) deux\nsuite", "a) un\n\nb) deux\nsuite"),
    ("1/ un\n2/ deux", "1/ un\n\n2/ deux"),
    ("(1) un\n(2) deux", "(1) un\n\n(2) deux"),
    ("de 2 à\n3- et plus", "de 2 à\n3- et plus"),
    ("€\t12\n€\t13", "| € | 12 |\n|---|---|\n| € | 13 |"),
    # tabs, rows of a spreadsheet
    ("\tUn paragraphe.\n\tUn autre.", "Un paragraphe.\n\nUn autre."),
    ("Total\t12", "Total 12"),
    ("- un\n\t- deux", "- un\n    - deux"),
    ("Nom\tHeures\nAna\t12\nBo|b\t3", "| Nom | Heures |\n|---|---|\n| Ana | 12 |\n| Bo\\|b | 3 |"),
    ("\tlundi\tmardi\nAna\t1\t2", "|  | lundi | mardi |\n|---|---|---|\n| Ana | 1 | 2 |"),
    ("```\na\tb\nc\td\n```", "```\na\tb\nc\td\n```"),
    # HTML and its entities
    ('<p class="MsoNormal"><b>Gras </b>et <i>fin</i><o:p></o:p></p>\n<p>Deux</p>', "**Gras** et *fin*\n\nDeux"),
    ("<ul><li>un</li><li>deux</li></ul>", "- un\n- deux"),
    ("un<br/>deux", "un\\\ndeux"),
    ("&eacute;t&eacute;&nbsp;: &laquo; oui &raquo;", f"été{NARROW}: «{NARROW}oui{NARROW}»"),
    ("1 &lt; 2 &amp; 3", "1 &lt; 2 &amp; 3"),
    ("écrire `&nbsp;` et `<b>`", "écrire `&nbsp;` et `<b>`"),
    ("a < b et c > d", "a < b et c > d"),
    ("<https://exemple.fr> et <moi@exemple.fr>", "<https://exemple.fr> et <moi@exemple.fr>"),
    # links
    ("[z](www.exemple.fr)", "[z](https://www.exemple.fr)"),
    ("[z](exemple.fr/a?b=c)", "[z](https://exemple.fr/a?b=c)"),
    ("[z](//exemple.fr/a)", "[z](https://exemple.fr/a)"),
    ("[z](moi@exemple.fr)", "[z](mailto:moi@exemple.fr)"),
    ("[z](tel:+33102030405) [y](/fiches/a/)", "[z](tel:+33102030405) [y](/fiches/a/)"),
    # what typography leaves alone
    ('un écran de 15" et un de 17"', 'un écran de 15" et un de 17"'),
    ("en 2010 400 personnes", "en 2010 400 personnes"),
    ('```\nx = "1 000" ;\n```', '```\nx = "1 000" ;\n```'),
    ("2014. Une année charnière.", "2014. Une année charnière."),
    ("salarié*e*s", "salarié*e*s"),
]


@pytest.mark.parametrize(("pasted", "kept"), CLEANED)
def test_what_people_paste_becomes_what_they_meant(pasted, kept):
    if kept is None:
        kept = f"Trois choses{NARROW}:\n\n- Un\n  - Deux\n    - Trois\n- Quatre\n\nLa suite."
    examined = examine(pasted)
    assert examined.text == kept
    assert examined.refusals == []


REFUSED = [
    ("un \ue123 inconnu", 1, "U+E123"),
    ("illisible \ufffd ici", 1, "illisible"),
    ("demi \ud83d signe", 1, "illisible"),
    ("les salariÃ©s", 1, "Ã©"),
    ("un\n\n<td>a</td>", 3, "«\u202f<td>\u202f»"),
    ("un\n\n<script>alert(1)</script>", 3, "script"),
    ("un\n\n![](plan.png)", 3, "plan.png"),
    ("--- ---\n\n***", 0, "n’a pas de mots"),
    ("*", 0, "n’a pas de mots"),
    ("> ", 0, "n’a pas de mots"),
    ("voir la note[^1]", 1, "[^1]"),
    ("un\n\n[1]: https://exemple.fr/", 3, "[1]"),
    ("- a\n- [x](fiches/3)", 2, "fiches/3"),
    ("[x](plan.pdf)", 1, "plan.pdf"),
    ("[x]()", 1, "ne mène nulle part"),
    ("[x](ftp://exemple.fr/a)", 1, "ftp"),
    ("[x](https://https://exemple.fr/)", 1, "ne mène nulle part"),
    ("[x](http://exemple)", 1, "ne mène nulle part"),
    ("un\n\n[](https://exemple.fr/)", 3, "n’a pas de mots"),
    ("voir^[une note]", 1, "une note"),
    ("> " * (MAX_NESTING + 5) + "profond", 1, "les unes dans les autres"),
    ("[" * (MAX_BRACKETS + 1), 0, "crochets"),
    ("a" * (MAX_SIGNS + 1), 0, "signes"),
]


@pytest.mark.parametrize(("typed", "line", "about"), REFUSED)
def test_what_no_reader_could_read_is_refused_by_its_line(typed, line, about):
    examined = examine(typed)
    assert [(remark.line, about in remark.sentence) for remark in examined.refusals[:1]] == [(line, True)]
    assert about in str(examined.refusals[0])


TOLD = [
    ("un\n\n![Schéma du tri](tri.png)", 3, Weight.WARNED, "Schéma du tri"),
    ("un\x07 deux", 1, Weight.MENDED, "U+0007"),
    ("le plan \ufffc ici", 1, Weight.MENDED, "une image ou un objet"),
    ("un\n[guide] (https://exemple.fr)", 2, Weight.WARNED, "ôtez l’espace"),
    ("nom inversé \u202eruesnepid", 1, Weight.MENDED, "U+202E"),
    ("un\n\n    du code", 3, Weight.WARNED, "code"),
    ("A\tB\nc\td", 1, Weight.MENDED, "tableau"),
    ("un\n<b>deux</b>", 2, Weight.MENDED, "<b>"),
    ("|a" * (MAX_COLUMNS + 1) + "|\n" + "|-" * (MAX_COLUMNS + 1) + "|", 1, Weight.WARNED, "colonnes"),
]


@pytest.mark.parametrize(("typed", "line", "weight", "about"), TOLD)
def test_what_was_mended_or_deserves_a_look_is_told(typed, line, weight, about):
    (remark,) = examine(typed).remarks
    assert (remark.line, remark.weight, about in remark.sentence) == (line, weight, True)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Un\ttitre\nsur deux lignes ", "Un titre sur deux lignes"),
        ("<b>Gras</b> &amp; &lt;fin&gt;", "Gras & <fin>"),
        ("L'eau\uf0b7", "L’eau•"),
        ("• un titre", "• un titre"),
    ],
)
def test_line_of_plain_words_stays_a_line_of_plain_words(typed, kept):
    assert examine(typed, one_line=True).text == kept


PIECES = st.sampled_from(
    [
        "a",
        "B",
        "1",
        "b) ",
        "2/ ",
        "(1) ",
        "✓ ",
        "♦\t",
        "-a",
        "\ufffc",
        "2014. ",
        "•\t",
        "o\t",
        "– ",
        "1.\t",
        "a)\t",
        "\t",
        " ",
        "    ",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "# ",
    ]
    + [
        "&nbsp;",
        "&lt;",
        "&amp;",
        "b>",
        "<b>",
        "</b>",
        "<p>",
        "<br>",
        "<table>",
        "<td>",
        "<ol>",
        "<li>",
        "<sup>",
        "<a href=b>",
        "</a>",
        "<!--",
        "-->",
        "`",
        "```\n",
        "~~~\n",
        "|",
        '"',
    ]
    + ["[", "](", "www.a.fr", ")", "![", "[^1]", "*", "«", "»", ":", "'", "\uf0b7", "\x92", "\u2028", "\x07", "\ue000"]
)


@given(st.lists(PIECES, max_size=14).map("".join), st.booleans())
def test_text_let_in_once_is_let_in_unchanged(text, one_line):
    once = examine(text, one_line)
    assert examine(once.text, one_line).text == once.text


@given(st.lists(PIECES.filter(lambda piece: piece != "o\t"), max_size=14).map("".join))
def test_no_letter_vanishes_unless_it_is_told(text):
    """But for « o », the second bullet of Word, and the letters of entities."""
    examined = examine(text)
    assume("&" not in text and not examined.remarks)
    assert re.findall("[a-zA-Z0-9]", examined.text.replace("https://", "")) == re.findall("[a-zA-Z0-9]", text)


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "![",
        "[](",
        "[a](",
        "<",
        "<p ",
        '<p a="',
        "<!--",
        "&",
        "`a``",
        "*a ",
        "\t",
        "•\t",
        "a\tb\n",
        "\x07",
        "](",
        "> ",
        "a\n",
    ],
)
def test_hostile_text_costs_little(piece):
    """A page once took twelve seconds for 50,000 brackets."""
    text = (piece * 50_000)[:50_000]
    started = process_time()
    examine(text[:MAX_SIGNS])
    examine(text)
    render(text)
    plain(text)
    assert process_time() - started < 8
