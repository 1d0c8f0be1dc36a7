"""Documents over HTTP: the file if it is true to the content, the last whole edition while another is made."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import http_date

from dts_platform.core.epub import TYPE as EPUB
from dts_platform.core.pdf.parts import RenduImpossible
from dts_platform.core.recent import Recent
from dts_platform.core.search import mirror
from dts_platform.core.telechargement import FOR_EVER, REVALIDATE, download, not_modified
from experiences.models import Experience
from fiches.bibliotheque import Offre
from fiches.models import Bail, DocumentConstruit, Fiche
from fiches.publishing import build, content_token, stored
from missions.models import Repere

PDF = "application/pdf"
POUR_UN, EN_TOUT = 2, 4  # readers of this process who may wait
_ATTENTES: Counter[str] = Counter()
_VERROU = Lock()


class EnPreparation(Exception):
    """Others of this process already wait for this document."""


@contextmanager
def few_waiting(nom: str) -> Iterator[None]:
    """Let two readers of this process wait for a document, four in all; more would leave no thread for the pages."""
    with _VERROU:
        if _ATTENTES[nom] >= POUR_UN or _ATTENTES.total() >= EN_TOUT:
            raise EnPreparation
        _ATTENTES[nom] += 1
    try:
        yield
    finally:
        with _VERROU:
            _ATTENTES.subtract([nom])
            if not _ATTENTES[nom]:
                del _ATTENTES[nom]


def public_addresses() -> frozenset[str]:
    """The addresses of all texts that are public now."""

    def read() -> frozenset[str]:
        return frozenset(
            objet.get_absolute_url()
            for modele in (Repere, Fiche, Experience)
            for objet in modele.objects.published().only("slug")
        )

    return mirror.current().remember("adresses publiques", read)


def nothing_withdrawn(construit: DocumentConstruit) -> bool:
    """May this file still be given, though texts changed since? Not when one of its texts is no longer public."""
    publiques = public_addresses()
    return all(adresse in publiques for adresse, *_ in construit.textes)


def _sort_of(nom: str) -> str:
    return EPUB if nom.endswith(".epub") else PDF


def _give(request: HttpRequest, construit: DocumentConstruit, octets: bytes, cache: str = REVALIDATE) -> HttpResponse:
    reponse = download(request, octets, construit.nom, _sort_of(construit.nom), construit.etag, cache)
    reponse["Last-Modified"] = http_date(construit.edition_le.timestamp())
    return reponse


def _last_edition(request: HttpRequest, construit: DocumentConstruit | None) -> HttpResponse | None:
    """The last whole edition, when nothing in it was withdrawn."""
    return _stored(request, construit) if construit and nothing_withdrawn(construit) else None


def _later(request: HttpRequest, gabarit: str, secondes: int) -> HttpResponse:
    reponse = render(request, gabarit, status=503)
    reponse["Retry-After"] = str(secondes)
    return reponse


def serve(request: HttpRequest, offre: Offre) -> HttpResponse:
    """Answer with the document; 304 when the reader has it; a page that says so while or when it cannot be had."""
    construit = DocumentConstruit.objects.filter(nom=offre.nom).first()
    if construit and construit.sha256 and construit.jeton == content_token():
        donne = not_modified(request, construit.etag) or _stored(request, construit)
    else:
        donne = Bail.objects.held(offre.nom) and _last_edition(request, construit)
    return donne or _build_now(request, offre, construit)


def _stored(request: HttpRequest, construit: DocumentConstruit) -> HttpResponse | None:
    octets = stored(construit)
    return _give(request, construit, octets) if octets else None


def _build_now(request: HttpRequest, offre: Offre, construit: DocumentConstruit | None) -> HttpResponse:
    """The document built while the reader waits; else the last edition, or a page that says when to come back."""
    try:
        with few_waiting(offre.nom):
            construit, octets = build(offre.read)
    except EnPreparation:
        return _last_edition(request, construit) or _later(request, "503_preparation.html", 5)
    except RenduImpossible:
        return _last_edition(request, construit) or _later(request, "503.html", 300)
    except ObjectDoesNotExist:  # withdrawn between two queries of this request
        raise Http404 from None
    if construit.sha256:
        return _give(request, construit, octets)
    empreinte = hashlib.sha256(octets).hexdigest()  # no room to keep it
    return download(request, octets, offre.nom, _sort_of(offre.nom), f'"{empreinte}"')


def serve_by_digest(request: HttpRequest, sha256: str, nom: str) -> HttpResponse:
    """A file under the digest of its bytes: never another one; the present one's address when it is gone."""
    construit = DocumentConstruit.objects.filter(nom=nom.replace("\0", "")).first()  # PostgreSQL refuses the question
    if construit and construit.sha256 == sha256 and (donne := _last_edition(request, construit)):
        donne["Cache-Control"] = FOR_EVER
        return donne
    return redirect(construit.adresse) if construit and construit.adresse else render(request, "404.html", status=404)


RECENT = Recent(8)  # booklets just made, that may be asked for again at once


def serve_made(request: HttpRequest, nom: str, etat: str, make: Callable[[], bytes]) -> HttpResponse:
    """Answer with a document made for this reader, kept nowhere; `etat` names it."""
    etag = f'"{etat}"'
    if inchange := not_modified(request, etag):
        return inchange
    try:
        with few_waiting(etat):
            octets = RECENT.get(etat, make)
    except EnPreparation:
        return _later(request, "503_preparation.html", 5)
    except RenduImpossible:
        return _later(request, "503.html", 300)
    return download(request, octets, nom, _sort_of(nom), etag)
