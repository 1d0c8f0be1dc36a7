"""Pages that are a function of the content: always checked, never stale, not sent again when nothing changed."""

import hashlib
from collections.abc import Callable, Iterable
from functools import cache, wraps
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from dts_platform.core.search import mirror
from dts_platform.core.search.mirror import Snapshot

READ = ("GET", "HEAD")
CACHE = "public, no-cache"  # keep it, ask each time
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


def not_modified_first(application: Callable) -> Callable:
    """A WSGI application that answers 304, with one query and nothing else, to who already has the page.

    A validator comes from one of our pages of content at that address; when it is still the content's, so is the page.
    """

    def wrapped(environ: dict, start_response: Callable) -> Iterable[bytes]:
        held = environ.get("HTTP_IF_NONE_MATCH", "")
        if build() in held and environ["REQUEST_METHOD"] in READ:
            try:
                current = etag(mirror.current())
            except DatabaseError:
                return application(environ, start_response)  # which knows how to open a connection again
            if current in held:
                start_response("304 Not Modified", [("ETag", current), ("Cache-Control", CACHE)])
                return []
        return application(environ, start_response)

    return wrapped


def page_de_contenu(view: Callable) -> Callable:
    """A view whose page depends on its address and on the content alone: `request.contenu`, as it now stands."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.contenu = mirror.current()
        current = etag(request.contenu)
        unchanged = request.method in READ and current in request.META.get("HTTP_IF_NONE_MATCH", "")
        response = HttpResponseNotModified() if unchanged else view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response["ETag"], response["Cache-Control"] = current, CACHE
        return response

    return wrapped
