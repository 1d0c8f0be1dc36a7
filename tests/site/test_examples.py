"""The worked examples of the tools: each computed cell is what its own row of the table says."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
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
LETTER = re.compile(r"[A-Z] ")  # so is named what a lettered row leaves to fill in
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


@cache
def tools_with_a_case() -> dict[int, Tool]:
    """The tools that carry a filled case, read, by the number of their fiche."""
    files = [rules.ContentFile.read(path) for path in sorted((settings.CONTENT_DIR / "fiches").glob("*.yaml"))]
    tools = {file.main["numero"]: file.children["outil"][0] for file in files}
    return {number: parse(tool["corps"]) for number, tool in tools.items() if tool.get("cas")}


def test_every_case_has_sums_that_it_states_and_that_are_true():
    tools = tools_with_a_case()
    assert set(tools) >= {11, 14, 33, 42}
    for number, tool in tools.items():
        assert tool.errors == [], number
        summed = [blank for blank in tool.blanks if blank.formula]
        stated = [blank for blank in summed if blank.sample]
        assert stated or not summed, f"{number}: no sum of its case is stated"
        assert {blank.name: marks.figure(blank.sample) for blank in stated}.items() <= totals(tool.blanks).items()


@pytest.mark.parametrize("number", [14, 39, 53, 54, 55, 56, 57, 58, 60, 63, 64])
def test_filled_case_has_the_figures_of_its_column_of_examples(number):
    blanks = tools_with_a_case()[number].blanks
    filled = {blank.name[0]: blank.sample for blank in blanks if blank.sample and LETTER.match(blank.name)}
    shown = {name[0]: figure(cell) for name, cell in rows(number) if LETTERED.match(name)}
    assert len(shown) > 4
    assert {letter: figure(filled[letter]) for letter in shown} == shown


def test_case_of_the_shuttle_has_every_figure_of_its_column_of_examples():
    shown = dict(rows(14))
    filled = {
        blank.name.split(":")[0].strip(): blank.sample for blank in tools_with_a_case()[14].blanks if blank.sample
    }
    lines = [name for name in shown if not LETTERED.match(name)]
    assert len(lines) == 13
    assert {name: figure(filled[name]) for name in lines} == {name: figure(shown[name]) for name in lines}


def test_case_of_the_clause_foresees_the_hours_that_it_computes():
    assert said(39, r"^(\d+)\n+au bilan") == [example(39)["F"]]


@pytest.mark.parametrize("number", NUMBERS)
def test_tool_has_a_filled_case_beside_its_blanks(number):
    assert number in tools_with_a_case()


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


def grid(number: int, table: int) -> list[list[float]]:
    """The figures that open the samples of one table of a case, row by row; a sample without figure is left out."""
    rows: dict[int, list[float]] = {}
    for blank in tools_with_a_case()[number].blanks:
        sample = blank.sample.replace("−", "-")
        if blank.place and blank.place[0] == table and NUMBER.match(sample.lstrip("-")):
            rows.setdefault(blank.place[1], []).append(figure(sample.lstrip("-")) * (-1 if sample[0] == "-" else 1))
    return list(rows.values())


def test_points_of_the_strategies_add_up():
    *points, total = grid(6, 2)
    assert total == [sum(column) for column in zip(*points, strict=True)]


def test_two_parts_of_the_model_in_seven_traits_are_those_of_its_sums():
    sums = [row[0] for row in grid(5, 2)[:6]]
    shares = [figure(blank.sample) for blank in tools_with_a_case()[5].blanks if blank.sample in ("39", "52")]
    assert sum(sums) == 400_000
    assert shares == [round(100 * sums[3] / sum(sums)), round(100 * (sums[3] + sums[2]) / sum(sums))]


def test_three_budgets_of_the_study_are_computed():
    for hours, price, sales, aid, variable, fixed, result in zip(*grid(9, 2)[:7], strict=True):
        assert sales == hours * price
        assert result == sales + aid - variable - fixed


def test_cost_of_a_day_is_paid_by_the_resources_beside_it():
    direct, common, day, passage, sold, missing = (row[0] for row in grid(10, 1))
    assert day == (direct + common) / 220
    assert passage == round(day / 68, 2)
    assert missing == day - sold
    resources = [row for row in grid(10, 2) if len(row) > 2][:7]
    assert sum(row[0] for row in resources) == direct + common
    assert [row[1] for row in resources] == [round(100 * row[0] / (direct + common)) for row in resources]
    assert sum(row[0] for row in resources[:2]) == sold * 220
    passages, sales = grid(10, 4)[:2]
    assert sales == [sum(n * p for n, p in zip(passages[i : i + 3], (3, 5, 8), strict=True)) for i in range(0, 12, 3)]


def test_weights_of_the_month_are_what_came_in():
    *weights, shares = grid(13, 4)
    assert all(entered == sum(out) for entered, *out in weights)
    entered, *out = (sum(column) for column in zip(*weights, strict=True))
    assert shares == [round(100 * weight / entered) for weight in out]


def said(number: int, pattern: str) -> list[float]:
    """The figures that a pattern finds in the samples of a case, group by group; its spaces are ordinary ones."""
    samples = "\n".join(" ".join(blank.sample.split()) for blank in tools_with_a_case()[number].blanks)
    (found,) = re.findall(pattern, samples, re.MULTILINE)
    return [figure(group) for group in ([found] if isinstance(found, str) else found)]


def test_shared_job_is_paid_what_its_hours_cost_and_leaves_what_it_says():
    *bits, (_, together) = (row[-2:] for row in grid(27, 1))
    assert [hours for hours, _ in bits] == [5 * 4 * 36, 5 * 3 * 36, 35 * 8]
    assert together == sum(hours for hours, _ in bits)
    net, low, aid, road, left, pay, care, price = grid(27, 3)[:8]
    assert left == [a + c - d for a, c, d in zip(net, aid, road, strict=True)]
    assert price == pytest.approx([f + g for f, g in zip(pay, care, strict=True)])
    assert price[0] == round(sum(hours * paid for hours, paid in bits) / together)
    assert all(month <= mean for month, mean in zip(low, net, strict=True))


def test_takeover_adds_up_and_nobody_brings_more_than_half():
    *brought, together = (row[0] for row in grid(12, 2))
    assert together == sum(brought)
    assert max(brought) <= together / 2


def test_entries_foreseen_are_what_departures_leave_to_fill():
    (now,), (low, high) = said(28, r"^(\d+)$\nde \d"), said(28, r"^de (\d+) à (\d+)$")
    leaving, least, most = said(28, r"(\d+) départs.* (\d+) à (\d+)")
    assert (least, most) == (low - now + leaving, high - now + leaving)


def test_tutors_of_the_convention_are_freed_for_the_hours_that_it_pays():
    (paid,) = said(31, r"(\d+) heures d’agents par an, pour six tuteurs")
    assert paid == 6 * said(31, r"^5$\n(\d+)$")[0]


def test_every_dot_of_the_first_meeting_is_counted():
    (there,), dots = said(32, r"^(\d+)\.$"), said(32, r"\((\d+) pastilles\),\n.*\((\d+)\)\n.*\((\d+)\)$")
    assert sum(dots) == 3 * there
    assert dots == sorted(dots, reverse=True)


def test_alert_of_the_observatory_is_its_rate_of_refusals():
    refused, offered, rate = said(35, r"(\d+) refus sur (\d+), (\d+) %")
    assert rate == 100 * refused / offered == grid(35, 1)[1][-1]


def test_nobody_carries_more_than_three_gestures_of_the_map():
    samples = [blank.sample for blank in tools_with_a_case()[37].blanks if blank.place and blank.place[0] == 2]
    carriers = [sample.split(", ")[1] for sample in samples if sample.count(", ") >= 2]
    assert len(carriers) == 15
    assert max(carriers.count(carrier) for carrier in carriers) == 3


def test_bus_asked_for_is_paid_by_what_is_found_and_what_is_missing():
    cost, found = said(38, r"^(\d[\d ]+)$\n(\d[\d ]+) €$")
    assert [cost - found] == said(38, r"^(\d[\d ]+) €\.$")


def test_trial_is_judged_on_what_it_counted():
    (passages,), (finished,) = said(49, r"^(\d+) passages"), said(49, r"^(\d+) finies")
    assert [passages - finished] == said(49, r"(\d+) démarches inachevées")
    assert passages >= 60, "the first condition is held"
    assert finished < 40, "the second is missed"
    (voted,), (most, hours) = said(49, r"^(2 000)$"), said(49, r"^(\d [\d]+)$\n(\d+)$")
    assert said(49, r"; (\d+) € et (\d+) heures")[0] <= most <= voted
    assert hours == 2 * 2 * 24


def test_merger_keeps_the_delays_before_its_votes():
    months = {"avril": 4, "mai": 5, "juin": 6}
    told = [blank.sample.replace(",", "").split()[:2] for blank in tools_with_a_case()[59].blanks]
    both, notice, votes, _ = (date(2027, months[at[1]], int(at[0])) for at in told if at[-1] in months)
    assert both <= votes.replace(month=votes.month - 2), "the plan is settled two months before, at least"
    assert (votes - notice).days >= 30, "the notice is published thirty days before, at least"
