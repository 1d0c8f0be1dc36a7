"""The cards of a list: printed once for each state of the content, by each template that shows them."""

import pytest
from django.db.models import Value
from django.db.models.functions import Concat
from django.http import QueryDict

from dts_platform.editorial.states import Statut
from dts_platform.finder.facets import Index
from dts_platform.finder.finder import PER_PAGE
from dts_platform.search import mirror
from fiches.filters import find
from fiches.models import Fiche, TimeToResult
from missions.models import Mission

pytestmark = pytest.mark.django_db


def test_card_is_printed_once_for_each_template():
    printed = []

    def long_card(result) -> str:
        printed.append(result.record.slug)
        return f"<article>{result.record.slug}</article>"

    def short_card(result) -> str:
        return f"<li>{result.record.slug}</li>"

    snapshot = mirror.current()
    articles = find(QueryDict(), snapshot).cards(long_card)
    assert find(QueryDict(), snapshot).cards(long_card) == articles
    assert len(printed) == len(articles) == PER_PAGE
    items = find(QueryDict(), snapshot).cards(short_card)
    assert items == [f"<li>{slug}</li>" for slug in printed]


def test_words_are_marked_once_in_texts_met_again_under_other_choices(django_assert_num_queries):
    snapshot = mirror.current()
    marked = {result.record.slug: result for result in find(QueryDict("q=territoire"), snapshot).results}
    narrowed = find(QueryDict("q=territoire&tri=titre"), snapshot)
    narrowed.page.object_list = [result.record.slot for result in marked.values()]
    with django_assert_num_queries(0):
        again = narrowed.results
    assert {result.record.slug: result.excerpt for result in again} == {s: r.excerpt for s, r in marked.items()}
    assert all(result.values for result in again)


def test_words_of_another_question_are_marked_anew():
    snapshot = mirror.current()
    first = find(QueryDict("q=territoire"), snapshot).results
    other = find(QueryDict("q=territoire insertion"), snapshot).results
    both = {r.record.slug: r for r in first}.keys() & {r.record.slug: r for r in other}.keys()
    assert both
    marked = {result.record.slug: f"{result.title}{result.summary}{result.excerpt}" for result in other}
    assert any("<mark>insertion" in marked[slug].lower() for slug in both)


def test_boxes_are_counted_once_for_all_the_pages_and_orders_of_a_list(client, monkeypatch):
    counted = []
    count = Index.count
    monkeypatch.setattr(Index, "count", lambda *asked: counted.append(asked) or count(*asked))
    for more in ("", "&page=2", "&tri=titre", "&vue=tableau"):
        assert client.get(f"/fiches/?mission=creation-activites{more}").status_code == 200
    assert len(counted) == 1


LISTS = [
    f"{path}?{query}"
    for path in ("/fiches/", "/experiences/")
    for query in (
        "",
        "mission=creation-activites",
        "principe=cooperation",
        "region=bretagne",
        "region=bretagne&q=emploi",
        "mission=creation-activites&q=emploi",
        "mission=creation-activites&q=insertion",
        "q=zzzzz",
    )
]


def test_lists_read_after_others_are_those_that_would_be_made_first(client):
    one_after_the_other = [client.get(address).content for address in LISTS]
    for address, content in zip(LISTS, one_after_the_other, strict=True):
        mirror.current().forget()
        assert client.get(address).content == content, address


CHANGES = {
    "a text of the list": lambda: Fiche.objects.filter(numero=1).update(titre="Autre titre"),
    "a text of the list, withdrawn": lambda: Fiche.objects.filter(numero=1).update(statut=Statut.BROUILLON),
    "what its cards name": lambda: Mission.objects.update(titre_court=Concat("titre_court", Value(" bis"))),
    "how long it takes": lambda: Fiche.objects.filter(numero=2).update(delai=TimeToResult.values[-1]),
    "a text of another page": lambda: Fiche.objects.filter(numero=50).update(titre="Autre titre"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_list_after_a_change_is_the_one_that_would_be_made_today(client, change):
    Fiche.objects.filter(numero__lte=6).update(personnes="", mission_principale=Mission.objects.first())
    client.get("/fiches/")
    CHANGES[change]()
    after = client.get("/fiches/").content
    mirror.current().forget()
    assert after == client.get("/fiches/").content


def test_card_stands_while_neither_its_text_nor_what_it_names_changes():
    printed = []

    def cards() -> list[str]:
        printed.clear()
        return find(QueryDict(), mirror.current()).cards(card)

    def card(result) -> str:
        printed.append(result.record.numero)
        return f"{result.record.titre} {[value.label for value in result.values['principale']]}"

    cards()
    for change, anew in (("a text of another page", []), ("a text of the list", [1])):
        CHANGES[change]()
        cards()
        assert printed == anew
    CHANGES["what its cards name"]()
    assert all(" bis" in one for one in cards() if "[]" not in one)
    assert len(printed) == PER_PAGE
