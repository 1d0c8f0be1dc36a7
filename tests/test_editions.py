"""Freezing an edition: all or nothing, of one moment, under one address."""

import hashlib
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from dts_platform.pdf.parts import LayoutFailed
from fiches.documents import editions
from fiches.documents.editions import FILES, CannotFreeze
from fiches.documents.leases import BeingBuilt
from fiches.models import BuiltDocument, Edition, Fiche, FichierDEdition, Lease
from tests.editions import (
    AJOUTER,
    ENVOI,
    LISTE,
    NOMS,
    TEXTES,
    construit,
    fabrique,
    figer,
    octets,
    ranges,
    rien_n_est_fige,
)

__all__ = ["fabrique"]  # fixtures

pytestmark = pytest.mark.django_db


class TestFreezing:
    def test_the_four_files_are_kept_under_the_name_of_the_edition(self, comptes, fabrique):
        reponse = comptes["nationale"].post(AJOUTER, ENVOI)
        assert reponse.status_code == 302
        edition = Edition.objects.get()
        assert (edition.nom, edition.slug, edition.date) == ("Première édition", "premiere", date(2026, 11, 22))
        assert edition.figee_par.username == "nationale"
        assert [f.nom for f in edition.fichiers.all()] == NOMS
        assert ranges() == sorted(f"editions/premiere/{nom}" for nom in NOMS)
        for fichier in edition.fichiers.all():
            corps = octets(fichier.nom)
            assert (Path(settings.MEDIA_ROOT) / fichier.fichier.name).read_bytes() == corps
            assert (fichier.sha256, fichier.taille) == (hashlib.sha256(corps).hexdigest(), len(corps))
            assert fichier.pages == (0 if fichier.nom == "manuel.epub" else 12)

    def test_its_texts_are_those_it_holds_not_those_it_cites(self, fabrique):
        assert figer().textes == TEXTES[:2]

    def test_what_the_editor_types_gets_french_typography_and_a_log(self, comptes, fabrique):
        comptes["nationale"].post(AJOUTER, ENVOI | {"nom": 'Edition "bis": oui', "note": "L'essai"})
        edition = Edition.objects.get()
        assert (edition.nom, edition.note) == ("Edition «\u202fbis\u202f»\u202f: oui", "L’essai")
        assert "Edition «\u202fbis\u202f»" in comptes["nationale"].get("/admin/").content.decode()

    def test_no_transaction_is_open_while_documents_are_built(self, comptes, fabrique, monkeypatch):
        """Or SQLite would let nobody publish meanwhile. The transaction of the test is the only one."""
        ouvertes = []
        fabrique.avant = lambda nom: ouvertes.append(len(connection.savepoint_ids))
        avant = len(connection.savepoint_ids)
        assert comptes["nationale"].post(AJOUTER, ENVOI).status_code == 302
        assert ouvertes == [avant] * 4

    @pytest.mark.parametrize(
        ("champ", "valeur"),
        [
            ("slug", "../../etc/passwd"),
            ("slug", "a/b"),
            ("slug", "été"),
            ("slug", "a b"),
            ("slug", "<b>"),
            ("slug", "x" * 81),
            ("slug", ""),
            ("nom", ""),
            ("nom", "n" * 121),
            ("date", "hier"),
            ("date", ""),
        ],
    )
    def test_a_bad_field_builds_nothing(self, comptes, fabrique, champ, valeur):
        reponse = comptes["admin"].post(AJOUTER, ENVOI | {champ: valeur})
        assert reponse.status_code == 200
        assert "errorlist" in reponse.content.decode()
        assert fabrique.faits == []
        assert rien_n_est_fige()

    def test_hostile_words_are_only_words(self, comptes, visiteur, fabrique):
        comptes["admin"].post(AJOUTER, ENVOI | {"nom": "<script>alert(1)</script>", "note": "{{ 7*7 }}<img src=x>"})
        page = visiteur.get("/manuel/editions/").content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "{{ 7*7 }}&lt;img src=x&gt;" in page
        assert "<script>alert" not in page + comptes["admin"].get(LISTE).content.decode()

    def test_an_address_serves_once(self, comptes, fabrique):
        comptes["admin"].post(AJOUTER, ENVOI)
        avant = ranges()
        reponse = comptes["nationale"].post(AJOUTER, ENVOI | {"nom": "Autre"})
        assert reponse.status_code == 200
        assert "adresse" in reponse.content.decode()
        with pytest.raises(CannotFreeze, match="porte déjà cette adresse"):
            figer("premiere")
        assert (Edition.objects.get().nom, ranges(), len(fabrique.faits)) == ("Première édition", avant, 4)

    def test_another_who_took_the_address_meanwhile_keeps_it(self, fabrique):
        """The row appears after the first look: the files of the loser go, those of the winner stay."""

        def devancer(nom: str) -> None:
            if nom == NOMS[-1]:
                Edition.objects.create(nom="Gagnante", slug="premiere", date=date(2026, 1, 1))
                default_storage.save("editions/premiere/manuel.pdf", ContentFile(b"gagnante"))

        fabrique.avant = devancer
        with pytest.raises(CannotFreeze, match="porte déjà cette adresse"):
            figer("premiere")
        assert ranges() == ["editions/premiere/manuel.pdf"]
        assert (Path(settings.MEDIA_ROOT) / "editions/premiere/manuel.pdf").read_bytes() == b"gagnante"
        assert not FichierDEdition.objects.exists()

    def test_a_second_click_does_not_freeze_twice(self, fabrique):
        refus = []

        def recliquer(nom: str) -> None:
            if not refus:
                with pytest.raises(CannotFreeze, match="en train d’être figée") as second:
                    figer("premiere")
                refus.append(second.value)

        fabrique.avant = recliquer
        assert figer("premiere").pk
        assert len(refus) == 1
        assert not Lease.objects.exists()

    @pytest.mark.parametrize("fautif", NOMS)
    @pytest.mark.parametrize(
        ("erreur", "phrase"),
        [
            (LayoutFailed("Une ligne dépasse de la page."), "Une ligne dépasse de la page."),
            (BeingBuilt("Un autre serveur prépare déjà ce document."), "est en train de se construire"),
        ],
    )
    def test_a_document_that_cannot_be_built_leaves_nothing(self, comptes, fabrique, fautif, erreur, phrase):
        def echouer(nom: str) -> None:
            if nom == fautif:
                raise erreur

        fabrique.avant = echouer
        reponse = comptes["nationale"].post(AJOUTER, ENVOI)
        page = reponse.content.decode()
        assert reponse.status_code == 200
        assert "Rien n’a été figé" in page
        assert phrase in page
        assert fautif in page
        assert 'value="Première édition"' in page  # what was typed is still there
        assert rien_n_est_fige()
        assert not Lease.objects.exists()

    def test_a_manual_with_a_replaced_page_is_not_frozen(self, comptes, fabrique):
        construit("manuel.pdf", erreur="Fiche 13 : trop longue.")
        page = comptes["nationale"].post(AJOUTER, ENVOI).content.decode()
        assert "Fiche 13 : trop longue." in page
        assert rien_n_est_fige()

    @pytest.mark.parametrize("rang", range(4))
    def test_a_full_disk_leaves_nothing(self, comptes, fabrique, monkeypatch, rang):
        ecrire, ecrits = FileSystemStorage._save, []

        def _save(self, nom, contenu):
            if not nom.startswith("editions/"):
                return ecrire(self, nom, contenu)
            ecrits.append(nom)
            if len(ecrits) <= rang:
                return ecrire(self, nom, contenu)
            ecrire(self, nom, ContentFile(b"la moiti"))
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(FileSystemStorage, "_save", _save)
        assert "n’ont pas pu être rangés" in comptes["nationale"].post(AJOUTER, ENVOI).content.decode()
        assert len(ecrits) == rang + 1
        assert rien_n_est_fige()

    def test_a_document_built_but_not_stored_is_not_frozen(self, fabrique, monkeypatch):
        monkeypatch.setattr(editions, "build", lambda read, **_: (BuiltDocument(nom=read()), b"octets"))
        with pytest.raises(CannotFreeze, match="n’ont pas pu être rangés"):
            figer()
        assert rien_n_est_fige()

    def test_an_unforeseen_failure_leaves_nothing_either(self, fabrique, monkeypatch):
        monkeypatch.setattr(editions, "_record", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            figer()
        assert rien_n_est_fige()
        assert not Lease.objects.exists()

    def test_all_files_are_of_one_moment(self, fabrique):
        """A text changes between the PDF and the EPUB: they are taken again."""
        changements = iter([True])

        def changer(nom: str) -> None:
            if nom == "manuel.epub" and next(changements, False):
                Fiche.objects.filter(numero=13).update(titre="Créer une autre ressourcerie")

        fabrique.avant = changer
        figer()
        assert fabrique.faits == NOMS * 2

    def test_texts_that_never_rest_are_not_frozen(self, fabrique):
        def changer(nom: str) -> None:
            Fiche.objects.filter(numero=13).update(titre=f"Titre {len(fabrique.faits)}")

        fabrique.avant = changer
        with pytest.raises(CannotFreeze, match="Réessayez dans un moment"):
            figer()
        assert rien_n_est_fige()


def test_the_real_brochure_is_frozen_as_it_is_served(comptes, visiteur, monkeypatch):
    """With the engine itself; the manual, which is long to lay out, is left out."""
    monkeypatch.setattr(editions, "FILES", FILES[2:])
    assert comptes["nationale"].post(AJOUTER, ENVOI).status_code == 302
    for nom in NOMS[2:]:
        servi = visiteur.get("/plaquette.pdf" if nom == "plaquette.pdf" else "/plaquette/imprimeur.pdf")
        fige = visiteur.get(f"/manuel/editions/premiere/{nom}")
        assert fige.content == servi.content
        assert fige.content.startswith(b"%PDF")
    assert [f.pages for f in Edition.objects.get().fichiers.all()] == [2, 2]
