"""The motif of a text and the pictograms."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from dts_platform.web.bundles import BUNDLES, BundleFinder
from dts_platform.web.drawings import MOST_POINTS, motif, motif_address, pictogram, pictograms
from fiches.models import Outil


def test_motif_is_always_that_of_its_name():
    assert motif("creer-une-ressourcerie", 3) == motif("creer-une-ressourcerie", 3)
    assert len({motif(f"fiche-{number}")[0] for number in range(100)}) == 100


@pytest.mark.parametrize(("asked", "drawn"), [(0, 0), (1, 1), (4, 4), (99, MOST_POINTS)])
def test_motif_has_a_point_for_each_experience_up_to_a_bound(asked, drawn):
    points = motif("creer-une-ressourcerie", asked)[1].split("h0")[:-1]
    assert len(set(points)) == len(points) == drawn


@pytest.mark.parametrize(("width", "height"), [(320, 28), (1200, 160)])
def test_motif_crosses_its_box_and_stays_in_it(width, height):
    lines, points = motif("creer-une-ressourcerie", MOST_POINTS, width, height)
    places = [(int(x), int(y)) for x, y in re.findall(r"(\d+) (\d+)", lines + points)]
    assert max(x for x, _ in places) >= width
    assert all(0 <= y <= height for _, y in places)


def test_pictograms_are_on_one_grid_each_with_its_word():
    assert len(pictograms()) >= 31
    assert all(word for word, _ in pictograms().values())
    assert set(Outil.Type.values) <= set(pictograms())
    assert 'aria-hidden="true"' in pictogram("temps")
    assert pictogram("une-mission-nouvelle") == ""


def test_motif_for_paper_holds_the_same_lines_and_points_in_the_colours_given():
    lines, points = motif("creer-une-ressourcerie", 3, 400, 50, 2)
    drawing = unquote(motif_address("creer-une-ressourcerie", 3, ("#111111", "#222222"), (400, 50, 2), 9))
    assert drawing.startswith("data:image/svg+xml,<svg ")
    assert f'<path d="{lines}" stroke="#111111"' in drawing
    assert f'<path d="{points}" stroke="#222222" stroke-width="9"' in drawing
    assert 'viewBox="0 0 400 50"' in drawing


@pytest.mark.parametrize("path", [path for path in BUNDLES if path.endswith(".css")])
def test_sheet_that_names_a_pictogram_has_its_drawing(path, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    sheet = Path(BundleFinder().find(path)).read_text()
    assert "pictogram(" not in sheet
    drawn = unquote(sheet)
    signs = re.findall(r'--sign: url\("data:image/svg\+xml,<svg [^"]*<path d=\'([^\']+)\'/></svg>"\)', drawn)
    assert {path for _, path in pictograms().values()} >= set(signs)
    assert len(signs) == drawn.count("--sign:")
