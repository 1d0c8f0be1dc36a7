"""Small stored documents and editions made of them, for the tests of editions and of what editors see of documents."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fiches.documents import editions
from fiches.documents.build import content_token
from fiches.documents.catalogue import Offer
from fiches.documents.editions import FILES, freeze
from fiches.models import BuiltDocument, Edition, FichierDEdition

NOMS = ["manuel.pdf", "manuel.epub", "plaquette.pdf", "plaquette-imprimeur.pdf"]
HIER, JOUR = datetime(2026, 11, 21, 9, tzinfo=UTC), datetime(2026, 11, 22, 9, tzinfo=UTC)
TEXTES = [
    ["/fiches/creer-une-ressourcerie/", "Créer une ressourcerie", "2026-11-01T00:00:00+00:00", 5],
    ["/fiches/partie/", "Une fiche partie", "2026-11-01T00:00:00+00:00", 3],
    ["/experiences/seulement-citee/", "", "", 0],
]
LISTE, AJOUTER = "/admin/fiches/edition/", "/admin/fiches/edition/add/"
ENVOI = {"nom": "Première édition", "slug": "premiere", "date": "2026-11-22", "note": "Le manuel de 2026, relu."}


def octets(nom: str) -> bytes:
    return b"%PDF-1.7 " + nom.encode() * 20


def construit(nom: str, **autres) -> BuiltDocument:
    """The record of a small document, stored and true to the content."""
    corps = octets(nom)
    valeurs = {
        "adresse": f"/{nom}",
        "sha256": hashlib.sha256(corps).hexdigest(),
        "taille": len(corps),
        "pages": 0 if nom.endswith("epub") else 12,
        "jeton": content_token(),
        "edition_le": JOUR,
        "construit_le": JOUR,
        "textes": TEXTES,
        "fichier": default_storage.save(f"documents/{nom}", ContentFile(corps)),
    }
    return BuiltDocument.objects.update_or_create(nom=nom, defaults=valeurs | autres)[0]


class Fabrique:
    """Stands for the engine: tiny documents; `avant` is called with each name before it is made."""

    def __init__(self):
        self.avant, self.faits = lambda nom: None, []

    def __call__(self, read, force=False, progress=lambda fait, total: None):
        nom = read()
        self.avant(nom)
        self.faits.append(nom)
        progress(1, 1)
        record = BuiltDocument.objects.filter(nom=nom).first() or construit(nom)
        return record, octets(nom)


@pytest.fixture
def fabrique(monkeypatch) -> Fabrique:
    fabrique = Fabrique()
    petites = tuple(replace(s, offer=lambda nom=s.name: Offer(nom, lambda: nom)) for s in FILES)
    monkeypatch.setattr(editions, "FILES", petites)
    monkeypatch.setattr(editions, "build", fabrique)
    return fabrique


def figer(slug: str = "premiere", jour: date = date(2026, 11, 22), textes=None) -> Edition:
    edition = freeze(Edition(nom=f"Édition {slug}", slug=slug, date=jour), None)
    if textes is not None:
        Edition.objects.filter(pk=edition.pk).update(textes=textes)
    return edition


def ranges() -> list[str]:
    """Every file kept for an edition."""
    racine = Path(settings.MEDIA_ROOT)
    return sorted(str(f.relative_to(racine)) for f in (racine / "editions").rglob("*") if f.is_file())


def rien_n_est_fige() -> bool:
    return not Edition.objects.exists() and not FichierDEdition.objects.exists() and ranges() == []
