"""HTML pasted from a page, a mail, a word processor: it becomes our mark-up, or is refused by its line."""

import re
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.text.gate import MAX_SIGNS, examine
from dts_platform.text.html_tree import parse
from dts_platform.text.markdown import render
from dts_platform.text.remarks import Weight

WORD = (
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'>·"
    "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>{}<o:p></o:p></p>\n"
)
READ = [
    # links
    ('<a href="https://exemple.fr/a?b=1&amp;c=2">Le <b>site</b></a>', "[Le **site**](https://exemple.fr/a?b=1&c=2)"),
    ("<a href=www.exemple.fr target=_blank>site</a>", "[site](https://www.exemple.fr)"),
    ("<a href='https://exemple.fr/un plan (2)'>a</a>", "[a](https://exemple.fr/un%20plan%20%282%29)"),
    ('<a href="mailto:moi@exemple.fr">a [b] </a>c', "[a \\[b\\]](mailto:moi@exemple.fr) c"),
    ('<a name="_Toc12"></a>Une ancre', "Une ancre"),
    # stress, spaces, halves, letters that touch
    ("un<b> gras </b>mot", "un **gras** mot"),
    ("<b>un</b> <strong>deux</strong>", "**un deux**"),
    ("<b></b>rien<i> </i>ici", "rien ici"),
    ("<b>Attention :</b>lisez", "**Attention**\u202f:lisez"),
    ("en 2014<b>. Une</b> année", "en 2014. **Une** année"),
    ("salari<i>é</i>s", "salariés"),
    ("<b>un\n\ndeux</b>", "un\n\ndeux"),
    # paragraphs and titles
    ("<p>un\n   deux</p><p>trois</p>", "un deux\n\ntrois"),
    ("un<br>\ndeux<br><br>trois<br>", "un\\\ndeux\n\ntrois"),
    ("<h1>Titre</h1><h3>Sous<br><i>titre</i></h3>suite", "## Titre\n\n### Sous *titre*\n\nsuite"),
    ("<blockquote><p>un</p><p>deux</p></blockquote>", "> un\n> \n> deux"),
    ("<html>\n  <body>\n    <div>un</div>\n\n    <div>deux</div>\n  </body>\n</html>", "un\n\ndeux"),
    # lists
    ('<ol start="3"><li>trois</li><li>quatre</li></ol>', "3. trois\n4. quatre"),
    ("<ul>\n  <li>\n    <p>un</p>\n  </li>\n  <li>deux</li>\n</ul>", "- un\n- deux"),
    ("<ol><li>un<ul><li>a<li>b</ul><li>deux</ol>", "1. un\n   - a\n   - b\n2. deux"),
    ("<ul><li>un</li><ul><li>a</li></ul><li>deux</li></ul>", "- un\n  - a\n- deux"),
    ("<ul><li><p>un</p><p>suite</p></li></ul>", "- un\n\n  suite"),
    ("<ol><li>un</ol><ol><li>un</ol><ol><li>un</ol>", "1. un\n\n1) un\n\n1. un"),
    (WORD.format("Premier") + WORD.format("Second"), "- Premier\n\n- Second"),
    ("<p>1.<span>&nbsp;&nbsp;&nbsp; </span>Un</p><p>2.<span>&nbsp;&nbsp;&nbsp; </span>Deux</p>", "1. Un\n\n2. Deux"),
    # tables
    (
        "<table border=1><caption>Budget</caption><colgroup><col width=10></colgroup><tbody>\n"
        "<tr><td><p>Poste</p></td><td align=right><p><b>Mon|tant</b></p></td></tr>\n"
        "<tr><td>Total</td><td>1<br>2</td></tr><tr></tr></tbody></table>fin",
        "Budget\n\n| Poste | **Mon\\|tant** |\n|---|---|\n| Total | 1 2 |\n\nfin",
    ),
    ("<table><tr><td>un seul cadre</td></tr></table>", "un seul cadre"),
    # figures below and above the line
    ("CO<sub>2</sub>, m<sup>2</sup>, 1<sup>er</sup>, 2<sup>e</sup>", "CO₂, m², 1er, 2e"),
    # what is none, and what is code
    ("a<b et c>d, 5 < 6, <nom>, &lt;b&gt;", "a<b et c>d, 5 < 6, <nom>, &lt;b&gt;"),
    ("<p>écrire `<table>` ici</p>", "écrire `<table>` ici"),
    ("```\n    <p>code</p>\n```", "```\n    <p>code</p>\n```"),
    ("- un <b>a</b>\n  - deux", "- un **a**\n  - deux"),
]


@pytest.mark.parametrize(("pasted", "kept"), READ)
def test_html_that_has_a_form_takes_it(pasted, kept):
    examined = examine(pasted)
    assert examined.text == kept
    assert examined.refusals == []
    assert bool(examined.remarks) == (examined.text != pasted)


@pytest.mark.parametrize(
    ("pasted", "line", "about"),
    [
        ("un\n\n<table><tr><td colspan=2>a</td></tr><tr><td>b</td><td>c</td></tr></table>", 3, "cases fusionnées"),
        ("un\n<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", 2, "lignes inégales"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", 1, "une seule ligne"),
        (
            "<table><tr><td>a</td><td>b</td></tr>\n<tr><td><ul><li>c</ul></td><td>d</td></tr></table>",
            2,
            "dans une case de tableau",
        ),
        ("<table><tr><td>`a|b`</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", 1, "code dans une case"),
        ("un\n<td>a</td>", 2, "hors d’un tableau"),
        ("x<sup>1</sup>\ny<sup>note</sup>", 2, "autour de «\u202fnote\u202f»"),
        ('<p>a</p>\n<a href="https://exemple.fr"><p>a</p><p>b</p></a>', 2, "plusieurs paragraphes"),
        ("<b>" * 1_500, 1, "trop de balises"),
        ('a\n<p title="a > b">x</p>', 2, "<p title="),
        ("a\n<pre>x</pre>", 2, "<pre>"),
        ('a\n<img src="x.png" alt="y">', 2, "<img"),
        ("a\n<dl><dt>x<dd>y</dl>", 2, "<dl>"),
        ("<style>p{}</style>", 1, "<style>"),
        ("<picture></picture>", 1, "<picture>"),
        ("<kbd>x</kbd>", 1, "<kbd>"),
        ('a\n\n<a href="fiches/3">x</a>', 3, "fiches/3"),
        ('<a href="javascript:alert(1)">x</a>', 1, "javascript"),
        ("un\n[x](javascript:alert)", 2, "javascript"),
        ("[x](https://exemple.fr/a b)", 1, "sans espace"),
    ],
)
def test_html_that_has_none_is_refused_by_its_line_and_given_back_as_it_was(pasted, line, about):
    refusals = examine(pasted).refusals
    assert refusals[0].line == line
    assert about in refusals[0].sentence
    assert examine(pasted).text == pasted or "href" in pasted


def test_link_whose_signs_are_written_for_themselves_is_let_in():
    assert examine("écrire \\[mot\\](adresse avec espace)").refusals == []


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [("<b>Un</b> titre<br>sur deux lignes", "Un titre sur deux lignes"), ("<p>Un <i>mot</i></p>", "Un mot")],
)
def test_html_in_a_line_leaves_its_words(pasted, kept):
    assert examine(pasted, one_line=True).text == kept


@pytest.mark.parametrize("pasted", ['<a href="https://exemple.fr">a</a>', "CO<sub>2</sub>", "<td>a</td>"])
def test_html_that_a_line_cannot_say_is_refused(pasted):
    assert examine(pasted, one_line=True).refusals


WORDS = st.sampled_from(["eau", "Été", "a, b", "« oui »", "12 %", "fin.", "(x)", "l’or", "2014"])


def _inline(depth: int) -> st.SearchStrategy[str]:
    if not depth:
        return WORDS
    inner = st.lists(_inline(depth - 1), min_size=1, max_size=3).map(" ".join)
    around = st.sampled_from(
        ["<b>{}</b>", "<i>{}</i>", "<span lang=fr>{}</span>", '<a href="https://exemple.fr/">{}</a>']
    )
    return st.one_of(WORDS, st.builds(str.format, around, inner if depth == 1 else WORDS))


LINE = st.lists(_inline(2), min_size=1, max_size=3).map(" ".join)
LIST = st.builds(
    lambda tag, items, inner: (
        f"<{tag}>{''.join(f'<li>{one}{inner if not rank else str()}</li>' for rank, one in enumerate(items))}</{tag}>"
    ),
    st.sampled_from(["ul", "ol"]),
    st.lists(LINE, min_size=1, max_size=3),
    st.sampled_from(["", "<ul><li>dedans</li></ul>", "<ol>\n <li>un</li>\n <li>deux</li>\n</ol>"]),
)
TABLE = st.integers(2, 3).flatmap(
    lambda width: st.lists(st.lists(LINE, min_size=width, max_size=width), min_size=2, max_size=3).map(
        lambda rows: (
            "<table>" + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>\n" for row in rows) + "</table>"
        )
    )
)
PARAGRAPH = st.one_of(LINE.map("<p>{}</p>".format), LINE.map("<h2>{}</h2>".format), LIST, TABLE)


@given(st.lists(PARAGRAPH, min_size=1, max_size=4).map("\n".join))
def test_page_that_is_pasted_says_the_same_once_rendered(pasted):
    examined = examine(pasted)
    assert examined.refusals == []
    before, after = parse(pasted), parse(render(examined.text))
    for tag in ("li", "ul", "ol", "tr", "table", "a"):
        assert len([*before.iter(tag)]) == len([*after.iter(tag)]), tag
    assert re.findall(r"\w+", " ".join(before.itertext())) == re.findall(r"\w+", " ".join(after.itertext()))
    assert not re.search(r"[*\[\]|]", "".join(after.itertext()))


@pytest.mark.parametrize(
    "piece", ["<table>", "<tr><td>", "<li>", '<a href="x">', "<b>a</b> ", "</p>", "<p nowrap ", "<ul><li>"]
)
def test_hostile_html_costs_little(piece):
    started = process_time()
    examine((piece * MAX_SIGNS)[:MAX_SIGNS])
    assert process_time() - started < 8


def test_what_became_mark_up_is_told_where_it_began():
    (remark,) = examine("un\n\n<ul><li>deux</ul>").remarks
    assert (remark.line, remark.weight) == (3, Weight.MENDED)
