"""A sheet to fill in as its page shows it."""

import re

import pytest

from dts_platform.text.markdown import render
from dts_platform.text.sheets import SHOWN_AT_ONCE, parts, row_groups


def table(*rows: str) -> str:
    return "\n".join(["| À vérifier | Preuve | Fait |", "|---|---|---|", *rows])


def test_row_that_names_those_below_it_heads_a_group_of_its_own():
    grouped = row_groups(
        render(table("| **Droit** | | |", "| Enseigne | Accord | ☐ |", "| **Local** | | |", "| Tri | | ☐ |"))
    )
    body = grouped[grouped.index("</thead>") :]
    assert re.findall(r"<tbody>|<th [^>]*>[^<]*|<td>[^<]*", body) == [
        *["<tbody>", '<th scope="rowgroup" colspan="3">Droit', "<td>Enseigne", "<td>Accord", "<td>☐"],
        *["<tbody>", '<th scope="rowgroup" colspan="3">Local', "<td>Tri", "<td>", "<td>☐"],
    ]
    assert grouped.count("<tbody>") == grouped.count("</tbody>")


@pytest.mark.parametrize("row", ["| **Tri** | surface | |", "| Tri | | |", "| | | |"])
def test_table_without_heads_of_rows_is_left_as_it_is(row):
    html = render(table(row))
    assert row_groups(html) == html


def test_parts_of_a_sheet_after_its_first_cells_wait():
    rows = SHOWN_AT_ONCE // 3 + 1
    long, short = table(*["| a | b | ☐ |"] * rows), table("| a | b | ☐ |", "| c | d | ☐ |")
    html = render(f"Avant.\n\n## Un\n\n{short}\n\n## Deux\n\n{long}\n\n## Trois\n\n{short}\n\n## Quatre\n\nMots.", 2)
    cut = parts(html, 2)
    assert [(re.sub("<.*?>", "", part.heading), part.rows, part.waits) for part in cut] == [
        ("", 0, False),
        ("Un", 2, False),
        ("Deux", rows, False),
        ("Trois", 2, True),
        ("Quatre", 0, True),
    ]
    assert "".join(part.heading + part.text for part in cut) == html


def test_sheet_without_headings_is_one_part_that_never_waits():
    html = render(table(*["| a | b | ☐ |"] * SHOWN_AT_ONCE), 2)
    (part,) = parts(html, 2)
    assert (part.heading, part.text, part.waits) == ("", html, False)
