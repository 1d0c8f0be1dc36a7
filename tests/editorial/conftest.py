"""What tests of the administration share: a draft of a region."""

from datetime import date

import pytest

from fiches.models import Fiche
from tests.factories import a_fiche


@pytest.fixture
def regional(db) -> Fiche:
    """A draft fiche of Brittany that was published once, without a step."""
    return a_fiche(published=False, region="bretagne", titre="Fiche bretonne", steps=0, publie_le=date(2026, 1, 1))
