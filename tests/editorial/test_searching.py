"""Lists and choices of the administration find words as the public search does, drafts included."""

import json

import pytest

from tests.factories import a_fiche, an_experience

pytestmark = pytest.mark.django_db


@pytest.fixture
def texts(db):
    a_fiche(titre="Évaluer une œuvre commune", published=False)
    an_experience(nom="Eurêka Emplois d’essai")


@pytest.mark.parametrize(
    ("typed", "found"),
    [("évaluer", 1), ("evaluer", 1), ("ÉVALUER", 1), ("oeuvre", 1), ("œuvres", 1), ("evaluer commune", 1), ("éval", 1)]
    + [("licorne", 0), ("evaluer licorne", 0)],
)
def test_list_of_fiches_is_searched_as_the_site(accounts, texts, typed, found):
    page = accounts["nationale"].get("/admin/fiches/fiche/", {"q": typed}).content.decode()
    assert page.count("Évaluer une œuvre commune</a>") == found


@pytest.mark.parametrize("typed", ["eureka", "EURÊKA", "emploi d'essai"])
def test_list_of_experiences_is_searched_as_the_site(accounts, texts, typed):
    assert (
        "Eurêka Emplois d’essai"
        in accounts["nationale"].get("/admin/experiences/experience/", {"q": typed}).content.decode()
    )


@pytest.mark.parametrize("typed", ["evaluer oeuvre", "ÉVALUER"])
def test_choice_of_a_fiche_is_searched_as_the_site(accounts, texts, typed):
    asked = {"app_label": "fiches", "model_name": "fiche", "field_name": "prepare", "term": typed}
    answer = json.loads(accounts["nationale"].get("/admin/autocomplete/", asked).content)
    assert any("Évaluer une œuvre commune" in one["text"] for one in answer["results"])


@pytest.mark.parametrize("page", ["2", "9", "0", "-1", "abc", ""])
def test_choices_of_a_page_that_is_not_are_none(accounts, page):
    asked = {
        "app_label": "fiches",
        "model_name": "fiche",
        "field_name": "prepare",
        "term": "ressourcerie",
        "page": page,
    }
    response = accounts["nationale"].get("/admin/autocomplete/", asked)
    assert response.status_code == 200
    assert response.json()["pagination"] == {"more": False}
    assert bool(response.json()["results"]) == (page == "")
