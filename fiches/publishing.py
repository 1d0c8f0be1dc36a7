"""Which documents are built and stored.

The desired state of a document is a digest of its HTML, the style sheet, the fonts and the engine; the built
state is a stored file. They are compared at each request: a text withdrawn a second ago is in no download.
"""

import fcntl
import hashlib
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render

from dts_platform.core import pdf
from dts_platform.core.pdf import Rendu, RenduImpossible, render_in_child
from experiences.models import Experience
from fiches.documents import Document, ExperienceDocument, FicheDocument, Manuel, OutilDocument
from fiches.models import DocumentConstruit, Fiche

RACINE = settings.BASE_DIR / "static"
FEUILLES = ["css/impression.css"]
_ATTENTES: dict[str, BoundedSemaphore] = defaultdict(lambda: BoundedSemaphore(2))


@lru_cache(maxsize=1)
def engine_digest() -> str:
    """A digest of all that shapes a document beside its text."""
    condense = hashlib.sha256("".join(version(p) for p in ("weasyprint", "pydyf", "pyphen")).encode())
    for fichier in [Path(pdf.__file__), *(RACINE / f for f in FEUILLES), *sorted((RACINE / "fonts").glob("*.woff2"))]:
        condense.update(fichier.read_bytes())
    return condense.hexdigest()


def desired_state(html: str) -> str:
    return hashlib.sha256(f"{engine_digest()}{html}".encode()).hexdigest()


@contextmanager
def _one_builder(nom: str) -> Iterator[None]:
    """Let one process of this machine build a document; the others wait and find it built."""
    dossier = Path(settings.VAR_DIR) / "verrous"
    dossier.mkdir(parents=True, exist_ok=True)
    with (dossier / f"{nom}.verrou").open("w") as verrou:
        fcntl.flock(verrou, fcntl.LOCK_EX)
        yield


def _stored(nom: str, etat: str) -> DocumentConstruit | None:
    """The built document, if it answers to this state and its file is whole."""
    construit = DocumentConstruit.objects.filter(nom=nom, empreinte=etat).first()
    if (
        construit
        and construit.fichier.storage.exists(construit.fichier.name)
        and construit.fichier.size == construit.taille
    ):
        return construit
    return None


def _store(nom: str, etat: str, rendu: Rendu, duree: float) -> DocumentConstruit:
    """Write the file whole, then point the record at it, then drop the file it replaces."""
    sha256 = hashlib.sha256(rendu.octets).hexdigest()
    ancien = DocumentConstruit.objects.filter(nom=nom).values_list("fichier", flat=True).first()
    fichier = default_storage.save(f"documents/{nom}-{sha256[:12]}.pdf", ContentFile(rendu.octets))
    champs = {
        "empreinte": etat,
        "fichier": fichier,
        "sha256": sha256,
        "taille": len(rendu.octets),
        "pages": rendu.pages,
        "duree": duree,
    }
    construit, _ = DocumentConstruit.objects.update_or_create(nom=nom, defaults=champs)
    if ancien and ancien != fichier:
        default_storage.delete(ancien)
    return construit


def build(document: Document, force: bool = False) -> DocumentConstruit:
    """Return the stored PDF of a document, building it when its content has changed.

    Raises RenduImpossible when the document cannot be laid out.
    """
    html = document.html()
    etat = desired_state(html)
    construit = None if force else _stored(document.nom, etat)
    if construit:
        return construit
    with _one_builder(document.nom):
        construit = None if force else _stored(document.nom, etat)
        if not construit:
            debut = time.perf_counter()
            rendu = render_in_child(html, FEUILLES, RACINE)
            construit = _store(document.nom, etat, rendu, time.perf_counter() - debut)
    return construit


def all_documents() -> Iterator[Document]:
    """Every document the site offers: the manual, each fiche and its tool, each experience."""
    yield Manuel.read()
    for fiche in Fiche.objects.published().in_reading_order().with_everything():
        yield FicheDocument.of(fiche)
        if fiche.outil.imprimable:
            yield OutilDocument.of(fiche)
    for experience in Experience.objects.published().with_everything():
        yield ExperienceDocument.of(experience)


class EnPreparation(Exception):
    """Others of this process already wait for this document."""


@contextmanager
def _few_waiting(nom: str) -> Iterator[None]:
    """Let two readers of this process wait for a document; more would leave no thread for the pages."""
    place = _ATTENTES[nom]
    if not place.acquire(blocking=False):
        raise EnPreparation
    try:
        yield
    finally:
        place.release()


def _later(request: HttpRequest, gabarit: str, secondes: int) -> HttpResponse:
    reponse = render(request, gabarit, status=503)
    reponse["Retry-After"] = str(secondes)
    return reponse


def serve(request: HttpRequest, document: Document) -> HttpResponse:
    """Answer with the PDF; 304 when the reader has it; a page that says so while or when it cannot be had."""
    try:
        with _few_waiting(document.nom):
            construit = build(document)
    except EnPreparation:
        return _later(request, "503_preparation.html", 60)
    except RenduImpossible:
        return _later(request, "503.html", 300)
    entetes = {"ETag": f'"{construit.sha256}"', "Cache-Control": "public, no-cache"}
    if entetes["ETag"] in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers=entetes)
    nom = f"{document.nom}.pdf"
    return FileResponse(construit.fichier.open(), content_type="application/pdf", filename=nom, headers=entetes)
