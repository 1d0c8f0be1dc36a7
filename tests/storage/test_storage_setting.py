"""Documents are kept through Django's storage alone: on a disk, or on anything that can hold files."""

import sys

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from fiches.models import BuiltDocument
from tests.deadlines import run


@pytest.fixture
def without_disk(settings):
    """A storage that has no path on a disk."""
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}


@pytest.mark.django_db
def test_document_on_a_storage_without_disk_is_served(client, without_disk, tmp_path):
    first = client.get("/plaquette.pdf")
    assert first.status_code == 200
    assert first.content.startswith(b"%PDF")
    built = BuiltDocument.objects.get(nom="plaquette.pdf")
    assert default_storage.open(built.fichier.name).read() == first.content
    assert client.get("/plaquette.pdf", headers={"Range": "bytes=0-4"}).content == b"%PDF-"
    assert not list(tmp_path.rglob("*.pdf"))
    assert not list(tmp_path.rglob("*.part"))
    default_storage.delete(built.fichier.name)
    assert client.get("/plaquette.pdf").content == first.content


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", "django.core.files.storage.FileSystemStorage {}"),
        (
            "storages.backends.s3.S3Storage?bucket_name=manuel&endpoint_url=https%3A%2F%2Fobjets.exemple.fr",
            "storages.backends.s3.S3Storage {'bucket_name': 'manuel', 'endpoint_url': 'https://objets.exemple.fr'}",
        ),
    ],
)
def test_storage_url_gives_the_backend_and_its_options(url, expected, tmp_path):
    code = "from dts_platform.settings import STORAGES as s; print(s['default']['BACKEND'], s['default']['OPTIONS'])"
    environment = {"PATH": "", "VAR_DIR": str(tmp_path)} | ({"STORAGE_URL": url} if url else {})
    said = run([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment, text=True)
    assert said.stdout.strip() == expected
