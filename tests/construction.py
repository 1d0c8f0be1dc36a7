"""What the tests of built documents share: a workshop at once, one fiche, a short manual, the files that are stored."""

from pathlib import Path

import pytest
from django.conf import settings

from experiences.models import Experience
from fiches.documents import catalogue
from fiches.documents.build import BuildPlan
from fiches.models import Fiche
from tests.fabrique import installer

SLUG = "creer-une-ressourcerie"


@pytest.fixture
def atelier(monkeypatch):
    return installer(monkeypatch)


@pytest.fixture
def peu(db):
    """Three fiches and the experiences that they prolong: a manual that is quick to read."""
    Fiche.objects.exclude(numero__in=[1, 2, 13]).delete()
    Experience.objects.exclude(prolongements__fiche__in=Fiche.objects.all()).delete()
    assert Experience.objects.published().exists()


@pytest.fixture
def fiche(db) -> Fiche:
    return Fiche.objects.get(slug=SLUG)


def plan_de(fiche: Fiche) -> BuildPlan:
    return catalogue.fiche_pdf(fiche).read()


def fichiers(suffixe: str = "") -> list[str]:
    """What is stored, below the media folder."""
    racine = Path(settings.MEDIA_ROOT)
    return sorted(str(f.relative_to(racine)) for f in racine.rglob(f"*{suffixe}") if f.is_file())
