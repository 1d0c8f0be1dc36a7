"""From the CommonMark that editors write to safe HTML, and to plain text.

HTML is off in the parser, then nh3 keeps an allow-list: a body can carry neither script, style nor form.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

ALLOWED_TAGS = {
    *(
        [
            "p",
            "br",
            "strong",
            "em",
            "del",
            "code",
            "pre",
            "blockquote",
            "hr",
            "ul",
            "ol",
            "li",
            "a",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "div",
        ]
    ),
    *(["table", "thead", "tbody", "tr", "th", "td"]),
}
ALLOWED_ATTRIBUTES = {
    "a": {"href"},
    "th": {"scope"},
    "ol": {"start"},
    "div": {"class", "tabindex", "role", "aria-label"},
}
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


class _Markdown(MarkdownIt):
    def __init__(self):
        super().__init__("commonmark", {"html": False, "linkify": False, "maxNesting": 20})
        self.enable(["table", "strikethrough"])
        self.add_render_rule("table_open", self._table_open)
        self.add_render_rule("table_close", self._table_close)
        self.add_render_rule("th_open", lambda *_: '<th scope="col">')
        self.add_render_rule("td_open", lambda *_: "<td>")

    @staticmethod
    def _table_open(*_) -> str:
        return '<div class="table-scroll" tabindex="0" role="group" aria-label="Tableau"><table>\n'

    @staticmethod
    def _table_close(*_) -> str:
        return "</table></div>\n"


_MARKDOWN = _Markdown()


@lru_cache(maxsize=4096)
def render(text: str, top_heading: int = 3) -> SafeString:
    """Return the text as HTML, safe to print in a page; its highest heading becomes `top_heading`."""
    tokens = _MARKDOWN.parse(text)
    _shift_headings(tokens, top_heading)
    _tighten_lists(tokens)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return mark_safe(  # noqa: S308 – cleaned on the same line by an allow-list
        nh3.clean(
            CONTROLS.sub(" ", html),
            tags=ALLOWED_TAGS,
            attributes=ALLOWED_ATTRIBUTES,
            url_schemes={"http", "https", "mailto"},
            link_rel=None,
        )
    )


_MARKED = re.compile(r"[\\*_`#>|\[&<~☐]|\n[ \t]*\n|^(?: {4}|[ \t]*(?:[-+=]|\d+[.)]))", re.M)
_SPACES = re.compile(r"[ \n\t]+")
_BOXES = re.compile("☐ ?")
_BREAKS = {"softbreak", "hardbreak"}
_ENDS = (".", "!", "?", "…", ":", ";", ",", "»")


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


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Return the words of the text as it is rendered, without its marks, on one line; blocks end as sentences do."""
    if not _MARKED.search(text):
        return _SPACES.sub(" ", text).strip()
    blocks = [block for block in _blocks(_MARKDOWN.parse(text)) if block]
    ended = [block if block.endswith(_ENDS) else f"{block}." for block in blocks[:-1]]
    return " ".join([*ended, *blocks[-1:]])
