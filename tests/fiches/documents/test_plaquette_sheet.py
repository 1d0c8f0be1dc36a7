"""The brochure as a sheet folded in three: what it has room for, what the printer gets."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings

from dts_platform.editorial.states import Statut
from fiches.documents.plaquette import LIMITS, Plaquette
from fiches.models import Fiche
from missions.models import Repere
from tests.fiches.documents.plaquette_sheet import (
    POINTS_PER_MM,
    crowded_words,
    lengthened,
    panel_text,
    render,
    sheet_html,
)
from tests.pdf.reading import faults

pytestmark = pytest.mark.any_database

ROOT = Path(settings.BASE_DIR) / "static"


@pytest.fixture
def plaquette(db) -> Plaquette:
    return Plaquette.read()


@pytest.mark.parametrize("for_printer", [False, True])
def test_plaquette_has_two_light_pages_passing_both_norms(plaquette, for_printer, tmp_path):
    rendered = render(plaquette, for_printer)
    assert rendered.pages == 2
    assert len(rendered.data) <= 100_000
    assert faults(rendered.data, tmp_path / "plaquette.pdf") == []


@pytest.mark.parametrize("for_printer", [False, True])
def test_plaquette_words_keep_clear_of_folds_edges_and_each_other(plaquette, for_printer):
    assert crowded_words(render(plaquette, for_printer).data) == []


LENGTHS = {
    "titles 20 % longer": lambda model, field, n: n * 6 // 5 if field == "titre" else n,
    "titles and summaries at their limits": lambda model, field, n: LIMITS[model][field],
}


@pytest.mark.parametrize("length", LENGTHS.values(), ids=LENGTHS)
def test_plaquette_with_longer_texts_still_fits_its_panels(plaquette, length):
    longer = lengthened(plaquette, length)
    assert sum(len(o.titre) for o in longer.missions) > sum(len(o.titre) for o in plaquette.missions)
    rendered = render(longer)
    assert rendered.pages == 2
    assert crowded_words(rendered.data) == []
    assert list(longer.too_long()) == []


def test_plaquette_with_texts_beyond_limits_names_them_and_overflows(plaquette):
    longer = lengthened(plaquette, lambda model, field, n: 2 * LIMITS[model][field])
    assert len(list(longer.too_long())) == 2 * (3 + 3 + 8 + 3) + 3
    assert crowded_words(render(longer).data) != []


def test_plaquette_with_a_long_host_name_still_fits(plaquette, settings):
    settings.SITE_URL = "https://manuel.territoires-solidaires.exemple-de-federation.fr"
    data = render(plaquette).data
    assert crowded_words(data) == []
    assert "exemple-de-federation.fr" in panel_text(data, 0, 2).replace(" ", "")


def test_each_panel_holds_its_own_texts(plaquette):
    data = render(plaquette).data
    expected = {
        (0, 0): ["Commencer demain", *(f"fiche {fiche.numero}" for fiche in plaquette.steps.values())],
        (0, 1): [f"{plaquette.fiche_count} fiches pratiques", "ne reproduit ni", plaquette.site],
        (0, 2): ["Développer des territoires solidaires", plaquette.site],
        (1, 0): [obj.titre for obj in plaquette.foundations],
        (1, 1): [obj.titre for obj in (*plaquette.missions, *plaquette.strategies)],
        (1, 2): [obj.titre for obj in plaquette.principes],
    }
    for (face, panel), texts in expected.items():
        read_back = re.sub(r"\s+", " ", panel_text(data, face, panel))
        assert [text for text in texts if text not in read_back] == [], (face, panel)


def test_plaquette_for_the_printer_has_bleed_and_marks(plaquette):
    for page in pikepdf.open(io.BytesIO(render(plaquette, for_printer=True).data)).pages:
        media, bleed, trim = (
            [float(x) / POINTS_PER_MM for x in box] for box in (page.mediabox, page.bleedbox, page.trimbox)
        )
        assert [trim[2] - trim[0], trim[3] - trim[1]] == pytest.approx([297, 210], abs=0.05)
        assert all(abs(b - t) >= 3 for b, t in zip(bleed, trim, strict=True))
        assert all(abs(m - b) >= 3 for m, b in zip(media, bleed, strict=True))  # the marks stand outside the bleed


def test_plaquette_for_readers_is_plain_a4(plaquette):
    for page in pikepdf.open(io.BytesIO(render(plaquette).data)).pages:
        assert [float(x) / POINTS_PER_MM for x in page.mediabox] == pytest.approx([0, 0, 297, 210], abs=0.05)


def test_plaquette_read_twice_has_the_same_html(plaquette):
    """That the same HTML gives the same bytes in any process is held by `test_same_bytes`."""
    assert sheet_html(Plaquette.read()) == sheet_html(plaquette)


def test_plaquette_of_an_empty_site_still_fits(db):
    for model in (Fiche, Repere):
        model.objects.update(statut=Statut.BROUILLON)
    empty = replace(Plaquette.read(), missions=[], principes=[], strategies=[])
    assert not empty.foundations
    assert "0\u00a0fiche pratique" in sheet_html(empty)
    assert crowded_words(render(empty).data) == []
