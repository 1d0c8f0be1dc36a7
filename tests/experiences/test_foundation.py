"""The landmark that an experience illustrates is named to visitors when they may read it, and only then."""

from datetime import date

import pytest

from dts_platform.editorial.states import Statut
from experiences.models import Experience
from fiches.documents.printing import experience_document
from missions.models import Repere
from tests.factories import an_experience

pytestmark = pytest.mark.django_db


def a_landmark(statut: Statut) -> Repere:
    text = {"titre": "Zorglub", "constat": "Un.", "proposition": "Deux.", "publie_le": date(2026, 1, 1)}
    return Repere.objects.create(slug="zorglub", famille=Repere.Family.FOUNDATION, statut=statut, **text)


@pytest.mark.parametrize("statut", Statut)
def test_landmark_is_named_on_page_and_paper_when_it_is_public(client, statut):
    experience = an_experience(fondement=a_landmark(statut), fondement_origine="source")
    page = client.get(experience.get_absolute_url()).content.decode()
    whole = Experience.objects.with_everything().get(pk=experience.pk)
    paper = "".join(str(section) for section in experience_document(whole, []).sections)
    assert ("Zorglub" in page, "Zorglub" in paper) == (statut.is_public, statut.is_public)


def test_landmark_withdrawn_leaves_a_page_already_seen(client):
    landmark = a_landmark(Statut.PUBLIE)
    url = an_experience(fondement=landmark, fondement_origine="source").get_absolute_url()
    assert "Zorglub" in client.get(url).content.decode()
    Repere.objects.filter(pk=landmark.pk).update(statut=Statut.BROUILLON)
    assert "Zorglub" not in client.get(url).content.decode()
