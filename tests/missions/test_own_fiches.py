"""The page of a mission: the fiches made for it first, then those that also serve it."""

import re

import pytest

from fiches.models import Fiche
from missions.models import Mission
from tests.factories import a_fiche

pytestmark = pytest.mark.django_db


def test_fiches_made_for_a_mission_come_before_those_that_also_serve_it(visitor):
    mission, other = Mission.objects.all()[:2]
    Fiche.objects.all().delete()
    a_fiche(titre="Accorder un balafon", missions=[mission, other], mission_principale=other, numero=801)
    a_fiche(titre="Souffler dans un basson", missions=[mission, other], mission_principale=mission, numero=802)
    a_fiche(titre="Frapper un gong", missions=[mission], numero=803)
    page = visitor.get(mission.get_absolute_url()).content.decode()
    told = re.findall(r"<h3>(\d+)\s+(?:fiche|fiches) (faite|aussi)|>(Accorder|Souffler|Frapper) ", page)
    assert ["".join(parts) for parts in told] == ["1faite", "Souffler", "2aussi", "Accorder", "Frapper"]


def test_every_fiche_of_a_mission_of_the_content_is_listed_once(visitor):
    for mission in Mission.objects.all():
        page = visitor.get(mission.get_absolute_url()).content.decode()
        section = page[page.index('id="fiches-title"') : page.index('id="experiences-title"')]
        assert section.count('<li class="partie-') == mission.fiches.published().count() > 0
