"""How the HTML that our templates print becomes XHTML for a book: well formed, poor, without surprise.

A reading system is not a browser: it stops at the first character or tag that XML refuses. What is not in the lists
below is left out; the words always stay.
"""

import ipaddress
import re
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit, urlunsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

_REFUSED = re.compile("[^\t\n\r -~\u00a0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]|[\U0001fffe\U0001ffff]")
_WHITESPACE = re.compile(r"[ \t\r\n]+")
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.I)
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

VOID_TAGS = {"br", "hr", "wbr"}
TAGS = VOID_TAGS | {
    *("article", "aside", "blockquote", "div", "figcaption", "figure", "footer", "header", "p", "pre", "section"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "dd", "dl", "dt", "li", "ol", "ul"),
    *("caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
    *("a", "abbr", "cite", "code", "del", "dfn", "em", "q", "small", "span", "strong", "sub", "sup"),
}
DROPPED_TAGS = {"script", "style", "template", "noscript", "svg", "math", "iframe", "object"}
# Names of sections (aria-labelledby) stay on the web: in a book of chapters, each would be one landmark too many.
ATTRIBUTES = {"id", "class", "lang", "title", "aria-hidden", "href", "scope", "start", "epub:type"}
TAGS_OF_ATTRIBUTE = {"href": {"a"}, "scope": {"th"}, "start": {"ol"}}


def printable(text: str) -> str:
    """The text without the characters that XML or a reading system refuses."""
    return _REFUSED.sub("", text)


def one_line(text: str) -> str:
    """The text on one line. Not `split()`: it would lose the no-break spaces of French."""
    return _WHITESPACE.sub(" ", printable(text)).strip()


def escaped(text: str) -> str:
    """The text ready to stand in XML, between tags or between double quotes."""
    text = printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def _host(host: str) -> str:
    """A host name in its ASCII form; ValueError when it is none."""
    host = host.encode("idna").decode("ascii")
    if not _HOST.fullmatch(host):
        raise ValueError(host)
    if host.rsplit(".", 1)[-1].lower().startswith(tuple("0123456789")):
        ipaddress.IPv4Address(host)
    return host


def external_url(url: str) -> str:
    """A full address in the strict form that reading systems ask for; nothing when it is no web or mail address."""
    try:
        parts = urlsplit(printable(url).strip())
        if parts.scheme == "mailto" and "@" in parts.path:
            return f"mailto:{quote(_LONE_PERCENT.sub('%25', parts.path), safe='%@+.,')}"
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
        host = _host(parts.hostname) + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return ""
    rest = [quote(_LONE_PERCENT.sub("%25", part), safe="%/:@!$&'()*+,;=~?") for part in parts[2:]]
    return urlunsplit((parts.scheme, host, *rest))


@dataclass(frozen=True)
class Href:
    """Where a link leads, as its text says it."""

    target: str


@dataclass(frozen=True)
class Anchor:
    """A place that links lead to."""

    name: str


@dataclass
class Fragment:
    """A piece of XHTML whose addresses are not decided yet, and the anchors it holds."""

    chunks: list[str | Href | Anchor] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, html: str, classes: Container[str]) -> "Fragment":
        """Read HTML, whoever wrote it: what opens is closed, an anchor stands once, and of its classes stay those that
        the style sheet knows."""
        fragment = cls()
        parser = HTMLParser(encoding="utf-8", huge_tree=True)
        page = etree.fromstring(f"<html><body>{printable(html)}</body></html>".encode(), parser)
        walk = etree.iterwalk(page, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start" and element.tag in DROPPED_TAGS:
                walk.skip_subtree()
            elif event == "start":
                fragment._open(element, classes)
            else:
                fragment._close(element)
        return fragment

    def xhtml(self, resolve: Callable[[str], str], prefix: str = "") -> str:
        """The XHTML, each address passed through `resolve`; a link that leads nowhere becomes plain words. `prefix` keeps
        its anchors apart from those of other fragments of the file."""

        def write(chunk: str | Href | Anchor) -> str:
            if isinstance(chunk, str):
                return chunk
            if isinstance(chunk, Anchor):
                return f' id="{escaped(prefix + chunk.name)}"'
            url = resolve(chunk.target)
            return f' href="{escaped(url)}"' if url else ""

        return "".join(map(write, self.chunks))

    def _open(self, element: HtmlElement, classes: Container[str]) -> None:
        if element.tag in TAGS:
            self.chunks.append(f"<{element.tag}")
            for name, value in element.items():
                self._attribute(element.tag, name, value, classes)
            self.chunks.append("/>" if element.tag in VOID_TAGS else ">")
        self._text(element.text)

    def _close(self, element: HtmlElement) -> None:
        """The end of an element, or of a comment, and the text that follows it."""
        if element.tag in TAGS and element.tag not in VOID_TAGS:
            self.chunks.append(f"</{element.tag}>")
        self._text(element.tail)

    def _text(self, text: str | None) -> None:
        if text:
            self.chunks.append(escaped(text).replace("&quot;", '"'))

    def _attribute(self, tag: str, name: str, value: str, classes: Container[str]) -> None:
        if name not in ATTRIBUTES or tag not in TAGS_OF_ATTRIBUTE.get(name, {tag}) or not value.strip():
            return
        if name == "href":
            self.chunks.append(Href(value))
            return
        if name == "id":
            self._anchor("-".join(printable(value).split()))
            return
        if name == "class":
            value = " ".join(class_name for class_name in value.split() if class_name in classes)
        if value:
            self.chunks.append(f' {name}="{escaped(value)}"')
        if name == "lang":
            self.chunks.append(f' xml:lang="{escaped(value)}"')

    def _anchor(self, name: str) -> None:
        if name and name not in self.anchors:
            self.anchors.add(name)
            self.chunks.append(Anchor(name))
