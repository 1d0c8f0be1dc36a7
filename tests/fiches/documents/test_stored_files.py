"""What is built is kept whole: a damaged file is made again, a full disk is said, what is of no use is swept."""

import errno
import hashlib
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from dts_platform.storage import blobs
from fiches.documents.build import build, stored, sweep
from fiches.documents.parts import PARTS, key_of
from fiches.documents.printing import Section
from fiches.models import BuiltDocument, Fiche
from tests.fiches.documents.building import SLUG, plan_of
from tests.pdf.fake_workshop import HEADER
from tests.storage.media import DAMAGES, stored_files

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kept", [b"", b"{}\n%PDF-", b"[]\n%PDF-", b'{"pages": 1}\n%PDF-', b"x\n%PDF-",
                                        b'{"pages":1,"anchors":{},"bookmarks":[{"a":1}],"margins":[],"has_fields":0}\n%PDF-',
                                        b"\xff\n%PDF-"])  # fmt: skip
def test_part_stored_by_another_version_is_laid_out_again(workshop, kept):
    section = Section("<p>texte</p>")
    key = key_of(section)
    blobs.put(PARTS.file_name(key), kept)
    assert PARTS.get(section, key).data == HEADER + b"<p>texte</p>"
    assert PARTS.find(key) is not None
    assert workshop.jobs == 1


class TestStoredFiles:
    @pytest.mark.parametrize("damage", DAMAGES)
    def test_document_file_damaged_is_noticed_and_built_again(self, fiche, workshop, client, damage):
        data = client.get(f"/fiches/{SLUG}.pdf").content
        built = BuiltDocument.objects.get()
        DAMAGES[damage](Path(built.fichier.path))
        assert stored(built) is None
        assert client.get(f"/fiches/{SLUG}.pdf").content == data
        assert stored(BuiltDocument.objects.get()) == data
        assert (workshop.jobs, workshop.assemblies) == (1, 2)
        client.get(f"/fiches/{SLUG}.pdf")
        assert workshop.assemblies == 2

    def test_document_on_a_full_disk_is_served_and_not_stored(self, fiche, workshop, client, monkeypatch, caplog):
        def full(self, name, content):
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as m:
            m.setattr(FileSystemStorage, "_save", full)
            responses = [client.get(f"/fiches/{SLUG}.pdf") for _ in range(2)]
        assert [r.status_code for r in responses] == [200, 200]
        assert responses[0].content == responses[1].content
        assert responses[0]["ETag"] == f'"{hashlib.sha256(responses[0].content).hexdigest()}"'
        assert not BuiltDocument.objects.exists()
        assert stored_files() == []
        assert [r.levelname for r in caplog.records if r.name == "dts_platform.storage.blobs"] == ["ERROR"]
        client.get(f"/fiches/{SLUG}.pdf")
        assert BuiltDocument.objects.get().sha256

    def test_document_rebuilt_replaces_its_former_file(self, fiche, workshop, client):
        client.get(f"/fiches/{SLUG}.pdf")
        old = BuiltDocument.objects.get().fichier.name
        Fiche.objects.filter(pk=fiche.pk).update(resume="Autre.")
        client.get(f"/fiches/{SLUG}.pdf")
        new = BuiltDocument.objects.get().fichier.name
        assert [f for f in stored_files(".pdf") if f.startswith("documents/fiche-")] == [new] != [old]

    def test_sweep_deletes_only_old_and_unused_files(self, fiche, workshop):
        plan = plan_of(fiche)
        built, _ = build(lambda: plan)
        for name in (
            "vieux.pdf",
            "parts/aa/vieille.part",
            "parts/aa/vieux.failed",
            "recent.pdf",
            "parts/aa/recente.part",
        ):
            blobs.put(f"documents/{name}", b"x")
        blobs.put("editions/ancienne.pdf", b"x")
        for name in stored_files():
            if "recent" not in name:
                os.utime(Path(settings.MEDIA_ROOT, name), (0, 0))
        kept = {built.fichier.name, PARTS.file_name(plan.keys[0]), "editions/ancienne.pdf"}
        assert sweep(set(plan.keys)) == 3
        assert set(stored_files()) == kept | {"documents/recent.pdf", "documents/parts/aa/recente.part"}
        assert sweep(set(plan.keys)) == 0
