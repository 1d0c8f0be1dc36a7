"""Documents over HTTP: true to what is public at this moment, validated by their bytes, never an error page in English."""

import hashlib
import re
import threading
import zipfile
from contextlib import ExitStack
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.test import RequestFactory
from django.utils import timezone
from django.utils.http import http_date

from dts_platform.core.editorial import Statut
from dts_platform.core.pdf.parts import RenduImpossible
from dts_platform.core.search import mirror
from dts_platform.core.telechargement import FOR_EVER, REVALIDATE, download
from experiences.models import Experience
from fiches import bibliotheque, downloads, publishing
from fiches.downloads import EnPreparation, Recent, few_waiting, serve_made
from fiches.models import Bail, DocumentConstruit, Etape, Fiche
from missions.models import Repere
from tests.fabrique import installer

pytestmark = pytest.mark.django_db

SLUG = "creer-une-ressourcerie"
FICHE, OUTIL = f"/fiches/{SLUG}.pdf", f"/fiches/{SLUG}/outil.pdf"
MANUEL, EPUB = "/manuel.pdf", "/manuel.epub"
LIVRET = "/selection.pdf?s=1.13"


@pytest.fixture(autouse=True)
def atelier(monkeypatch):
    return installer(monkeypatch)


@pytest.fixture
def peu(db):
    """Three fiches and the experiences that they prolong: a manual that is quick to read."""
    Fiche.objects.exclude(numero__in=[1, 2, 13]).delete()
    Experience.objects.exclude(prolongements__fiche__in=Fiche.objects.all()).delete()


@pytest.fixture
def client(client):
    """A reader to whom an exception is a page, as it would be on the site."""
    client.raise_request_exception = False
    return client


def lire(reponse) -> str:
    """All the words of a PDF of the false workshop, or of an EPUB."""
    if reponse.headers["Content-Type"] != "application/epub+zip":
        return reponse.content.decode()
    livre = zipfile.ZipFile(BytesIO(reponse.content))
    return "".join(livre.read(nom).decode() for nom in livre.namelist() if nom.endswith((".xhtml", ".opf", ".ncx")))


def bail_d_un_autre(nom: str) -> Bail:
    return Bail.objects.create(cle=nom, par="un autre", jusqu_a=timezone.now() + timedelta(seconds=30))


def construit(nom: str) -> DocumentConstruit:
    return DocumentConstruit.objects.get(nom=nom)


def sur_le_disque(tmp_path: Path) -> bytes:
    return b"\n".join(f.read_bytes() for f in sorted(tmp_path.rglob("*")) if f.is_file())


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
        monkeypatch.setattr(downloads, "stored", lambda construit: pytest.fail("lu"))
        monkeypatch.setattr(publishing, "stored", lambda construit: pytest.fail("lu"))
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
        DocumentConstruit.objects.create(nom="manuel.pdf", erreur="non")
        assert client.get(f"/documents/{'0' * 64}/manuel.pdf").status_code == 404


def par_save(fiche: Fiche, statut: Statut) -> None:
    fiche.statut = statut
    fiche.save()


def par_update(fiche: Fiche, statut: Statut) -> None:
    Fiche.objects.filter(pk=fiche.pk).update(statut=statut)


class TestWithdrawal:
    TRACES = (SLUG, "Créer une ressourcerie", "zorglub")

    @pytest.fixture(autouse=True)
    def _prets(self, client, peu):
        """Everything is stored, with a word that only the fiche holds."""
        Etape.objects.filter(fiche__slug=SLUG).update(texte="zorglub")
        self.client = client
        for adresse in (MANUEL, EPUB, FICHE, LIVRET, "/selection.epub?s=1.13"):
            assert "zorglub" in lire(client.get(adresse)), adresse
        assert client.get(OUTIL).status_code == 200

    def sans_trace(self) -> None:
        for adresse in (MANUEL, EPUB, LIVRET, "/selection/livret.pdf?s=1.13", "/selection.epub?s=1.13"):
            reponse = self.client.get(adresse)
            assert reponse.status_code == 200, adresse
            assert [trace for trace in self.TRACES if trace in lire(reponse)] == [], adresse
        assert [self.client.get(adresse).status_code for adresse in (FICHE, OUTIL)] == [404, 404]
        assert self.client.get("/selection.pdf?s=13").status_code == 302

    @pytest.mark.parametrize("statut", [Statut.RETIRE, Statut.BROUILLON, Statut.RELECTURE])
    @pytest.mark.parametrize("retirer", [par_save, par_update])
    def test_the_next_download_holds_no_trace_of_it(self, retirer, statut):
        retirer(Fiche.objects.get(slug=SLUG), statut)
        self.sans_trace()

    def test_not_even_to_who_holds_the_last_edition(self):
        etags = {adresse: self.client.get(adresse)["ETag"] for adresse in (MANUEL, EPUB, LIVRET)}
        par_update(Fiche.objects.get(slug=SLUG), Statut.RETIRE)
        for adresse, etag in etags.items():
            reponse = self.client.get(adresse, headers={"If-None-Match": etag, "Range": "bytes=0-", "If-Range": etag})
            assert reponse.status_code == 200, adresse
            assert "zorglub" not in lire(reponse)

    @pytest.mark.parametrize("adresse", [MANUEL, EPUB])
    def test_not_even_while_another_worker_makes_the_new_one(self, monkeypatch, adresse):
        bail_d_un_autre(adresse[1:])
        par_update(Fiche.objects.get(slug=SLUG), Statut.RETIRE)
        monkeypatch.setattr(publishing, "PATIENCE", 0)
        reponse = self.client.get(adresse)
        assert reponse.status_code == 503
        assert reponse["Retry-After"]
        assert "zorglub" not in reponse.content.decode()
        Bail.objects.all().delete()
        assert "zorglub" not in lire(self.client.get(adresse))

    def test_not_even_when_the_new_one_cannot_be_made(self, monkeypatch, atelier):
        def refuse(*args):
            raise RenduImpossible("non")

        monkeypatch.setattr(atelier, "assemble", refuse)
        par_update(Fiche.objects.get(slug=SLUG), Statut.RETIRE)
        assert self.client.get(MANUEL).status_code == 503

    def test_not_even_when_too_many_wait(self):
        par_update(Fiche.objects.get(slug=SLUG), Statut.RETIRE)
        with ExitStack() as pile:
            for _ in range(2):
                pile.enter_context(few_waiting("manuel.pdf"))
            assert self.client.get(MANUEL).status_code == 503

    def test_another_text_that_names_it_names_it_no_more(self):
        """A fiche prints the names of experiences; one of them is withdrawn while another worker builds the fiche."""
        experience = Experience.objects.filter(prolongements__fiche__slug=SLUG).first()
        assert experience.nom in lire(self.client.get(FICHE))
        bail = bail_d_un_autre(f"fiche-13-{SLUG}.pdf")
        Experience.objects.filter(pk=experience.pk).update(statut=Statut.RETIRE)
        with pytest.MonkeyPatch.context() as m:
            m.setattr(publishing, "PATIENCE", 0)
            assert self.client.get(FICHE).status_code == 503
        bail.delete()
        assert experience.slug not in lire(self.client.get(FICHE))

    def test_a_draft_is_in_nothing(self):
        fiche = Fiche.objects.get(slug=SLUG)
        par_update(fiche, Statut.BROUILLON)
        self.sans_trace()
        par_update(fiche, Statut.PUBLIE)
        assert "zorglub" in lire(self.client.get(MANUEL))

    def test_a_text_withdrawn_while_the_manual_is_read_is_gone_from_the_next(self):
        """The state is named before the texts are read: what changes meanwhile is never thought to be in it."""
        Fiche.objects.filter(numero=2).update(resume="Autre.")
        offre = bibliotheque.manuel_pdf()

        def read():
            plan = offre.read()
            par_update(Fiche.objects.get(slug=SLUG), Statut.RETIRE)
            return plan

        publishing.build(read)
        self.sans_trace()


class TestMeanwhile:
    def test_the_last_edition_is_given_with_its_own_validator_and_date(self, client, monkeypatch):
        premiere = client.get(FICHE)
        monkeypatch.setattr(publishing, "build", lambda *a, **o: pytest.fail("construit"))
        bail = bail_d_un_autre(f"fiche-13-{SLUG}.pdf")
        Fiche.objects.filter(slug=SLUG).update(resume="zorglub", modifie_le=timezone.now() + timedelta(days=2))
        for _ in range(2):
            derniere = client.get(FICHE)
            assert derniere.content == premiere.content
            assert [derniere[n] for n in ("ETag", "Last-Modified")] == [premiere[n] for n in ("ETag", "Last-Modified")]
        assert client.get(FICHE, headers={"If-None-Match": premiere["ETag"]}).status_code == 304
        assert bail in Bail.objects.all()

    def test_a_lease_that_ended_holds_nobody(self, client):
        premiere = client.get(FICHE)
        bail = bail_d_un_autre(f"fiche-13-{SLUG}.pdf")
        Fiche.objects.filter(slug=SLUG).update(resume="zorglub")
        Bail.objects.filter(pk=bail.pk).update(jusqu_a=timezone.now() - timedelta(seconds=1))
        nouvelle = client.get(FICHE)
        assert nouvelle["ETag"] != premiere["ETag"]
        assert "zorglub" in lire(nouvelle)
        assert not Bail.objects.exists()

    def test_too_many_readers_get_a_page_in_french(self, client):
        with ExitStack() as pile:
            for _ in range(2):
                pile.enter_context(few_waiting(f"fiche-13-{SLUG}.pdf"))
            reponse = client.get(FICHE)
            assert (reponse.status_code, reponse["Retry-After"]) == (503, "5")
            assert "Document en préparation" in reponse.content.decode()
            assert client.get("/plaquette.pdf").status_code == 200
        assert client.get(FICHE).status_code == 200

    def test_no_more_than_four_wait_in_all_and_none_is_remembered(self):
        with ExitStack() as pile:
            for rang in range(4):
                pile.enter_context(few_waiting(f"{rang}"))
            with pytest.raises(EnPreparation), few_waiting("encore"):
                pass
        for rang in range(50):
            with pytest.raises(ZeroDivisionError), few_waiting(f"{rang}"):
                raise ZeroDivisionError
        assert not downloads._ATTENTES

    def test_too_many_readers_get_the_last_edition_if_there_is_one(self, client):
        premiere = client.get(FICHE)
        Fiche.objects.filter(slug=SLUG).update(resume="zorglub")
        with ExitStack() as pile:
            for _ in range(2):
                pile.enter_context(few_waiting(f"fiche-13-{SLUG}.pdf"))
            assert client.get(FICHE).content == premiere.content

    def test_a_text_deleted_between_two_queries_is_not_found(self, client, monkeypatch):
        def absente(fiche):
            raise Fiche.DoesNotExist

        monkeypatch.setattr(bibliotheque, "_whole", absente)
        assert client.get(FICHE).status_code == 404


class TestHostileText:
    @pytest.fixture
    def abimer(self, atelier):
        def abimer():
            atelier.refuses.add("zorglub")
            Etape.objects.filter(fiche__slug=SLUG).update(texte="zorglub")

        return abimer

    def test_its_own_document_is_a_page_that_says_so(self, client, atelier, abimer):
        abimer()
        for _ in range(3):
            reponse = client.get(FICHE)
            assert reponse.status_code == 503
            assert reponse["Retry-After"]
            assert "n’a pas pu être préparé" in reponse.content.decode()
        assert atelier.travaux == 1
        assert construit(f"fiche-13-{SLUG}.pdf").erreur
        assert client.get(OUTIL).status_code == 200

    def test_its_last_edition_is_given_while_it_is_public(self, client, abimer):
        premiere = client.get(FICHE)
        abimer()
        assert client.get(FICHE).content == premiere.content
        assert construit(f"fiche-13-{SLUG}.pdf").erreur
        Experience.objects.filter(prolongements__fiche__slug=SLUG).update(statut=Statut.RETIRE)
        assert client.get(FICHE).status_code == 503

    def test_the_manual_and_the_booklet_hold_a_page_in_its_place(self, client, peu, abimer):
        abimer()
        for adresse in (MANUEL, LIVRET):
            livre = lire(client.get(adresse))
            assert "n’a pas pu être mis en page" in livre
            assert "zorglub" not in livre

    def test_force_lets_it_be_tried_again(self, client, atelier, abimer):
        abimer()
        client.get(FICHE)
        atelier.refuses.clear()
        assert client.get(FICHE).status_code == 503
        call_command("build_documents", only=["fiche-13"], force=True, quiet=True)
        assert "zorglub" in lire(client.get(FICHE))


class TestBooklets:
    MOTS = {"t": "Quetzalcoatl de Montreuil", "n": "Pour le groupe Zorglub"}
    ADRESSE = f"/selection.pdf?s=13.1&t={quote(MOTS['t'])}&n={quote(MOTS['n'])}"

    @pytest.mark.parametrize(
        "adresse", [ADRESSE, ADRESSE.replace(".pdf", "/livret.pdf"), ADRESSE.replace(".pdf", ".epub")]
    )
    def test_the_words_of_a_reader_are_kept_nowhere(self, client, tmp_path, adresse):
        assert "Quetzalcoatl" in lire(client.get(adresse))
        assert all(nom.parent.parent.name == "parts" for nom in tmp_path.rglob("*") if nom.is_file())
        assert not re.search(rb"Quetzalcoatl|Zorglub", sur_le_disque(tmp_path))
        assert not DocumentConstruit.objects.exists()
        for modele in apps.get_models():
            if modele._meta.label != "dts_platform.FichierDeContenu":
                assert "Quetzalcoatl" not in str(list(modele.objects.values())) if hasattr(modele, "objects") else True

    def test_only_the_parts_of_texts_are_stored(self, client, atelier, tmp_path):
        client.get(self.ADRESSE)
        parts = [f for f in tmp_path.rglob("*") if f.is_file()]
        assert len(parts) == 2
        client.get(self.ADRESSE.replace("Quetzalcoatl", "Autre"))
        assert [fois for html, fois in atelier.posees.items() if "<title>Fiche 13" in html] == [1]
        assert sum("Quetzalcoatl" in html or "Autre de Montreuil" in html for html in atelier.posees) == 2
        assert sorted(f for f in tmp_path.rglob("*") if f.is_file()) == sorted(parts)

    @pytest.mark.parametrize(
        "adresse", [ADRESSE, ADRESSE.replace(".pdf", "/livret.pdf"), ADRESSE.replace(".pdf", ".epub")]
    )
    def test_the_same_choice_gives_the_same_bytes(self, client, monkeypatch, adresse):
        premier = client.get(adresse)
        assert client.get(adresse, headers={"If-None-Match": premier["ETag"]}).status_code == 304
        monkeypatch.setattr(downloads, "RECENT", Recent())
        second = client.get(adresse)
        assert (second.content, second["ETag"]) == (premier.content, premier["ETag"])
        autre = client.get(adresse.replace("13.1", "1.13"))
        assert autre["ETag"] != premier["ETag"]

    def test_the_three_forms_have_three_validators(self, client):
        formes = [self.ADRESSE.replace(".pdf", forme) for forme in (".pdf", "/livret.pdf", ".epub")]
        reponses = [client.get(forme) for forme in formes]
        assert len({r["ETag"] for r in reponses}) == 3
        assert reponses[1].content.endswith(b"A5")
        assert zipfile.ZipFile(BytesIO(reponses[2].content)).testzip() is None

    ABSURDES = ["", "?", "?s=", "?s=999", "?s=....", "?s=%00", "?s=1%00", "?t=%ff&n=%00&s=1", "?s=" + "1." * 3000,
                "?s=x:%F0%9F%98%80", "?s=-1", "?s=1e9", "?s=" + "9" * 5000, "?f=&f=&s=a&s=b", "?s=1&t=" + "%3Cscript%3E" * 50,
                "?s=13&t=%E2%80%AE%EF%BF%BF%F3%A0%80%81&n=%0A%0D%09", "?s=13&t=%ED%A0%80"]  # fmt: skip

    @pytest.mark.parametrize("demande", ABSURDES)
    def test_no_query_breaks_a_booklet(self, client, demande):
        for document in (".pdf", "/livret.pdf", ".epub"):
            reponse = client.get(f"/selection{document}{demande}")
            assert reponse.status_code in (200, 302), document
            assert reponse.status_code == 200 or reponse["Location"].startswith("/selection/")
            assert b"<script>" not in reponse.content.partition(b"<!doctype")[2]

    def test_eight_identical_requests_make_one_booklet(self, atelier):
        """Two wait for it; the others are told to come back. What follows is had from memory."""
        faits, reponses, ensemble = [], [], threading.Barrier(8)
        requetes = RequestFactory()

        def faire() -> bytes:
            faits.append(1)
            atelier.entre.set()
            assert atelier.porte.wait(60)
            return b"%PDF-livret"

        def demander():
            ensemble.wait(60)
            reponses.append(serve_made(requetes.get("/selection.pdf"), "livret.pdf", "etat", faire))

        atelier.retenir()
        mirror.current()
        with pytest.MonkeyPatch.context() as m:
            m.setattr(
                downloads, "_later", lambda requete, gabarit, secondes: downloads.HttpResponse(gabarit, status=503)
            )
            fils = [threading.Thread(target=demander) for _ in range(8)]
            for fil in fils:
                fil.start()
            assert atelier.entre.wait(60)
            while len(reponses) < 6:
                fils[0].join(0.01)
            atelier.porte.set()
            for fil in fils:
                fil.join(60)
        assert len(faits) == 1
        assert sorted(r.status_code for r in reponses) == [200, 200, *[503] * 6]
        assert {r.content for r in reponses} == {b"%PDF-livret", b"503_preparation.html"}
        assert serve_made(requetes.get("/"), "livret.pdf", "etat", faire).content == b"%PDF-livret"
        assert len(faits) == 1

    def test_what_was_just_made_is_kept_a_few_at_a_time(self):
        recent = Recent(size=2)
        for cle in "abc":
            assert recent.get(cle, lambda cle=cle: cle.encode()) == cle.encode()
        assert list(recent.made) == ["b", "c"]
        with pytest.raises(ZeroDivisionError):
            recent.get("d", lambda: 1 / 0)
        assert not recent.locks
        assert recent.get("d", lambda: b"d") == b"d"

    def test_a_booklet_that_cannot_be_made_says_so(self, client, atelier, monkeypatch):
        def refuse(*args):
            raise RenduImpossible("non")

        monkeypatch.setattr(atelier, "assemble", refuse)
        reponse = client.get(self.ADRESSE)
        assert reponse.status_code == 503
        assert reponse["Retry-After"]
        assert "indisponible" in reponse.content.decode()


def test_a_real_document_is_made_stored_and_given_in_parts(client, monkeypatch, tmp_path):
    """With the real process, once: the rest of this file reads false documents."""
    from dts_platform.core.pdf.workshop import Workshop

    vrai = Workshop()
    monkeypatch.setattr(publishing, "workshop", lambda: vrai)
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
