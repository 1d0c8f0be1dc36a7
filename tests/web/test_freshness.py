"""What a browser already has is not sent again."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from dts_platform.measures.timing import Visitor
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


@pytest.fixture
def kept_connection():
    """A request called without the test client would close the connection, and the transaction of the test with it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_reader_who_has_the_page_is_answered_with_one_query(visitor, kept_connection, django_assert_num_queries):
    from dts_platform.wsgi import application  # it reads the settings, those of a test

    door = Visitor(application, "testserver", https=False)
    etag = door.get("/fiches/")[1]["ETag"]
    with django_assert_num_queries(1):
        status, headers, body = door.get("/fiches/", HTTP_IF_NONE_MATCH=f'"autre", {etag}')
    assert (status, headers["ETag"], body) == (304, etag, b"")
    Theme.objects.filter(slug="mobilite").update(name="Se déplacer")
    assert door.get("/fiches/", HTTP_IF_NONE_MATCH=etag)[0] == 200
    assert door.get("/fiches/", HTTP_IF_NONE_MATCH=etag, REQUEST_METHOD="POST")[0] == 403


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
