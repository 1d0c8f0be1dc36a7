"""HTML as a tree: what is not changed comes out as it came in, character for character."""

import re

import pytest
from django.apps import apps
from django.db.models import TextField
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import Element

from dts_platform.text.html_tree import parse, replace_words, serialize
from dts_platform.text.markdown import render

MARKS = st.sampled_from(["*", "**", "`", "~~", "\n\n", "\n", "- ", "1. ", "> ", "# ", "| a | b |\n|---|---|\n| ", " | ",
                         "[", "](/fiches/a/)", "](https://é.fr/a?b=c&d=\"e\")", "](/x 'a <b> & \u00a0 \"c\"')", "    ", "```", "&amp;", "&nbsp;", "<b>",
                         "&", "<", ">", "\"", "'", "\u00a0", "\u202f", "\\", "---\n", "  \n", "é", "😀", "a"])  # fmt: skip


@given(st.lists(st.one_of(MARKS, st.text(max_size=8)), max_size=40).map("".join))
def test_any_text_comes_out_of_the_tree_as_it_came_in(text):
    html = render(text)
    assert serialize(parse(html)) == html


@pytest.mark.django_db
def test_every_text_of_the_content_comes_out_of_the_tree_as_it_came_in():
    texts = 0
    for model in apps.get_models():
        fields = [field.name for field in model._meta.fields if isinstance(field, TextField)]
        if model._meta.app_label not in ("references", "missions", "experiences", "fiches") or not fields:
            continue
        for values in model._default_manager.values_list(*fields):
            for html in map(render, filter(None, values)):
                assert serialize(parse(html)) == html
                texts += 1
    assert texts > 1_000


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", ""),
        (" mots ", " mots "),
        ("<p>a<br>b</p><hr>", "<p>a<br>b</p><hr>"),
        ('<p title="a &amp; &quot;b&quot;" class="c">a&nbsp;b\u00a0c</p>', '<p title="a &amp; &quot;b&quot;" class="c">a&nbsp;b&nbsp;c</p>'),
        ('<p hidden>a</p><!-- b -->', '<p hidden="">a</p><!-- b -->'),
        ("<p>a<wbr>b</p><svg><path d='M0'/></svg>", '<p>a<wbr>b</p><svg><path d="M0"></path></svg>'),
        ("<p><strong>a", "<p><strong>a</strong></p>"),
        ("<ul><li>a<li>b</ul></div>", "<ul><li>a</li><li>b</li></ul>"),
        ("<section><dl><div><dt>a</dt></div></dl></section>", "<section><dl><div><dt>a</dt></div></dl></section>"),
    ],
)  # fmt: skip
def test_text_is_whole_and_well_nested(html, expected):
    assert serialize(parse(html)) == expected


def test_whole_page_keeps_its_head_and_its_body():
    page = '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8"><title>é</title></head>\n<body class="a"><p>é</p></body>\n</html>'
    assert serialize(parse(page)) == page
    assert parse(page).find("body").get("class") == "a"


def marked(html: str, outside: tuple[str, ...] = ()) -> str:
    """The text with its words in capitals put in bold, the second of a kind left alone."""
    seen = set()

    def make(match: re.Match):
        if match[0] in seen:
            return None
        seen.add(match[0])
        bold = Element("b")
        bold.text = match[0]
        return bold

    root = parse(html)
    replace_words(root, re.compile("[A-Z]+"), make, outside)
    return serialize(root)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p>", "<p>a</p>"),
        ("A", "<b>A</b>"),
        ("<p>A</p>B", "<p><b>A</b></p><b>B</b>"),
        ("<p>a A b B c A d</p>", "<p>a <b>A</b> b <b>B</b> c A d</p>"),
        ("<p>AB<em>C</em>D A<br>E.</p>", "<p><b>AB</b><em><b>C</b></em><b>D</b> <b>A</b><br><b>E</b>.</p>"),
        ("<p>x <i>A</i> A &amp; B</p>", "<p>x <i>A</i> <b>A</b> &amp; <b>B</b></p>"),
        ("<p><i>a <em>A</em> B</i> C</p>", "<p><i>a <em>A</em> B</i> <b>C</b></p>"),
    ],
)
def test_words_are_replaced_in_reading_order_outside_some_tags(html, expected):
    assert marked(html, outside=("i",)) == expected
