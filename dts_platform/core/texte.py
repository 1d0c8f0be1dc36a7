"""From the CommonMark that editors write to safe HTML, and to plain text.

HTML is off in the parser, then nh3 keeps an allow-list: a body can carry neither script, style nor form.
"""

import re
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

BALISES = {
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
ATTRIBUTS = {"a": {"href"}, "th": {"scope"}, "ol": {"start"}, "div": {"class", "tabindex", "role", "aria-label"}}


def _shift_headings(jetons: list[Token], premier: int) -> None:
    """Put the highest heading of the text at `premier` and keep the steps between them, without a gap."""
    titres = [jeton for jeton in jetons if jeton.type in ("heading_open", "heading_close")]
    rangs = {niveau: rang for rang, niveau in enumerate(sorted({jeton.tag for jeton in titres}))}
    for jeton in titres:
        jeton.tag = f"h{min(6, premier + rangs[jeton.tag])}"


def _tighten_lists(jetons: list[Token]) -> None:
    """Drop the paragraph of a one-paragraph list item: screen readers and PDF tags are better without."""
    for avant, jeton, apres in zip(jetons, jetons[1:], jetons[3:], strict=False):
        if avant.type == "list_item_open" and jeton.type == "paragraph_open" and apres.type == "paragraph_close":
            jeton.hidden = apres.hidden = True


class _Rendu(MarkdownIt):
    def __init__(self):
        super().__init__("commonmark", {"html": False, "linkify": False, "maxNesting": 20})
        self.enable(["table", "strikethrough"])
        self.add_render_rule("table_open", self._table_open)
        self.add_render_rule("table_close", self._table_close)
        self.add_render_rule("th_open", lambda *_: '<th scope="col">')
        self.add_render_rule("td_open", lambda *_: "<td>")

    @staticmethod
    def _table_open(*_) -> str:
        return '<div class="tableau" tabindex="0" role="group" aria-label="Tableau"><table>\n'

    @staticmethod
    def _table_close(*_) -> str:
        return "</table></div>\n"


_RENDU = _Rendu()


@lru_cache(maxsize=4096)
def rendre(texte: str, premier_titre: int = 3) -> SafeString:
    """Return the text as HTML, safe to print in a page; its highest heading becomes `premier_titre`."""
    jetons = _RENDU.parse(texte)
    _shift_headings(jetons, premier_titre)
    _tighten_lists(jetons)
    html = _RENDU.renderer.render(jetons, _RENDU.options, {})
    return mark_safe(  # noqa: S308 – cleaned on the same line by an allow-list
        nh3.clean(html, tags=BALISES, attributes=ATTRIBUTS, url_schemes={"http", "https", "mailto"}, link_rel=None)
    )


_MARQUES = re.compile(r"[*_`#>|☐]+|\[([^\]]*)\]\([^)]*\)|^\s*[-+]\s+|^\|?[\s:|-]+\|?$", re.M)
_BLANCS = re.compile(r"[ \n\t]+")


def en_clair(texte: str) -> str:
    """Return the words of the text without its marks, on one line."""
    return _BLANCS.sub(" ", _MARQUES.sub(lambda m: m.group(1) or " ", texte)).strip()
