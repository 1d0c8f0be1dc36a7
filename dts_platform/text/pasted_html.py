"""Tags of HTML pasted in a text: those that have a CommonMark form take it, the others are refused by name."""

import re
from itertools import islice

from dts_platform.text.code import MASK, Masked
from dts_platform.text.remarks import Remark, Weight, extract

_ATTRIBUTES = rf"(?:\s+[\w:.-]+(?:\s*=\s*(?:\"[^\"<>{MASK}]*\"|'[^'<>{MASK}]*'|[^\s\"'<>{MASK}]+))?)*\s*/?"
_FORMS = {
    **dict.fromkeys(("b", "strong"), ("**", "**")),
    **dict.fromkeys(("i", "em"), ("*", "*")),
    **dict.fromkeys(("s", "del", "strike"), ("~~", "~~")),
    **dict.fromkeys(("p", "div", "section", "article", "ul", "ol", "html", "body"), ("\n\n", "\n\n")),
    **dict.fromkeys(("h1", "h2"), ("\n\n## ", "\n\n")),
    **dict.fromkeys(("h3", "h4", "h5", "h6"), ("\n\n### ", "\n\n")),
    **dict.fromkeys(("span", "font", "o:p", "u", "small", "big", "center", "tbody", "wbr"), ("", "")),
    "li": ("\n- ", "\n"),
    "br": ("\\\n", "\\\n"),
    "hr": ("\n\n---\n\n", ""),
}
_REFUSED = (
    "a|abbr|audio|blockquote|button|caption|code|col|colgroup|dd|dl|dt|embed|figure|form|head|iframe|img|input|link|meta"
    "|object|option|pre|q|script|select|style|sub|sup|svg|table|td|textarea|tfoot|th|thead|title|tr|video"
)
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>{'|'.join(map(re.escape, _FORMS))}){_ATTRIBUTES}>", re.I)
_OTHER_TAG = re.compile(rf"</?(?:{_REFUSED})(?:\s[^<>\n]*)?/?>", re.I)
_COMMENT = re.compile(rf"<!--[^<>{MASK}]*-->|<!\[[^<>{MASK}\]]*\]>|</?(?:o|w|m|v|st\d):\w+[^<>{MASK}\n]*/?>")
_MARKS_OF_NOTHING = re.compile(r"(\*\*|~~)[ \u00a0]*\1")
_SPACE_INSIDE = re.compile(r"<(?P<name>b|strong|i|em|s|del)(?P<attributes>\s[^<>]*)?>(?P<space>\s+)", re.I)
_SPACE_BEFORE_END = re.compile(r"(?P<space>\s+)</(?P<name>b|strong|i|em|s|del)>", re.I)
_MANY_LINES = re.compile(r"\n{3,}")


def _form(match: re.Match) -> str:
    opens, closes = _FORMS[match["name"].lower()]
    return closes if match["end"] else opens


def _in_commonmark(text: str, one_line: bool) -> str:
    text = _COMMENT.sub("", text)
    text = _SPACE_INSIDE.sub(r"\g<space><\g<name>>", text)
    text = _SPACE_BEFORE_END.sub(r"</\g<name>>\g<space>", text)
    if one_line:
        return _TAG.sub(lambda match: " " if _form(match).strip("*~") else "", text)
    text = _MARKS_OF_NOTHING.sub("", _TAG.sub(_form, text))
    return _MANY_LINES.sub("\n\n", re.sub(r"\\\n(?=\s*(?:\n|$))", "\n", text)).strip("\n")


def without_tags(masked: Masked, one_line: bool) -> tuple[str, list[Remark]]:
    """Prose without tags. Said: the first tag of those that were read, and three at most that have no form here."""
    text, remarks = masked.text, []
    if first := _TAG.search(text) or _COMMENT.search(text):
        said = f"le code HTML ({extract(first.group())}) est devenu de la mise en forme\u202f; relisez le texte."
        remarks.append(Remark(masked.line(first.start()), said, Weight.MENDED))
    for found in islice(_OTHER_TAG.finditer(text), 3):
        said = (
            f"{extract(found.group())} est du code HTML, qui se lirait tel quel\u202f; "
            "collez le texte sans sa mise en forme (Ctrl+Maj+V), ou entourez ce code d’accents graves."
        )
        remarks.append(Remark(masked.line(found.start()), said, Weight.REFUSED))
    return (_in_commonmark(text, one_line) if first else text), remarks
