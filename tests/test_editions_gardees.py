"""A frozen edition: who may touch it, bytes kept for ever, files that go with it and no others."""

import logging
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import transaction

from dts_platform.editorial.states import Statut
from dts_platform.models import User
from fiches.documents import editions
from fiches.models import BuiltDocument, Edition, Fiche
from tests.editions import AJOUTER, ENVOI, LISTE, NOMS, fabrique, figer, octets, ranges

__all__ = ["fabrique"]  # fixtures

pytestmark = pytest.mark.django_db


class TestRights:
    @pytest.mark.parametrize(
        ("compte", "verbe", "code"),
        [
            ("admin", "voir", 200),
            ("admin", "figer", 302),
            ("admin", "noter", 302),
            ("admin", "supprimer", 302),
            ("nationale", "voir", 200),
            ("nationale", "figer", 302),
            ("nationale", "noter", 302),
            ("nationale", "supprimer", 403),
            ("bretagne", "voir", 403),
            ("bretagne", "figer", 403),
            ("bretagne", "noter", 403),
            ("bretagne", "supprimer", 403),
            ("bretagne armée", "voir", 403),
            ("bretagne armée", "figer", 403),
            ("bretagne armée", "noter", 403),
            ("bretagne armée", "supprimer", 403),
            ("sans groupe", "figer", 403),
            ("sans groupe", "noter", 403),
            ("personne", "figer", 302),
            ("personne", "supprimer", 302),
        ],
    )
    def test_who_may_do_what_with_editions(self, comptes, client, fabrique, compte, verbe, code):
        """« armée »: with every permission given by mistake; « sans groupe »: staff of no region and no permission."""
        edition = figer("ancienne")
        nom, _, armee = compte.partition(" ")
        if armee == "armée":
            droits = Permission.objects.filter(content_type__app_label="fiches")
            User.objects.get(username=nom).user_permissions.set(droits)
        if compte == "sans groupe":
            client.force_login(User.objects.create(username="seul", is_staff=True))
        qui = comptes.get(nom, client)
        page = f"{LISTE}{edition.pk}/"
        reponse = {
            "voir": lambda: qui.get(LISTE),
            "figer": lambda: qui.post(AJOUTER, ENVOI),
            "noter": lambda: qui.post(f"{page}change/", {"note": "Nouvelle note."}),
            "supprimer": lambda: qui.post(f"{page}delete/", {"post": "yes"}),
        }[verbe]()
        assert reponse.status_code == code
        permis = code < 400 and compte != "personne"
        assert Edition.objects.filter(slug="premiere").exists() is (permis and verbe == "figer")
        assert Edition.objects.filter(pk=edition.pk).exists() is not (permis and verbe == "supprimer")
        assert Edition.objects.filter(note="Nouvelle note.").exists() is (permis and verbe == "noter")
        if not permis:
            assert fabrique.faits == NOMS  # those of the first edition

    @pytest.mark.parametrize(
        ("champ", "valeur"),
        [("nom", "Autre"), ("slug", "autre"), ("date", "2030-01-01"), ("textes", "[]"), ("figee_par", "1")],
    )
    def test_of_a_frozen_edition_the_note_alone_changes(self, comptes, fabrique, champ, valeur):
        edition = figer()
        avant = Edition.objects.values("nom", "slug", "date", "textes", "figee_par").get()
        comptes["admin"].post(f"{LISTE}{edition.pk}/change/", {"note": "Corrigée", champ: valeur})
        assert Edition.objects.values("nom", "slug", "date", "textes", "figee_par").get() == avant
        assert Edition.objects.get().note == "Corrigée"

    def test_nobody_but_the_superuser_is_offered_to_delete(self, comptes, fabrique):
        edition = figer()
        page = f"{LISTE}{edition.pk}/change/"
        assert "deletelink" in comptes["admin"].get(page).content.decode()
        assert "deletelink" not in comptes["nationale"].get(page).content.decode()


class TestDeleting:
    @pytest.mark.parametrize("en_nombre", [False, True])
    def test_its_files_go_too_and_no_others(self, comptes, fabrique, django_capture_on_commit_callbacks, en_nombre):
        figer("gardee", date(2026, 1, 1))
        edition = figer("premiere")
        adresse = LISTE if en_nombre else f"{LISTE}{edition.pk}/delete/"
        choix = {"action": "delete_selected", "_selected_action": [edition.pk]} if en_nombre else {}
        demande = comptes["admin"].post(adresse, choix) if en_nombre else comptes["admin"].get(adresse)
        assert Edition.objects.count() == 2, "une confirmation d’abord"
        assert "Édition premiere" in demande.content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            comptes["admin"].post(adresse, choix | {"post": "yes"})
        assert [e.slug for e in Edition.objects.all()] == ["gardee"]
        assert ranges() == sorted(f"editions/gardee/{nom}" for nom in NOMS)

    def test_files_stay_when_the_deletion_is_undone(self, fabrique):
        figer()
        with transaction.atomic():
            editions.delete(Edition.objects.all())
            transaction.set_rollback(True)
        assert len(ranges()) == 4
        assert Edition.objects.exists()

    def test_the_account_that_froze_may_go(self, comptes, fabrique):
        comptes["nationale"].post(AJOUTER, ENVOI)
        User.objects.get(username="nationale").delete()
        assert Edition.objects.get().figee_par is None


class TestFrozenFile:
    ADRESSE = "/manuel/editions/premiere/manuel.pdf"

    def test_it_is_served_for_ever_and_in_parts(self, visiteur, fabrique):
        fichier = figer().fichiers.get(nom="manuel.pdf")
        assert fichier.get_absolute_url() == self.ADRESSE
        corps = octets("manuel.pdf")
        reponse = visiteur.get(self.ADRESSE)
        assert (reponse.status_code, reponse.content) == (200, corps)
        assert reponse["Content-Type"] == "application/pdf"
        assert reponse["Cache-Control"] == "public, max-age=31536000, immutable"
        assert reponse["Content-Disposition"] == 'inline; filename="manuel-premiere.pdf"'
        part = visiteur.get(self.ADRESSE, headers={"range": "bytes=5-9"})
        assert (part.status_code, part.content) == (206, corps[5:10])
        assert visiteur.get(self.ADRESSE, headers={"range": "bytes=99999-"}).status_code == 416
        inchange = visiteur.get(self.ADRESSE, headers={"if-none-match": reponse["ETag"]})
        assert (inchange.status_code, inchange.content) == (304, b"")
        assert "immutable" in inchange["Cache-Control"]

    @pytest.mark.parametrize("sorte", [("manuel.epub", "application/epub+zip"), ("plaquette.pdf", "application/pdf")])
    def test_its_type_is_said(self, visiteur, fabrique, sorte):
        figer()
        assert visiteur.get(f"/manuel/editions/premiere/{sorte[0]}")["Content-Type"] == sorte[1]

    @pytest.mark.parametrize(
        "adresse",
        [
            "premiere/autre.pdf",
            "premiere/MANUEL.pdf",
            "premiere/manuel.pdf%00",
            "premiere/..%2F..%2Fdb.sqlite3",
            "absente/manuel.pdf",
            "premi%C3%A8re/manuel.pdf",
            "premiere/manuel.pdf/",
            "premiere/" + "x" * 3000,
            "x" * 3000 + "/manuel.pdf",
        ],
    )
    def test_another_address_has_nothing(self, visiteur, fabrique, adresse):
        figer()
        assert visiteur.get(f"/manuel/editions/{adresse}").status_code in (400, 404)

    @pytest.mark.parametrize("degat", ["tronqué", "changé", "vidé", "effacé"])
    def test_a_damaged_file_is_not_given(self, visiteur, fabrique, caplog, degat):
        figer()
        chemin = Path(settings.MEDIA_ROOT) / "editions/premiere/manuel.pdf"
        sain = chemin.read_bytes()
        if degat == "effacé":
            chemin.unlink()
        else:
            chemin.write_bytes({"tronqué": sain[:-1], "changé": sain[:-1] + b"?", "vidé": b""}[degat])
        with caplog.at_level(logging.ERROR):
            reponse = visiteur.get(self.ADRESSE)
        assert reponse.status_code == 503
        assert "abîmé" in reponse.content.decode()
        assert "immutable" not in reponse.headers.get("Cache-Control", "")
        assert "ETag" not in reponse.headers
        assert "editions/premiere/manuel.pdf" in caplog.text
        chemin.write_bytes(sain)
        assert visiteur.get(self.ADRESSE).status_code == 200

    def test_it_outlives_the_texts_it_holds(self, visiteur, fabrique):
        figer()
        Fiche.objects.update(statut=Statut.RETIRE)
        BuiltDocument.objects.all().delete()
        assert visiteur.get(self.ADRESSE).status_code == 200
