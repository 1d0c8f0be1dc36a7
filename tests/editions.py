"""Small stored documents, for the tests of editions and of what editors see of documents."""

import hashlib
from datetime import UTC, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from fiches.models import DocumentConstruit
from fiches.publishing import content_token

NOMS = ["manuel.pdf", "manuel.epub", "plaquette.pdf", "plaquette-imprimeur.pdf"]
HIER, JOUR = datetime(2026, 11, 21, 9, tzinfo=UTC), datetime(2026, 11, 22, 9, tzinfo=UTC)
TEXTES = [
    ["/fiches/creer-une-ressourcerie/", "Créer une ressourcerie", "2026-11-01T00:00:00+00:00", 5],
    ["/fiches/partie/", "Une fiche partie", "2026-11-01T00:00:00+00:00", 3],
    ["/experiences/seulement-citee/", "", "", 0],
]


def octets(nom: str) -> bytes:
    return b"%PDF-1.7 " + nom.encode() * 20


def construit(nom: str, **autres) -> DocumentConstruit:
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
    return DocumentConstruit.objects.update_or_create(nom=nom, defaults=valeurs | autres)[0]
