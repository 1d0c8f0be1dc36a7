"""From CommonMark to safe HTML: an allow-list cleans what the parser gives, even if the parser let raw HTML pass."""

import html
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import Element
from markdown_it import MarkdownIt

from dts_platform.text.html_tree import parse, replace_words, serialize
from dts_platform.text.markdown import plain, render


@pytest.fixture
def raw_html_allowed(monkeypatch):
    """The parser with its own protection off, as a slip in its options would leave it: the cleaner stands alone."""
    module = sys.modules[render.__module__]
    for parser in [value for value in vars(module).values() if isinstance(value, MarkdownIt)]:
        monkeypatch.setitem(parser.options, "html", True)
    render.cache_clear()
    yield
    render.cache_clear()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("![Un plan](https://exemple.fr/suivi.png)", "<p>Un plan</p>\n"),
        ("[un fichier](ftp://exemple.fr/a)", "<p><a>un fichier</a></p>\n"),
        ("```js\nalert(1)\n```", "<pre><code>alert(1)\n</code></pre>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
    ],
)
def test_markdown_outside_the_allow_list_is_removed(text, html):
    assert render(text) == html


@pytest.mark.parametrize("control", [*"\x00\x01\x08\x0b\x0c\x1f\x7f\x85\ufffe\uffff\ufdd0", "&#8;", "&#xb;"])
def test_text_with_a_control_character_can_be_changed_as_a_tree(control):
    """Word gives some for a line break; the tree refuses them when what stands beside changes."""
    root = parse(render(f"avant{control}après"))
    replace_words(root, re.compile("après"), lambda match: Element("b"), ("b",))
    assert serialize(root).startswith("<p>avant")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("avant <script>alert(1)</script> après", "<p>avant  après</p>\n"),
        ("<script>\nalert(1)\n</script>", ""),
        ("<style>\nbody { display: none }\n</style>", ""),
        ('un <img src="https://exemple.fr/suivi.png" onerror="alert(1)"> plan', "<p>un  plan</p>\n"),
        ('<strong onclick="alert(1)" style="color: red">fort</strong>', "<p><strong>fort</strong></p>\n"),
        ('<a href="javascript:alert(1)">lien</a>', "<p><a>lien</a></p>\n"),
        ('<a href="data:text/html,x">lien</a>', "<p><a>lien</a></p>\n"),
        ('<a href="https://exemple.fr" target="_blank">lien</a>', '<p><a href="https://exemple.fr">lien</a></p>\n'),
        ('<a href="/fiches/" class="button" id="x">lien</a>', '<p><a href="/fiches/">lien</a></p>\n'),
        ('<iframe src="https://exemple.fr"></iframe>', ""),
        ('<form action="/x"><input name="a"></form>', ""),
    ],
)
def test_raw_html_outside_the_allow_list_is_removed_by_the_cleaner(raw_html_allowed, text, html):
    assert render(text).strip() == html.strip()


def test_allowed_html_passes_the_cleaner(raw_html_allowed):
    assert render("un <em>mot</em>") == "<p>un <em>mot</em></p>\n"


def test_table_keeps_the_scope_of_its_headings_in_a_region_that_a_keyboard_scrolls():
    html = render("| Qui | Quand |\n|---|---|\n| Nous | Lundi |")
    name = 'aria-label="Tableau : Qui, Quand"'
    assert html.startswith(f'<div class="table-scroll" tabindex="0" role="group" {name}><table {name}>')
    assert '<th scope="col">Qui</th>' in html
    assert "<td>Lundi</td>" in html


def test_row_that_names_those_below_it_is_told_from_them():
    rows = [
        "| **Local** | | |",
        "| **Local** | 1 | |",
        "| Local | | |",
        "| **Un** et deux | | |",
        "| | | |",
        "| **Seul** |",
    ]
    html = render("\n".join(["| A | B | C |", "|---|---|---|", *rows]))
    assert re.findall(r'<tr class="head-of-rows">\s*<td>(.*?)</td>', html) == [
        "<strong>Local</strong>",
        "<strong>Seul</strong>",
    ]
    assert html.count("<tr>") == len(rows) - 1
    assert "head-of-rows" not in render("| **A** |\n|---|\n| **b** |")


def test_each_table_has_a_name_of_its_own():
    table = "| {} | *B* |\n|---|---|\n| 1 | 2 |\n\n"
    text = f"## Le *temps*\n\n{table.format('A')}{table.format('C')}## Le reste\n\nMots.\n\n{table.format('D')}"
    assert re.findall(r'<table aria-label="([^"]+)"', render(text)) == [
        "Tableau : Le temps", "Tableau : C, B", "Tableau : Le reste",
    ]  # fmt: skip
    assert '<table aria-label="Tableau">' in render("| | |\n|---|---|\n| 1 | 2 |")


PLAIN = {
    "as typed": ("Une phrase\nsur deux lignes.", "Une phrase sur deux lignes."),
    "no-break spaces": ("Que faire\u202f? 1\u00a0000 **euros**", "Que faire\u202f? 1\u00a0000 euros"),
    "marks": ("Du **gras**, de l’*italique*, `code`, un [lien](/fiches/).", "Du gras, de l’italique, code, un lien."),
    "table": (
        "| Critère | Niveau |\n|:--- | ---:|\n| Heures |  |\n| Trajet | 2 |",
        "Critère, Niveau. Heures. Trajet, 2",
    ),
    "table after a sentence": ("Voici.\n\n| A | B |\n| --- | --- |\n| c | d |", "Voici. A, B. c, d"),
    "headings and lists": ("## Le titre\n\n- un\n- deux !\n\nFin", "Le titre. un. deux ! Fin"),
    "numbers": ("1. Un\n2. Deux", "1. Un. 2. Deux"),
    "a year": ("2014. Une année charnière.", "2014. Une année charnière."),
    "boxes": ("- ☐ Sols\n- ☐ Murs", "Sols. Murs"),
    "signs that mark nothing": ("2 * 3, a_b, 5 > 4, A & B", "2 * 3, a_b, 5 > 4, A & B"),
    "tags typed": ("<b>gras</b> &eacute;", "<b>gras</b> é"),
    "quotation": ("> Dit-elle\n\nEt puis", "Dit-elle. Et puis"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "expected"), PLAIN.values(), ids=PLAIN)
def test_plain_words_are_those_that_are_read(text, expected):
    assert plain(text) == expected


@given(st.text(alphabet="ab \n|-*#>_.1[]()`:", max_size=80))
def test_plain_words_are_on_one_line_and_hold_no_row_of_dashes(text):
    words = plain(text)
    assert "\n" not in words
    assert "  " not in words
    read = html.unescape(re.sub(r"<[^>]+>", " ", render(text)))
    letters = lambda text: re.sub(r"[^ab]", "", text)  # noqa: E731
    assert letters(words) == letters(read)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("2014. Une année charnière.", "<p>2014. Une année charnière.</p>\n"),
        ("1. un\n\n2014. Une année.", "<ol>\n<li>un</li>\n</ol>\n<p>2014. Une année.</p>\n"),
        ("- 2013) Avant\n- 2014) Après", "<ul>\n<li>2013) Avant</li>\n<li>2014) Après</li>\n</ul>\n"),
        ("```\n2014. x\n```", "<pre><code>2014. x\n</code></pre>\n"),
        ("5. cinq\n6. six", '<ol start="5">\n<li>cinq</li>\n<li>six</li>\n</ol>\n'),
        ("habitant*e*s, salarié*e*s", "<p>habitant*e*s, salarié*e*s</p>\n"),
        ("**E**SS, l’*eau*", "<p><strong>E</strong>SS, l’<em>eau</em></p>\n"),
        ("![Un <plan>](a.png) ![](b.png)", "<p>Un &lt;plan&gt; </p>\n"),
        ("[appeler](tel:+33102030405)", '<p><a href="tel:+33102030405">appeler</a></p>\n'),
        ("~~barré~~", "<p><del>barré</del></p>\n"),
    ],
)
def test_words_and_numbers_come_out_as_they_were_meant(text, html):
    assert render(text) == html


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("habitant*e*s et **gras**", "habitant*e*s et gras"),
        ("![Un plan](a.png) et [un lien](/a/)", "Un plan et un lien"),
        ("2014. Une année", "2014. Une année"),
    ],
)
def test_plain_words_are_those_of_the_page(text, words):
    assert plain(text) == words
