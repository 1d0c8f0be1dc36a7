"""French micro-typography: what a French typesetter would change in a text, and nothing else.

The rules follow the Lexique des règles typographiques en usage à l’Imprimerie nationale, with one
simplification: the narrow no-break space (U+202F) is used before all four double punctuation marks
and inside guillemets.
"""

import re

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
APOSTROPHE = "’"

_SPACES = "[ \u00a0\u202f]"
_PROTECTED = re.compile(r"(?P<code>`[^`\n]*`)|(?P<lien>\]\([^)\s]*\))|(?P<adresse>(?:https?://|mailto:)[^\s)>\]]+)")
_PLACEHOLDER = "\ue000"  # private use: stands for a protected passage while the rules run

_RULES = [
    (re.compile(r"(?<=\w)'(?=\w)"), APOSTROPHE),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r'"([^"\n]+)"'), f"«{NARROW_SPACE}\\1{NARROW_SPACE}»"),
    (re.compile(f"«{_SPACES}*"), f"«{NARROW_SPACE}"),
    (re.compile(f"{_SPACES}*»"), f"{NARROW_SPACE}»"),
    (re.compile(f"(?<=[^\\s|-]){_SPACES}+(?=[;:!?](?![-|]))"), NARROW_SPACE),
    (re.compile(r"(?<=[\w»)’%€…])(?=[;!?](?:[\s»)*_|]|$))", re.M), NARROW_SPACE),
    (re.compile(r"(?<=[^\W\d_»]|[»)%€])(?=:(?:[ \n*_]|$))", re.M), NARROW_SPACE),
    (re.compile(f"(?<=\\d){_SPACES}(?=\\d{{3}}(?!\\d))"), NARROW_SPACE),
    (re.compile(f"(?<=\\d){_SPACES}?(?=[%€](?!\\w))"), NARROW_SPACE),
    (re.compile(f"(?<=\\d){_SPACES}(?=(?:h|km|m²|kg|ans?|mois|jours?|heures?|euros?)\\b)"), NO_BREAK_SPACE),
    (re.compile(f"(?<=\\bn°){_SPACES}?(?=\\d)|(?<=\\bart\\.){_SPACES}(?=[LRD\\d])"), NO_BREAK_SPACE),
]


def set_french(text: str) -> str:
    """Return the text with French apostrophes, guillemets and no-break spaces; idempotent.

    Code spans, link targets and addresses are left alone.
    """
    protected = [passage.group() for passage in _PROTECTED.finditer(text)]
    text = _PROTECTED.sub(_PLACEHOLDER, text.replace(_PLACEHOLDER, ""))
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return re.sub(_PLACEHOLDER, lambda _: protected.pop(0), text)


_FAULTS = [
    (re.compile(r"(?<=\w)'(?=\w)"), "apostrophe droite"),
    (re.compile("(?<=[^\u202f\u00a0])[;!?](?=[\\s»)*|]|$)", re.M), "espace insécable manquante avant ; ! ?"),
    (re.compile("(?<=[^\u202f\u00a0|:-]):(?=[ \n]|$)(?!-)", re.M), "espace insécable manquante avant :"),
    (re.compile("«(?![\u202f\u00a0])"), "espace insécable manquante après «"),
    (re.compile("(?<![\u202f\u00a0])»"), "espace insécable manquante avant »"),
    (re.compile(r'"'), "guillemets droits"),
]


def faults(text: str) -> list[str]:
    """List the typographic faults of a text, each with a few words of context; empty when clean."""
    unprotected = _PROTECTED.sub(_PLACEHOLDER, text)
    return [
        f"{label} : « {unprotected[max(0, match.start() - 20) : match.end() + 10]!r} »"
        for pattern, label in _FAULTS
        for match in pattern.finditer(unprotected)
    ]
