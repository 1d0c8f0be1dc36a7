"""A copy of the content files, and the fiche that the tests of loading edit."""

import shutil

import pytest

from fiches.models import Fiche
from tests.content.edits import ROOT


@pytest.fixture
def folder(tmp_path):
    """A copy of the content that a test may change."""
    return shutil.copytree(ROOT, tmp_path / "fixtures")


@pytest.fixture
def fiche(db) -> Fiche:
    return Fiche.objects.get(numero=13)
