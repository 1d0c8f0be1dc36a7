"""Each command that prints measures goes to its end and prints all its rows; `bench_room` is tried by the test of a room."""

import re

import pytest

from tests.processes.stage import play

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MEASURED = {
    "bench": [
        "une virgule, vue et lue", "tous les documents lus", "une fiche, mise en page", "manuel à froid",
        "manuel, parts prêtes", "une fiche change", "assemblage de huit fois plus de pages", "manuel d’une seule traite",
        "livret de", "autre titre", "document rangé, servi",
    ],
    "bench_http": ["bonjour : ", "8 connexions, "],
    "bench_finder": ["Requêtes de /fiches/ ", "Première vue d’une fiche", "304 : ", "| 8 | "],
}  # fmt: skip


def test_every_measure_is_printed_with_its_figures(tmp_path):
    played = play("tests.processes.benches", tmp_path)
    printed, pages = played["printed"], played["pages"]
    assert printed.keys() == MEASURED.keys()
    assert all(map(len, pages.values()))
    for command, measures in MEASURED.items():
        for measure in [*measures, *(f"| {name} | " for name in pages.get(command, ()))]:
            assert re.search(rf"{re.escape(measure)}.*\d", printed[command]), (
                f"{command} : {measure}\n{printed[command]}"
            )
