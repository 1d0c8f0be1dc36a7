"""What the marks of a tool must keep to, one with another and where they stand; each complains in French of what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dts_platform.text.labels import french
from dts_platform.text.marks import MAX_FIELDS, Mark

if TYPE_CHECKING:
    from dts_platform.text.blanks import Blank


def check_sheet(marks: Sequence[Mark], text: str) -> None:
    """The sheet is said before all the rest, once."""
    for mark in marks:
        if mark.word == "feuille" and (mark is not marks[0] or text.split("[", 1)[0].strip()):
            mark.complain("la feuille se dit une fois, seule, à la première ligne.")


def check_formulas(blanks: Sequence[Blank]) -> None:
    """A sum names other blanks, each by a name of its own, or is of the row or the column where it stands."""
    names = Counter(french(blank.label) for blank in blanks)
    for blank in (blank for blank in blanks if blank.formula):
        for term in blank.formula.terms:
            if names[french(term)] != 1 or french(term) == blank.label:
                blank.mark.complain(f"aucun autre blanc ne s’appelle « {term} ».")
        if blank.formula.over and not blank.is_in_table:
            blank.mark.complain("seule une case de tableau fait la somme d’une ligne ou d’une colonne.")


def check_places(marks: Sequence[Mark], blanks: Sequence[Blank]) -> None:
    """A mark gives a field, and one of several lines is alone in its cell."""
    blank_of = {id(blank.mark): blank for blank in blanks}
    for mark in marks:
        blank = blank_of.get(id(mark))
        if mark.kind == "texte" and blank and (blank.size or not blank.is_in_table):
            mark.complain("un blanc de type « texte » occupe seul une case de tableau.")
        if not mark.word and not blank:
            mark.complain(
                f"cette marque ne donne pas de champ : elle est dans un lien ou du code, ou après {MAX_FIELDS} autres."
            )
