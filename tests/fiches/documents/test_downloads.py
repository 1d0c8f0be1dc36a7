"""Documents over HTTP: their headers, their addresses for ever, never an error page in English."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.http import http_date

from dts_platform.editorial.states import Statut
from dts_platform.web.downloads import FOR_EVER, REVALIDATE
from experiences.models import Experience
from fiches.documents import build, parts, serve
from fiches.documents.catalogue import MEDIA_TYPES, PUBLICATIONS
from fiches.models import BuiltDocument, Fiche
from missions.models import Repere
from tests.fiches.documents.building import SLUG
from tests.fiches.documents.downloading import (
    EPUB_URL,
    FICHE_URL,
    LIVRET_URL,
    MANUEL_URL,
    OUTIL_URL,
    built_document,
    client,
)

__all__ = ["client"]  # fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workshop")]


class TestHeaders:
    @pytest.mark.parametrize(
        ("url", "name", "media_type"),
        [
            (MANUEL_URL, "manuel.pdf", "application/pdf"),
            (EPUB_URL, "manuel.epub", "application/epub+zip"),
            ("/plaquette.pdf", "plaquette.pdf", "application/pdf"),
            ("/plaquette/imprimeur.pdf", "plaquette-imprimeur.pdf", "application/pdf"),
            (FICHE_URL, f"fiche-13-{SLUG}.pdf", "application/pdf"),
            (OUTIL_URL, f"outil-13-{SLUG}.pdf", "application/pdf"),
            (
                "/experiences/groupe-ulisse-ressourcerie.pdf",
                "experience-groupe-ulisse-ressourcerie.pdf",
                "application/pdf",
            ),
            (LIVRET_URL, "dossier.pdf", "application/pdf"),
            ("/selection/livret.pdf?s=1.13", "dossier-a-plier.pdf", "application/pdf"),
            ("/selection.epub?s=1.13&t=Pour+mardi", "pour-mardi.epub", "application/epub+zip"),
        ],
    )
    def test_document_response_has_type_name_and_validator(self, client, short_manual, url, name, media_type):
        response = client.get(url)
        assert response.status_code == 200
        assert response["Content-Type"] == media_type
        assert response["Content-Disposition"] == f'inline; filename="{name}"'
        assert response["Cache-Control"] == REVALIDATE
        assert int(response["Content-Length"]) == len(response.content)
        assert not response.cookies
        head = client.head(url)
        assert (head.status_code, head.content) == (200, b"")
        assert {name: head[name] for name in ("ETag", "Content-Type", "Content-Length")} == {
            name: response[name] for name in ("ETag", "Content-Type", "Content-Length")
        }
        assert client.get(url, headers={"If-None-Match": response["ETag"]}).status_code == 304
        assert client.get(url).content == response.content

    def test_etag_is_the_digest_of_the_bytes(self, client):
        response = client.get(FICHE_URL)
        assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
        assert response["Last-Modified"] == http_date(Fiche.objects.get(slug=SLUG).modifie_le.timestamp())
        assert client.get(FICHE_URL, headers={"Range": "bytes=0-4"}).content == b"%PDF-"

    def test_if_none_match_of_a_stored_document_reads_no_file(self, client, monkeypatch):
        etag = client.get(FICHE_URL)["ETag"]
        monkeypatch.setattr(serve, "stored", lambda built_document: pytest.fail("lu"))
        monkeypatch.setattr(build, "stored", lambda built_document: pytest.fail("lu"))
        for held in (etag, f"W/{etag}", f'"x", {etag}', "*"):
            response = client.get(FICHE_URL, headers={"If-None-Match": held})
            assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)

    def test_stored_document_costs_four_queries(self, client, django_assert_max_num_queries):
        etag = client.get(FICHE_URL)["ETag"]
        for headers in ({}, {"If-None-Match": etag}):
            with django_assert_max_num_queries(4):
                client.get(FICHE_URL, headers=headers)

    def test_document_of_no_text_has_a_date_in_universal_time(self, client):
        for model in (Fiche, Experience, Repere):
            model.objects.update(statut=Statut.BROUILLON)
        assert client.get(MANUEL_URL)["Last-Modified"] == "Wed, 31 Dec 2025 23:00:00 GMT"


class TestByDigest:
    def test_document_by_digest_is_served_immutable(self, client):
        response = client.get(FICHE_URL)
        for_ever = client.get(f"/documents/{response['ETag'][1:-1]}/fiche-13-{SLUG}.pdf")
        assert for_ever["Cache-Control"] == FOR_EVER
        assert for_ever.content == response.content

    @pytest.mark.parametrize("sha256", ["0" * 64, "abc", "x", "ABC-_"])
    def test_unknown_digest_redirects_to_the_present_file(self, client, sha256):
        client.get(FICHE_URL)
        response = client.get(f"/documents/{sha256}/fiche-13-{SLUG}.pdf")
        assert (response.status_code, response["Location"]) == (302, FICHE_URL)

    def test_digest_of_a_replaced_file_redirects_to_the_present_one(self, client):
        old = client.get(FICHE_URL)["ETag"][1:-1]
        Fiche.objects.filter(slug=SLUG).update(resume="Autre.")
        client.get(FICHE_URL)
        assert client.get(f"/documents/{old}/fiche-13-{SLUG}.pdf")["Location"] == FICHE_URL

    def test_digest_of_a_withdrawn_text_leads_to_why_it_is_no_more(self, client):
        url = f"/documents/{client.get(FICHE_URL)['ETag'][1:-1]}/fiche-13-{SLUG}.pdf"
        assert client.get(url).status_code == 200
        Fiche.objects.filter(slug=SLUG).update(statut=Statut.RETIRE)
        assert client.get(url, follow=True).status_code == 410

    NONSENSE = ["absent.pdf", "..", ".", "manuel.pdf%00", "%00", "%ff", "%2e%2e%2fsecret-key.txt", "a" * 3000, "é.pdf",
                "%F0%9F%98%80", "'; DROP TABLE x;--", "%0d%0aX: y", "*"]  # fmt: skip

    @pytest.mark.parametrize("name", NONSENSE)
    @pytest.mark.parametrize("sha256", ["0" * 64, "x" * 500])
    def test_nonsense_document_address_is_not_found_in_french(self, client, sha256, name):
        response = client.get(f"/documents/{sha256}/{name}", follow=True)
        assert response.status_code == 404
        assert "introuvable" in response.content.decode()

    @pytest.mark.parametrize("url", ["/fiches/absente.pdf", "/fiches/absente/outil.pdf", "/experiences/x.pdf",
                                         "/fiches/%00.pdf", "/fiches/..pdf"])  # fmt: skip
    def test_document_of_no_text_is_not_found_in_french(self, client, url):
        response = client.get(url)
        assert response.status_code == 404
        assert "introuvable" in response.content.decode()

    def test_digest_of_a_document_never_built_is_not_found(self, client):
        BuiltDocument.objects.create(nom="manuel.pdf", erreur="non")
        assert client.get(f"/documents/{'0' * 64}/manuel.pdf").status_code == 404


def test_real_document_is_made_stored_and_served_by_ranges(client, monkeypatch, tmp_path):
    """With the real process, once: the rest of this file reads false documents."""
    from dts_platform.pdf.workshop import Workshop

    real = Workshop()
    for module in (build, parts):
        monkeypatch.setattr(module, "workshop", lambda: real)
    try:
        whole = client.get(OUTIL_URL)
        assert whole.content.startswith(b"%PDF-")
        assert b"%%EOF" in whole.content[-32:]
        half = len(whole.content) // 2
        chunks = [client.get(OUTIL_URL, headers={"Range": f"bytes={p}"}) for p in (f"0-{half}", f"{half + 1}-")]
        assert b"".join(m.content for m in chunks) == whole.content
        assert {m.status_code for m in chunks} == {206}
        assert (
            Path(settings.MEDIA_ROOT, built_document(f"outil-13-{SLUG}.pdf").fichier.name).read_bytes() == whole.content
        )
    finally:
        real.close()


def test_files_of_one_ending_have_one_media_type():
    declared = {(format_.suffix, format_.media_type) for one in PUBLICATIONS for format_ in one.formats}
    assert dict(declared) == MEDIA_TYPES
    assert len(declared) == len(MEDIA_TYPES)
