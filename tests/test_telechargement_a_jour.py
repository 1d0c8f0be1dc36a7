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
from fiches.documents.serve import TooManyWaiting, few_waiting
from fiches.models import Etape, Fiche, Lease
from tests.construction import SLUG, peu
from tests.telechargement import EPUB, FICHE, LIVRET, MANUEL, OUTIL, atelier, client, construit, lire

__all__ = ["atelier", "client", "peu"]  # fixtures

pytestmark = pytest.mark.django_db


def bail_d_un_autre(nom: str) -> Lease:
    return Lease.objects.create(cle=nom, par="un autre", jusqu_a=timezone.now() + timedelta(seconds=30))


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
        monkeypatch.setattr(leases, "WAIT_FOR_OTHER", 0)
        reponse = self.client.get(adresse)
        assert reponse.status_code == 503
        assert reponse["Retry-After"]
        assert "zorglub" not in reponse.content.decode()
        Lease.objects.all().delete()
        assert "zorglub" not in lire(self.client.get(adresse))

    def test_not_even_when_the_new_one_cannot_be_made(self, monkeypatch, atelier):
        def refuse(*args):
            raise LayoutFailed("non")

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
            m.setattr(leases, "WAIT_FOR_OTHER", 0)
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
        offre = catalogue.manuel_pdf()

        def read():
            plan = offre.read()
            par_update(Fiche.objects.get(slug=SLUG), Statut.RETIRE)
            return plan

        build.build(read)
        self.sans_trace()


class TestMeanwhile:
    def test_the_last_edition_is_given_with_its_own_validator_and_date(self, client, monkeypatch):
        premiere = client.get(FICHE)
        monkeypatch.setattr(build, "build", lambda *a, **o: pytest.fail("construit"))
        bail = bail_d_un_autre(f"fiche-13-{SLUG}.pdf")
        Fiche.objects.filter(slug=SLUG).update(resume="zorglub", modifie_le=timezone.now() + timedelta(days=2))
        for _ in range(2):
            derniere = client.get(FICHE)
            assert derniere.content == premiere.content
            assert [derniere[n] for n in ("ETag", "Last-Modified")] == [premiere[n] for n in ("ETag", "Last-Modified")]
        assert client.get(FICHE, headers={"If-None-Match": premiere["ETag"]}).status_code == 304
        assert bail in Lease.objects.all()

    def test_a_lease_that_ended_holds_nobody(self, client):
        premiere = client.get(FICHE)
        bail = bail_d_un_autre(f"fiche-13-{SLUG}.pdf")
        Fiche.objects.filter(slug=SLUG).update(resume="zorglub")
        Lease.objects.filter(pk=bail.pk).update(jusqu_a=timezone.now() - timedelta(seconds=1))
        nouvelle = client.get(FICHE)
        assert nouvelle["ETag"] != premiere["ETag"]
        assert "zorglub" in lire(nouvelle)
        assert not Lease.objects.exists()

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
            with pytest.raises(TooManyWaiting), few_waiting("encore"):
                pass
        for rang in range(50):
            with pytest.raises(ZeroDivisionError), few_waiting(f"{rang}"):
                raise ZeroDivisionError
        assert not serve._ATTENTES

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

        monkeypatch.setattr(catalogue, "_whole", absente)
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
