"""Pages that are a function of the content: always checked, never stale, not sent again when nothing changed."""

import hashlib
from collections.abc import Callable, Iterable
from functools import cache, partial, wraps
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render

from dts_platform.search import mirror

SAFE_METHODS = ("GET", "HEAD")
CACHE = "public, no-cache"  # keep it, ask each time


@cache
def build() -> str:
    """A digest of what turns content into pages: code, templates, style sheets, and the settings they print."""
    digest = hashlib.sha256(f"{settings.SITE_URL} {settings.CONTACT_EMAIL}".encode())
    rooms = [path for app in apps.get_app_configs() if (path := Path(app.path)).parent == settings.BASE_DIR]
    for folder in [*rooms, settings.BASE_DIR / "templates", settings.BASE_DIR / "static"]:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def etag(token: str) -> str:
    """The weak validator of every page made of the content that this token names; the address does the rest."""
    return f'W/"{token}-{build()}"'


def not_modified_first(application: Callable) -> Callable:
    """A WSGI application that answers 304, with one query and nothing else, to who already has the page.

    A validator comes from one of our pages of content at that address; when it is still the content's, so is the page.
    """

    def wrapped(environ: dict, start_response: Callable) -> Iterable[bytes]:
        if_none_match = environ.get("HTTP_IF_NONE_MATCH", "")
        if build() in if_none_match and environ["REQUEST_METHOD"] in SAFE_METHODS:
            try:
                token = mirror.settled()
            except DatabaseError:
                token = None  # the application knows how to open a connection again
            if token and etag(token) in if_none_match:
                start_response("304 Not Modified", [("ETag", etag(token)), ("Cache-Control", CACHE)])
                return []
        return application(environ, start_response)

    return wrapped


def _try_again(request: HttpRequest) -> HttpResponse:
    response = render(request, "503.html", status=503)
    response["Retry-After"] = "5"
    return response


def _unchanged(request: HttpRequest, current: str | None) -> HttpResponse | None:
    """The answer to a reader who holds the page that this validator names; None when it must be made."""
    held = current and request.method in SAFE_METHODS and current in request.META.get("HTTP_IF_NONE_MATCH", "")
    return HttpResponseNotModified() if held else None


def content_page(view: Callable | None = None, *, validated: bool = True) -> Callable:
    """A view whose page depends on its address and on the content alone: `request.snapshot`, as it now stands.

    With `validated=False` the page also says what content does not hold (the state of files): it carries no validator.
    """
    if view is None:
        return partial(content_page, validated=validated)

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            request.snapshot = mirror.current()
        except OperationalError:  # a long write holds the database, and texts wait to be indexed
            return _try_again(request)
        current = etag(request.snapshot.token) if validated else None
        response = _unchanged(request, current) or view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response["Cache-Control"] = CACHE
            if current:
                response["ETag"] = current
        return response

    return wrapped
