"""What a browser already has is not sent again."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from dts_platform.web.freshness import content_page
from missions.models import Theme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/", "/fiches/?q=mobilite", "/fiches/creer-une-ressourcerie/", "/donnees/fiches.csv", "/sitemap.xml"]
)
def test_unchanged_page_is_not_sent_again(visitor, address, django_assert_num_queries):
    first = visitor.get(address)
    assert first.headers["ETag"].startswith("W/")
    assert "no-cache" in first.headers["Cache-Control"]
    with django_assert_num_queries(1):
        second = visitor.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert second.status_code == 304
    assert second.content == b""
    Theme.objects.filter(slug="mobilite").update(name="Se déplacer")
    third = visitor.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert third.status_code == 200
    assert third.headers["ETag"] != first.headers["ETag"]


@pytest.mark.parametrize(
    ("address", "status"),
    [("/fiches/absente/", 404), ("/absente/", 404), ("/admin/", 302), ("/donnees/absente.json", 404)],
)
def test_validator_of_a_page_opens_no_other_address(visitor, address, status):
    etag = visitor.get("/fiches/").headers["ETag"]
    assert visitor.get(address, headers={"if-none-match": etag}).status_code == status


def test_reader_who_has_a_page_that_no_process_made_yet_is_told_so(visitor):
    etag = visitor.get("/fiches/").headers["ETag"]
    response = visitor.get("/principes/", headers={"if-none-match": etag})
    assert (response.status_code, response.content) == (304, b"")


def test_page_sees_what_it_reads_of_its_address_and_nothing_else(visitor):
    seen = {}

    @content_page(reads=lambda: ["q", "mission"])
    def view(request):
        seen.update(request.GET.lists())
        return HttpResponse()

    view(RequestFactory().get("/?q=&mission=b&utm_source=x&mission=a&q="))
    assert seen == {"mission": ["b", "a"]}


NOT_CONTENT = ["/admin/", "/sante/", "/absente/", "/fiches/absente/"]
ALSO_THE_STATE_OF_FILES = ["/manuel/", "/manuel/editions/", "/selection/?s=13"]


@pytest.mark.parametrize("address", [*NOT_CONTENT, *ALSO_THE_STATE_OF_FILES])
def test_page_that_is_not_content_alone_has_no_etag(visitor, address):
    assert "ETag" not in visitor.get(address).headers


@pytest.mark.parametrize("address", ALSO_THE_STATE_OF_FILES)
def test_page_that_shows_the_state_of_files_is_always_made_again(visitor, address):
    of_content = visitor.get("/fiches/").headers["ETag"]
    response = visitor.get(address, headers={"if-none-match": of_content})
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "public, no-cache")
