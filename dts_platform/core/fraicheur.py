"""Pages that are a function of the content: always checked, never stale, not sent again when nothing changed."""

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags

from dts_platform.core.search import mirror
from dts_platform.core.search.mirror import Snapshot

READ = ("GET", "HEAD")
MADE_OF = ("dts_platform", "missions", "experiences", "fiches", "templates", "static")


@cache
def build() -> str:
    """A digest of what turns content into pages: code, templates, style sheets, and the settings they print."""
    digest = hashlib.sha256(f"{settings.SITE_URL} {settings.CONTACT_EMAIL}".encode())
    for room in MADE_OF:
        for path in sorted((Path(settings.BASE_DIR) / room).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".svg", ".xml", ".txt"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def etag(snapshot: Snapshot) -> str:
    """The weak validator of every page made of this content; the address does the rest."""
    return f'W/"{snapshot.token}-{build()}"'


def not_modified(get_response: Callable) -> Callable:
    """Answer 304, with one query and nothing else, to who already has the page; stands before every other middleware."""

    def middleware(request: HttpRequest) -> HttpResponse:
        held = request.META.get("HTTP_IF_NONE_MATCH", "")
        if request.method in READ and build() in held:
            request.contenu = mirror.current()
            if etag(request.contenu) in parse_etags(held):
                return _validated(HttpResponseNotModified(), request.contenu)
        return get_response(request)

    return middleware


def page_de_contenu(view: Callable) -> Callable:
    """A view whose page depends on its address and on the content alone: `request.contenu`, as it now stands."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.contenu = getattr(request, "contenu", None) or mirror.current()
        response = view(request, *args, **kwargs)
        return _validated(response, request.contenu) if response.status_code == 200 else response

    return wrapped


def _validated(response: HttpResponse, snapshot: Snapshot) -> HttpResponse:
    response["ETag"] = etag(snapshot)
    response["Cache-Control"] = "public, no-cache"
    return response
