"""The sums of a tool: what its formulas make of the samples of its blanks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from dts_platform.text.formats import number_text
from dts_platform.text.labels import french
from dts_platform.text.marks import figure

if TYPE_CHECKING:
    from dts_platform.text.blanks import Blank


def totals(blanks: Sequence[Blank]) -> dict[str, Decimal]:
    """{name of a blank that has a formula: what it adds up to}; none of those that add no number."""
    labels = {french(blank.label): blank for blank in blanks}
    found = {blank.name: _value(blank, blanks, labels, ()) for blank in blanks if blank.formula}
    return {name: total for name, total in found.items() if total is not None}


def check_sums(blanks: Sequence[Blank]) -> None:
    """Complain of each sum whose sample is not what the others add up to."""
    worked_out = totals(blanks)
    for blank in blanks:
        stated = figure(blank.sample) if blank.formula else None
        if stated is None or stated == worked_out.get(blank.name):
            continue
        total = worked_out.get(blank.name)
        said = (
            "aucun exemple ne donne de nombre à additionner" if total is None else f"la somme est {number_text(total)}"
        )
        blank.mark.complain(f"le total dit {number_text(stated)}, mais {said}.")


def _value(
    blank: Blank, blanks: Sequence[Blank], labels: Mapping[str, Blank], above: tuple[str, ...]
) -> Decimal | None:
    """The number that a blank holds; `above` names the sums that are being worked out, which none of them may hold."""
    if not blank.formula:
        return figure(blank.sample)
    if blank.name in above:
        return None
    parts = _parts(blank, blanks, labels)
    values = [_value(part, blanks, labels, (*above, blank.name)) for part in parts]
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _parts(blank: Blank, blanks: Sequence[Blank], labels: Mapping[str, Blank]) -> list[Blank]:
    """The blanks that a sum adds: those of its row or of its column that are no sums, or those that it names."""
    if not blank.formula.over:
        return [labels[french(term)] for term in blank.formula.terms if french(term) in labels]
    kept = 1 if blank.formula.over == "ligne" else 2  # of a place: the number of the row, that of the column
    return [
        other
        for other in blanks
        if blank.place
        and other.place
        and not other.formula
        and (other.place[0], other.place[kept]) == (blank.place[0], blank.place[kept])
    ]
