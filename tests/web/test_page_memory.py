"""Whole pages remembered: the same bytes as Django makes, for the same request, as long as the content stands."""

import os
import subprocess
import sys

import hypothesis.strategies as st
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse, QueryDict
from django.test import RequestFactory
from hypothesis import given

from dts_platform.measures.timing import Visitor
from dts_platform.models import FoundSearch, FruitlessSearch
from dts_platform.models.counting import TALLY
from dts_platform.web.freshness import content_page
from dts_platform.web.page_memory import (
    EACH_VIEW,
    Page,
    PageMemory,
    canonical,
    each_view,
    encoding_for,
    remembered_first,
)
from missions.models import Theme
from tests.web.reading import READ

pytestmark = pytest.mark.django_db

SIZE = 4_000_000


class Door(Visitor):
    """The site through the memory of pages; counts what is asked of Django."""

    def __init__(self, size: int = SIZE, https: bool = False):
        self.memory, self.made, self.acts = PageMemory(size), 0, []
        handler = WSGIHandler()

        def application(environ, start_response):
            self.made += 1
            if self.acts:
                environ[EACH_VIEW] = self.acts[0]
            return handler(environ, start_response)

        super().__init__(remembered_first(application, self.memory), "testserver", https)

    def read(self, address: str, **extra: str) -> tuple[int, bytes]:
        """The status, and the body as a browser reads it."""
        status, headers, body = self.get(address, **extra)
        return status, READ[headers.get("Content-Encoding")](body)


@pytest.fixture
def door(kept_connection) -> Door:
    return Door()


PAGES = ["/", "/fiches/?q=mobilite&page=2", "/fiches/creer-une-ressourcerie/", "/donnees/fiches.csv?theme=mobilite",
         "/recherche/suggestions/?q=terr", "/sitemap.xml", "/flux.xml?theme=mobilite", "/principes/"]  # fmt: skip


@pytest.mark.parametrize("accepted", ["gzip, deflate, br", "gzip", "", "br;q=0, gzip;q=0.5"])
@pytest.mark.parametrize("address", PAGES)
def test_page_from_memory_is_the_one_that_django_makes(door, visitor, django_assert_num_queries, address, accepted):
    made = visitor.get(address)
    first = door.get(address, HTTP_ACCEPT_ENCODING=accepted)
    with django_assert_num_queries(1):
        again = door.get(address, HTTP_ACCEPT_ENCODING=accepted)
    assert again == first
    assert door.made == 1
    status, headers, body = again
    assert (status, READ[headers.get("Content-Encoding")](body)) == (200, made.content)
    assert int(headers["Content-Length"]) == len(body)
    assert headers["Vary"] == "Accept-Encoding"
    same = made.headers.keys() - {"Content-Length"}
    assert {name: headers[name] for name in same} == {name: made.headers[name] for name in same}


@pytest.mark.parametrize("address", PAGES)
def test_page_changes_with_the_content_at_once(door, address):
    etag = door.get(address)[1]["ETag"]
    Theme.objects.filter(slug="mobilite").update(name="Se déplacer autrement")
    status, headers, _ = door.get(address, HTTP_IF_NONE_MATCH=etag)
    assert (status, door.made) == (200, 2)
    assert headers["ETag"] != etag
    assert len(door.memory) == 1  # the page of the former content is forgotten


@pytest.mark.parametrize(
    ("address", "extra", "status"),
    [
        ("/fiches/", {"HTTP_HOST": "ailleurs.example"}, 400),
        ("/absente/", {}, 404),
        ("/fiches/absente/", {}, 404),
        ("/admin/", {}, 302),
        ("/fiches", {}, 301),
        ("/fiches/", {"REQUEST_METHOD": "POST"}, 403),
    ],
)
def test_validator_and_memory_answer_for_no_other_request(door, address, extra, status):
    etag = door.get("/fiches/")[1]["ETag"]
    assert door.get(address, HTTP_IF_NONE_MATCH=etag, **extra)[0] == status
    assert len(door.memory) == 1


def test_visit_without_https_is_sent_to_https_whatever_it_holds(kept_connection, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 3600
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    door = Door(https=True)
    first = door.get("/fiches/")
    assert (first[0], "Strict-Transport-Security" in first[1]) == (200, True)
    assert door.get("/fiches/") == first
    plain = {"HTTP_X_FORWARDED_PROTO": "http", "wsgi.url_scheme": "http", "HTTP_IF_NONE_MATCH": first[1]["ETag"]}
    assert door.get("/fiches/", **plain)[0] == 301
    assert door.made == 2


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reader_who_has_the_page_is_answered_with_one_query(door, django_assert_num_queries, method):
    etag = door.get("/fiches/")[1]["ETag"]
    with django_assert_num_queries(1):
        status, headers, body = door.get("/fiches/", HTTP_IF_NONE_MATCH=f'"autre", {etag}', REQUEST_METHOD=method)
    assert (status, headers["ETag"], headers["Cache-Control"], body) == (304, etag, "public, no-cache", b"")


def test_reader_who_has_the_page_of_another_process_is_told_so_and_the_page_remembered(door):
    etag = Door().get("/fiches/")[1]["ETag"]
    assert door.get("/fiches/", HTTP_IF_NONE_MATCH=etag)[0] == 304
    assert door.get("/fiches/")[0] == 200
    assert door.made == 1


def test_head_has_the_headers_of_the_page_and_no_body(door):
    assert door.get("/fiches/", REQUEST_METHOD="HEAD")[0] == 200  # Django gives the body, the server drops it
    assert len(door.memory) == 0
    _, headers, _ = door.get("/fiches/")
    assert door.get("/fiches/", REQUEST_METHOD="HEAD") == (200, headers, b"")


def test_visitor_with_a_session_is_answered_by_django(door, settings):
    for _ in range(2):
        door.get("/fiches/", HTTP_COOKIE=f"{settings.SESSION_COOKIE_NAME}=abc")
    assert (door.made, len(door.memory)) == (2, 0)


@pytest.mark.parametrize("address", ["/manuel/", "/recherche/?q=zzzzzz", "/selection/?s=13", "/contact/", "/absente/"])
def test_page_that_is_never_remembered_is_sent_compressed(door, visitor, address):
    made = visitor.get(address)
    for encoding in ("br", "gzip"):
        status, headers, body = door.get(address, HTTP_ACCEPT_ENCODING=encoding)
        assert (status, headers["Content-Encoding"]) == (made.status_code, encoding)
        assert int(headers["Content-Length"]) == len(body) < len(made.content) / 2
        assert "Accept-Encoding" in headers["Vary"]
        assert b"</html>" in READ[encoding](body)
    assert "Content-Encoding" not in door.get(address)[1]


def test_page_of_who_signed_in_and_files_are_sent_as_they_are(door, settings):
    cookie = {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}=x", "HTTP_ACCEPT_ENCODING": "br"}
    assert "Content-Encoding" not in door.get("/contact/", **cookie)[1]
    assert "Content-Encoding" not in door.get("/admin/login/", HTTP_ACCEPT_ENCODING="br")[1]  # it sets a cookie
    assert "Content-Encoding" not in door.get("/sante/", HTTP_ACCEPT_ENCODING="br")[1]


def test_reader_of_the_feed_who_keeps_a_date_alone_is_told_that_nothing_changed(door):
    date = door.get("/flux.xml")[1]["Last-Modified"]
    assert door.get("/flux.xml", HTTP_IF_MODIFIED_SINCE=date)[0] == 304


@pytest.mark.parametrize("address", ["/manuel/", "/selection/?s=13", "/sante/"])
def test_page_that_content_alone_does_not_make_is_not_remembered(door, address):
    assert [door.get(address)[0] for _ in range(2)] == [200, 200]
    assert (door.made, len(door.memory)) == (2, 0)


SAME = [
    ("/fiches/?mission=a&q=b", "/fiches/?q=b&mission=a"),
    ("/fiches/?q=b", "/fiches/?q=b&utm_source=lettre&fbclid=1"),
    ("/fiches/?q=b", "/fiches/?q=b&mission=&tri="),
    ("/", "/?q=mobilite&page=4"),
    ("/fiches/creer-une-ressourcerie/", "/fiches/creer-une-ressourcerie/?utm_source=lettre"),
    ("/fiches/creer-une-ressourcerie/", "/fiches/creer-une-ressourcerie/?deplie="),
    ("/fiches/?deplie=1&q=b", "/fiches/?q=b&autre=1&deplie=1"),
]


@pytest.mark.parametrize(("address", "other"), SAME)
def test_addresses_of_one_page_are_remembered_once(door, address, other):
    assert door.get(address) == door.get(other)
    assert (door.made, len(door.memory)) == (1, 1)


def test_page_whose_folds_are_built_is_remembered_beside_the_other(door):
    addresses = ("/fiches/creer-une-ressourcerie/", "/fiches/creer-une-ressourcerie/?deplie=1")
    for _ in range(2):
        folded, built = (door.read(address)[1] for address in addresses)
        assert (b"<noscript>" in folded, b"<noscript>" in built) == (True, False)
    assert (door.made, len(door.memory)) == (2, 2)


NAMES, VALUES = (
    st.sampled_from(["q", "theme", "page", "autre", "q%20", "th+eme"]),
    st.sampled_from(["", "a", "b", "%20c"]),
)
READS = frozenset(["q", "theme", "page"])


@given(st.lists(st.tuples(NAMES, VALUES), max_size=7), st.lists(st.tuples(NAMES, VALUES), max_size=7))
def test_addresses_with_one_canonical_form_show_a_page_the_same_parameters(one, other):
    @content_page(reads=lambda: READS)
    def view(request):
        seen.append(list(request.GET.lists()))
        return HttpResponse()

    seen, queries = [], ["&".join(f"{name}={value}" for name, value in pairs) for pairs in (one, other)]
    forms = [canonical(query, READS) for query in queries]
    if None in forms:
        assert any("%" in name or "+" in name for name, _ in [*one, *other])
        return
    for query in [*queries, *forms]:
        view(RequestFactory().get(f"/?{query}"))
    assert seen[0] == seen[2]
    assert seen[1] == seen[3]
    assert (seen[0] == seen[1]) == (QueryDict(forms[0]) == QueryDict(forms[1]))
    assert canonical(forms[0], READS) == forms[0]


def test_search_without_answer_is_counted_each_time(door):
    etags = {door.get("/fiches/?q=zzzzzz")[1]["ETag"] for _ in range(3)}
    assert (door.made, TALLY.take()) == (3, {(FruitlessSearch, "zzzzzz"): 3})
    assert door.get("/fiches/?q=zzzzzz", HTTP_IF_NONE_MATCH=etags.pop())[0] == 304  # who has it does not search again
    assert door.made == 3


def test_list_asked_while_words_are_typed_is_not_given_in_place_of_a_search_to_count(door):
    door.get("/fiches/?q=zzzzzz", HTTP_X_TYPING="1")
    door.get("/fiches/?q=zzzzzz")
    assert TALLY.take() == {(FruitlessSearch, "zzzzzz"): 1}


def test_what_is_to_be_done_at_each_view_is_done_when_the_page_comes_from_memory(door):
    seen = []
    door.acts.append(lambda: seen.append("vue"))
    for _ in range(3):
        door.get("/fiches/?theme=mobilite")
    assert (door.made, seen) == (1, ["vue", "vue"])


def test_search_that_finds_is_counted_at_each_view_without_being_made_again(door):
    for _ in range(3):
        door.get("/fiches/?q=mobilite")
    assert (door.made, TALLY.take()) == (1, {(FoundSearch, "mobilite"): 3})


def test_act_of_each_view_is_done_at_the_first_one():
    seen, request = [], RequestFactory().get("/")
    each_view(request, lambda: seen.append("vue"))
    assert seen == ["vue"]
    request.META[EACH_VIEW]()
    assert seen == ["vue", "vue"]


def test_page_too_heavy_to_be_kept_is_made_each_time_but_not_sent_again(kept_connection):
    door = Door(size=100_000)
    _, headers, body = door.get("/donnees/fiches.json")
    assert len(body) > door.memory.largest_page
    assert door.get("/donnees/fiches.json", HTTP_IF_NONE_MATCH=headers["ETag"])[0] == 304
    assert door.made == 1
    assert door.get("/donnees/fiches.json")[2] == body
    assert door.made == 2


def test_typed_addresses_leave_the_memory_within_its_bytes(kept_connection):
    door = Door(size=200_000)
    for number in range(60):
        door.get(f"/recherche/?q=mobilite{number}&dans=fiches")
        door.get(f"/?strategie=s{number}", HTTP_ACCEPT_ENCODING="gzip")
    assert 0 < door.memory.size <= 200_000
    door.get(f"/?strategie={'x' * 2_000}")
    assert all(len(key[5]) < 1_000 for key in door.memory)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(0, 900)), max_size=30))
def test_memory_holds_pages_of_one_content_within_its_bytes(puts):
    memory = PageMemory(10_000)
    for key, state, length in puts:
        memory.keep((key,), Page(f"état {state}", [], bytes(length)))
        assert memory.get((key,)).etag == f"état {state}"
        assert {memory.get(kept).etag for kept in memory} == {f"état {state}"}
        assert memory.size <= 10_000


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("", ""),
        ("identity", ""),
        ("br;q=0, gzip", "gzip"),
        ("BR ; q=0.1", "br"),
        ("gzip;q=0.000", ""),
        ("*", ""),
        (";;,,=", ""),
    ],
)
def test_encoding_is_one_that_the_reader_accepts(accepted, encoding):
    assert encoding_for(accepted) == encoding


def test_page_memory_set_to_nothing_leaves_django_alone(tmp_path):
    (tmp_path / "static").mkdir()
    code = "from dts_platform import wsgi; print(wsgi.application is wsgi.django_application)"
    env = {**os.environ, "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "dts_platform.settings"}
    told = [
        subprocess.run([sys.executable, "-c", code], env={**env, "PAGE_MEMORY": size}, capture_output=True, text=True,
                       check=True, timeout=60).stdout.strip()
        for size in ("0", "1")
    ]  # fmt: skip
    assert told == ["True", "False"]
