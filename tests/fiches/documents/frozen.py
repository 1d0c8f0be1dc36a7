"""Small stored documents and editions made of them, for the tests of editions and of what editors see of documents."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fiches.documents.build import content_token
from fiches.documents.editions import freeze
from fiches.models import BuiltDocument, Edition, FrozenFile

NAMES = ["manuel.pdf", "manuel.epub", "plaquette.pdf", "plaquette-imprimeur.pdf"]
YESTERDAY, TODAY = datetime(2026, 11, 21, 9, tzinfo=UTC), datetime(2026, 11, 22, 9, tzinfo=UTC)
TEXTS = [
    ["/fiches/creer-une-ressourcerie/", "Créer une ressourcerie", "2026-11-01T00:00:00+00:00", 5],
    ["/fiches/partie/", "Une fiche partie", "2026-11-01T00:00:00+00:00", 3],
    ["/experiences/seulement-citee/", "", "", 0],
]
LIST_URL, ADD_URL = "/admin/fiches/edition/", "/admin/fiches/edition/add/"
FORM = {"nom": "Première édition", "slug": "premiere", "date": "2026-11-22", "note": "Le manuel de 2026, relu."}


def document_bytes(name: str) -> bytes:
    return b"%PDF-1.7 " + name.encode() * 20


def store_document(name: str, **others) -> BuiltDocument:
    """The record of a small document, stored and true to the content."""
    data = document_bytes(name)
    values = {
        "adresse": f"/{name}",
        "sha256": hashlib.sha256(data).hexdigest(),
        "taille": len(data),
        "pages": 0 if name.endswith("epub") else 12,
        "jeton": content_token(),
        "edition_le": TODAY,
        "construit_le": TODAY,
        "textes": TEXTS,
        "fichier": default_storage.save(f"documents/{name}", ContentFile(data)),
    }
    return BuiltDocument.objects.update_or_create(nom=name, defaults=values | others)[0]


class FakeBuilder:
    """Stands for the engine: tiny documents; `before` is called with each name before it is made."""

    def __init__(self):
        self.before, self.made = lambda name: None, []

    def __call__(self, read, force=False, progress=lambda done, total: None, depends=None):
        name = read()
        self.before(name)
        self.made.append(name)
        progress(1, 1)
        record = BuiltDocument.objects.filter(nom=name).first() or store_document(name)
        return record, document_bytes(name)


def freeze_edition(slug: str = "premiere", day: date = date(2026, 11, 22), texts=None) -> Edition:
    edition = freeze(Edition(nom=f"Édition {slug}", slug=slug, date=day), None)
    if texts is not None:
        Edition.objects.filter(pk=edition.pk).update(textes=texts)
    return edition


def edition_files() -> list[str]:
    """Every file kept for an edition."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(f.relative_to(root)) for f in (root / "editions").rglob("*") if f.is_file())


def nothing_is_frozen() -> bool:
    return not Edition.objects.exists() and not FrozenFile.objects.exists() and edition_files() == []
