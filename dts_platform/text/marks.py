"""The marks of a tool: what an editor writes in the text to say what is to be filled in, and how.

A mark is what is printed, a colon, then what is not printed: `[…: Piste A]`, `[☐: oui]`, `[:]` (prints nothing).
Options follow the label: `[…: Loyer ; type=nombre ; taille=courte ; exemple=450]`. `[nom: Total]` names its row or its
column, `[vide]` keeps a cell from being filled, `[feuille: A3 paysage]` says the sheet. Places are in
`blanks`, rules in `mark_rules`; the whole grammar is told to editors in docs/guide-de-redaction.md.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal

from dts_platform.text.markdown import CONTROLS

SIGN = r"☐|[….]*…[….]*|\.{4,}|_{3,}"
KINDS = ("texte", "phrase", "nombre", "choix", "case")
SIZES = {
    "minuscule": "tiny",
    "courte": "short",
    "moyenne": "medium",
    "longue": "long",
    "reste": "rest",
    "pleine": "full",
}
SHEETS = ("A4", "A3", "A4 paysage", "A3 paysage")
OPTIONS = ("type", "taille", "choix", "formule", "exemple")
MAX_FIELDS = 300  # in a text: a sheet has two pages
FIRST_CODE, LAST_CODE = 0xE000, 0xF8FF  # private use: a character stands for a mark while CommonMark is read
_MOST = LAST_CODE - FIRST_CODE + 1

_SPACE = "[ \u00a0\u202f]*"
_BODY = rf"(?P<rest>[^\[\]|\n{chr(FIRST_CODE)}-{chr(LAST_CODE)}]*)"
_MARK = re.compile(
    rf"(?<!\\)\[{_SPACE}(?:(?P<void>vide){_SPACE}|(?P<word>nom|feuille){_SPACE}:{_BODY.replace('rest', 'told')}"
    rf"|(?P<sign>{SIGN}|){_SPACE}:{_BODY})\](?!\()"
)
_ALMOST = re.compile(rf"(?<!\\)\[{_SPACE}(?:(?:nom|feuille|{SIGN}|){_SPACE}:|☐)")
_SHEET_LINE = re.compile(rf"^(?:{_MARK.pattern})[ \t]*(?:\n[ \t]*(?=\n|$)|\n|$)".replace("?P<", "?P<line_"))
_NOT_WRITTEN = re.compile(f"{CONTROLS.pattern}|[{chr(FIRST_CODE)}-{chr(LAST_CODE)}]")
_OPTION = re.compile(rf"{_SPACE};{_SPACE}(?=[^\W\d_]+{_SPACE}=)")
_NUMBER = re.compile(r"-?\d[\d \u00a0\u202f]*(?:,\d+)?")
_SUM = re.compile(r"somme\((ligne|colonne)\)")


@dataclass(frozen=True)
class Formula:
    """The sum of a `row` or a `column` of cells (`somme(ligne)`), or of the blanks that `terms` name."""

    over: str = ""
    terms: tuple[str, ...] = ()


@dataclass
class Mark:
    """One mark as it was written, `line` counted from 1. `word` is nom, vide, feuille, or nothing for a blank."""

    source: str = ""
    line: int = 0
    sign: str = ""
    word: str = ""
    label: str = ""
    kind: str = ""
    size: str = ""
    choices: tuple[str, ...] = ()
    formula: Formula | None = None
    sample: str = ""
    errors: list[str] = field(default_factory=list)

    def complain(self, reason: str) -> None:
        self.errors.append(f"Ligne {self.line}, «\u202f{self.source}\u202f» : {reason}")


def _words(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


def _read(match: re.Match, line: int) -> Mark:
    mark = Mark(match[0], line, match["sign"] or "", match["word"] or ("vide" if match["void"] else ""))
    if mark.word:
        mark.label = _words(match["told"] or "")
        if mark.word == "nom" and not mark.label:
            mark.complain("écrivez après les deux-points le nom de la ligne ou de la colonne.")
        if mark.word == "feuille" and mark.label not in SHEETS:
            mark.complain(f"les feuilles possibles sont {', '.join(SHEETS)}.")
        return mark
    label, *options = _OPTION.split(" " + match["rest"]) if "=" in match["rest"] else [match["rest"]]
    if re.match(rf"{_SPACE}(?:{'|'.join(OPTIONS)}){_SPACE}=", label):
        label, options = "", [label, *options]
    mark.label = label.strip(" \u00a0\u202f")
    given: dict[str, str] = {}
    for option in options:
        key, value = (_words(part) for part in option.split("=", 1))
        if key not in OPTIONS:
            mark.complain(f"« {key} » n’est pas une option ; les options sont {', '.join(OPTIONS)}.")
        elif key in given:
            mark.complain(f"l’option « {key} » est donnée deux fois.")
        elif not value:
            mark.complain(f"l’option « {key} » n’a pas de valeur.")
        given[key] = value
    _understand(mark, given)
    return mark


def _understand(mark: Mark, given: dict[str, str]) -> None:
    """Check the options of a blank, one with another."""
    mark.kind, mark.size, mark.sample = given.get("type", ""), given.get("taille", ""), given.get("exemple", "")
    mark.choices = tuple(filter(None, (_words(part) for part in given.get("choix", "").split("/"))))
    if total := given.get("formule"):
        over = _SUM.fullmatch(total.lower())
        terms = tuple(filter(None, (_words(term) for term in total.split(" + "))))
        mark.formula = Formula(over[1]) if over else Formula(terms=terms)
        if not over and len(terms) < 2:
            mark.complain("une formule est « somme(ligne) », « somme(colonne) » ou des libellés séparés par « + ».")
    mark.kind = mark.kind or ("case" if mark.sign == "☐" else "choix" if mark.choices else "")
    mark.kind = mark.kind or ("nombre" if mark.formula else "")
    if mark.kind and mark.kind not in KINDS:
        mark.complain(f"« {mark.kind} » n’est pas un type ; les types sont {', '.join(KINDS)}.")
    if mark.size and mark.size not in SIZES:
        mark.complain(f"« {mark.size} » n’est pas une taille ; les tailles sont {', '.join(SIZES)}.")
    if (mark.kind == "case") != (mark.sign == "☐"):
        mark.complain("le signe ☐ et le type « case » vont ensemble.")
    if mark.size and mark.kind in ("case", "texte"):
        mark.complain(f"un blanc de type « {mark.kind} » n’a pas de taille.")
    if (mark.kind == "choix") != bool(mark.choices) or len(mark.choices) == 1:
        mark.complain("le type « choix » demande au moins deux choix, séparés par « / », et lui seul en a.")
    if mark.formula and mark.kind != "nombre":
        mark.complain("seul un nombre a une formule.")
    _check_sample(mark)


def figure(sample: str) -> Decimal | None:
    """The number that a sample says; None when it says something else."""
    if not _NUMBER.fullmatch(sample):
        return None
    return Decimal(re.sub(r"\s", "", sample).replace(",", "."))


def _check_sample(mark: Mark) -> None:
    if not mark.sample:
        return
    if mark.kind == "nombre" and not _NUMBER.fullmatch(mark.sample):
        mark.complain("l’exemple d’un nombre s’écrit en chiffres.")
    elif mark.kind == "choix" and mark.sample not in mark.choices:
        mark.complain("l’exemple doit être l’un des choix.")
    elif mark.kind == "case" and mark.sample not in ("oui", "non"):
        mark.complain("l’exemple d’une case est « oui » ou « non ».")


def _without_sheet(text: str) -> str:
    head = _SHEET_LINE.match(text)
    return text[head.end() :].lstrip("\n") if head and head["line_word"] == "feuille" else text


def printed(text: str) -> str:
    """The CommonMark of a tool as it is read on a page: each mark gives way to what it prints."""
    if "[" not in text:
        return text
    return _MARK.sub(lambda match: match["sign"] or "", _without_sheet(text))


def coded(text: str) -> tuple[str, list[Mark]]:
    """The same, with a character in the place of each mark but the sheet's: FIRST_CODE + its rank; and the marks."""
    marks, text = read(text), _NOT_WRITTEN.sub(" ", text)

    def code(match: re.Match) -> str:
        rank = next(ranks)
        return chr(FIRST_CODE + rank) if rank < _MOST else match["sign"] or ""

    ranks = iter(range(int(_without_sheet(text) != text), len(marks) + 1))
    return _MARK.sub(code, _without_sheet(text)), marks


def read(text: str) -> list[Mark]:
    """The marks of a tool, in order."""
    text = _NOT_WRITTEN.sub(" ", text)
    return [_read(match, text.count("\n", 0, match.start()) + 1) for match in _MARK.finditer(text)]


def misspelled(text: str) -> list[str]:
    """A sentence for each mark begun and not well ended."""
    text = _NOT_WRITTEN.sub(" ", text)
    starts, found = {match.start() for match in _MARK.finditer(text)}, []
    for match in _ALMOST.finditer(text):
        if match.start() not in starts:
            mark = Mark(text[match.start() : match.start() + 30].split("\n")[0], text.count("\n", 0, match.start()) + 1)
            mark.complain(
                "cette marque est mal écrite. Elle tient sur une ligne, sans barre ni crochet à l’intérieur, "
                "prend deux-points après son signe et se ferme par « ] »."
            )
            found += mark.errors
    return found
