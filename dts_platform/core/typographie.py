"""French micro-typography: what a French typesetter would change in a text, and nothing else.

The rules follow the Lexique des règles typographiques en usage à l’Imprimerie nationale, with one
simplification: the narrow no-break space (U+202F) is used before all four double punctuation marks
and inside guillemets.
"""

import re

ESPACE_FINE = "\u202f"
ESPACE_INSECABLE = "\u00a0"
APOSTROPHE = "’"

_ESPACES = "[ \u00a0\u202f]"
_PROTEGE = re.compile(r"(?P<code>`[^`\n]*`)|(?P<lien>\]\([^)\s]*\))|(?P<adresse>(?:https?://|mailto:)[^\s)>\]]+)")
_JETON = "\ue000"  # private use: stands for a protected passage while the rules run

_REGLES = [
    (re.compile(r"(?<=\w)'(?=\w)"), APOSTROPHE),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r'"([^"\n]+)"'), f"«{ESPACE_FINE}\\1{ESPACE_FINE}»"),
    (re.compile(f"«{_ESPACES}*"), f"«{ESPACE_FINE}"),
    (re.compile(f"{_ESPACES}*»"), f"{ESPACE_FINE}»"),
    (re.compile(f"(?<=[^\\s|-]){_ESPACES}+(?=[;:!?](?![-|]))"), ESPACE_FINE),
    (re.compile(r"(?<=[\w»)’%€…])(?=[;!?](?:[\s»)*_|]|$))", re.M), ESPACE_FINE),
    (re.compile(r"(?<=[^\W\d_»]|[»)%€])(?=:(?:[ \n*_]|$))", re.M), ESPACE_FINE),
    (re.compile(f"(?<=\\d){_ESPACES}(?=\\d{{3}}(?!\\d))"), ESPACE_FINE),
    (re.compile(f"(?<=\\d){_ESPACES}?(?=[%€](?!\\w))"), ESPACE_FINE),
    (re.compile(f"(?<=\\d){_ESPACES}(?=(?:h|km|m²|kg|ans?|mois|jours?|heures?|euros?)\\b)"), ESPACE_INSECABLE),
    (re.compile(f"(?<=\\bn°){_ESPACES}?(?=\\d)|(?<=\\bart\\.){_ESPACES}(?=[LRD\\d])"), ESPACE_INSECABLE),
]


def typographier(texte: str) -> str:
    """Return the text with French apostrophes, guillemets and no-break spaces; idempotent.

    Code spans, link targets and addresses are left alone.
    """
    proteges = [protege.group() for protege in _PROTEGE.finditer(texte)]
    texte = _PROTEGE.sub(_JETON, texte.replace(_JETON, ""))
    for motif, remplacement in _REGLES:
        texte = motif.sub(remplacement, texte)
    return re.sub(_JETON, lambda _: proteges.pop(0), texte)


_FAUTES = [
    (re.compile(r"(?<=\w)'(?=\w)"), "apostrophe droite"),
    (re.compile("(?<=[^\u202f\u00a0])[;!?](?=[\\s»)*|]|$)", re.M), "espace insécable manquante avant ; ! ?"),
    (re.compile("(?<=[^\u202f\u00a0|:-]):(?=[ \n]|$)(?!-)", re.M), "espace insécable manquante avant :"),
    (re.compile("«(?![\u202f\u00a0])"), "espace insécable manquante après «"),
    (re.compile("(?<![\u202f\u00a0])»"), "espace insécable manquante avant »"),
    (re.compile(r'"'), "guillemets droits"),
]


def fautes(texte: str) -> list[str]:
    """List the typographic faults of a text, each with a few words of context; empty when clean."""
    nu = _PROTEGE.sub(_JETON, texte)
    return [
        f"{nom} : « {nu[max(0, f.start() - 20) : f.end() + 10]!r} »"
        for motif, nom in _FAUTES
        for f in motif.finditer(nu)
    ]
