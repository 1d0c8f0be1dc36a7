"""The signs of a text that no reader types: each becomes what its author meant, or is refused by name."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice

from dts_platform.text.remarks import Examined, Remark, Weight, extract, line_of

MAX_TOLD = 20
# What word processors write with the faces Symbol and Wingdings, in the private use of Unicode.
_OF_WORD = {
    **dict.fromkeys("\uf0b7\uf06c\uf09f\uf09e\uf0a1", "•"),
    **dict.fromkeys("\uf0a7\uf06e\uf076\uf077\uf071", "▪"),
    **dict.fromkeys("\uf0d8\uf0da\uf0c4", "➢"),
    **dict.fromkeys("\uf0e8\uf0e0\uf0f0\uf0ae", "→"),
    **dict.fromkeys("\uf0fc\uf050", "✓"),
    **dict.fromkeys("\uf0a8\uf06f\uf072", "☐"),
    **dict.fromkeys("\uf0fe\uf0fd\uf078", "☒"),
    **dict.fromkeys("\uf02d\uf0be", "–"),
    "\uf0b3": "≥",
    "\uf0a3": "≤",
    "\uf0b4": "×",
    "\uf0b0": "°",
    "\uf020": " ",
}
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_BREAKS = {"\r\n": "\n", "\r": "\n", "\v": "\n", "\f": "\n\n", "\u2028": "\n", "\u2029": "\n\n", "\ufeff": ""}
_BREAK = re.compile("\r\n|[\r\v\f\u2028\u2029\ufeff]")
_KNOWN = re.compile(f"[{''.join(_OF_WORD)}{''.join(_LIGATURES)}]")
_WINDOWS = re.compile("[\x80-\x9f]")  # what a file of Windows read as something else leaves
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ufff9-\ufffb]"
    "|[\U0001fffe\U0001ffff\U000e0001]"
)
_OBJECT = re.compile("\ufffc")
_UNKNOWN = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_UNREADABLE = re.compile("[\ufffd\ud800-\udfff]")
_MISREAD = re.compile("Ã[\u00a0-\u00bf]|â€[™œ\u009d¦“”˜]|Â[«»°\u00a0]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_OF_TAGS = frozenset("<>&")  # what CommonMark reads: as entities they stay words


def of_windows(text: str) -> str:
    """The text with the signs of Windows that were read as control characters: U+0092 is an apostrophe."""
    return _WINDOWS.sub(lambda match: match.group().encode("latin-1").decode("cp1252", errors="ignore"), text)


def _said(text: str, pattern: re.Pattern, say: Callable[[str], str], weight: Weight) -> Iterator[Remark]:
    """A sentence for each sign that is found, at its first place; twenty at most."""
    first: dict[str, int] = {}
    for match in pattern.finditer(text):
        first.setdefault(match.group(), match.start())
    for sign, position in islice(first.items(), MAX_TOLD):
        around = text[max(0, position - 15) : position].rsplit("\n", 1)[-1]
        place = f", après {extract(around)}" if around.strip() else ""
        yield Remark(line_of(text, position), say(sign) + place + ".", weight)


def _code(sign: str) -> str:
    return f"U+{ord(sign):04X}"


def _unseen(sign: str) -> str:
    return f"un caractère de commande invisible ({_code(sign)}) a été retiré"


def _object(_: str) -> str:
    return "une image ou un objet n’a pas pu être collé\u202f; décrivez-le s’il dit quelque chose, à sa place"


def _unknown(sign: str) -> str:
    return (
        f"le signe {_code(sign)} n’existe que dans la police d’un traitement de texte\u202f; "
        "remplacez-le par le signe ou le mot voulu"
    )


def _unreadable(sign: str) -> str:
    return "un signe est arrivé illisible (�)\u202f; retapez-le"


def _misread(passage: str) -> str:
    return f"{extract(passage)} est une lettre accentuée mal relue\u202f; retapez le mot"


def _decoded(match: re.Match, plain: bool) -> str:
    sign = html.unescape(match.group())
    return match.group() if sign in _OF_TAGS and not plain else sign


def entities_read(text: str, plain: bool) -> str:
    """The text with its HTML entities as signs. Those of `<`, `>` and `&` stay, unless the text is `plain`: no mark-up."""
    return _ENTITY.sub(lambda match: _decoded(match, plain), text)


def clean(text: str) -> Examined:
    """The text with the signs that its author meant, and what was taken away or cannot stay."""
    text = _BREAK.sub(lambda match: _BREAKS[match.group()], text)
    text = of_windows(text)
    text = _KNOWN.sub(lambda match: _OF_WORD.get(match.group()) or _LIGATURES[match.group()], text)
    text = unicodedata.normalize("NFC", text)
    gone = [*_said(text, _UNSEEN, _unseen, Weight.MENDED), *_said(text, _OBJECT, _object, Weight.MENDED)]
    text = _OBJECT.sub("", _UNSEEN.sub("", text))
    refused = [
        *_said(text, _UNKNOWN, _unknown, Weight.REFUSED),
        *_said(text, _UNREADABLE, _unreadable, Weight.REFUSED),
        *_said(text, _MISREAD, _misread, Weight.REFUSED),
    ]
    return Examined(text, tuple(gone + refused))
