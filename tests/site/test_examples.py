"""The worked examples of the tools: each computed cell is what its own row of the table says."""

import re
from collections.abc import Iterator
from math import ceil

import pytest
from django.conf import settings

from dts_platform.text import marks
from dts_platform.text.blanks import Tool, parse
from dts_platform.text.sums import totals
from tests.content import rules

COLUMN = "Exemple fictif"
NUMBER = re.compile(r"\d[\d\s]*(?:,\d+)?")
CELLS = re.compile(r"(?<!\\)\|")
LETTERED = re.compile(r"[A-Z]\. ")
FORMULA = re.compile(r"= ([A-Z\d()+−×÷%\s]+)$")
SIGNS = str.maketrans("×÷−", "*/-")


def rows(number: int) -> Iterator[tuple[str, str]]:
    """The name of each row of one tool that has a figure in the column of examples, and that figure as it is written."""
    (path,) = (settings.CONTENT_DIR / "fiches").glob(f"fiche-{number:02}-*.yaml")
    (tool,) = rules.ContentFile.read(path).children["outil"]
    column = None
    for line in tool["corps"].splitlines():
        if not line.startswith("|"):
            column = None
            continue
        cells = [cell.strip(" *\u00a0\u202f") for cell in CELLS.split(line)[1:-1]]
        if column is None:
            column = cells.index(COLUMN) if COLUMN in cells else len(cells)
        elif column < len(cells) and NUMBER.match(cells[column]):
            yield cells[0], cells[column]


def figure(shown: str) -> float:
    """The number at the start of a cell, without its unit."""
    return float(re.sub(r"\s", "", NUMBER.match(shown)[0]).replace(",", "."))


def example(number: int) -> dict[str, float]:
    """The figures of the column of examples of one tool, by the letter of their row, or else by its name."""
    return {name[0] if LETTERED.match(name) else name: figure(shown) for name, shown in rows(number)}


def computed(number: int) -> Iterator[tuple[str, float, float, float]]:
    """Each row that says how it is computed: its name, what its formula gives, what it shows, half of its last digit."""
    values: dict[str, float] = {}
    for name, shown in rows(number):
        percent = 0.01 if "%" in shown else 1.0
        if LETTERED.match(name):
            values[name[0]] = figure(shown) * percent
        if not (said := FORMULA.search(name)):
            continue
        formula = re.sub(r"(\d+)\s*%", r"(\1/100)", said[1]).translate(SIGNS)
        formula = re.sub(r"[A-Z]", lambda letter: repr(values[letter[0]]), formula)
        decimals = len(NUMBER.match(shown)[0].partition(",")[2])
        yield name, eval(formula, {"__builtins__": {}}), figure(shown) * percent, 0.5001 * percent / 10**decimals


NUMBERS = sorted(int(path.name.split("-")[1]) for path in (settings.CONTENT_DIR / "fiches").glob("*.yaml"))


@pytest.mark.parametrize("number", NUMBERS)
def test_every_row_of_an_example_that_says_its_formula_holds_it(number):
    assert [row for row in computed(number) if abs(row[1] - row[2]) > row[3]] == []


@pytest.mark.parametrize(
    ("number", "how_many"), [(39, 3), (53, 2), (54, 6), (55, 5), (56, 4), (57, 2), (58, 4), (60, 4), (63, 7), (64, 4)]
)
def test_formulas_of_an_example_are_found(number, how_many):
    assert len(list(computed(number))) == how_many


def test_example_of_the_clause_adds_up():
    e = example(39)
    assert e["D"] == e["A"] * e["B"] / 100 / e["C"]
    assert e["F"] == e["D"] * e["E"] / 100
    assert e["I"] == (e["F"] + e["G"]) / e["H"] >= 1, "the example of a beginner must not be turned away"
    assert e["F"] < e["H"], "the example shows why hours of several markets are put together"


def test_example_of_the_shuttle_adds_up():
    e = example(14)
    assert e["B"] == round(e["A"] * 0.7)
    assert e["F"] == 30 + 2 * 4 + 15
    assert e["J"] == ceil(e["I"] / 8)
    assert e["K"] == round((e["F"] * e["G"] + e["H"]) * e["C"] / 60)
    assert e["Conduite"] == round(e["K"] * 1.2 * 20)
    assert e["Remplacements"] == round(e["Conduite"] * 0.12)
    assert e["Véhicules"] == e["J"] * 12 * 650
    assert e["Énergie"] == round((e["D"] + e["E"]) * e["C"] * 0.15)
    assert e["Réservations"] == e["C"] * 20
    lines = ["Conduite", "Remplacements", "Véhicules", "Énergie", "Assurances", "Réservations"]
    assert e["Suivi et gestion"] == round(sum(e[line] for line in lines) / 10)
    assert e["L"] == sum(e[line] for line in [*lines, "Suivi et gestion"])
    assert e["Reste à trouver"] == e["L"] - e["M"]


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("Remplissage", lambda e: 100 * 2 * e["B"] / (8 * e["G"])),
        ("Route à vide", lambda e: 100 * e["E"] / (e["D"] + e["E"])),
        ("Coût d’un trajet d’une personne", lambda e: e["L"] / (2 * e["B"] * e["C"])),
        ("Coût d’un emploi tenu un mois", lambda e: e["L"] / 12 / e["A"]),
    ],
)
def test_figure_to_decide_on_the_shuttle_is_computed(figure, value):
    e = example(14)
    assert e[figure] == pytest.approx(value(e), abs=0.5 if e[figure] > 20 else 0.005)


def tools_with_a_case() -> dict[int, Tool]:
    """The tools that carry a filled case, read, by the number of their fiche."""
    files = [rules.ContentFile.read(path) for path in sorted((settings.CONTENT_DIR / "fiches").glob("*.yaml"))]
    tools = {file.main["numero"]: file.children["outil"][0] for file in files}
    return {number: parse(tool["corps"]) for number, tool in tools.items() if tool.get("cas")}


def test_every_case_has_sums_that_it_states_and_that_are_true():
    tools = tools_with_a_case()
    assert set(tools) >= {11, 33, 42}
    for number, tool in tools.items():
        assert tool.errors == [], number
        summed = [blank for blank in tool.blanks if blank.formula]
        stated = [blank for blank in summed if blank.sample]
        assert stated or not summed, f"{number}: no sum of its case is stated"
        assert {blank.name: marks.figure(blank.sample) for blank in stated}.items() <= totals(tool.blanks).items()


def test_three_prices_of_the_minibus_are_computed():
    """What the table says in words is no formula: the figures of the case are worked out here."""
    samples = [
        marks.figure(blank.sample) for blank in tools_with_a_case()[33].blanks if blank.place and blank.place[0] == 2
    ]
    hours, rest, units, cost, full, middle, low, gap = samples
    assert cost == (hours + rest) / units == full
    assert middle == round(cost * 2 / 3, 2)
    assert low == round(cost / 4, 2)
    assert gap == 60 * (full - middle) + 40 * (full - low)
