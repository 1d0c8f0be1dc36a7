"""One text, three skins: page, paper and book say the same words, in the same order, under the same numbers."""

import re

import pytest
from lxml.html import HtmlElement

from dts_platform.epub.xhtml import Fragment
from dts_platform.text.html_tree import parse
from dts_platform.text.markdown import render
from tests.pdf.reading import page_texts
from tests.pdf.rendering import part_from

TEXTS = [
    ("2014. Une année charnière.", "2014. Une année charnière."),
    ("5. cinq\n6. six", "5. cinq 6. six"),
    ("14. quatorze\n15. quinze", "14. quatorze 15. quinze"),
    ("0. zéro\n1. un", "0. zéro 1. un"),
    ("1. un\n\n   3. trois\n   4. quatre\n2. deux", "1. un 3. trois 4. quatre 2. deux"),
    ("3. trois\n   - point\n     7. sept\n4. quatre", "3. trois point 7. sept 4. quatre"),
    ("1. un\n\nEntre.\n\n2. deux", "1. un Entre. 2. deux"),
    ("| A | B |\n|---|---|\n| un | deux |", "A B un deux"),
    ('```\nx = "1 000" ; y : z?\n```', 'x = "1 000" ; y : z?'),
    ("salarié*e*s, `a : b`, **gras**", "salarié*e*s, a : b, gras"),
    ("![Le schéma du tri](tri.png)", "Le schéma du tri"),
    ("R&amp;D, &lt;fin&gt;, &eacute;t&eacute;", "R&D, <fin>, été"),
]
BULLETS = re.compile("[•–◦▪]")


def _said(element: HtmlElement, chunks: list[str]) -> None:
    number = int(element.get("start", "1"))
    chunks.append(element.text or "")
    for child in element:
        if child.tag == "li":
            chunks.append(f" {number}. " if element.tag == "ol" else " ")
            number += 1
        _said(child, chunks)
        chunks.append(f" {child.tail or ''}" if child.tag not in ("code", "strong", "em", "a") else child.tail or "")


def said(html: str) -> str:
    """The words of a page or of a book as they are read, the numbers of lists among them."""
    chunks: list[str] = []
    _said(parse(html), chunks)
    return " ".join("".join(chunks).split())


@pytest.mark.parametrize(("text", "words"), TEXTS)
def test_page_paper_and_book_say_the_same(text, words):
    page = str(render(text))
    book = Fragment.of(page, set()).xhtml(lambda url: url)
    paper = " ".join(page_texts(part_from(page).data))
    assert said(page) == said(book) == words
    assert " ".join(BULLETS.sub(" ", paper).split()) == words
