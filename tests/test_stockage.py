"""Documents are kept through Django's storage alone: on a disk, or on anything that can hold files."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from fiches.models import BuiltDocument


@pytest.fixture
def sans_disque(settings):
    """A storage that has no path on a disk."""
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"}}


@pytest.mark.django_db
def test_a_document_needs_no_disk(client, sans_disque, tmp_path):
    premiere = client.get("/plaquette.pdf")
    assert premiere.status_code == 200
    assert premiere.content.startswith(b"%PDF")
    construit = BuiltDocument.objects.get(nom="plaquette.pdf")
    assert default_storage.open(construit.fichier.name).read() == premiere.content
    assert client.get("/plaquette.pdf", headers={"Range": "bytes=0-4"}).content == b"%PDF-"
    assert not list(tmp_path.rglob("*.pdf"))
    assert not list(tmp_path.rglob("*.part"))
    default_storage.delete(construit.fichier.name)
    assert client.get("/plaquette.pdf").content == premiere.content


@pytest.mark.parametrize(
    ("adresse", "attendu"),
    [
        ("", "django.core.files.storage.FileSystemStorage {}"),
        (
            "storages.backends.s3.S3Storage?bucket_name=manuel&endpoint_url=https%3A%2F%2Fobjets.exemple.fr",
            "storages.backends.s3.S3Storage {'bucket_name': 'manuel', 'endpoint_url': 'https://objets.exemple.fr'}",
        ),
    ],
)
def test_one_setting_says_where(adresse, attendu, tmp_path):
    code = "from dts_platform.settings import STORAGES as s; print(s['default']['BACKEND'], s['default']['OPTIONS'])"
    environnement = {"PATH": "", "VAR_DIR": str(tmp_path)} | ({"STORAGE_URL": adresse} if adresse else {})
    lu = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=environnement,
        capture_output=True,
        check=True,
        text=True,
    )
    assert lu.stdout.strip() == attendu
