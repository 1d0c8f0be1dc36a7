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

from dts_platform.editorial.kinds import with_states
from dts_platform.pdf.parts import LayoutFailed
from dts_platform.search import mirror
from dts_platform.storage.recent import Recent
from dts_platform.web.downloads import FOR_EVER, REVALIDATE, download, not_modified
from fiches.documents.build import build, stored
from fiches.documents.catalogue import Offer, media_type_of
from fiches.documents.upkeep import is_true
from fiches.models import BuiltDocument, Lease

MAX_WAITING_ONE, MAX_WAITING_ALL = 2, 4  # readers of this process who may wait
_WAITING: Counter[str] = Counter()
_LOCK = Lock()


class TooManyWaiting(Exception):
    """Others of this process already wait for this document."""


@contextmanager
def few_waiting(name: str) -> Iterator[None]:
    """Let two readers of this process wait for a document, four in all; more would leave no thread for the pages."""
    with _LOCK:
        if _WAITING[name] >= MAX_WAITING_ONE or _WAITING.total() >= MAX_WAITING_ALL:
            raise TooManyWaiting
        _WAITING[name] += 1
    try:
        yield
    finally:
        with _LOCK:
            _WAITING.subtract([name])
            if not _WAITING[name]:
                del _WAITING[name]


def public_addresses() -> frozenset[str]:
    """The addresses of all texts that are public now."""

    def read() -> frozenset[str]:
        return frozenset(obj.get_absolute_url() for kind in with_states() for obj in kind.public().only("slug"))

    return mirror.current().remember("public addresses", read)


def nothing_withdrawn(built: BuiltDocument) -> bool:
    """May this file still be given, though texts changed since? Not when one of its texts is no longer public."""
    public = public_addresses()
    return all(path in public for path, *_ in built.textes)


def _give(request: HttpRequest, built: BuiltDocument, data: bytes, cache: str = REVALIDATE) -> HttpResponse:
    response = download(request, data, built.nom, media_type_of(built.nom), built.etag, cache)
    response["Last-Modified"] = http_date(built.edition_le.timestamp())
    return response


def _last_edition(request: HttpRequest, built: BuiltDocument | None) -> HttpResponse | None:
    """The last whole edition, when nothing in it was withdrawn."""
    return _stored(request, built) if built and nothing_withdrawn(built) else None


def _later(request: HttpRequest, template: str, seconds: int) -> HttpResponse:
    response = render(request, template, status=503)
    response["Retry-After"] = str(seconds)
    return response


def serve(request: HttpRequest, offer: Offer) -> HttpResponse:
    """Answer with the document; 304 when the reader has it; a page that says so while or when it cannot be had."""
    built = BuiltDocument.objects.filter(nom=offer.name).first()
    if built and built.sha256 and is_true(built, offer):
        response = not_modified(request, built.etag) or _stored(request, built)
    else:
        response = Lease.objects.held(offer.name) and _last_edition(request, built)
    return response or _build_now(request, offer, built)


def _stored(request: HttpRequest, built: BuiltDocument) -> HttpResponse | None:
    data = stored(built)
    return _give(request, built, data) if data else None


def _build_now(request: HttpRequest, offer: Offer, built: BuiltDocument | None) -> HttpResponse:
    """The document built while the reader waits; else the last edition, or a page that says when to come back."""
    try:
        with few_waiting(offer.name):
            built, data = build(offer.read, depends=offer.depends)
    except TooManyWaiting:
        return _last_edition(request, built) or _later(request, "503_being_built.html", 5)
    except LayoutFailed:
        return _last_edition(request, built) or _later(request, "503.html", 300)
    except ObjectDoesNotExist:  # withdrawn between two queries of this request
        raise Http404 from None
    if built.sha256:
        return _give(request, built, data)
    digest = hashlib.sha256(data).hexdigest()  # no room to keep it
    return download(request, data, offer.name, media_type_of(offer.name), f'"{digest}"')


def serve_by_digest(request: HttpRequest, sha256: str, nom: str) -> HttpResponse:
    """A file under the digest of its bytes: never another one; the present one's address when it is gone."""
    built = BuiltDocument.objects.filter(nom=nom.replace("\0", "")).first()  # PostgreSQL refuses the question
    if built and built.sha256 == sha256 and (response := _last_edition(request, built)):
        response["Cache-Control"] = FOR_EVER
        return response
    return redirect(built.adresse) if built and built.adresse else render(request, "404.html", status=404)


RECENT = Recent(8)  # booklets just made, that may be asked for again at once


def serve_made(request: HttpRequest, name: str, state: str, make: Callable[[], bytes]) -> HttpResponse:
    """Answer with a document made for this reader, kept nowhere; `state` names it."""
    etag = f'"{state}"'
    if unchanged := not_modified(request, etag):
        return unchanged
    try:
        with few_waiting(state):
            data = RECENT.get(state, make)
    except TooManyWaiting:
        return _later(request, "503_being_built.html", 5)
    except LayoutFailed:
        return _later(request, "503.html", 300)
    return download(request, data, name, media_type_of(name), etag)
