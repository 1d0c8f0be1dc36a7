"""A document without an address says why, where its address would stand; one that has its address says nothing of it."""

import pytest
from django.test import Client

from fiches.documents.manuel import CitedSource
from tests.desk.texts import a_full_experience

pytestmark = pytest.mark.django_db
WHY = "adresse non trouvée, cherchée le 29 novembre 2026 dans les archives"


@pytest.mark.parametrize(("address", "told"), [("", True), ("https://balafon.fr/", False)])
def test_reader_is_told_why_a_source_cannot_be_read_online(address, told):
    experience = a_full_experience()
    source = experience.sources.first()
    source.document.adresse, source.document.sans_adresse = address, WHY
    source.document.save()

    page = Client().get(experience.get_absolute_url()).content.decode()

    assert (f"({WHY})" in page) is told
    assert (WHY in source.cited) is told
    assert CitedSource.of(source).absence == (WHY if told else "")
