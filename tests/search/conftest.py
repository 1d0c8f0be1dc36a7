"""What tests of the search share: a fiche found by words that no other text holds."""

import pytest

from fiches.models import Fiche, Outil
from tests.factories import a_fiche, a_theme


@pytest.fixture
def fiche(db) -> Fiche:
    """Found by « balafon » in its title, « carillon » in its tool and the theme « percussions »."""
    fiche = a_fiche(titre="Accorder un balafon", themes=[a_theme(slug="percussions", name="Percussions")])
    Outil.objects.filter(fiche=fiche).update(corps="Un carillon : ……")
    return fiche
