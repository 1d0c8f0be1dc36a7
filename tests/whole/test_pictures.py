"""What the documents look like, compared with stored pictures. `make pictures` draws them again: look before you commit."""

import os
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from experiences.models import Experience
from fiches.documents.build import BuildPlan
from fiches.documents.manuel import Manuel
from fiches.documents.plaquette import Plaquette, plaquette_document
from fiches.documents.printing import Document, outil_document
from fiches.models import Fiche
from missions.models import Repere
from tests.whole.beside_browser import database_beside_browser
from tests.whole.comparison import TOLERANCE, distance, drawn

PICTURES = Path(__file__).parent / "pictures"
PICTURE_DAY = datetime(2026, 1, 15, 12, tzinfo=timezone.get_default_timezone())

__all__ = ["database_beside_browser"]  # fixture

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def of_that_day(*texts) -> None:
    """Give texts the date of the pictures."""
    for text in texts:
        text.modifie_le = PICTURE_DAY
        if text.verifie_le:
            text.verifie_le = PICTURE_DAY.date()


def fiche() -> Fiche:
    text = Fiche.objects.published().with_everything().get(numero=13)
    of_that_day(text)
    return text


def manuel(title: str) -> Document:
    """One piece of the manual, by its title."""
    manuel = Manuel.read()
    of_that_day(*manuel.reperes, *manuel.fiches, *manuel.experiences)
    document = replace(manuel, date=PICTURE_DAY).document()
    return replace(document, sections=[section for section in document.sections if section.title == title])


DOCUMENTS = {
    "manuel-couverture": lambda: manuel("Couverture"),
    "manuel-partie-2": lambda: manuel("Partie 2 · Créer des activités et contribuer au développement économique"),
    "manuel-fiche-13": lambda: manuel("Fiche 13 · Créer une ressourcerie"),
    "plaquette": lambda: plaquette_document(replace(Plaquette.read(), date=PICTURE_DAY)),
    "outil-13": lambda: outil_document(fiche()),
}


@pytest.fixture(autouse=True)
def _one_address(settings):
    settings.SITE_URL = "https://manuel.example"


@cache
def rendered(name: str) -> bytes:
    """The PDF of a document as it is in the content."""
    return BuildPlan(DOCUMENTS[name]()).render()[0].data


def stored(name: str) -> Image.Image:
    return Image.open(PICTURES / f"{name}.png").convert("RGB")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_drawn_matches_its_stored_picture(name, tmp_path):
    drawing = drawn(rendered(name))
    if os.environ.get("REDRAW"):
        drawing.quantize(128, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)
    drawing.save(tmp_path / f"{name}.png")
    gap = distance(drawing, stored(name))
    assert gap <= TOLERANCE, f"écart de {gap} : comparer {tmp_path / name}.png à {PICTURES / name}.png"


def test_stored_pictures_are_those_of_the_documents_compared():
    assert {file.stem for file in PICTURES.glob("*.png")} == set(DOCUMENTS)


@pytest.mark.parametrize("name", ["manuel-couverture", "manuel-partie-2", "outil-13"])
def test_document_of_another_day_is_drawn_from_the_same_html(name):
    before = DOCUMENTS[name]()
    for model in (Fiche, Experience, Repere):
        model.objects.update(modifie_le=datetime(2031, 12, 31, tzinfo=PICTURE_DAY.tzinfo))
    assert DOCUMENTS[name]() == before


@pytest.mark.parametrize("name", ["manuel-partie-2", "manuel-fiche-13"])
def test_document_drawn_by_another_program_matches_its_stored_picture(name):
    """Cairo draws in place of Splash: two versions of one program are nearer than these two."""
    data = rendered(name)
    other = drawn(data, "pdftocairo")
    assert drawn(data).tobytes() != other.tobytes()
    assert distance(other, stored(name)) <= TOLERANCE
