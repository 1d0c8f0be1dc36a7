"""From the CommonMark that editors write to safe HTML, and to plain text.

HTML is off in the parser, then nh3 keeps an allow-list: a body can carry neither script, style nor form.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

MAX_BRACKETS = 500  # past those, `[` opens no link: the parser would look for the end of each
MAX_NESTING = 20
SCHEMES = frozenset(("http", "https", "mailto", "tel"))

ALLOWED_TAGS = (
    {"p", "br", "hr", "div", "pre", "blockquote"}
    | {"a", "strong", "em", "del", "code"}
    | {"h2", "h3", "h4", "h5", "h6"}
    | {"ul", "ol", "li"}
    | {"table", "thead", "tbody", "tr", "th", "td"}
)
ALLOWED_ATTRIBUTES = {
    "a": {"href"},
    "th": {"scope"},
    "ol": {"start"},
    "div": {"class", "tabindex", "role", "aria-label"},
    "table": {"aria-label"},
    "tr": {"class"},
}
HEAD_OF_ROWS = "head-of-rows"  # the class of a row that only names those below it
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # pasted from elsewhere; no XML may hold them


def _shift_headings(tokens: list[Token], top: int) -> None:
    """Put the highest heading of the text at `top` and keep the steps between them, without a gap."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    ranks = {tag: rank for rank, tag in enumerate(sorted({token.tag for token in headings}))}
    for token in headings:
        token.tag = f"h{min(6, top + ranks[token.tag])}"


def _tighten_lists(tokens: list[Token]) -> None:
    """Drop the paragraph of a one-paragraph list item: screen readers and PDF tags are better without."""
    for before, token, after in zip(tokens, tokens[1:], tokens[3:], strict=False):
        if before.type == "list_item_open" and token.type == "paragraph_open" and after.type == "paragraph_close":
            token.hidden = after.hidden = True


def _mark_heads_of_rows(tokens: list[Token]) -> None:
    """Give a class to each row of a table that holds bold words in its first cell alone: it heads the rows below."""
    cells: list[Token] = []
    for token in tokens:
        if token.type == "tr_open":
            row, cells = token, []
        elif token.type == "inline":
            cells.append(token)
        elif token.type == "tr_close" and len(cells) > 1 and _is_bold(cells[0]) and not any(map(_words, cells[1:])):
            row.attrSet("class", HEAD_OF_ROWS)


def _is_bold(cell: Token) -> bool:
    signs = [sign.type for sign in cell.children or () if sign.type != "text" or sign.content]
    return signs[:1] == ["strong_open"] and signs.index("strong_close") == len(signs) - 1


def _stars(state: StateInline, silent: bool) -> bool:
    """A lone star between two letters is one of a word, « salarié*e*s », as a lone underscore is; two stress it."""
    sign = state.src[state.pos]
    if silent or sign not in "*_":
        return False
    alone = state.scanDelims(state.pos, False)
    scanned = alone if sign == "_" or alone.length == 1 else state.scanDelims(state.pos, True)
    for _ in range(scanned.length):
        state.push("text", "", 0).content = sign
        token = len(state.tokens) - 1
        state.delimiters.append(Delimiter(ord(sign), scanned.length, token, -1, scanned.can_open, scanned.can_close))
    state.pos += scanned.length
    return True


class _Markdown(MarkdownIt):
    def __init__(self):
        super().__init__("commonmark", {"html": False, "linkify": False, "maxNesting": MAX_NESTING})
        self.enable(["table", "strikethrough"])
        self.inline.ruler.at("emphasis", _stars)
        self.add_render_rule("table_open", self._table_open)
        self.add_render_rule("table_close", self._table_close)
        self.add_render_rule("th_open", lambda *_: '<th scope="col">')
        self.add_render_rule("td_open", lambda *_: "<td>")
        self.add_render_rule("s_open", lambda *_: "<del>")
        self.add_render_rule("s_close", lambda *_: "</del>")
        self.add_render_rule("image", self._image)

    @staticmethod
    def _image(_, tokens: list[Token], index: int, *__) -> str:
        """The words that stand for an image: the site shows none."""
        return escapeHtml(tokens[index].content)

    @staticmethod
    def _table_open(_, tokens: list[Token], index: int, *__) -> str:
        name = escapeHtml(_table_name(tokens, index))
        return f'<div class="table-scroll" tabindex="0" role="group" aria-label="{name}"><table aria-label="{name}">\n'

    @staticmethod
    def _table_close(*_) -> str:
        return "</table></div>\n"


_MARKDOWN = _Markdown()
_WITHOUT_LINKS = _Markdown().disable(["link", "image"])
_MARKER = re.compile(r"[.)](?=\s|$)")


def _keep_years(text: str, tokens: list[Token]) -> str:
    """The text where « 2014. » opens a paragraph: a number of four figures or more is a year, not a place in a list."""
    lines = text.split("\n")
    for token in tokens:
        if token.type == "list_item_open" and len(token.info) > 3:
            before, number, after = lines[token.map[0]].partition(token.info)
            lines[token.map[0]] = before + number + _MARKER.sub(r"\\\g<0>", after, count=1)
    return "\n".join(lines)


def parse(text: str, references: dict | None = None) -> list[Token]:
    """The tokens of a text; `references` is filled with the definitions of links that it holds, by label."""
    parser = _MARKDOWN if text.count("[") <= MAX_BRACKETS else _WITHOUT_LINKS
    text, before = text.replace("\r\n", "\n").replace("\r", "\n"), None
    while text != before:
        tokens = parser.parse(text, env := {})
        text, before = _keep_years(text, tokens), text
    if references is not None:
        references |= env.get("references", {})
    return tokens


@lru_cache(maxsize=4096)
def render(text: str, top_heading: int = 3) -> SafeString:
    """Return the text as HTML, safe to print in a page; its highest heading becomes `top_heading`."""
    tokens = parse(text)
    _shift_headings(tokens, top_heading)
    _tighten_lists(tokens)
    _mark_heads_of_rows(tokens)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return mark_safe(  # noqa: S308 – cleaned on the same line by an allow-list
        nh3.clean(
            CONTROLS.sub(" ", html),
            tags=ALLOWED_TAGS,
            attributes=ALLOWED_ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel=None,
        )
    )


_MARKED = re.compile(r"[\\*_`#>|\[&<~☐]|\n[ \t]*\n|^(?: {4}|[ \t]*(?:[-+=]|\d+[.)]))", re.M)
_SPACES = re.compile(r"[ \n\t]+")
_BOXES = re.compile("☐ ?")
_BREAKS = {"softbreak", "hardbreak"}
_ENDS = (".", "!", "?", "…", ":", ";", ",", "»")


def _table_name(tokens: list[Token], index: int) -> str:
    """What a table is called: the heading above it, when it is the first one under it, else the heads of its columns."""
    for before in range(index - 1, -1, -1):
        if tokens[before].type == "table_open":
            break
        if tokens[before].type == "heading_open":
            return f"Tableau : {_words(tokens[before + 1])}"
    heads = []
    for token, inline in zip(tokens[index:], tokens[index + 1 :], strict=False):
        if token.type == "thead_close":
            break
        if token.type == "th_open" and (words := _words(inline)):
            heads.append(words)
    return f"Tableau : {', '.join(heads)}" if heads else "Tableau"


def _words(token: Token) -> str:
    """The words of a line of text, without its marks."""
    return "".join(" " if one.type in _BREAKS else one.content for one in token.children or ())


def _blocks(tokens: Iterable[Token]) -> Iterator[str]:
    """What a text says, block by block: paragraphs, headings, list items, rows of tables."""
    row: list[str] | None = None
    number = ""
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield ", ".join(row)
            row = None
        elif token.type == "list_item_open" and token.info:
            number = f"{token.info}{token.markup} "
        elif token.type == "inline" and row is not None:
            row += filter(None, [_SPACES.sub(" ", _BOXES.sub("", _words(token))).strip()])
        elif token.type == "inline" or token.type in ("fence", "code_block"):
            words = _words(token) if token.type == "inline" else token.content
            yield number + _SPACES.sub(" ", _BOXES.sub("", words)).strip()
            number = ""


def plain_inline(line: str) -> str:
    """The words of one line without its marks; a sign that opens a block is a sign like another."""
    if not _MARKED.search(line):
        return line
    parser = _MARKDOWN if line.count("[") <= MAX_BRACKETS else _WITHOUT_LINKS
    return " ".join(_words(token) for token in parser.parseInline(line, {}))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return the words of the text as it is rendered, without its marks, on one line; blocks end as sentences do."""
    if not _MARKED.search(text):
        return _SPACES.sub(" ", text).strip()
    blocks = [block for block in _blocks(parse(text)) if block]
    ended = [block if block.endswith(_ENDS) else f"{block}." for block in blocks[:-1]]
    return " ".join([*ended, *blocks[-1:]])
