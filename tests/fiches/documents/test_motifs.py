"""Covers and heads on paper wear the motif of their text: a ground, that no reader of a screen has to hear of."""

import re
from urllib.parse import unquote

import pytest

from experiences.models import Experience
from fiches.documents.livret import Livret
from fiches.documents.printing import fiche_document
from fiches.models import Fiche

pytestmark = pytest.mark.django_db
GROUND = re.compile(r'class="(?:cover|kicker)" style="background-image: url\(&quot;data:image/svg\+xml,(.+?)&quot;\)"')


def test_cover_of_a_selection_wears_the_motif_of_its_texts_and_a_fiche_its_own():
    fiches = list(Fiche.objects.published().with_everything()[:3])
    experiences = list(Experience.objects.published().with_everything().with_crossings()[:2])
    covers = [Livret.of([*chosen, *experiences], "Nous", "").cover().html for chosen in (fiches, fiches[:2], fiches)]
    grounds = [GROUND.search(cover)[1] for cover in covers]
    assert grounds[0] == grounds[2] != grounds[1]
    assert unquote(grounds[0]).count("h0") == len(experiences)
    heads = {GROUND.search(fiche_document(fiche).sections[0].html)[1] for fiche in fiches}
    assert len(heads) == len(fiches)
