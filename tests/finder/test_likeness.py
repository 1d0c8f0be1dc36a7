"""« Comme chez moi »: what shares the most with the visitor comes first and says why; nothing is left out."""

import pytest

from experiences.models import Experience
from tests.factories import an_experience

pytestmark = pytest.mark.django_db
AI, EI = Experience.StructureType.AI, Experience.StructureType.EI


@pytest.fixture
def four(db):
    Experience.objects.all().delete()
    for name, structure, region in (
        ("A", EI, "corse"),
        ("B", AI, "corse"),
        ("C", AI, "bretagne"),
        ("D", EI, "bretagne"),
    ):
        an_experience(nom=name, slug=name.lower(), type_structure=structure, region=region, departement="")


@pytest.mark.parametrize(
    ("query", "order", "told"),
    [
        ("", "ABCD", 0),
        ("structure_de_reference=ai", "BCAD", 2),
        ("structure_de_reference=ai&region_de_reference=bretagne", "CBDA", 3),
        ("structure_de_reference=inconnue", "ABCD", 0),
        ("structure_de_reference=ai&tri=recent", "ABCD", 0),
    ],
)
def test_experiences_most_like_come_first_and_say_why(visitor, four, query, order, told):
    page = visitor.get(f"/experiences/?{query}").content.decode()
    places = {name: page.index(f'href="/experiences/{name.lower()}/"') for name in "ABCD"}
    assert "".join(sorted(places, key=places.get)) == order
    assert page.count("Comme chez vous") == told
    assert ("Nous ne connaissons pas" in page) == ("inconnue" in query)
