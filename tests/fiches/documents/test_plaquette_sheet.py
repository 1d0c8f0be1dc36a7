"""The brochure as a sheet folded in three: what it has room for, what the printer gets."""

import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
import yaml
from django.conf import settings

from dts_platform.content.files import UnreadableContent
from dts_platform.content.loader import load
from dts_platform.editorial.states import Statut
from dts_platform.models import TexteDuSite
from dts_platform.text.yaml_text import read_yaml
from fiches.documents.plaquette import PANEL_OF, PANELS, Plaquette, refusal
from fiches.models import Fiche
from missions.models import Mission, Principe, Repere, Strategie
from tests.editorial.forms import form_fields
from tests.fiches.documents.plaquette_sheet import (
    LIMITS,
    POINTS_PER_MM,
    crowded_words,
    lengthened,
    overflows,
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
    assert overflows(longer) == {}


TWICE = {
    "left": ["foundations"],
    "center": ["missions", "strategies"],
    "right": ["principes"],
    "flap": ["steps"],
}


@pytest.mark.parametrize(("panel", "lists"), TWICE.items(), ids=TWICE)
def test_panel_with_too_many_words_is_told_and_no_other(plaquette, panel, lists):
    longer = lengthened(plaquette, lambda model, field, n: 2 * LIMITS[model][field])
    sheet = replace(plaquette, **{name: getattr(longer, name) for name in lists})
    assert overflows(plaquette) == overflows(plaquette, for_printer=True) == {}
    assert list(overflows(sheet)) == [panel]


def test_words_that_the_engine_drops_are_counted_though_none_is_drawn_outside(plaquette):
    """What passes the edge of the page is not drawn at all: nothing on the sheet shows that it lacks."""
    longer = lengthened(plaquette, lambda model, field, n: 2 * LIMITS[model][field])
    sheet = replace(plaquette, strategies=longer.strategies)
    assert overflows(sheet)["center"] > 100
    assert longer.strategies[-1].resume[-40:] not in re.sub(r"\s+", " ", panel_text(render(sheet).data, 1, 1))


class TestRefusals:
    """What the sheet has no room for is refused, with how much to cut; what it does not print costs nothing."""

    @pytest.mark.parametrize("model", [Mission, Principe, Strategie, Repere])
    def test_text_without_room_is_refused_and_taken_once_cut_as_told(self, db, model):
        texts = model.objects.filter(famille=Repere.Family.FOUNDATION) if model is Repere else model.objects
        obj = texts.first()
        obj.resume = "Une phrase qui ne finit pas, " + "et qui continue encore " * 40
        told = refusal(obj)["resume"]
        assert f"«\u202f{PANELS[PANEL_OF[model]]}\u202f»" in told
        cut = int(re.search(r"retirez (\d+) signes", told)[1])
        assert 100 < cut < len(obj.resume)
        obj.resume = obj.resume.strip()[:-cut]
        assert refusal(obj) == {}

    def test_title_of_a_first_step_without_room_is_refused(self, db, plaquette):
        fiche = next(iter(plaquette.steps.values()))
        fiche.titre = "Lire un territoire " * 40
        fiche.titre = fiche.titre.strip()
        assert "Commencer demain" in refusal(fiche)["titre"]

    def test_text_that_the_sheet_prints_as_before_is_never_laid_out(self, db, monkeypatch):
        monkeypatch.setattr("fiches.documents.plaquette.lay_out", None)
        mission, fiche = Mission.objects.first(), Fiche.objects.get(numero=13)
        mission.resume += " Une suite que la plaquette n’imprime pas." * 40
        fiche.titre *= 2
        assert refusal(mission) == refusal(fiche) == {}

    def test_text_that_was_too_long_may_be_shortened(self, db, monkeypatch):
        mission = Mission.objects.first()
        mission.resume = "Sans point final " * 60
        Mission.objects.filter(pk=mission.pk).update(resume=mission.resume)
        mission.resume = mission.resume[:-100]
        monkeypatch.setattr("fiches.documents.plaquette.lay_out", None)
        assert refusal(mission) == {}

    def test_form_of_a_mission_says_how_much_to_cut_and_keeps_what_was_typed(self, accounts):
        mission = Mission.objects.first()
        address = f"/admin/missions/mission/{mission.pk}/change/"
        form = form_fields(accounts["nationale"].get(address).content.decode())
        form["resume"] = ["Une mission " + "sans fin " * 80]
        page = accounts["nationale"].post(address, form).content.decode()
        assert "La plaquette imprimée n’a pas la place de ce résumé" in page
        assert "sans fin sans fin sans fin" in page
        mission.refresh_from_db()
        assert "sans fin" not in mission.resume

    def test_content_file_without_room_is_refused_and_nothing_is_loaded(self, db, tmp_path):
        folder = shutil.copytree(settings.CONTENT_DIR, tmp_path / "fixtures")
        file = folder / "cadre" / "missions.yaml"
        objects = read_yaml(file.read_text())
        first = next(one["fields"] for one in objects if one["model"] == "missions.mission")
        first["resume"], before = "Une mission " + "sans fin " * 80, Mission.objects.get(slug=first["slug"]).resume
        file.write_text(yaml.safe_dump(objects, allow_unicode=True, sort_keys=False))
        with pytest.raises(UnreadableContent, match=r"Trois missions, trois stratégies.*a environ \d+ signes de trop"):
            load(folder)
        assert Mission.objects.get(slug=first["slug"]).resume == before

    @pytest.mark.parametrize(
        ("place", "heading"), [("plaquette-origine", "Des repères communs"), ("plaquette-enjeux", "Trois fondements")]
    )
    def test_content_file_of_the_site_without_room_is_refused_and_nothing_is_loaded(self, db, tmp_path, place, heading):
        folder = shutil.copytree(settings.CONTENT_DIR, tmp_path / "fixtures")
        file = folder / "site" / "textes.yaml"
        objects = read_yaml(file.read_text())
        words = next(one["fields"] for one in objects if one["fields"]["slug"] == place)
        words["texte"], before = "Des mots sans fin. " * 200, TexteDuSite.objects.get(slug=place).texte
        file.write_text(yaml.safe_dump(objects, allow_unicode=True, sort_keys=False))
        with pytest.raises(UnreadableContent, match=rf"{heading}.*a environ \d+ signes de trop"):
            load(folder)
        assert TexteDuSite.objects.get(slug=place).texte == before


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
