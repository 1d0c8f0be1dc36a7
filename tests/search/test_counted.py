"""Searches that find something are counted by day, by a tally that pages from memory feed without a query."""

import pytest
from django.test import RequestFactory

from dts_platform.models import FoundSearch, FruitlessSearch
from dts_platform.models.counting import TALLY, Tally, count_search
from dts_platform.search import mirror
from dts_platform.web.page_memory import EACH_VIEW
from tests.search.index import finder_of

pytestmark = pytest.mark.django_db


def counted(table=FoundSearch) -> dict[str, int]:
    TALLY.write()
    return dict(table.objects.values_list("texte", "combien"))


def test_view_of_results_is_counted_when_the_tally_is_written(fiche, django_assert_num_queries):
    request = RequestFactory().get("/fiches/")
    finder = finder_of("q=Balafon", mirror.current())
    with django_assert_num_queries(0):
        count_search(request, finder)
        request.META[EACH_VIEW]()  # the page comes from memory
    assert not FoundSearch.objects.exists()
    assert counted() == {"balafon": 2}
    assert not FruitlessSearch.objects.exists()
    TALLY.add(FoundSearch, "balafon")
    assert counted() == {"balafon": 3}


def test_reader_who_finds_nothing_is_counted_without_asking_the_database(fiche, visitor, django_assert_num_queries):
    visitor.get("/fiches/?q=zygomatique")
    count = len(TALLY.take())
    assert count == 1
    finder = finder_of("q=zygomatique", mirror.current())
    assert finder.fruitless
    with django_assert_num_queries(0):
        count_search(RequestFactory().get("/fiches/"), finder)
    assert counted(FruitlessSearch) == {"zygomatique": 1}
    assert counted() == {}


@pytest.mark.parametrize(
    ("query", "headers"), [("", {}), ("q=balafon 0612345678", {}), ("q=balafon", {"HTTP_X_TYPING": "1"})]
)
def test_list_typed_or_without_words_or_that_may_name_a_person_is_not_counted(fiche, query, headers):
    count_search(RequestFactory().get("/fiches/", **headers), finder_of(query, mirror.current()))
    assert counted() == {}


def test_tally_is_bounded():
    tally = Tally()
    for number in range(2_000):
        tally.add(FoundSearch, f"mot {number}")
    assert len(tally.take()) == 500
    assert not tally.take()


@pytest.mark.parametrize(("account", "status"), [("nationale", 200), ("admin", 200), ("bretagne", 403)])
def test_national_team_reads_what_visitors_seek(accounts, account, status):
    FoundSearch.objects.note("balafon")
    response = accounts[account].get("/admin/dts_platform/foundsearch/")
    assert response.status_code == status
    assert ("balafon" in response.content.decode()) == (status == 200)
