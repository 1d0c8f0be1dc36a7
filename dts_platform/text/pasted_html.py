"""HTML pasted in a text, read as a tree: what has a CommonMark form takes it, what has none is refused by name."""

import html
import re
from collections.abc import Callable
from urllib.parse import quote

from lxml.html import HtmlElement, defs

from dts_platform.text.code import MASK, Masked
from dts_platform.text.html_tree import parse
from dts_platform.text.pasted import fenced
from dts_platform.text.remarks import Remark, Weight, extract

_STRESSES = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
_HEADINGS = {"h1": "## ", "h2": "## ", **dict.fromkeys(("h3", "h4", "h5", "h6"), "### ")}
_BLOCKS = {"html", "body", "main", "header", "footer", "p", "div", "center", "section", "article", "address"}
_BLOCKS |= {"figure", "figcaption", "blockquote"}
_LISTS, _CELLS = {"ul", "ol", "menu", "dir"}, {"td", "th"}
_OF_TABLES = _CELLS | {"table", "thead", "tbody", "tfoot", "tr", "caption", "colgroup", "col"}
_INLINE = {*_STRESSES, "a", "sub", "sup", "span", "font", "u", "ins", "small", "big", "tt", "mark", "time", "wbr"}
_READ = _INLINE | _BLOCKS | _LISTS | _OF_TABLES | {*_HEADINGS, "br", "hr", "li"}
_OF_SOURCE = (_BLOCKS | _LISTS | _OF_TABLES | {*_HEADINGS, "li"}) - {"html", "body"}
_ALL = _READ | defs.tags | {"main", "picture", "template", "slot", "dialog", "data"}

_VALUE = rf"\s*=\s*(?:\"[^\"<>{MASK}]*\"|'[^'<>{MASK}]*'|[^\s\"'<>{MASK}]+)"
_ATTRIBUTES = rf"(?:\s+(?:[\w:.-]+{_VALUE}|nowrap|noshade|compact|reversed|hidden))*\s*/?"
_TAG = re.compile(rf"</?(?P<name>{'|'.join(sorted(_READ))}){_ATTRIBUTES}>", re.I)
_LONG_NAMES = "|".join(sorted(name for name in _ALL if len(name) > 1))
_ANY_TAG = re.compile(  # « a<b et c>d » has none
    rf"</?(?:(?P<name>{_LONG_NAMES})(?:\s[^<>\n]*)?|(?P<letter>[a-z])(?:\s[^<>\n]*=[^<>\n]*)?)\s*/?>", re.I
)
_INDENT = re.compile(rf"^[ \t]+(?=</?(?:{'|'.join(sorted(_OF_SOURCE))})\b[^<>]*>)", re.I | re.M)
_COMMENT = re.compile(rf"<!--[^<>{MASK}]*-->|<!\[[^<>{MASK}\]]*\]>|</?(?:o|w|m|v|st\d):\w+[^<>{MASK}\n]*/?>")
_SPACES = re.compile(r"[ \t\n]+")
_NOT_LETTERS_FIRST, _NOT_LETTERS_LAST = re.compile(r"^[\W_]+"), re.compile(r"[\W_]+$")
_MAX_TOLD = 3
# What the tree must not read as mark-up, hidden in signs that no text holds once it was cleaned.
_HIDE, _SHOW = str.maketrans("<&", "\ufdd0\ufdd1"), str.maketrans("\ufdd0\ufdd1", "<&")

_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_RAISED = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
_ORDER_MARK = re.compile(r"(?:ers?|[eè]re?s?|[eè]mes?|nde?s?|es?|os?|lles?|mes?|rs?)", re.I)


class _NoForm(Exception):
    """An element says what CommonMark cannot; `why` follows its name in the sentence."""

    def __init__(self, element: HtmlElement, why: str):
        super().__init__(element.tag, why)
        self.tag, self.why = element.tag, why
        self.rank = [*element.getroottree().iter(element.tag)].index(element)


def _apart(text: str) -> str:
    return "\n\n" + text.strip(" \n") + "\n\n"


def _on_one_line(text: str) -> str:
    return _SPACES.sub(" ", text).strip()


def _same_stress(one: HtmlElement, other: HtmlElement | None) -> bool:
    return other is not None and _STRESSES.get(one.tag, one) == _STRESSES.get(other.tag)


def _join_stresses(root: HtmlElement) -> None:
    """Make one of what stands in two halves: « <b>a</b> <b>b</b> »."""
    for element in [*root.iter()]:
        while _same_stress(element, other := element.getnext()) and not (element.tail or "").strip(" \u00a0"):
            if len(element):
                element[-1].tail = (element[-1].tail or "") + (element.tail or "") + (other.text or "")
            else:
                element.text = (element.text or "") + (element.tail or "") + (other.text or "")
            element.extend([*other])
            element.tail = other.tail
            other.getparent().remove(other)


def _inside(element: HtmlElement, flowing: bool) -> str:
    """What an element holds. `flowing`: its line breaks are spaces, as in HTML; else they are those of our author."""

    def words(text: str | None) -> str:
        return _SPACES.sub(" ", text or "") if flowing else text or ""

    chunks = [words(element.text)]
    for child in element:
        tail = words(child.tail)
        chunks += [_written(child, flowing), tail.lstrip(" \n") if child.tag == "br" else tail]
    return "".join(chunks)


def _written(element: HtmlElement, flowing: bool) -> str:
    """An element as CommonMark. Raises _NoForm."""
    if whole := _WHOLE.get(element.tag):
        return whole(element)
    text = _inside(element, flowing or element.tag in _FLOWING)
    return _AROUND[element.tag](element, text) if element.tag in _AROUND else text


def _lost(element: HtmlElement) -> str:
    raise _NoForm(element, "hors d’un tableau")


def _block(element: HtmlElement, text: str) -> str:
    if element.tag == "blockquote":
        return _apart(re.sub("^", "> ", _tidy(text), flags=re.M))
    mark = _HEADINGS.get(element.tag, "")
    return _apart(mark + _on_one_line(text.replace("\\\n", " ")) if mark and text.strip() else text)


def _neighbour(element: HtmlElement, way: int) -> str:
    """The sign that stands just before an element (`way` -1) or just after it (1), in the same line."""
    while element.tag in _INLINE:
        beside = element.getprevious() if way < 0 else element.getnext()
        text = (element.tail if way > 0 else element.getparent().text if beside is None else beside.tail) or ""
        if not text and beside is not None and beside.tag in _INLINE:
            text = "".join(beside.itertext())
        if text or beside is not None:
            return text[-1:] if way < 0 else text[:1]
        element = element.getparent()
    return ""


def _stressed(element: HtmlElement, text: str) -> str:
    """The words between two marks; the spaces stay out, and what holds several paragraphs is left plain."""
    mark, words = _STRESSES[element.tag], text.strip(" \n\u00a0")
    letter_before = text[:1] == words[:1] and _neighbour(element, -1).isalnum()
    letter_after = text[-1:] == words[-1:] and _neighbour(element, 1).isalnum()
    if letter_before:  # CommonMark wants a letter inside the mark that touches one outside
        words = _NOT_LETTERS_FIRST.sub("", words)
    if letter_after:
        words = _NOT_LETTERS_LAST.sub("", words)
    within_word = (letter_before and text[:1].isalnum()) or (letter_after and text[-1:].isalnum())
    if not words or "\n\n" in words or (mark == "*" and within_word):
        return text
    before, after = text.split(words, 1)
    return f"{before}{mark}{words}{mark}{after}"


def _shifted(element: HtmlElement, text: str) -> str:
    shifted = text.translate(_LOWERED if element.tag == "sub" else _RAISED)
    if element.tag == "sup" and _ORDER_MARK.fullmatch(text):
        return text
    if all(old != new for old, new in zip(text, shifted, strict=True)):
        return shifted
    raise _NoForm(element, f"autour de {extract(text)}")


def _link(element: HtmlElement, text: str) -> str:
    address, label = html.unescape(element.get("href", "").strip().translate(_SHOW)), text.strip(" \n")
    if not address or not label:
        return text
    if "\n\n" in label:
        raise _NoForm(element, "plusieurs paragraphes")
    label = re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", label.replace("\\\n", " "))
    before, after = text.split(text.strip(" \n"), 1)
    return f"{before}[{label}]({quote(address, safe='%/:?#@!$&*+,;=~._-[]')}){after}"


def _item(text: str, indent: int) -> str:
    """The text of an item below its marker; lists that it holds stay tight."""
    text = re.sub(r"\n{2,}(?=(?:[-*]|\d+[.)]) )", "\n", _tidy(text))
    return re.sub(r"\n(?=[^\n])", "\n" + " " * indent, text)


def _markers(element: HtmlElement) -> tuple[str, str]:
    """What follows a number, and the bullet: others where a list touches the one before, or they would be one list."""
    before = element.getprevious()
    touches = before is not None and before.tag == element.tag and not (before.tail or "").strip()
    return (")", "*") if touches and _markers(before) == (".", "-") else (".", "-")


def _list(element: HtmlElement) -> str:
    """Items on lines of their own, numbered from where they start."""
    number = int(start) if (start := element.get("start", "1")).isdecimal() else 1
    point, bullet = _markers(element)
    items: list[str] = []
    for child in element:
        if child.tag != "li" and items:  # a list put beside the item that it belongs to
            indent = " " * (len(items[-1].partition(" ")[0]) + 1)
            items[-1] += "\n" + indent + _item(_written(child, True), len(indent))
            continue
        marker = f"{number + len(items)}{point} " if element.tag == "ol" else f"{bullet} "
        items.append(marker + _item(_inside(child, True) if child.tag == "li" else _written(child, True), len(marker)))
    return _apart("\n".join(items))


def _cell(element: HtmlElement) -> str:
    if any(element.get(name, "1") != "1" for name in ("colspan", "rowspan")):
        raise _NoForm(element, "cases fusionnées")
    for found in element.iter(*_LISTS, "table", "hr", "blockquote", *_HEADINGS):
        raise _NoForm(found, "dans une case de tableau")
    text = _inside(element, True)
    if MASK in text:
        raise _NoForm(element, "du code dans une case de tableau")
    return re.sub(r"(?<!\\)\|", r"\\|", _on_one_line(text.replace("\\\n", " ")))


def _table(table: HtmlElement) -> str:
    """A table whose first row is its head; one column alone only set out a page, and is paragraphs."""
    parts = [part for child in table for part in (child if child.tag in ("thead", "tbody", "tfoot") else [child])]
    lost = next((part for part in parts if part.tag not in ("tr", "caption", "colgroup", "col")), None)
    if lost is not None:
        raise _NoForm(lost, "hors d’une ligne de tableau")
    caption = "".join(_apart(_inside(part, True)) for part in parts if part.tag == "caption")
    rows = [[_cell(cell) for cell in part if cell.tag in _CELLS] for part in parts if part.tag == "tr"]
    rows = [row for row in rows if any(row)]
    widths = {len(row) for row in rows}
    if widths <= {1}:
        return _apart(caption + "\n\n".join(row[0] for row in rows))
    if len(widths) > 1 or len(rows) < 2:
        raise _NoForm(table, "lignes inégales" if len(widths) > 1 else "une seule ligne")
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return _apart("\n".join([caption, lines[0], "|" + "---|" * len(rows[0]), *lines[1:]]))


_WHOLE: dict[str, Callable[[HtmlElement], str]] = {
    **dict.fromkeys(_OF_TABLES, _lost),
    **dict.fromkeys(_LISTS, _list),
    "table": _table,
    "br": lambda _: "\\\n",
    "hr": lambda _: "\n\n---\n\n",
}
_AROUND: dict[str, Callable[[HtmlElement, str], str]] = {
    **dict.fromkeys(_BLOCKS | {*_HEADINGS}, _block),
    **dict.fromkeys(_STRESSES, _stressed),
    **dict.fromkeys(("sub", "sup"), _shifted),
    "a": _link,
    "li": lambda _, text: f"\n- {_item(text, 2)}\n",
}
_FLOWING = {"p", "li", "a", *_HEADINGS}


def _tidy(text: str) -> str:
    """Breaks that end a paragraph gone, one empty line at most."""
    text = re.sub(r"^[ \t]+$", "", text, flags=re.M)
    text = re.sub(r"(?:\\\n *){2,}", "\n\n", text)
    text = re.sub(r"\\\n(?=\s*(?:\n|$))", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n")


def _tree(text: str) -> HtmlElement:
    """The tree of the tags that are read here; all else is its words."""
    pieces, position = [], 0
    for found in _TAG.finditer(text):
        pieces += [text[position : found.start()].translate(_HIDE), found.group()]
        position = found.end()
    root = parse("".join([*pieces, text[position:].translate(_HIDE)]))
    _join_stresses(root)
    return root


def _in_commonmark(text: str) -> str:
    """The text without its tags. Raises _NoForm."""
    root = _tree(text)
    try:
        made = _tidy(_inside(root, False))
    except RecursionError:
        raise _NoForm(root, "trop de balises les unes dans les autres") from None
    if _SPACES.sub("", "".join(root.itertext())) != _SPACES.sub("", _TAG.sub("", text).translate(_HIDE)):
        raise _NoForm(root, "des balises mal fermées")
    return made.translate(_SHOW)


def _in_plain_words(text: str, between: str) -> str:
    return _TAG.sub(lambda tag: "" if tag["name"].lower() in _INLINE else between, text)


def _without_form(text: str, one_line: bool) -> list[re.Match]:
    """The first tags that nothing here can read, one of each name."""
    never = {"a", "sub", "sup", *_OF_TABLES} if one_line else set()
    found = {}
    for tag in _ANY_TAG.finditer(text):
        name = (tag["name"] or tag["letter"]).lower()
        if name in _ALL and (name in never or not _TAG.fullmatch(tag.group())):
            found.setdefault(name, tag)
    return [*found.values()][:_MAX_TOLD]


def _refused(masked: Masked, tag: re.Match, why: str = "") -> Remark:
    said = (
        f"{extract(tag.group())}{why and f' ({why})'} est du code HTML, qui se lirait tel quel\u202f; "
        "collez le texte sans sa mise en forme (Ctrl+Maj+V), ou entourez ce code d’accents graves."
    )
    return Remark(masked.line(tag.start()), said, Weight.REFUSED)


def without_indents(text: str) -> str:
    """The text whose lines of HTML begin at the margin: an indent would make code of them."""
    lines = text.split("\n")
    return "\n".join(line if fence else _INDENT.sub("", line) for fence, line in zip(fenced(lines), lines, strict=True))


def without_tags(masked: Masked, one_line: bool, plain: bool = False) -> tuple[str, list[Remark]]:
    """Prose without tags, and what is said: the first of those that were read, or those that have no form here."""
    text = masked.text
    if others := _without_form(text, one_line or plain):
        return text, [_refused(masked, tag) for tag in others]
    tags = [*_TAG.finditer(text)]
    if not (first := next(iter(tags), None) or _COMMENT.search(text)):
        return text, []
    said = f"le code HTML ({extract(first.group())}) est devenu de la mise en forme\u202f; relisez le texte."
    mended = Remark(masked.line(first.start()), said, Weight.MENDED)
    text = _COMMENT.sub("", text)
    if one_line or plain or not tags:
        return _in_plain_words(text, "\n" if plain else " "), [mended]
    try:
        return _in_commonmark(text), [mended]
    except _NoForm as lost:
        opened = [tag for tag in tags if tag["name"].lower() == lost.tag and not tag.group().startswith("</")]
        return masked.text, [_refused(masked, (opened or tags)[min(lost.rank, len(opened or tags) - 1)], lost.why)]
