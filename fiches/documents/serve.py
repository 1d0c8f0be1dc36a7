"""Documents over HTTP: the file if it is true to the content, the last whole edition while another is made."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import http_date

from dts_platform.editorial.kinds import with_states
from dts_platform.pdf.parts import LayoutFailed
from dts_platform.pdf.workshop import LayoutInterrupted
from dts_platform.search import mirror
from dts_platform.storage.recent import Recent
from dts_platform.web.downloads import FOR_EVER, REVALIDATE, download, not_modified
from fiches.documents.build import build, stored
from fiches.documents.catalogue import Offer, media_type_of
from fiches.documents.leases import BeingBuilt
from fiches.documents.turns import NotYet, Turns
from fiches.documents.upkeep import is_true
from fiches.models import BuiltDocument, Lease

RETRY_SECONDS = 4
TURNS = Turns()


def public_addresses() -> frozenset[str]:
    """The addresses of all texts that are public now."""

    def read() -> frozenset[str]:
        return frozenset(obj.get_absolute_url() for kind in with_states() for obj in kind.public().only("slug"))

    return mirror.current().remember("public addresses", read)


def nothing_withdrawn(built: BuiltDocument) -> bool:
    """May this file still be given, though texts changed since? Not when one of its texts is no longer public."""
    public = public_addresses()
    return all(text.path in public for text in built.held_texts)


def _give(request: HttpRequest, built: BuiltDocument, data: bytes, cache: str = REVALIDATE) -> HttpResponse:
    response = download(request, data, built.nom, media_type_of(built.nom), built.etag, cache)
    response["Last-Modified"] = http_date(built.edition_le.timestamp())
    return response


def _last_edition(request: HttpRequest, built: BuiltDocument | None) -> HttpResponse | None:
    """The last whole edition, when nothing in it was withdrawn."""
    return _stored(request, built) if built and nothing_withdrawn(built) else None


def _come_back(request: HttpRequest, ahead: int = 0) -> HttpResponse:
    """A page that says that the document is being made, and asks for it again by itself."""
    response = render(request, "being_made.html", {"ahead": ahead, "seconds": RETRY_SECONDS}, status=202)
    response["Refresh"] = response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _impossible(request: HttpRequest) -> HttpResponse:
    """A page that says that the document cannot be made: asking again would change nothing."""
    response = render(request, "impossible_document.html", status=500)
    response["Cache-Control"] = "no-store"
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
        with TURNS.turn(offer.name):
            built, data = build(offer.read, depends=offer.depends)
    except NotYet as others:
        return _last_edition(request, built) or _come_back(request, others.ahead)
    except (BeingBuilt, LayoutInterrupted):
        return _last_edition(request, built) or _come_back(request)
    except LayoutFailed:
        return _last_edition(request, built) or _impossible(request)
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


RECENT = Recent(64_000_000, len)  # bytes of booklets just made, that may be asked for again at once
STATES = Recent(1_000)  # by what was asked, of which content, the state of a booklet: known without reading its texts


@dataclass(frozen=True)
class Order:
    """A document made for a reader, kept nowhere. `key` names what was asked, of which content.

    `read` gives the state that names its bytes, and what makes them.
    """

    name: str
    key: str
    read: Callable[[], tuple[str, Callable[[], bytes]]]


def serve_made(request: HttpRequest, order: Order) -> HttpResponse:
    """Answer with a document made for this reader, once for all who ask for it together."""
    state = STATES.peek(order.key)
    answer = state and _made(request, order, state, RECENT.peek(state))
    try:
        return answer or _make_now(request, order)
    except NotYet as others:
        return _come_back(request, others.ahead)
    except (BeingBuilt, LayoutInterrupted):
        return _come_back(request)
    except LayoutFailed:
        return _impossible(request)


def _made(request: HttpRequest, order: Order, state: str, data: bytes | None) -> HttpResponse | None:
    """The answer to a reader who holds the document, or when it is at hand."""
    etag = f'"{state}"'
    if unchanged := not_modified(request, etag):
        return unchanged
    return download(request, data, order.name, media_type_of(order.name), etag) if data else None


def _make_now(request: HttpRequest, order: Order) -> HttpResponse:
    with TURNS.turn(order.key):
        state, make = order.read()
        STATES.get(order.key, lambda: state)
        return _made(request, order, state, None) or _made(request, order, state, RECENT.get(state, make))
