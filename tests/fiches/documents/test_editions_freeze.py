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
from fiches.models import BuiltDocument, Edition, Fiche, FrozenFile, Lease
from tests.fiches.documents.frozen import (
    ADD_URL,
    FORM,
    LIST_URL,
    NAMES,
    TEXTS,
    document_bytes,
    edition_files,
    freeze_edition,
    nothing_is_frozen,
    store_document,
)

pytestmark = pytest.mark.django_db


class TestFreezing:
    def test_edition_frozen_stores_its_four_files_under_its_slug(self, accounts, builder):
        response = accounts["nationale"].post(ADD_URL, FORM)
        assert response.status_code == 302
        edition = Edition.objects.get()
        assert (edition.nom, edition.slug, edition.date) == ("Première édition", "premiere", date(2026, 11, 22))
        assert edition.figee_par.username == "nationale"
        assert [f.nom for f in edition.fichiers.all()] == NAMES
        assert edition_files() == sorted(f"editions/premiere/{name}" for name in NAMES)
        for file in edition.fichiers.all():
            data = document_bytes(file.nom)
            assert (Path(settings.MEDIA_ROOT) / file.fichier.name).read_bytes() == data
            assert (file.sha256, file.taille) == (hashlib.sha256(data).hexdigest(), len(data))
            assert file.pages == (0 if file.nom == "manuel.epub" else 12)

    def test_edition_frozen_lists_texts_it_holds_not_those_it_cites(self, builder):
        assert freeze_edition().textes == TEXTS[:2]

    def test_edition_name_and_note_get_french_typography_and_a_log_entry(self, accounts, builder):
        accounts["nationale"].post(ADD_URL, FORM | {"nom": 'Edition "bis": oui', "note": "L'essai"})
        edition = Edition.objects.get()
        assert (edition.nom, edition.note) == ("Edition «\u202fbis\u202f»\u202f: oui", "L’essai")
        assert "Edition «\u202fbis\u202f»" in accounts["nationale"].get("/admin/").content.decode()

    def test_freeze_building_documents_opens_no_transaction(self, accounts, builder, monkeypatch):
        """Or SQLite would let nobody publish meanwhile. The transaction of the test is the only one."""
        open_transactions = []
        builder.before = lambda name: open_transactions.append(len(connection.savepoint_ids))
        before = len(connection.savepoint_ids)
        assert accounts["nationale"].post(ADD_URL, FORM).status_code == 302
        assert open_transactions == [before] * 4

    @pytest.mark.parametrize(
        ("field", "value"),
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
    def test_freeze_with_an_invalid_field_builds_nothing(self, accounts, builder, field, value):
        response = accounts["admin"].post(ADD_URL, FORM | {field: value})
        assert response.status_code == 200
        assert "errorlist" in response.content.decode()
        assert builder.made == []
        assert nothing_is_frozen()

    def test_edition_named_by_a_script_is_refused_in_french(self, accounts, builder):
        page = accounts["admin"].post(ADD_URL, FORM | {"nom": "<script>alert(1)</script>"}).content.decode()
        assert "errorlist" in page
        assert "<script>alert" not in page
        assert nothing_is_frozen()

    def test_edition_with_hostile_words_shows_them_escaped(self, accounts, visitor, builder):
        freeze_edition()
        Edition.objects.update(nom="<script>alert(1)</script>", note="{{ 7*7 }}<img src=x>")
        page = visitor.get("/manuel/editions/").content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "{{ 7*7 }}&lt;img src=x&gt;" in page
        assert "<script>alert" not in page + accounts["admin"].get(LIST_URL).content.decode()

    def test_freeze_under_a_slug_already_used_is_refused(self, accounts, builder):
        accounts["admin"].post(ADD_URL, FORM)
        before = edition_files()
        response = accounts["nationale"].post(ADD_URL, FORM | {"nom": "Autre"})
        assert response.status_code == 200
        assert "adresse" in response.content.decode()
        with pytest.raises(CannotFreeze, match="porte déjà cette adresse"):
            freeze_edition("premiere")
        assert (Edition.objects.get().nom, edition_files(), len(builder.made)) == ("Première édition", before, 4)

    def test_freeze_overtaken_by_another_leaves_the_files_of_the_winner(self, builder):
        """The row appears after the first look: the files of the loser go, those of the winner stay."""

        def overtake(name: str) -> None:
            if name == NAMES[-1]:
                Edition.objects.create(nom="Gagnante", slug="premiere", date=date(2026, 1, 1))
                default_storage.save("editions/premiere/manuel.pdf", ContentFile(b"gagnante"))

        builder.before = overtake
        with pytest.raises(CannotFreeze, match="porte déjà cette adresse"):
            freeze_edition("premiere")
        assert edition_files() == ["editions/premiere/manuel.pdf"]
        assert (Path(settings.MEDIA_ROOT) / "editions/premiere/manuel.pdf").read_bytes() == b"gagnante"
        assert not FrozenFile.objects.exists()

    def test_freeze_during_the_same_freeze_is_refused(self, builder):
        refusals = []

        def click_again(name: str) -> None:
            if not refusals:
                with pytest.raises(CannotFreeze, match="en train d’être figée") as second:
                    freeze_edition("premiere")
                refusals.append(second.value)

        builder.before = click_again
        assert freeze_edition("premiere").pk
        assert len(refusals) == 1
        assert not Lease.objects.exists()

    @pytest.mark.parametrize("culprit", NAMES)
    @pytest.mark.parametrize(
        ("error", "phrase"),
        [
            (LayoutFailed("Une ligne dépasse de la page."), "Une ligne dépasse de la page."),
            (BeingBuilt("Un autre serveur prépare déjà ce document."), "est en train de se construire"),
        ],
    )
    def test_freeze_with_an_unbuildable_document_leaves_nothing(self, accounts, builder, culprit, error, phrase):
        def fail(name: str) -> None:
            if name == culprit:
                raise error

        builder.before = fail
        response = accounts["nationale"].post(ADD_URL, FORM)
        page = response.content.decode()
        assert response.status_code == 200
        assert "Rien n’a été figé" in page
        assert phrase in page
        assert culprit in page
        assert 'value="Première édition"' in page  # what was typed is still there
        assert nothing_is_frozen()
        assert not Lease.objects.exists()

    def test_freeze_of_a_manuel_with_a_replaced_page_is_refused(self, accounts, builder):
        store_document("manuel.pdf", erreur="Fiche 13 : trop longue.")
        page = accounts["nationale"].post(ADD_URL, FORM).content.decode()
        assert "Fiche 13 : trop longue." in page
        assert nothing_is_frozen()

    @pytest.mark.parametrize("rank", range(4))
    def test_freeze_on_a_full_disk_leaves_nothing(self, accounts, builder, monkeypatch, rank):
        write_file, written = FileSystemStorage._save, []

        def _save(self, name, content):
            if not name.startswith("editions/"):
                return write_file(self, name, content)
            written.append(name)
            if len(written) <= rank:
                return write_file(self, name, content)
            write_file(self, name, ContentFile(b"la moiti"))
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(FileSystemStorage, "_save", _save)
        assert "n’ont pas pu être rangés" in accounts["nationale"].post(ADD_URL, FORM).content.decode()
        assert len(written) == rank + 1
        assert nothing_is_frozen()

    def test_freeze_of_a_document_not_stored_is_refused(self, builder, monkeypatch):
        monkeypatch.setattr(editions, "build", lambda read, **_: (BuiltDocument(nom=read()), b"octets"))
        with pytest.raises(CannotFreeze, match="n’ont pas pu être rangés"):
            freeze_edition()
        assert nothing_is_frozen()

    def test_freeze_with_an_unforeseen_error_leaves_nothing(self, builder, monkeypatch):
        monkeypatch.setattr(editions, "_record", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            freeze_edition()
        assert nothing_is_frozen()
        assert not Lease.objects.exists()

    def test_freeze_with_a_text_changed_meanwhile_builds_all_files_again(self, builder):
        """A text changes between the PDF and the EPUB: they are taken again."""
        changes = iter([True])

        def change_a_text(name: str) -> None:
            if name == "manuel.epub" and next(changes, False):
                Fiche.objects.filter(numero=13).update(titre="Créer une autre ressourcerie")

        builder.before = change_a_text
        freeze_edition()
        assert builder.made == NAMES * 2

    def test_freeze_of_texts_always_changing_is_refused(self, builder):
        def change_a_text(name: str) -> None:
            Fiche.objects.filter(numero=13).update(titre=f"Titre {len(builder.made)}")

        builder.before = change_a_text
        with pytest.raises(CannotFreeze, match="Réessayez dans un moment"):
            freeze_edition()
        assert nothing_is_frozen()


def test_real_plaquette_frozen_has_the_bytes_it_is_served_with(accounts, visitor, monkeypatch):
    """With the engine itself; the manual, which is long to lay out, is left out."""
    monkeypatch.setattr(editions, "FILES", FILES[2:])
    assert accounts["nationale"].post(ADD_URL, FORM).status_code == 302
    for name in NAMES[2:]:
        served = visitor.get("/plaquette.pdf" if name == "plaquette.pdf" else "/plaquette/imprimeur.pdf")
        frozen = visitor.get(f"/manuel/editions/premiere/{name}")
        assert frozen.content == served.content
        assert frozen.content.startswith(b"%PDF")
    assert [f.pages for f in Edition.objects.get().fichiers.all()] == [2, 2]
