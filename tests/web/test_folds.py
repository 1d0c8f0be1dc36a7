"""Pages whose folds are built, for whom the script that builds them did not reach."""

import re

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from dts_platform.web.folds import build_folds, unfolded_address

pytestmark = pytest.mark.django_db
FICHE = "/fiches/creer-une-ressourcerie/"


def test_page_asked_with_its_folds_built_is_the_same_page_without_what_makes_them_wait(visitor):
    page, built = visitor.get(FICHE), visitor.get(f"{FICHE}?deplie=1")
    assert built.content == re.sub(rb"</?noscript>", b"", page.content) != page.content
    assert (page.headers.get("X-Robots-Tag"), built.headers["X-Robots-Tag"]) == (None, "noindex")


@pytest.mark.parametrize("query", ["", "deplie=", "deplie=0", "autre=1"])
def test_page_that_is_not_asked_so_stays_folded(visitor, query):
    assert b"<noscript>" in visitor.get(f"{FICHE}?{query}").content


def test_links_of_a_page_do_not_ask_for_other_pages_built(visitor):
    links = re.findall(r'href="([^"]+)"', visitor.get("/fiches/?q=emploi&deplie=1").content.decode())
    assert [link for link in links if "deplie" in link] == ["?q=emploi&amp;deplie=1"]


def test_what_is_no_page_is_sent_as_it_is():
    sent = HttpResponse("<noscript>", content_type="application/json")
    assert build_folds(lambda request: sent)(RequestFactory().get("/?deplie=1")).content == b"<noscript>"


def test_address_of_the_page_built_keeps_what_the_page_reads_and_no_sign_of_another_language():
    request = RequestFactory().get('/é"<x>/', {"q": "a&b", "page": "2"})
    assert unfolded_address(request) == "?q=a%26b&page=2&deplie=1"


def test_address_of_a_page_says_nothing_of_what_another_reader_asked(visitor):
    assert b"lettre" not in visitor.get(f"{FICHE}?utm_source=lettre").content
