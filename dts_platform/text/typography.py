"""French micro-typography: what a French typesetter would change in a text, and nothing else.

The rules follow the Lexique des règles typographiques en usage à l’Imprimerie nationale, with one
simplification: the narrow no-break space (U+202F) is used before all four double punctuation marks
and inside guillemets.
"""

import re

from dts_platform.text.code import MASK, mask

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
APOSTROPHE = "’"

_SPACES = "[ \u00a0\u202f]"
_TARGET = r"(?:[^()\s]|\([^()\s]*\))*"
_PROTECTED = re.compile(
    rf'(?P<lien>\]\({_TARGET}(?:\s+"[^"\n]*")?\))|(?P<adresse>(?:https?://|mailto:|tel:)[^\s)>\]]+)'
    rf"|(?P<entite>&#?\w{{2,32}};)|{MASK}"
)

_RULES = [
    (re.compile(r"(?<=\w)'(?=\w)"), APOSTROPHE),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(f"«{_SPACES}*"), f"«{NARROW_SPACE}"),
    (re.compile(f"(?<!{_SPACES}){_SPACES}*»"), f"{NARROW_SPACE}»"),
    (re.compile(f"(?<=[^\\s|-]){_SPACES}+(?=[;:!?](?![-|]))"), NARROW_SPACE),
    (re.compile(r"(?<=[\w»)’%€…])(?=[;!?](?:[\s»)*_|]|$))", re.M), NARROW_SPACE),
    (re.compile(r"(?<=[^\W\d_»]|[»)%€])(?=:(?:[ \n*_]|$))", re.M), NARROW_SPACE),
    (re.compile(f"(?<=\\d){_SPACES}?(?=[%€](?!\\w))"), NARROW_SPACE),
    (re.compile(f"(?<=\\d){_SPACES}(?=(?:h|km|m²|kg|ans?|mois|jours?|heures?|euros?)\\b)"), NO_BREAK_SPACE),
    (re.compile(f"(?<=\\bn°){_SPACES}?(?=\\d)|(?<=\\bart\\.){_SPACES}(?=[LRD\\d])"), NO_BREAK_SPACE),
    (re.compile(f"(?<=\\b[LRDp]\\.){_SPACES}(?=\\d)"), NO_BREAK_SPACE),
]
# A group of three follows one of three at most: « en 2010 400 personnes » holds a year and a number.
_THOUSANDS = re.compile(f"(?<!\\d)\\d{{1,3}}(?:{_SPACES}\\d{{3}})+(?!\\d)")
_QUOTED_PIECE = re.compile(r"[^\n|]+")


def _quote_roles(piece: str) -> list[tuple[int, str]] | None:
    """Where straight quotes open and close in a line or a cell; None when they do not pair, so that none changes.

    After a digit, with nothing open, the sign is an inch: `un écran de 15"`.
    """
    roles, opened = [], []
    for match in re.finditer('"', piece):
        at = match.start()
        before, after = piece[:at][-1:], piece[at + 1 : at + 2]
        opens, closes = not before.isalnum(), not after.isalnum()
        if closes and not opens and not opened and before.isdigit():
            continue
        if not (opens or closes):
            return None
        if opens and not (closes and opened):
            opened.append(at)
            roles.append((at, "«"))
        elif opened and piece[opened.pop() + 1 : at].strip(' "\u00a0\u202f'):
            roles.append((at, "»"))
        else:
            return None
    return None if opened else roles


def _quote(match: re.Match) -> str:
    signs = list(match.group())
    if '"' in signs:
        for at, sign in _quote_roles(match.group()) or ():
            signs[at] = sign
    return "".join(signs)


def set_french(text: str) -> str:
    """Return the text with French apostrophes, guillemets and no-break spaces; idempotent.

    Code, targets of links, addresses and entities are left alone.
    """
    masked = mask(text, _PROTECTED)
    text = _QUOTED_PIECE.sub(_quote, masked.text)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return masked.restored(_THOUSANDS.sub(lambda match: re.sub(_SPACES, NARROW_SPACE, match.group()), text))


_FAULTS = [
    (re.compile(r"(?<=\w)'(?=\w)"), "apostrophe droite"),
    (re.compile("(?<=[^\u202f\u00a0])[;!?](?=[\\s»)*|]|$)", re.M), "espace insécable manquante avant ; ! ?"),
    (re.compile("(?<=[^\u202f\u00a0|:-]):(?=[ \n]|$)(?!-)", re.M), "espace insécable manquante avant :"),
    (re.compile("«(?![\u202f\u00a0])"), "espace insécable manquante après «"),
    (re.compile("(?<![\u202f\u00a0])»"), "espace insécable manquante avant »"),
    (re.compile(r'(?<!\d)"'), "guillemets droits"),
]


def faults(text: str) -> list[str]:
    """List the typographic faults of a text, each with a few words of context; empty when clean."""
    unprotected = mask(text, _PROTECTED).text
    return [
        f"{label} : « {unprotected[max(0, match.start() - 20) : match.end() + 10]!r} »"
        for pattern, label in _FAULTS
        for match in pattern.finditer(unprotected)
    ]
