"""What is built is kept whole: a damaged file is made again, a full disk is said, what is of no use is swept."""

import errno
import hashlib
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from hypothesis import HealthCheck, given
from hypothesis import settings as reglages
from hypothesis import strategies as st

from dts_platform.storage import blobs
from fiches.documents.build import build, stored, sweep
from fiches.documents.parts import PARTS, key_of
from fiches.documents.printing import Section
from fiches.models import BuiltDocument, Fiche
from tests.construction import SLUG, atelier, fiche, fichiers, plan_de
from tests.fabrique import EN_TETE

__all__ = ["atelier", "fiche"]  # fixtures

pytestmark = pytest.mark.django_db

BLOB = "documents/parts/ab/abcd.part"
DEGATS = {
    "truncated": lambda f: f.write_bytes(f.read_bytes()[:-1]),
    "cut in its digest": lambda f: f.write_bytes(f.read_bytes()[:20]),
    "emptied": lambda f: f.write_bytes(b""),
    "overwritten": lambda f: f.write_bytes(b"%PDF-1.7 autre chose"),
    "one bit": lambda f: f.write_bytes(f.read_bytes()[:-1] + b"\x00"),
    "longer": lambda f: f.write_bytes(f.read_bytes() + b"x"),
    "removed": lambda f: f.unlink(),
    "a folder in its place": lambda f: (f.unlink(), f.mkdir()),
}


class TestDepot:
    @pytest.mark.parametrize("degat", [d for d in DEGATS if d != "a folder in its place"])
    def test_a_damaged_blob_is_absent_then_written_again(self, degat):
        assert blobs.put(BLOB, b"contenu")
        DEGATS[degat](Path(settings.MEDIA_ROOT, BLOB))
        assert blobs.get(BLOB) is None
        assert blobs.put(BLOB, b"contenu")
        assert blobs.get(BLOB) == b"contenu"
        assert fichiers() == [BLOB]

    def test_a_folder_in_the_place_of_a_blob_breaks_nothing(self):
        Path(settings.MEDIA_ROOT, BLOB).mkdir(parents=True)
        Path(settings.MEDIA_ROOT, BLOB, "x").touch()
        assert blobs.get(BLOB) is None
        blobs.put(BLOB, b"contenu")
        assert blobs.get(BLOB) is None

    @given(octets=st.binary(max_size=200), autres=st.binary(max_size=200))
    @reglages(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_what_is_put_is_got(self, octets, autres):
        for contenu in (octets, autres):
            assert blobs.put(BLOB, contenu)
            assert blobs.get(BLOB) == contenu
        assert fichiers() == [BLOB]

    @given(lu=st.binary(max_size=120))
    @reglages(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_bytes_that_it_did_not_write_are_nothing(self, lu):
        fichier = Path(settings.MEDIA_ROOT, BLOB)
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_bytes(lu)
        assert blobs.get(BLOB) is None

    def test_a_second_writer_leaves_one_blob(self, monkeypatch):
        """Another one writes the same blob between our look and our writing."""
        original = FileSystemStorage.save
        premier = iter([True])

        def save(self, nom, contenu, **options):
            if next(premier, False):
                blobs.put(BLOB, b"contenu")
            return original(self, nom, contenu, **options)

        monkeypatch.setattr(FileSystemStorage, "save", save)
        assert blobs.put(BLOB, b"contenu")
        assert blobs.get(BLOB) == b"contenu"
        assert fichiers() == [BLOB]

    def test_a_full_disk_is_said_once_until_there_is_room(self, monkeypatch, caplog):
        original = FileSystemStorage._save

        def plein(self, nom, contenu):
            original(self, nom, type(contenu)(b"un bout"))
            raise OSError(errno.ENOSPC, "No space left on device")

        for _ in range(2):
            caplog.clear()
            with monkeypatch.context() as m:
                m.setattr(FileSystemStorage, "_save", plein)
                assert [blobs.put(f"documents/{n}.part", b"x") for n in range(3)] == [False] * 3
                assert fichiers() == []
            assert [r.levelname for r in caplog.records] == ["ERROR"]
            assert "ne peuvent plus être rangés" in caplog.text
            assert blobs.put(BLOB, b"x")
            default_storage.delete(BLOB)

    @pytest.mark.parametrize("enregistre", [b"", b"{}\n%PDF-", b"[]\n%PDF-", b'{"pages": 1}\n%PDF-', b"x\n%PDF-",
                                            b'{"pages":1,"ancres":{},"signets":[{"a":1}],"marges":[],"champs":0}\n%PDF-',
                                            b"\xff\n%PDF-"])  # fmt: skip
    def test_a_part_of_another_version_is_laid_out_again(self, atelier, enregistre):
        morceau = Section("<p>texte</p>")
        cle = key_of(morceau)
        blobs.put(PARTS._name(cle), enregistre)
        assert PARTS.get(morceau, cle).data == EN_TETE + b"<p>texte</p>"
        assert PARTS.find(cle) is not None
        assert atelier.travaux == 1


class TestStoredFiles:
    @pytest.mark.parametrize("degat", DEGATS)
    def test_a_damaged_document_is_noticed_and_built_again(self, fiche, atelier, client, degat):
        octets = client.get(f"/fiches/{SLUG}.pdf").content
        construit = BuiltDocument.objects.get()
        DEGATS[degat](Path(construit.fichier.path))
        assert stored(construit) is None
        assert client.get(f"/fiches/{SLUG}.pdf").content == octets
        assert stored(BuiltDocument.objects.get()) == octets
        assert (atelier.travaux, atelier.assemblages) == (1, 2)
        client.get(f"/fiches/{SLUG}.pdf")
        assert atelier.assemblages == 2

    def test_a_full_disk_serves_the_document_and_keeps_nothing(self, fiche, atelier, client, monkeypatch, caplog):
        def plein(self, nom, contenu):
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as m:
            m.setattr(FileSystemStorage, "_save", plein)
            reponses = [client.get(f"/fiches/{SLUG}.pdf") for _ in range(2)]
        assert [r.status_code for r in reponses] == [200, 200]
        assert reponses[0].content == reponses[1].content
        assert reponses[0]["ETag"] == f'"{hashlib.sha256(reponses[0].content).hexdigest()}"'
        assert not BuiltDocument.objects.exists()
        assert fichiers() == []
        assert [r.levelname for r in caplog.records if r.name == "dts_platform.storage.blobs"] == ["ERROR"]
        client.get(f"/fiches/{SLUG}.pdf")
        assert BuiltDocument.objects.get().sha256

    def test_a_new_edition_replaces_the_file_of_the_last_one(self, fiche, atelier, client):
        client.get(f"/fiches/{SLUG}.pdf")
        ancien = BuiltDocument.objects.get().fichier.name
        Fiche.objects.filter(pk=fiche.pk).update(resume="Autre.")
        client.get(f"/fiches/{SLUG}.pdf")
        nouveau = BuiltDocument.objects.get().fichier.name
        assert [f for f in fichiers(".pdf") if f.startswith("documents/fiche-")] == [nouveau] != [ancien]

    def test_sweeping_deletes_only_what_is_old_and_unused(self, fiche, atelier):
        plan = plan_de(fiche)
        construit, _ = build(lambda: plan)
        for nom in (
            "vieux.pdf",
            "parts/aa/vieille.part",
            "parts/aa/vieux.echec",
            "recent.pdf",
            "parts/aa/recente.part",
        ):
            blobs.put(f"documents/{nom}", b"x")
        blobs.put("editions/ancienne.pdf", b"x")
        for nom in fichiers():
            if "recent" not in nom:
                os.utime(Path(settings.MEDIA_ROOT, nom), (0, 0))
        garde = {construit.fichier.name, PARTS._name(plan.keys[0]), "editions/ancienne.pdf"}
        assert sweep(set(plan.keys)) == 3
        assert set(fichiers()) == garde | {"documents/recent.pdf", "documents/parts/aa/recente.part"}
        assert sweep(set(plan.keys)) == 0
