"""Searches without result, and the synonyms that editors add to mend them."""

import re

import pytest

from dts_platform.models import FruitlessSearch
from dts_platform.models.counting import TALLY
from dts_platform.models.search import MAX_NOTED_PER_DAY
from tests.editorial.forms import form_fields

pytestmark = pytest.mark.django_db
SYNONYMS, FRUITLESS = "/admin/dts_platform/synonyme/", "/admin/dts_platform/fruitlesssearch/"


@pytest.mark.parametrize(
    ("account", "address", "status"),
    [
        ("admin", SYNONYMS, 200),
        ("nationale", f"{SYNONYMS}add/", 200),
        ("bretagne", SYNONYMS, 200),
        ("bretagne", f"{SYNONYMS}add/", 403),
        ("nationale", FRUITLESS, 200),
        ("bretagne", FRUITLESS, 200),
        ("admin", f"{FRUITLESS}add/", 403),
    ],
)
def test_right_to_teach_the_search_follows_the_role(accounts, account, address, status):
    assert accounts[account].get(address).status_code == status


def test_search_without_result_leads_to_a_synonym_that_mends_it(accounts, visitor, fiche):
    for _ in range(3):
        assert 'data-total="0"' in visitor.get("/fiches/?q=Biclou glockenspiel").content.decode()
    visitor.get("/fiches/?q=balafon")
    TALLY.write()
    listed = accounts["nationale"].get(SYNONYMS).content.decode()
    assert "biclou glockenspiel" in listed
    assert re.search(r"biclou glockenspiel</th><td>3</td>", listed)
    assert "balafon</th>" not in listed
    (address,) = re.findall(r'href="([^"]*formes=biclou[^"]*)"', listed)
    page = accounts["nationale"].get(address).content.decode()
    form = form_fields(page)
    assert form["formes"] == ["biclou glockenspiel, "]
    form |= {"formes": ["biclou glockenspiel, balafon"], "slug": ["biclou"]}
    assert accounts["nationale"].post(address.split("?")[0], form).status_code == 302
    assert fiche.slug in visitor.get("/fiches/?q=Biclou glockenspiel").content.decode()


def test_synonym_with_one_form_is_refused(accounts):
    response = accounts["nationale"].post(f"{SYNONYMS}add/", {"slug": "seul", "formes": "seul,"})
    assert "Donnez au moins deux formes" in response.content.decode()


@pytest.mark.parametrize("text", ["jean.dupont@exemple.fr", "06 12 34 56 78", "   ", "\u202e" * 20])
def test_search_that_may_name_a_person_is_not_kept(visitor, text):
    visitor.get("/fiches/", {"q": text})
    TALLY.write()
    assert not FruitlessSearch.objects.exists()


def test_fruitless_searches_kept_in_a_day_are_bounded(visitor):
    for number in range(MAX_NOTED_PER_DAY + 20):
        FruitlessSearch.objects.note(f"zyg {chr(97 + number % 26)}{chr(97 + number // 26)}")
    assert FruitlessSearch.objects.count() == MAX_NOTED_PER_DAY
    visitor.get("/recherche/", {"q": "z" * 5000})
    TALLY.write()
    assert max(map(len, FruitlessSearch.objects.values_list("texte", flat=True))) <= 100
