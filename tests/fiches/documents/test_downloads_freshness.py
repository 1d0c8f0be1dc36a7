"""A download is true to what is public at this moment, whatever is being made and whatever cannot be."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from dts_platform.editorial.states import Statut
from dts_platform.pdf.parts import LayoutFailed
from experiences.models import Experience
from fiches.documents import build, catalogue, leases, serve
from fiches.documents.serve import RETRY_SECONDS
from fiches.models import Etape, Fiche, Lease
from tests.fiches.documents.building import SLUG
from tests.fiches.documents.downloading import (
    EPUB_URL,
    FICHE_URL,
    LIVRET_URL,
    MANUEL_URL,
    OUTIL_URL,
    built_document,
    client,
    words_of,
)
from tests.long import crossed

__all__ = ["client"]  # fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workshop")]


def lease_of_another(name: str) -> Lease:
    return Lease.objects.create(cle=name, par="un autre", jusqu_a=timezone.now() + timedelta(seconds=30))


def by_save(fiche: Fiche, statut: Statut) -> None:
    fiche.statut = statut
    fiche.save()


def by_update(fiche: Fiche, statut: Statut) -> None:
    Fiche.objects.filter(pk=fiche.pk).update(statut=statut)


class TestWithdrawal:
    TRACES = (SLUG, "Créer une ressourcerie", "zorglub")

    @pytest.fixture(autouse=True)
    def _everything_stored(self, workshop, client, short_manual):
        """Everything is stored, with a word that only the fiche holds."""
        Etape.objects.filter(fiche__slug=SLUG).update(texte="zorglub")
        self.client = client
        for url in (MANUEL_URL, EPUB_URL, FICHE_URL, LIVRET_URL, "/selection.epub?s=1.13"):
            assert "zorglub" in words_of(client.get(url)), url
        assert client.get(OUTIL_URL).status_code == 200

    def assert_no_trace(self, gone: int = 410) -> None:
        """Neither in the documents nor at its own addresses, which answer `gone`."""
        for url in (MANUEL_URL, EPUB_URL, LIVRET_URL, "/selection/livret.pdf?s=1.13", "/selection.epub?s=1.13"):
            response = self.client.get(url)
            assert response.status_code == 200, url
            assert [trace for trace in self.TRACES if trace in words_of(response)] == [], url
        assert [self.client.get(url).status_code for url in (FICHE_URL, OUTIL_URL)] == [gone, gone]
        assert self.client.get("/selection.pdf?s=13").status_code == 302

    @pytest.mark.parametrize(
        ("statut", "withdraw"),
        crossed(
            [Statut.RETIRE, Statut.BROUILLON, Statut.RELECTURE],
            [by_save, by_update],
            1,
            lambda statut, withdraw: f"{statut} {withdraw.__name__}",
        ),
    )
    def test_download_after_a_withdrawal_holds_no_trace(self, statut, withdraw):
        withdraw(Fiche.objects.get(slug=SLUG), statut)
        self.assert_no_trace(410 if statut == Statut.RETIRE else 404)

    def test_download_with_the_old_etag_holds_no_trace(self):
        etags = {url: self.client.get(url)["ETag"] for url in (MANUEL_URL, EPUB_URL, LIVRET_URL)}
        by_update(Fiche.objects.get(slug=SLUG), Statut.RETIRE)
        for url, etag in etags.items():
            response = self.client.get(url, headers={"If-None-Match": etag, "Range": "bytes=0-", "If-Range": etag})
            assert response.status_code == 200, url
            assert "zorglub" not in words_of(response)

    @pytest.mark.parametrize("url", [MANUEL_URL, EPUB_URL])
    def test_download_while_another_worker_builds_holds_no_trace(self, monkeypatch, url):
        lease_of_another(url[1:])
        by_update(Fiche.objects.get(slug=SLUG), Statut.RETIRE)
        monkeypatch.setattr(leases, "WAIT_FOR_OTHER", 0)
        response = self.client.get(url)
        assert response.status_code == 202
        assert response["Refresh"] == str(RETRY_SECONDS)
        assert "zorglub" not in response.content.decode()
        Lease.objects.all().delete()
        assert "zorglub" not in words_of(self.client.get(url))

    def test_download_that_cannot_be_rebuilt_is_refused(self, monkeypatch, workshop):
        def refuse(*args):
            raise LayoutFailed("non")

        monkeypatch.setattr(workshop, "assemble", refuse)
        by_update(Fiche.objects.get(slug=SLUG), Statut.RETIRE)
        assert self.client.get(MANUEL_URL).status_code == 500

    def test_download_with_too_many_waiting_is_for_later(self):
        by_update(Fiche.objects.get(slug=SLUG), Statut.RETIRE)
        with ExitStack() as stack:
            for _ in range(2):
                stack.enter_context(serve.TURNS.turn("manuel.pdf"))
            assert self.client.get(MANUEL_URL).status_code == 202

    def test_fiche_naming_a_withdrawn_experience_names_it_no_more(self):
        """A fiche prints the names of experiences; one of them is withdrawn while another worker builds the fiche."""
        experience = Experience.objects.filter(prolongements__fiche__slug=SLUG).first()
        assert experience.nom in words_of(self.client.get(FICHE_URL))
        lease = lease_of_another(f"fiche-13-{SLUG}.pdf")
        Experience.objects.filter(pk=experience.pk).update(statut=Statut.RETIRE)
        with pytest.MonkeyPatch.context() as m:
            m.setattr(leases, "WAIT_FOR_OTHER", 0)
            assert self.client.get(FICHE_URL).status_code == 202
        lease.delete()
        assert experience.slug not in words_of(self.client.get(FICHE_URL))

    def test_fiche_back_to_draft_is_in_no_download(self):
        fiche = Fiche.objects.get(slug=SLUG)
        by_update(fiche, Statut.BROUILLON)
        self.assert_no_trace(404)
        by_update(fiche, Statut.PUBLIE)
        assert "zorglub" in words_of(self.client.get(MANUEL_URL))

    def test_fiche_withdrawn_while_the_manuel_is_read_is_gone_from_the_next(self):
        """The state is named before the texts are read: what changes meanwhile is never thought to be in it."""
        Fiche.objects.filter(numero=2).update(resume="Autre.")
        offer = catalogue.MANUEL.offer()

        def read():
            plan = offer.read()
            by_update(Fiche.objects.get(slug=SLUG), Statut.RETIRE)
            return plan

        build.build(read)
        self.assert_no_trace()


class TestMeanwhile:
    def test_document_being_rebuilt_serves_the_former_one_with_its_etag_and_date(self, client, monkeypatch):
        first = client.get(FICHE_URL)
        monkeypatch.setattr(serve, "build", lambda *a, **o: pytest.fail("construit"))
        lease = lease_of_another(f"fiche-13-{SLUG}.pdf")
        Fiche.objects.filter(slug=SLUG).update(resume="zorglub", modifie_le=timezone.now() + timedelta(days=2))
        for _ in range(2):
            latest = client.get(FICHE_URL)
            assert latest.content == first.content
            assert [latest[n] for n in ("ETag", "Last-Modified")] == [first[n] for n in ("ETag", "Last-Modified")]
        assert client.get(FICHE_URL, headers={"If-None-Match": first["ETag"]}).status_code == 304
        assert lease in Lease.objects.all()

    def test_document_with_an_expired_lease_is_rebuilt(self, client):
        first = client.get(FICHE_URL)
        lease = lease_of_another(f"fiche-13-{SLUG}.pdf")
        Fiche.objects.filter(slug=SLUG).update(resume="zorglub")
        Lease.objects.filter(pk=lease.pk).update(jusqu_a=timezone.now() - timedelta(seconds=1))
        newer = client.get(FICHE_URL)
        assert newer["ETag"] != first["ETag"]
        assert "zorglub" in words_of(newer)
        assert not Lease.objects.exists()

    def test_too_many_waiting_readers_get_a_french_page(self, client):
        with ExitStack() as stack:
            for _ in range(2):
                stack.enter_context(serve.TURNS.turn(f"fiche-13-{SLUG}.pdf"))
            response = client.get(FICHE_URL)
            assert (response.status_code, response["Refresh"]) == (202, str(RETRY_SECONDS))
            assert "no-store" in response["Cache-Control"]
            assert "Document en préparation" in response.content.decode()
            assert client.get("/plaquette.pdf").status_code == 200
        assert client.get(FICHE_URL).status_code == 200

    def test_too_many_waiting_readers_get_the_former_document(self, client):
        first = client.get(FICHE_URL)
        Fiche.objects.filter(slug=SLUG).update(resume="zorglub")
        with ExitStack() as stack:
            for _ in range(2):
                stack.enter_context(serve.TURNS.turn(f"fiche-13-{SLUG}.pdf"))
            assert client.get(FICHE_URL).content == first.content

    def test_text_deleted_between_two_queries_is_not_found(self, client, monkeypatch):
        def deleted(fiche):
            raise Fiche.DoesNotExist

        monkeypatch.setattr(catalogue, "fiche_document", deleted)
        assert client.get(FICHE_URL).status_code == 404


class TestHostileText:
    @pytest.fixture
    def spoil(self, workshop):
        def spoil():
            workshop.refused.add("zorglub")
            Etape.objects.filter(fiche__slug=SLUG).update(texte="zorglub")

        return spoil

    def test_document_of_an_unbuildable_text_says_so_and_not_to_try_again(self, client, workshop, spoil):
        spoil()
        for _ in range(3):
            response = client.get(FICHE_URL)
            assert response.status_code == 500
            assert not {"Retry-After", "Refresh"} & set(response.headers)
            assert "ne peut pas être fabriqué" in response.content.decode()
            assert "essayez" not in response.content.decode()
        assert workshop.jobs == 1
        assert built_document(f"fiche-13-{SLUG}.pdf").erreur
        assert client.get(OUTIL_URL).status_code == 200

    def test_unbuildable_text_serves_its_former_document_while_public(self, client, spoil):
        first = client.get(FICHE_URL)
        spoil()
        assert client.get(FICHE_URL).content == first.content
        assert built_document(f"fiche-13-{SLUG}.pdf").erreur
        Experience.objects.filter(prolongements__fiche__slug=SLUG).update(statut=Statut.RETIRE)
        assert client.get(FICHE_URL).status_code == 500

    def test_manuel_and_livret_hold_a_page_in_place_of_an_unbuildable_text(self, client, short_manual, spoil):
        spoil()
        for url in (MANUEL_URL, LIVRET_URL):
            text = words_of(client.get(url))
            assert "n’a pas pu être mis en page" in text
            assert "zorglub" not in text

    def test_unbuildable_text_forced_is_built_again(self, client, workshop, spoil):
        spoil()
        client.get(FICHE_URL)
        workshop.refused.clear()
        assert client.get(FICHE_URL).status_code == 500
        call_command("build_documents", only=["fiche-13"], force=True, quiet=True)
        assert "zorglub" in words_of(client.get(FICHE_URL))
