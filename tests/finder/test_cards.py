"""The cards of a list: printed once for each state of the content, by each template that shows them."""

import pytest
from django.http import QueryDict

from dts_platform.finder.finder import PER_PAGE
from dts_platform.search import mirror
from fiches.filters import find

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
