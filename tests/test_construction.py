"""Documents are built once per state; a text that cannot be laid out stops no other."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from dts_platform.editorial.states import Statut
from dts_platform.pdf.parts import LayoutFailed, Part
from fiches.documents import build, catalogue, parts
from fiches.documents.build import build, content_token, stored
from fiches.documents.parts import PARTS, key_of
from fiches.documents.printing import Section
from fiches.models import BuiltDocument, Etape, Fiche, Lease
from tests.construction import SLUG, atelier, fiche, fichiers, peu, plan_de

__all__ = ["atelier", "fiche", "peu"]  # fixtures

pytestmark = pytest.mark.django_db


def abimer(fiche: Fiche) -> None:
    """Write in a fiche what the workshop refuses."""
    Etape.objects.filter(fiche=fiche).update(texte="zorglub")


class TestDesiredState:
    def test_the_same_content_has_the_same_state_and_keys(self, peu):
        un, deux = (catalogue.manuel_pdf().read() for _ in range(2))
        assert (un.state, un.keys) == (deux.state, deux.keys)
        assert len(set(un.keys)) == len(un.keys) > 20

    CHANGES = {
        "text": lambda: Fiche.objects.filter(slug=SLUG).update(resume="Un autre résumé."),
        "title": lambda: Fiche.objects.filter(slug=SLUG).update(titre="Un autre titre"),
        "order": lambda: Fiche.objects.filter(slug=SLUG).update(numero=99),
        "date": lambda: Fiche.objects.filter(slug=SLUG).update(modifie_le=timezone.now() + timedelta(days=3)),
        "withdrawal": lambda: Fiche.objects.filter(slug=SLUG).update(statut=Statut.RETIRE),
    }

    @pytest.mark.parametrize("change", CHANGES)
    def test_any_change_of_content_changes_the_state_and_the_token(self, peu, change):
        avant, jeton = catalogue.manuel_pdf().read().state, content_token()
        self.CHANGES[change]()
        assert catalogue.manuel_pdf().read().state != avant
        assert content_token() != jeton

    @pytest.mark.parametrize("digest", ["layout_digest", "engine_digest"])
    def test_another_engine_changes_the_state_and_the_token(self, fiche, monkeypatch, digest):
        avant, jeton = plan_de(fiche).state, content_token()
        monkeypatch.setattr(build, digest, lambda: "0" * 72)
        assert plan_de(fiche).state != avant
        assert content_token() != jeton

    def test_another_template_or_code_changes_the_token(self, monkeypatch):
        jeton = content_token()
        monkeypatch.setattr("dts_platform.web.freshness.build", lambda: "autre")
        assert content_token() != jeton

    def test_a_style_sheet_changes_the_digest_of_layout(self, monkeypatch, tmp_path):
        for dossier in ("fonts", "css", "img"):
            (tmp_path / dossier).mkdir()
        monkeypatch.setattr(parts, "STATIC_FOLDER", tmp_path)
        digests = set()
        for regle in ("", "p { color: red }"):
            (tmp_path / "css" / "impression.css").write_text(regle)
            digests.add(parts.layout_digest.__wrapped__())
        assert len(digests) == 2

    def test_editing_a_fiche_lays_out_its_own_parts_only(self, peu, atelier, client):
        assert client.get("/manuel.pdf").status_code == 200
        client.get(f"/fiches/{SLUG}.pdf")
        autre = Fiche.objects.get(numero=2)
        client.get(f"/fiches/{autre.slug}.pdf")
        atelier.posees.clear()
        Fiche.objects.filter(slug=SLUG).update(resume="Un résumé de zorglub.")
        for adresse in ("/manuel.pdf", f"/fiches/{SLUG}.pdf"):
            assert "zorglub" in client.get(adresse).content.decode()
        assert atelier.travaux == 2
        assert all("zorglub" in html for html in atelier.posees)
        client.get(f"/fiches/{autre.slug}.pdf")
        assert atelier.travaux == 2

    def test_texts_written_while_a_document_is_read_are_in_the_next_one(self, fiche, atelier, client):
        """The token is taken before the texts: else a text withdrawn meanwhile would be thought absent for good."""
        offre = catalogue.fiche_pdf(fiche)

        def read():
            plan = offre.read()
            Fiche.objects.filter(pk=fiche.pk).update(resume="Écrit pendant la lecture : zorglub.")
            return plan

        build(read)
        assert "zorglub" in client.get(f"/fiches/{SLUG}.pdf").content.decode()

    def test_a_text_written_while_another_worker_builds_is_in_the_document(self, fiche, atelier, monkeypatch):
        ecrire = iter([lambda: Fiche.objects.filter(pk=fiche.pk).update(resume="Écrit pendant l’attente.")])
        take = Lease.objects.take
        monkeypatch.setattr(Lease.objects, "take", lambda *a: (next(ecrire, bool)(), take(*a))[1])
        construit, octets = build(catalogue.fiche_pdf(fiche).read)
        assert "Écrit pendant l’attente." in octets.decode()
        assert construit.jeton == content_token()


class TestHostileTexts:
    @pytest.fixture
    def hostile(self, fiche, atelier):
        atelier.refuses.add("zorglub")
        abimer(fiche)
        return fiche

    def test_a_failure_is_not_tried_again_at_each_request(self, hostile, atelier):
        for _ in range(3):
            with pytest.raises(LayoutFailed, match="limites"):
                build(catalogue.fiche_pdf(hostile).read)
        assert atelier.travaux == 1
        assert not Lease.objects.exists()
        construit = BuiltDocument.objects.get()
        assert construit.erreur == "La mise en page a dépassé ses limites."
        assert construit.sha256 == ""

    def test_a_failure_is_forgotten_after_an_hour(self, hostile, atelier):
        """A process killed for another reason must not condemn a text for ever."""
        with pytest.raises(LayoutFailed):
            build(catalogue.fiche_pdf(hostile).read)
        atelier.refuses.clear()
        (echec,) = fichiers(".echec")
        il_y_a_peu = (timezone.now() - timedelta(minutes=59)).timestamp()
        os.utime(Path(settings.MEDIA_ROOT, echec), (il_y_a_peu, il_y_a_peu))
        with pytest.raises(LayoutFailed):
            build(catalogue.fiche_pdf(hostile).read)
        os.utime(Path(settings.MEDIA_ROOT, echec), (il_y_a_peu - 120, il_y_a_peu - 120))
        assert build(catalogue.fiche_pdf(hostile).read)[0].erreur == ""

    def test_going_back_to_the_last_text_leaves_no_error(self, fiche, atelier):
        build(catalogue.fiche_pdf(fiche).read)
        textes, atelier.refuses = list(fiche.etapes.all()), {"zorglub"}
        abimer(fiche)
        with pytest.raises(LayoutFailed):
            build(catalogue.fiche_pdf(fiche).read)
        assert stored(BuiltDocument.objects.get()) is not None
        Etape.objects.bulk_update(textes, ["texte"])
        assert build(catalogue.fiche_pdf(fiche).read)[0].erreur == ""

    def test_the_manual_holds_a_page_in_place_of_the_text(self, peu, hostile, atelier):
        construit, octets = build(catalogue.manuel_pdf().read)
        livre = octets.decode()
        assert "zorglub" not in livre
        assert "n’a pas pu être mis en page dans cette édition" in livre
        assert f"{settings.SITE_URL}/fiches/{SLUG}/" in livre
        assert Fiche.objects.get(numero=2).resume[:30] in livre
        assert construit.erreur == f"Fiche 13 · {hostile.titre} : La mise en page a dépassé ses limites."
        assert construit.sha256

    def test_a_real_engine_refuses_a_text_and_the_others_are_made(self, peu, fiche, monkeypatch):
        """With the real process: an image of this disk is refused, and the process goes on."""
        mauvais, bon = (Section(f"<!doctype html><html lang=fr><head><title>t</title></head><body>{corps}</body></html>")
                        for corps in ('<h1>T</h1><img src="file:///etc/passwd" alt="">', "<h1>T</h1><p>mot</p>"))  # fmt: skip
        with pytest.raises(LayoutFailed, match="[éè]"):
            PARTS.get(mauvais, key_of(mauvais))
        part = PARTS.get(bon, key_of(bon))
        assert isinstance(part, Part)
        assert part.data.startswith(b"%PDF-")
        parts.workshop().close()
        assert PARTS.find(key_of(bon)) == part


class TestCommand:
    @pytest.fixture(autouse=True)
    def _peu(self, peu, atelier):
        self.atelier = atelier

    def commande(self, capsys, **options) -> list[str]:
        call_command("build_documents", **options)
        return capsys.readouterr().out.splitlines()

    def test_it_says_pages_sizes_and_times(self, capsys):
        lignes = self.commande(capsys)
        assert len(lignes) == len(list(catalogue.offers()))
        assert [ligne for ligne in lignes if not re.fullmatch(r"\S+ +(\d+ p\.)? +\d+ ko +\d+\.\d s", ligne)] == []
        assert lignes[0].startswith("manuel.pdf ")
        assert self.commande(capsys) == []
        assert BuiltDocument.objects.filter(jeton=content_token()).count() == len(lignes)

    def test_it_builds_what_is_named_only(self, capsys):
        (ligne,) = self.commande(capsys, only=["outil-13"])
        assert ligne.startswith(f"outil-13-{SLUG}.pdf ")
        assert len(self.commande(capsys, only=["fiche-13", "outil-13"])) == 2
        assert BuiltDocument.objects.count() == 2

    def test_quiet_says_failures_only_and_ends_with_an_error(self, capsys):
        assert self.commande(capsys, quiet=True, only=["plaquette"]) == []
        self.atelier.refuses.add("zorglub")
        abimer(Fiche.objects.get(slug=SLUG))
        with pytest.raises(CommandError, match="document"):
            call_command("build_documents", quiet=True)
        sorties = capsys.readouterr()
        assert sorties.out == ""
        assert f"fiche-13-{SLUG}.pdf : La mise en page a dépassé ses limites." in sorties.err
        assert "manuel.pdf : Fiche 13" in sorties.err
        assert BuiltDocument.objects.exclude(sha256="").count() == len(list(catalogue.offers())) - 1

    def test_force_builds_again_and_tries_what_failed(self, capsys):
        self.atelier.refuses.add("zorglub")
        abimer(Fiche.objects.get(slug=SLUG))
        for _ in range(2):
            with pytest.raises(CommandError):
                call_command("build_documents", only=["fiche-13"])
        assert self.atelier.travaux == 1
        self.atelier.refuses.clear()
        self.commande(capsys, only=["fiche-13"], force=True)
        assert self.atelier.travaux == 2
        assert self.commande(capsys, only=["fiche-13"], force=True)
        assert (self.atelier.travaux, self.atelier.assemblages) == (2, 2)

    def test_what_no_longer_exists_is_removed_with_its_file(self, capsys):
        self.commande(capsys)
        Fiche.objects.filter(slug=SLUG).update(statut=Statut.RETIRE)
        self.commande(capsys)
        noms = set(BuiltDocument.objects.values_list("nom", flat=True))
        assert noms == {offre.name for offre in catalogue.offers()}
        assert [f for f in fichiers() if SLUG in f] == []

    def test_a_missing_file_is_built_again(self, capsys):
        self.commande(capsys)
        construit = BuiltDocument.objects.get(nom="manuel.pdf")
        default_storage.delete(construit.fichier.name)
        (ligne,) = self.commande(capsys)
        assert ligne.startswith("manuel.pdf ")

    def test_a_document_that_breaks_in_an_unforeseen_way_stops_no_other(self, capsys, monkeypatch, caplog):
        monkeypatch.setattr("fiches.documents.catalogue.document_de_fiche", lambda fiche: 1 / 0)
        with pytest.raises(CommandError, match="3 document"):
            call_command("build_documents")
        assert "outil-13" in capsys.readouterr().out
        assert "ne peut pas être construit" in caplog.text

    def test_a_text_deleted_since_the_list_was_read_is_no_failure(self, capsys):
        offers = list(catalogue.offers())
        Fiche.objects.filter(slug=SLUG).delete()
        from dts_platform.management.commands import build_documents

        commande = build_documents.Command()
        commande.quiet = False
        (offre,) = [offre for offre in offers if offre.name.startswith("fiche-13")]
        assert commande.one(offre, False, "1/1")
