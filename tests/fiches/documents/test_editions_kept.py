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
from tests.editorial.forms import form_fields
from tests.fiches.documents.frozen import ADD_URL, FORM, LIST_URL, NAMES, document_bytes, edition_files, freeze_edition

pytestmark = pytest.mark.django_db


def noted(client, page: str, **fields):
    """The answer to the form of an edition sent with these fields, as it was opened if this account may open it."""
    opened = client.get(page)
    return client.post(page, (form_fields(opened.content.decode()) if opened.status_code == 200 else {}) | fields)


class TestRights:
    @pytest.mark.parametrize(
        ("account", "verb", "code"),
        [
            ("admin", "see", 200),
            ("admin", "freeze", 302),
            ("admin", "note", 302),
            ("admin", "delete", 302),
            ("nationale", "see", 200),
            ("nationale", "freeze", 302),
            ("nationale", "note", 302),
            ("nationale", "delete", 403),
            ("bretagne", "see", 403),
            ("bretagne", "freeze", 403),
            ("bretagne", "note", 403),
            ("bretagne", "delete", 403),
            ("bretagne armed", "see", 403),
            ("bretagne armed", "freeze", 403),
            ("bretagne armed", "note", 403),
            ("bretagne armed", "delete", 403),
            ("groupless", "freeze", 403),
            ("groupless", "note", 403),
            ("nobody", "freeze", 403),
            ("nobody", "delete", 302),
        ],
    )
    def test_edition_action_by_each_account_is_allowed_or_refused(self, accounts, client, builder, account, verb, code):
        """“armed”: with every permission given by mistake; “groupless”: staff of no region and no permission."""
        edition = freeze_edition("ancienne")
        name, _, armed = account.partition(" ")
        if armed == "armed":
            permissions = Permission.objects.filter(content_type__app_label="fiches")
            User.objects.get(username=name).user_permissions.set(permissions)
        if account == "groupless":
            client.force_login(User.objects.create(username="seul", is_staff=True))
        who = accounts.get(name, client)
        page = f"{LIST_URL}{edition.pk}/"
        response = {
            "see": lambda: who.get(LIST_URL),
            "freeze": lambda: who.post(ADD_URL, FORM),
            "note": lambda: noted(who, f"{page}change/", note="Nouvelle note."),
            "delete": lambda: who.post(f"{page}delete/", {"post": "yes"}),
        }[verb]()
        assert response.status_code == code
        allowed = code < 400 and account != "nobody"
        assert Edition.objects.filter(slug="premiere").exists() is (allowed and verb == "freeze")
        assert Edition.objects.filter(pk=edition.pk).exists() is not (allowed and verb == "delete")
        assert Edition.objects.filter(note="Nouvelle note.").exists() is (allowed and verb == "note")
        if not allowed:
            assert builder.made == NAMES  # those of the first edition

    @pytest.mark.parametrize(
        ("field", "value"),
        [("nom", "Autre"), ("slug", "autre"), ("date", "2030-01-01"), ("textes", "[]"), ("figee_par", "1")],
    )
    def test_frozen_edition_edited_changes_its_note_only(self, accounts, builder, field, value):
        edition = freeze_edition()
        before = Edition.objects.values("nom", "slug", "date", "textes", "figee_par").get()
        noted(accounts["admin"], f"{LIST_URL}{edition.pk}/change/", **{"note": "Corrigée", field: value})
        assert Edition.objects.values("nom", "slug", "date", "textes", "figee_par").get() == before
        assert Edition.objects.get().note == "Corrigée"

    def test_frozen_edition_offers_deletion_to_the_superuser_only(self, accounts, builder):
        edition = freeze_edition()
        page = f"{LIST_URL}{edition.pk}/change/"
        assert "deletelink" in accounts["admin"].get(page).content.decode()
        assert "deletelink" not in accounts["nationale"].get(page).content.decode()


class TestDeleting:
    def test_edition_deleted_loses_its_files_and_no_others(self, accounts, builder, django_capture_on_commit_callbacks):
        freeze_edition("gardee", date(2026, 1, 1))
        url = f"{LIST_URL}{freeze_edition('premiere').pk}/delete/"
        assert "Édition premiere" in accounts["admin"].get(url).content.decode()
        assert Edition.objects.count() == 2, "une confirmation d’abord"
        with django_capture_on_commit_callbacks(execute=True):
            accounts["admin"].post(url, {"post": "yes"})
        assert [e.slug for e in Edition.objects.all()] == ["gardee"]
        assert edition_files() == sorted(f"editions/gardee/{name}" for name in NAMES)

    def test_editions_are_not_deleted_in_bulk(self, accounts, builder):
        edition = freeze_edition()
        choice = {"action": "delete_selected", "_selected_action": [edition.pk], "post": "yes"}
        accounts["admin"].post(LIST_URL, choice)
        assert Edition.objects.exists()

    def test_edition_deletion_rolled_back_keeps_its_files(self, builder):
        freeze_edition()
        with transaction.atomic():
            editions.delete(Edition.objects.all())
            transaction.set_rollback(True)
        assert len(edition_files()) == 4
        assert Edition.objects.exists()

    def test_edition_outlives_the_account_that_froze_it(self, accounts, builder):
        accounts["nationale"].post(ADD_URL, FORM)
        User.objects.get(username="nationale").delete()
        assert Edition.objects.get().figee_par is None


class TestFrozenFile:
    URL = "/manuel/editions/premiere/manuel.pdf"

    def test_frozen_file_is_served_immutable_and_by_ranges(self, visitor, builder):
        file = freeze_edition().fichiers.get(nom="manuel.pdf")
        assert file.get_absolute_url() == self.URL
        data = document_bytes("manuel.pdf")
        response = visitor.get(self.URL)
        assert (response.status_code, response.content) == (200, data)
        assert response["Content-Type"] == "application/pdf"
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["Content-Disposition"] == 'inline; filename="manuel-premiere.pdf"'
        part = visitor.get(self.URL, headers={"range": "bytes=5-9"})
        assert (part.status_code, part.content) == (206, data[5:10])
        assert visitor.get(self.URL, headers={"range": "bytes=99999-"}).status_code == 416
        unchanged = visitor.get(self.URL, headers={"if-none-match": response["ETag"]})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert "immutable" in unchanged["Cache-Control"]

    @pytest.mark.parametrize("kind", [("manuel.epub", "application/epub+zip"), ("plaquette.pdf", "application/pdf")])
    def test_frozen_file_is_served_with_its_media_type(self, visitor, builder, kind):
        freeze_edition()
        assert visitor.get(f"/manuel/editions/premiere/{kind[0]}")["Content-Type"] == kind[1]

    @pytest.mark.parametrize(
        "url",
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
    def test_unknown_edition_address_is_not_found(self, visitor, builder, url):
        freeze_edition()
        assert visitor.get(f"/manuel/editions/{url}").status_code in (400, 404)

    @pytest.mark.parametrize("damage", ["cut", "altered", "emptied", "removed"])
    def test_frozen_file_damaged_is_refused_and_logged(self, visitor, builder, caplog, damage):
        freeze_edition()
        path = Path(settings.MEDIA_ROOT) / "editions/premiere/manuel.pdf"
        sound = path.read_bytes()
        if damage == "removed":
            path.unlink()
        else:
            path.write_bytes({"cut": sound[:-1], "altered": sound[:-1] + b"?", "emptied": b""}[damage])
        with caplog.at_level(logging.ERROR):
            response = visitor.get(self.URL)
        assert response.status_code == 503
        assert "abîmé" in response.content.decode()
        assert "immutable" not in response.headers.get("Cache-Control", "")
        assert "ETag" not in response.headers
        assert "editions/premiere/manuel.pdf" in caplog.text
        path.write_bytes(sound)
        assert visitor.get(self.URL).status_code == 200

    def test_frozen_file_outlives_the_texts_it_holds(self, visitor, builder):
        freeze_edition()
        Fiche.objects.update(statut=Statut.RETIRE)
        BuiltDocument.objects.all().delete()
        assert visitor.get(self.URL).status_code == 200
