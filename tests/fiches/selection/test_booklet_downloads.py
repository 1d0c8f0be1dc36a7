"""The booklet of a reader over HTTP: the same bytes for the same choice, and the reader’s words kept nowhere."""

import re
import threading
import time
import zipfile
from collections import Counter
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import RequestFactory

from dts_platform.pdf.parts import LayoutFailed, PartsRefused
from dts_platform.pdf.workshop import LayoutInterrupted
from dts_platform.storage.recent import Recent
from fiches.documents import serve
from fiches.documents.serve import Order, serve_made
from fiches.models import BuiltDocument
from tests.deadlines import SECONDS, join_threads, start_threads, wait_until
from tests.fiches.documents.downloading import client, words_of
from tests.pdf.fake_workshop import workshop

__all__ = ["workshop", "client"]  # fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workshop")]


def on_disk(tmp_path: Path) -> bytes:
    return b"\n".join(f.read_bytes() for f in sorted(tmp_path.rglob("*")) if f.is_file())


class TestBooklets:
    WORDS = {"t": "Quetzalcoatl de Montreuil", "n": "Pour le groupe Zorglub"}
    URL = f"/selection.pdf?s=13.1&t={quote(WORDS['t'])}&n={quote(WORDS['n'])}"

    @pytest.mark.parametrize("url", [URL, URL.replace(".pdf", "/livret.pdf"), URL.replace(".pdf", ".epub")])
    def test_words_of_a_reader_are_stored_nowhere(self, client, tmp_path, url):
        assert "Quetzalcoatl" in words_of(client.get(url))
        assert all(name.parent.parent.name == "parts" for name in tmp_path.rglob("*") if name.is_file())
        assert not re.search(rb"Quetzalcoatl|Zorglub", on_disk(tmp_path))
        assert not BuiltDocument.objects.exists()
        for model in apps.get_models():
            if model._meta.label != "dts_platform.LoadedFile":
                assert "Quetzalcoatl" not in str(list(model.objects.values())) if hasattr(model, "objects") else True

    def test_booklet_stores_only_the_parts_of_texts(self, client, workshop, tmp_path):
        client.get(self.URL)
        parts = [f for f in tmp_path.rglob("*") if f.is_file()]
        assert len(parts) == 2
        client.get(self.URL.replace("Quetzalcoatl", "Autre"))
        assert [times for html, times in workshop.laid_out.items() if "<title>Fiche 13" in html] == [1]
        assert sum("Quetzalcoatl" in html or "Autre de Montreuil" in html for html in workshop.laid_out) == 2
        assert sorted(f for f in tmp_path.rglob("*") if f.is_file()) == sorted(parts)

    @pytest.mark.parametrize("url", [URL, URL.replace(".pdf", "/livret.pdf"), URL.replace(".pdf", ".epub")])
    def test_booklet_of_the_same_choice_has_the_same_bytes(self, client, monkeypatch, url):
        first = client.get(url)
        assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
        monkeypatch.setattr(serve, "RECENT", Recent(10_000_000, len))
        second = client.get(url)
        assert (second.content, second["ETag"]) == (first.content, first["ETag"])
        other = client.get(url.replace("13.1", "1.13"))
        assert other["ETag"] != first["ETag"]

    def test_booklet_in_three_formats_has_three_etags(self, client):
        urls = [self.URL.replace(".pdf", url_of_form) for url_of_form in (".pdf", "/livret.pdf", ".epub")]
        responses = [client.get(url_of_form) for url_of_form in urls]
        assert len({r["ETag"] for r in responses}) == 3
        assert responses[1].content.endswith(b"A5")
        assert zipfile.ZipFile(BytesIO(responses[2].content)).testzip() is None

    NONSENSE = ["", "?", "?s=", "?s=999", "?s=....", "?s=%00", "?s=1%00", "?t=%ff&n=%00&s=1", "?s=" + "1." * 3000,
                "?s=x:%F0%9F%98%80", "?s=-1", "?s=1e9", "?s=" + "9" * 5000, "?f=&f=&s=a&s=b", "?s=1&t=" + "%3Cscript%3E" * 50,
                "?s=13&t=%E2%80%AE%EF%BF%BF%F3%A0%80%81&n=%0A%0D%09", "?s=13&t=%ED%A0%80"]  # fmt: skip

    @pytest.mark.parametrize("query", NONSENSE)
    def test_booklet_with_a_nonsense_query_is_served_or_redirected(self, client, query):
        for document in (".pdf", "/livret.pdf", ".epub"):
            response = client.get(f"/selection{document}{query}")
            assert response.status_code in (200, 302), document
            assert response.status_code == 200 or response["Location"].startswith("/selection/")
            assert b"<script>" not in response.content.partition(b"<!doctype")[2]

    def test_booklet_asked_thirty_times_at_once_is_made_once(self):
        """Two wait for it, the others are told to come back: all end with the file, of one making."""
        made, entered, gate = [], threading.Event(), threading.Event()
        answers, together = [], threading.Barrier(30)

        def make() -> bytes:
            made.append(1)
            entered.set()
            assert gate.wait(SECONDS)
            return b"%PDF-livret"

        order = Order("livret.pdf", "ce livret", lambda: ("etat", make))

        def ask():
            together.wait(SECONDS)
            answers.append(serve_made(RequestFactory().get("/selection.pdf"), order))

        with pytest.MonkeyPatch.context() as m:
            m.setattr(serve, "render", lambda request, template, context, status: HttpResponse(template, status=status))
            threads = start_threads(ask, [()] * 30)
            try:
                assert entered.wait(SECONDS)
                wait_until(lambda: len(answers) >= 28, "the others are told to come back")
            finally:
                gate.set()
                join_threads(threads)
            assert Counter(r.status_code for r in answers) == {200: 2, 202: 28}
            assert {r["Refresh"] for r in answers if r.status_code == 202} == {str(serve.RETRY_SECONDS)}
            again = [serve_made(RequestFactory().get("/selection.pdf"), order) for _ in range(28)]
        assert {r.content for r in again} == {b"%PDF-livret"}
        assert len(made) == 1

    def test_ten_different_booklets_at_once_are_all_had_in_the_end(self):
        gate, together, waits = threading.Event(), threading.Barrier(10), []
        files = {}

        def ask(number: int):
            def make() -> bytes:
                assert gate.wait(SECONDS)
                return b"%%PDF-%d" % number

            order = Order("livret.pdf", f"livret {number}", lambda: (f"etat {number}", make))
            together.wait(SECONDS)
            while (answer := serve_made(RequestFactory().get("/selection.pdf"), order)).status_code == 202:
                waits.append(number)
                assert gate.wait(SECONDS)
                time.sleep(0.01)
            files[number] = answer.content

        with pytest.MonkeyPatch.context() as m:
            m.setattr(serve, "render", lambda request, template, context, status: HttpResponse(template, status=status))
            threads = start_threads(ask, [(number,) for number in range(10)])
            try:
                wait_until(lambda: len(set(waits)) == 6, "six wait for their turn")
            finally:
                gate.set()
                join_threads(threads)
        assert files == {number: b"%%PDF-%d" % number for number in range(10)}

    def test_same_booklet_asked_again_reads_no_text(self, client, django_assert_num_queries):
        first = client.get(self.URL)
        with django_assert_num_queries(1):  # the state of the content
            assert client.get(self.URL).content == first.content

    def test_waiting_page_says_how_many_are_before(self, client):
        with ExitStack() as stack:
            for number in range(4):
                stack.enter_context(serve.TURNS.turn(f"un autre {number}"))
            for _ in range(2):
                assert client.get(self.URL.replace("13.1", "1")).status_code == 202
            response = client.get(self.URL)
            assert response.status_code == 202
            assert "1\u00a0autre passe avant lui" in response.content.decode()
            assert "Quetzalcoatl" not in str(response.headers)
        assert client.get(self.URL).status_code == 200

    def test_booklet_that_cannot_be_made_says_so_and_not_to_try_again(self, client, workshop, monkeypatch):
        def refuse(*args):
            raise LayoutFailed("non")

        monkeypatch.setattr(workshop, "assemble", refuse)
        response = client.get(self.URL)
        assert response.status_code == 500
        assert not {"Retry-After", "Refresh"} & set(response.headers)
        assert "ne peut pas être fabriqué" in response.content.decode()

    def test_booklet_whose_making_was_interrupted_is_for_later(self, client, workshop, monkeypatch):
        def interrupt(*args):
            raise LayoutInterrupted("La mise en page a été interrompue.")

        monkeypatch.setattr(workshop, "assemble", interrupt)
        assert client.get(self.URL).status_code == 202

    def test_booklet_with_a_part_refused_by_the_assembly_holds_a_page_in_its_place(self, client, workshop, monkeypatch):
        assemble, calls = workshop.assemble, []

        def refuse_once(pieces, *args):
            calls.append(len(pieces))
            if len(calls) == 1:
                raise PartsRefused("Une partie ne peut pas être assemblée (KeyError).", [2])
            return assemble(pieces, *args)

        monkeypatch.setattr(workshop, "assemble", refuse_once)
        assert "n’a pas pu être mis en page" in words_of(client.get(self.URL))
        assert calls[0] == calls[1]

    def test_booklet_whose_own_page_cannot_be_laid_out_holds_another(self, client, workshop):
        workshop.refused.add('class="index"')
        assert "Cette page n’a pas pu être mise en page" in words_of(client.get(self.URL))
