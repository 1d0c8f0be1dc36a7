"""« Comme chez moi »: what shares the most with the visitor comes first and says why; nothing is left out."""

import pytest
from django.http import QueryDict

from dts_platform.search import mirror
from experiences.filters import find
from experiences.models import ChiffreCle, Experience
from references.units import PEOPLE
from tests.factories import a_figure, an_experience

pytestmark = pytest.mark.django_db
PEOPLE_OF = {"A": 19, "C": 20, "D": 99}  # nobody knows of B
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
        one = an_experience(nom=name, slug=name.lower(), type_structure=structure, region=region, departement="")
        if name in PEOPLE_OF:
            a_figure(one, PEOPLE_OF[name], taille=True)
            a_figure(one, 1_000)


@pytest.mark.parametrize(
    ("query", "order", "told"),
    [
        ("", "ABCD", 0),
        ("structure_de_reference=ai", "BCAD", 2),
        ("structure_de_reference=ai&region_de_reference=bretagne", "CBDA", 3),
        ("taille_de_reference=de-20-a-99", "CDAB", 2),
        ("taille_de_reference=de-20-a-99&region_de_reference=corse", "ABCD", 4),
        ("structure_de_reference=ei&region_de_reference=bretagne&taille_de_reference=de-20-a-99", "DCAB", 3),
        ("taille_de_reference=100-et-plus", "ABCD", 0),
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


def test_size_that_nobody_knows_is_said_and_is_no_size_of_a_visitor(visitor, four):
    page = visitor.get("/experiences/?taille_de_reference=de-20-a-99").content.decode()
    assert page.count(">Taille non connue</p>") == 1
    assert ">Taille non connue</p>" not in visitor.get("/experiences/").content.decode()
    refused = visitor.get("/experiences/?taille_de_reference=non-connue").content.decode()
    assert "Nous ne connaissons pas" in refused
    assert "Comme chez vous" not in refused


def test_sizes_of_the_content_are_figures_of_people_and_the_others_are_not_known():
    finder = find(QueryDict(), mirror.current())
    (sizes,) = [group for group in finder.groups if group.facet.name == "taille"]
    totals = {option.slug: option.total for option in sizes.options}
    assert sum(totals.values()) == finder.total
    assert totals["non-connue"] < finder.total
    assert {*ChiffreCle.objects.filter(taille=True).values_list("unite", flat=True)} <= {*PEOPLE}
