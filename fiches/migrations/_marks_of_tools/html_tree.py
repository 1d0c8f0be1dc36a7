"""HTML as a tree that prints back what it read, so that a text may be changed without touching the rest."""

from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser

PROTECTED_TAGS = {"a", "code", "pre"}
_VOID_TAGS = {"br", "hr", "img", "input", "wbr"}


class Element:
    """An element, its start tag as it was written."""

    def __init__(self, tag: str, start_tag: str = ""):
        self.tag, self.start_tag = tag, start_tag
        self.children: list[Element | TextNode] = []
        self.appended = ""

    def html(self) -> str:
        inner = "".join(child.html() for child in self.children) + self.appended
        end_tag = f"</{self.tag}>" if self.start_tag and self.tag not in _VOID_TAGS else ""
        return f"{self.start_tag}{inner}{end_tag}"

    def leaves(self, protected: bool = False) -> Iterator["TextNode"]:
        for child in self.children:
            if isinstance(child, TextNode):
                child.protected = protected
                yield child
            else:
                yield from child.leaves(protected or child.tag in PROTECTED_TAGS)

    def elements(self) -> Iterator["Element"]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.elements()

    @property
    def text(self) -> str:
        return "".join(leaf.text for leaf in self.leaves())


class TextNode:
    """Characters between two tags; `sorties` replaces some of them by a field when printed."""

    def __init__(self, text: str):
        self.text, self.protected = text, False
        self.replacements: list[tuple[int, int, str]] = []

    def html(self) -> str:
        chunks, end = [], 0
        for start, next_start, replacement in self.replacements:
            chunks += [_text_html(self.text[end:start]), replacement]
            end = next_start
        return "".join([*chunks, _text_html(self.text[end:])])


def _text_html(text: str) -> str:
    return escape(text, quote=False).replace("\u00a0", "&nbsp;")


class _TreeBuilder(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self.stack = [self.root]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, self.get_starttag_text() or f"<{tag}>")
        self.stack[-1].children.append(element)
        if tag not in _VOID_TAGS:
            self.stack.append(element)

    def handle_startendtag(self, tag, attrs):
        self.stack[-1].children.append(Element("br", self.get_starttag_text() or ""))

    def handle_endtag(self, tag):
        if any(element.tag == tag for element in self.stack[1:]):
            while self.stack.pop().tag != tag:
                pass

    def handle_data(self, data):
        self.stack[-1].children.append(TextNode(data))


def parse(html: str) -> Element:
    """Return the root of the tree of an HTML text; tags left open are closed, tags never opened are dropped."""
    builder = _TreeBuilder()
    builder.feed(html)
    builder.close()
    return builder.root
