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
