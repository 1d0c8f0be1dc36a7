"""The booklet of a reader over HTTP: the same bytes for the same choice, and the reader’s words kept nowhere."""

import re
import threading
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.test import RequestFactory

from dts_platform.pdf.parts import LayoutFailed
from dts_platform.search import mirror
from dts_platform.storage.recent import Recent
from fiches.documents import serve
from fiches.documents.serve import serve_made
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
        monkeypatch.setattr(serve, "RECENT", Recent(8))
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

    def test_booklet_asked_eight_times_at_once_is_made_once(self, workshop):
        """Two wait for it; the others are told to come back. What follows is had from memory."""
        made, responses, together = [], [], threading.Barrier(8)
        requests = RequestFactory()

        def make() -> bytes:
            made.append(1)
            workshop.entered.set()
            assert workshop.gate.wait(SECONDS)
            return b"%PDF-livret"

        def ask():
            together.wait(SECONDS)
            responses.append(serve_made(requests.get("/selection.pdf"), "livret.pdf", "etat", make))

        workshop.hold()
        mirror.current()
        with pytest.MonkeyPatch.context() as m:
            m.setattr(serve, "_later", lambda request, template, seconds: serve.HttpResponse(template, status=503))
            threads = start_threads(ask, [()] * 8)
            try:
                assert workshop.entered.wait(SECONDS)
                wait_until(lambda: len(responses) >= 6, "six readers are told to come back", seconds=20)
            finally:
                workshop.gate.set()
                join_threads(threads)
        assert len(made) == 1
        assert sorted(r.status_code for r in responses) == [200, 200, *[503] * 6]
        assert {r.content for r in responses} == {b"%PDF-livret", b"503_being_built.html"}
        assert serve_made(requests.get("/"), "livret.pdf", "etat", make).content == b"%PDF-livret"
        assert len(made) == 1

    def test_booklet_that_cannot_be_made_is_a_french_503(self, client, workshop, monkeypatch):
        def refuse(*args):
            raise LayoutFailed("non")

        monkeypatch.setattr(workshop, "assemble", refuse)
        response = client.get(self.URL)
        assert response.status_code == 503
        assert response["Retry-After"]
        assert "indisponible" in response.content.decode()
