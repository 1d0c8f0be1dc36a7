"""HTML as a tree: what changes a text that is already HTML changes this tree, and nothing else of the text changes.

`serialize(parse(html))` is `html` for all that `markdown.render` gives: the same entities, no-break spaces, void
elements, attributes in their order. (The serializer of libxml2 leaves out end tags and changes quotes and addresses.) Of
a whole page, without scripts or styles of its own, the spaces around `head` and `body` may go.
"""

import re
from collections.abc import Callable, Container

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

VOID_TAGS = frozenset(("br", "col", "hr", "img", "input", "link", "meta", "wbr"))


def parse(html: str) -> HtmlElement:
    """Return the root of the tree: `body` for a text, whose own tags are not printed, `html` for a whole page.

    Tags left open are closed, tags never opened are dropped.
    """
    whole = html[:9].lower() == "<!doctype"
    # A parser for each call: a shared one would make threads wait for one another.
    parser = HTMLParser(encoding="utf-8", huge_tree=True)
    root = etree.fromstring((html if whole else f"<html><body>{html}</body></html>").encode(), parser)
    return root if whole else root[0]


def serialize(root: HtmlElement) -> str:
    """Return the HTML of a tree that `parse` gave."""
    chunks: list[str] = []
    if root.tag == "html":
        chunks.append("<!doctype html>\n")
        _write(root, chunks)
    else:
        _write_inside(root, chunks)
    return "".join(chunks)


def _write(element: HtmlElement, chunks: list[str]) -> None:
    if not isinstance(element.tag, str):
        chunks.append(etree.tostring(element, encoding="unicode", with_tail=False))  # a comment
        return
    attributes = "".join([f' {name}="{_escaped(value, quotes=True)}"' for name, value in element.items()])
    chunks.append(f"<{element.tag}{attributes}>")
    _write_inside(element, chunks)  # libxml2 puts in `wbr`, which it does not know, what follows it
    if element.tag not in VOID_TAGS:
        chunks.append(f"</{element.tag}>")


def _write_inside(element: HtmlElement, chunks: list[str]) -> None:
    if element.text:
        chunks.append(_escaped(element.text))
    for child in element:
        _write(child, chunks)
        if child.tail:
            chunks.append(_escaped(child.tail))


def _escaped(text: str, quotes: bool = False) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\u00a0", "&nbsp;")
    return text.replace('"', "&quot;") if quotes else text


def deepen(root: HtmlElement) -> None:
    """Put every heading of a text one step lower, so that it may stand under another."""
    for heading in root.iter("h1", "h2", "h3", "h4", "h5"):
        heading.tag = f"h{int(heading.tag[1]) + 1}"


def replace_words(
    root: HtmlElement,
    pattern: re.Pattern,
    make: Callable[[re.Match], HtmlElement | None],
    outside: Container[str],
) -> None:
    """Put elements in place of words, in reading order: what `make` gives for a match, or the same words for None.

    What is inside the tags `outside` is left as it is.
    """
    if root.tag in outside:
        return
    _replace_words(root, None, pattern, make)
    for child in list(root):
        replace_words(child, pattern, make, outside)
        _replace_words(root, child, pattern, make)


def _replace_words(parent: HtmlElement, before: HtmlElement | None, pattern: re.Pattern, make: Callable) -> None:
    """The same in the one text that follows the child `before`, or that begins `parent`."""
    text = (parent.text if before is None else before.tail) or ""
    made, cuts = [], []
    for match in pattern.finditer(text):
        if (element := make(match)) is not None:
            made.append(element)
            cuts.append(match.span())
    if not made:
        return
    for element, (_, start), end in zip(made, cuts, [*(start for start, _ in cuts[1:]), len(text)], strict=True):
        element.tail = text[start:end]
    if before is None:
        parent.text, position = text[: cuts[0][0]], 0
    else:
        before.tail, position = text[: cuts[0][0]], parent.index(before) + 1
    parent[position:position] = made
