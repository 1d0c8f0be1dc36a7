"""Sums of a tool: worked out from its samples, and a false one is refused by its line."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.text.blanks import filled, parse
from dts_platform.text.formats import number_text
from dts_platform.text.sums import totals

numbers = st.lists(
    st.lists(st.one_of(st.none(), st.integers(0, 99_999), st.decimals("0", "999", places=2)), min_size=2, max_size=3),
    min_size=1,
    max_size=5,
).filter(lambda rows: len({len(row) for row in rows}) == 1)
SAMPLE = re.compile(r'<span class="sample">([^<]*)</span>')


def said(number: Decimal | int) -> str:
    return number_text(Decimal(number)).replace("\u202f", " ")


def table(rows: list[list], stated: str = "") -> str:
    """A table whose last row and last column are sums, the last of all of which may be stated."""
    width = len(rows[0])
    lines = ["| Ligne | " + " | ".join(f"Colonne {n}" for n in range(width)) + " | Somme |", "|---" * (width + 2) + "|"]
    for rank, row in enumerate(rows):
        cells = ["" if n is None else f"[: ; type=nombre ; exemple={said(n)}]" for n in row]
        lines.append(f"| Poste {rank} | " + " | ".join(cells) + " | [: ; formule=somme(ligne)] |")
    sums = ["[: ; formule=somme(colonne)]"] * (width - 1) + [f"[: ; formule=somme(colonne){stated}]", "[vide]"]
    return "\n".join([*lines, "| Total | " + " | ".join(sums) + " |"])


@given(numbers)
def test_sums_of_rows_and_columns_equal_brute_force(rows):
    tool = parse(table(rows))
    assert tool.errors == []
    found = totals(tool.blanks)
    for blank in tool.blanks:
        if not blank.formula:
            continue
        _, row, column = blank.place
        cells = rows[row - 1] if blank.formula.over == "ligne" else [line[column - 1] for line in rows]
        known = [Decimal(n) for n in cells if n is not None]
        assert found.get(blank.name) == (sum(known) if known else None)


@given(numbers, st.integers(-3, 3))
def test_stated_sum_is_taken_exactly_when_it_is_true(rows, more):
    known = [Decimal(row[-1]) for row in rows if row[-1] is not None]
    total = sum(known) + more if known else Decimal(more)
    if total < 0:
        return
    errors = parse(table(rows, f" ; exemple={said(total)}")).errors
    assert (errors == []) == (bool(known) and more == 0)
    assert all(error.startswith(f"Ligne {len(rows) + 3}, ") for error in errors)


def test_two_tables_with_the_same_columns_are_summed_apart():
    one = (
        "| Poste | Euros |\n|---|---|\n| A | [: ; type=nombre ; exemple={}] |\n| Total | [: ; formule=somme(colonne)] |"
    )
    shown = SAMPLE.findall(filled(f"{one.format(10)}\n\nPuis :\n\n{one.format(5)}"))
    assert shown == ["10", "10", "5", "5"]


def test_sum_of_sums_is_worked_out_and_a_circle_adds_nothing():
    text = "[…: Un ; type=nombre ; exemple=2] […: Deux ; formule=Un + Trois] […: Trois ; formule=Un + Quatre]"
    assert SAMPLE.findall(filled(f"{text} […: Quatre ; type=nombre ; exemple=3]")) == ["2", "7", "5", "3"]
    circle = "[…: Un ; formule=Deux + Trois] […: Deux ; formule=Un + Trois] […: Trois ; type=nombre ; exemple=1]"
    assert parse(circle).errors == []
    assert filled(circle)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Nom : [……: Nom ; exemple=La Remise].", ["La Remise"]),
        ("[☐: oui ; exemple=oui] oui [☐: non ; exemple=non] non", ["☑"]),
        ("Nom : ……, âge : […: Âge ; type=nombre]", []),
        ("[…: Nom ; exemple=<b>A & B</b>]", ["&lt;b&gt;A &amp; B&lt;/b&gt;"]),
    ],
)
def test_filled_tool_shows_its_samples_and_leaves_the_rest(text, shown):
    html = filled(text)
    assert SAMPLE.findall(html) == shown
    assert "<input" not in html
