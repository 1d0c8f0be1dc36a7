"""Each command that prints measures goes to its end and prints all its rows; `bench_room` is tried by the test of a room."""

import re

import pytest

from dts_platform.management.commands.bench_finder import PAGES as PAGES_OF_FINDER
from dts_platform.management.commands.bench_http import PAGES as PAGES_OVER_HTTP
from tests.processes.stage import play

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MEASURED = {
    "bench": [
        "une virgule, vue et lue", "tous les documents lus", "une fiche, mise en page", "manuel à froid",
        "manuel, parts prêtes", "une fiche change", "assemblage de huit fois plus de pages", "manuel d’une seule traite",
        "livret de", "autre titre", "document rangé, servi",
    ],
    "bench_http": ["bonjour : ", "8 connexions, ", *(f"| {name} | ≤" for name in PAGES_OVER_HTTP)],
    "bench_finder": [
        *(f"| {name} | " for name in PAGES_OF_FINDER), "Requêtes de /fiches/ ", "Première vue d’une fiche", "304 : ", "| 8 | ",
    ],
}  # fmt: skip


def test_every_measure_is_printed_with_its_figures(tmp_path):
    printed = play("tests.processes.benches", tmp_path)
    assert printed.keys() == MEASURED.keys()
    for command, measures in MEASURED.items():
        for measure in measures:
            assert re.search(rf"{re.escape(measure)}.*\d", printed[command]), (
                f"{command} : {measure}\n{printed[command]}"
            )
