"""What the tests of built documents ask for: a workshop at once, one fiche, a short manual, a builder of small files."""

from dataclasses import replace

import pytest

from experiences.models import Experience
from fiches.documents import editions
from fiches.documents.editions import FILES
from fiches.models import Fiche
from tests.fiches.documents.building import SLUG
from tests.fiches.documents.frozen import FakeBuilder
from tests.pdf.fake_workshop import workshop

__all__ = ["workshop"]  # fixture


@pytest.fixture
def short_manual(db):
    """Three fiches and the experiences that they prolong: a manual that is quick to read."""
    Fiche.objects.exclude(numero__in=[1, 2, 13]).delete()
    Experience.objects.exclude(prolongements__fiche__in=Fiche.objects.all()).delete()
    assert Experience.objects.published().exists()


@pytest.fixture
def fiche(db) -> Fiche:
    return Fiche.objects.get(slug=SLUG)


@pytest.fixture
def builder(monkeypatch) -> FakeBuilder:
    builder = FakeBuilder()
    small_files = tuple(replace(offer, read=lambda name=offer.name: name, depends=None) for offer in FILES)
    monkeypatch.setattr(editions, "FILES", small_files)
    monkeypatch.setattr(editions, "build", builder)
    return builder
