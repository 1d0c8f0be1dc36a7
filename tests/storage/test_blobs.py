"""A blob is kept whole or is absent: damage is noticed, a full disk is said."""

import errno
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dts_platform.storage import blobs
from tests.long import long_or
from tests.storage.media import DAMAGES, stored_files

pytestmark = pytest.mark.django_db


BLOB = "documents/parts/ab/abcd.part"


class TestBlobs:
    @pytest.mark.parametrize("damage", [d for d in DAMAGES if d != "a folder in its place"])
    def test_blob_damaged_reads_as_absent_and_is_written_again(self, damage):
        assert blobs.put(BLOB, b"contenu")
        DAMAGES[damage](Path(settings.MEDIA_ROOT, BLOB))
        assert blobs.get(BLOB) is None
        assert blobs.put(BLOB, b"contenu")
        assert blobs.get(BLOB) == b"contenu"
        assert stored_files() == [BLOB]

    def test_blob_replaced_by_a_folder_reads_as_absent(self):
        Path(settings.MEDIA_ROOT, BLOB).mkdir(parents=True)
        Path(settings.MEDIA_ROOT, BLOB, "x").touch()
        assert blobs.get(BLOB) is None
        blobs.put(BLOB, b"contenu")
        assert blobs.get(BLOB) is None

    @given(data=st.binary(max_size=200), others=st.binary(max_size=200))
    @hypothesis_settings(
        max_examples=long_or(20, 300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_blob_put_is_read_back_identical(self, data, others):
        for content in (data, others):
            assert blobs.put(BLOB, content)
            assert blobs.get(BLOB) == content
        assert stored_files() == [BLOB]

    @given(data=st.binary(max_size=120))
    @hypothesis_settings(
        max_examples=long_or(30, 300), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    def test_blob_file_of_foreign_bytes_reads_as_absent(self, data):
        file = Path(settings.MEDIA_ROOT, BLOB)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        assert blobs.get(BLOB) is None

    def test_blob_written_by_two_writers_is_stored_once(self, monkeypatch):
        """Another one writes the same blob between our look and our writing."""
        original = FileSystemStorage.save
        first = iter([True])

        def save(self, name, content, **options):
            if next(first, False):
                blobs.put(BLOB, b"contenu")
            return original(self, name, content, **options)

        monkeypatch.setattr(FileSystemStorage, "save", save)
        assert blobs.put(BLOB, b"contenu")
        assert blobs.get(BLOB) == b"contenu"
        assert stored_files() == [BLOB]

    def test_blob_on_a_full_disk_is_reported_once_until_there_is_room(self, monkeypatch, caplog):
        original = FileSystemStorage._save

        def full(self, name, content):
            original(self, name, type(content)(b"un bout"))
            raise OSError(errno.ENOSPC, "No space left on device")

        for _ in range(2):
            caplog.clear()
            with monkeypatch.context() as m:
                m.setattr(FileSystemStorage, "_save", full)
                assert [blobs.put(f"documents/{n}.part", b"x") for n in range(3)] == [False] * 3
                assert stored_files() == []
            assert [r.levelname for r in caplog.records] == ["ERROR"]
            assert "ne peuvent plus être rangés" in caplog.text
            assert blobs.put(BLOB, b"x")
            default_storage.delete(BLOB)
