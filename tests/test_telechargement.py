"""Documents over HTTP: validated by their bytes, given in parts, never an error page in English."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.utils.http import http_date

from dts_platform.editorial.states import Statut
from dts_platform.web.downloads import FOR_EVER, REVALIDATE, download
from experiences.models import Experience
from fiches.documents import build, parts, serve
from fiches.models import BuiltDocument, Fiche
from missions.models import Repere
from tests.construction import SLUG, peu
from tests.telechargement import EPUB, FICHE, LIVRET, MANUEL, OUTIL, atelier, client, construit

__all__ = ["atelier", "client", "peu"]  # fixtures

pytestmark = pytest.mark.django_db

REQUETE = RequestFactory()
OCTETS, ETAG = b"0123456789", '"abc"'


class TestBytes:
    PLAGES = [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-4", 206, b"4", "bytes 4-4/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=0-", 206, OCTETS, "bytes 0-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-99", 206, OCTETS, "bytes 0-9/10"),
        ("Bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=99-100", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=5-2", 200, OCTETS, None),
        ("bytes=0-1,4-5", 200, OCTETS, None),
        ("bytes=0-1, -1", 200, OCTETS, None),
        ("bytes=-", 200, OCTETS, None),
        ("bytes=", 200, OCTETS, None),
        ("bytes=a-b", 200, OCTETS, None),
        ("bytes=--3", 200, OCTETS, None),
        ("bytes=1.5-2", 200, OCTETS, None),
        ("bytes=٠-٣", 200, OCTETS, None),
        ("octets=0-3", 200, OCTETS, None),
        (f"bytes={'9' * 9000}-", 200, OCTETS, None),
        ("", 200, OCTETS, None),
    ]

    @pytest.mark.parametrize(("plage", "statut", "corps", "dite"), PLAGES)
    def test_a_part_is_given_as_asked_or_the_whole(self, plage, statut, corps, dite):
        reponse = download(REQUETE.get("/", headers={"Range": plage}), OCTETS, "x.pdf", "application/pdf", ETAG)
        assert (reponse.status_code, reponse.content, reponse.get("Content-Range")) == (statut, corps, dite)
        if statut != 416:
            assert (reponse["ETag"], reponse["Accept-Ranges"]) == (ETAG, "bytes")

    @pytest.mark.parametrize(("si", "statut"), [(ETAG, 206), ('"vieux"', 200), (f"W/{ETAG}", 200),
                                                ("Sun, 01 Nov 2026 08:00:00 GMT", 200), ("", 200)])  # fmt: skip
    def test_a_part_of_another_edition_is_never_given(self, si, statut):
        requete = REQUETE.get("/", headers={"Range": "bytes=2-3", "If-Range": si})
        assert download(requete, OCTETS, "x.pdf", "application/pdf", ETAG).status_code == statut

    @pytest.mark.parametrize("methode", ["head", "post"])
    def test_only_a_get_has_parts(self, methode):
        requete = getattr(REQUETE, methode)("/", headers={"Range": "bytes=2-3"})
        assert download(requete, OCTETS, "x.pdf", "application/pdf", ETAG).status_code == 200

    VALIDATEURS = [
        (ETAG, 304), (f"W/{ETAG}", 304), (f'"x", {ETAG}', 304), (f'"x",W/{ETAG} , "y"', 304), ("*", 304), (" * ", 304),
        ('"x"', 200), ("abc", 200), ('"ab"', 200), ('"abc', 200), ("", 200), (",,", 200), ('"a*"', 200),
    ]  # fmt: skip

    @pytest.mark.parametrize(("tenu", "statut"), VALIDATEURS)
    def test_who_has_the_file_is_told_so(self, tenu, statut):
        requete = REQUETE.get("/", headers={"If-None-Match": tenu, "Range": "bytes=99-"} if statut == 304 else {"If-None-Match": tenu})  # fmt: skip
        reponse = download(requete, OCTETS, "x.pdf", "application/pdf", ETAG)
        assert reponse.status_code == statut
        assert reponse.content == (b"" if statut == 304 else OCTETS)
        assert (reponse["ETag"], reponse["Cache-Control"]) == (ETAG, REVALIDATE)


class TestHeaders:
    @pytest.mark.parametrize(
        ("adresse", "nom", "sorte"),
        [
            (MANUEL, "manuel.pdf", "application/pdf"),
            (EPUB, "manuel.epub", "application/epub+zip"),
            ("/plaquette.pdf", "plaquette.pdf", "application/pdf"),
            ("/plaquette/imprimeur.pdf", "plaquette-imprimeur.pdf", "application/pdf"),
            (FICHE, f"fiche-13-{SLUG}.pdf", "application/pdf"),
            (OUTIL, f"outil-13-{SLUG}.pdf", "application/pdf"),
            (
                "/experiences/groupe-ulisse-ressourcerie.pdf",
                "experience-groupe-ulisse-ressourcerie.pdf",
                "application/pdf",
            ),
            (LIVRET, "livret.pdf", "application/pdf"),
            ("/selection/livret.pdf?s=1.13", "livret-a-plier.pdf", "application/pdf"),
            ("/selection.epub?s=1.13", "livret.epub", "application/epub+zip"),
        ],
    )
    def test_a_document_says_what_it_is(self, client, peu, adresse, nom, sorte):
        reponse = client.get(adresse)
        assert reponse.status_code == 200
        assert reponse["Content-Type"] == sorte
        assert reponse["Content-Disposition"] == f'inline; filename="{nom}"'
        assert reponse["Cache-Control"] == REVALIDATE
        assert int(reponse["Content-Length"]) == len(reponse.content)
        assert not reponse.cookies
        tete = client.head(adresse)
        assert (tete.status_code, tete.content) == (200, b"")
        assert {nom: tete[nom] for nom in ("ETag", "Content-Type", "Content-Length")} == {
            nom: reponse[nom] for nom in ("ETag", "Content-Type", "Content-Length")
        }
        assert client.get(adresse, headers={"If-None-Match": reponse["ETag"]}).status_code == 304
        assert client.get(adresse).content == reponse.content

    def test_the_validator_is_the_digest_of_the_bytes(self, client):
        reponse = client.get(FICHE)
        assert reponse["ETag"] == f'"{hashlib.sha256(reponse.content).hexdigest()}"'
        assert reponse["Last-Modified"] == http_date(Fiche.objects.get(slug=SLUG).modifie_le.timestamp())
        assert client.get(FICHE, headers={"Range": "bytes=0-4"}).content == b"%PDF-"

    def test_who_has_the_document_makes_us_read_no_file(self, client, monkeypatch):
        etag = client.get(FICHE)["ETag"]
        monkeypatch.setattr(serve, "stored", lambda construit: pytest.fail("lu"))
        monkeypatch.setattr(build, "stored", lambda construit: pytest.fail("lu"))
        for tenu in (etag, f"W/{etag}", f'"x", {etag}', "*"):
            reponse = client.get(FICHE, headers={"If-None-Match": tenu})
            assert (reponse.status_code, reponse.content, reponse["ETag"]) == (304, b"", etag)

    def test_a_stored_document_costs_four_queries(self, client, django_assert_max_num_queries):
        etag = client.get(FICHE)["ETag"]
        for entetes in ({}, {"If-None-Match": etag}):
            with django_assert_max_num_queries(4):
                client.get(FICHE, headers=entetes)

    def test_a_document_of_no_text_has_a_date_in_universal_time(self, client):
        for modele in (Fiche, Experience, Repere):
            modele.objects.update(statut=Statut.BROUILLON)
        assert client.get(MANUEL)["Last-Modified"] == "Wed, 31 Dec 2025 23:00:00 GMT"


class TestByDigest:
    def test_a_file_has_an_address_for_ever(self, client):
        reponse = client.get(FICHE)
        pour_toujours = client.get(f"/documents/{reponse['ETag'][1:-1]}/fiche-13-{SLUG}.pdf")
        assert pour_toujours["Cache-Control"] == FOR_EVER
        assert pour_toujours.content == reponse.content

    @pytest.mark.parametrize("sha256", ["0" * 64, "abc", "x", "ABC-_"])
    def test_another_digest_leads_to_the_present_file(self, client, sha256):
        client.get(FICHE)
        reponse = client.get(f"/documents/{sha256}/fiche-13-{SLUG}.pdf")
        assert (reponse.status_code, reponse["Location"]) == (302, FICHE)

    def test_a_replaced_file_leads_to_the_present_one(self, client):
        ancien = client.get(FICHE)["ETag"][1:-1]
        Fiche.objects.filter(slug=SLUG).update(resume="Autre.")
        client.get(FICHE)
        assert client.get(f"/documents/{ancien}/fiche-13-{SLUG}.pdf")["Location"] == FICHE

    def test_a_withdrawn_text_is_had_no_more(self, client):
        adresse = f"/documents/{client.get(FICHE)['ETag'][1:-1]}/fiche-13-{SLUG}.pdf"
        assert client.get(adresse).status_code == 200
        Fiche.objects.filter(slug=SLUG).update(statut=Statut.RETIRE)
        assert client.get(adresse, follow=True).status_code == 404

    ABSURDES = ["absent.pdf", "..", ".", "manuel.pdf%00", "%00", "%ff", "%2e%2e%2fsecret-key.txt", "a" * 3000, "é.pdf",
                "%F0%9F%98%80", "'; DROP TABLE x;--", "%0d%0aX: y", "*"]  # fmt: skip

    @pytest.mark.parametrize("nom", ABSURDES)
    @pytest.mark.parametrize("sha256", ["0" * 64, "x" * 500])
    def test_nonsense_is_a_page_that_says_so(self, client, sha256, nom):
        reponse = client.get(f"/documents/{sha256}/{nom}", follow=True)
        assert reponse.status_code == 404
        assert "introuvable" in reponse.content.decode()

    @pytest.mark.parametrize("adresse", ["/fiches/absente.pdf", "/fiches/absente/outil.pdf", "/experiences/x.pdf",
                                         "/fiches/%00.pdf", "/fiches/..pdf"])  # fmt: skip
    def test_the_document_of_no_text_is_a_page_that_says_so(self, client, adresse):
        reponse = client.get(adresse)
        assert reponse.status_code == 404
        assert "introuvable" in reponse.content.decode()

    def test_a_document_never_built_leads_nowhere(self, client):
        BuiltDocument.objects.create(nom="manuel.pdf", erreur="non")
        assert client.get(f"/documents/{'0' * 64}/manuel.pdf").status_code == 404


def test_a_real_document_is_made_stored_and_given_in_parts(client, monkeypatch, tmp_path):
    """With the real process, once: the rest of this file reads false documents."""
    from dts_platform.pdf.workshop import Workshop

    vrai = Workshop()
    monkeypatch.setattr(parts, "workshop", lambda: vrai)
    try:
        entier = client.get(OUTIL)
        assert entier.content.startswith(b"%PDF-")
        assert b"%%EOF" in entier.content[-32:]
        moitie = len(entier.content) // 2
        morceaux = [client.get(OUTIL, headers={"Range": f"bytes={p}"}) for p in (f"0-{moitie}", f"{moitie + 1}-")]
        assert b"".join(m.content for m in morceaux) == entier.content
        assert {m.status_code for m in morceaux} == {206}
        assert Path(settings.MEDIA_ROOT, construit(f"outil-13-{SLUG}.pdf").fichier.name).read_bytes() == entier.content
    finally:
        vrai.close()
