"""Pages that are a function of the content: always checked, never stale, not sent again when nothing changed."""

import hashlib
from collections.abc import Callable, Iterable
from functools import cache, lru_cache, partial, wraps
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, QueryDict

from dts_platform.search import mirror
from dts_platform.web import errors

SAFE_METHODS = ("GET", "HEAD")
Reads = Callable[[], Iterable[str]]
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


@lru_cache(maxsize=8)
def etag(token: str) -> str:
    """The weak validator of every page made of the content that this token names; the address does the rest."""
    return f'W/"{token}-{build()}"'


def _as_read(asked: QueryDict, parameters: frozenset[str]) -> QueryDict:
    """What a page reads of the parameters of its address: the declared ones that say something, in order of name."""
    names = sorted(name for name in parameters.intersection(asked) if any(asked.getlist(name)))
    if names == list(asked):
        return asked  # as our own pages write it
    read = QueryDict(mutable=True)
    for name in names:
        read.setlist(name, asked.getlist(name))
    return read


def _answer(request: HttpRequest, current: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page, or 304 to a reader who holds it; what was never answered at this address is made first."""
    address = ("answered", request.path, request.META.get("QUERY_STRING", ""))
    held = request.method in SAFE_METHODS and current in request.META.get("HTTP_IF_NONE_MATCH", "")
    if held and request.snapshot.memory.get(address):
        return HttpResponseNotModified()
    response = make()
    if response.status_code != 200:
        return response
    request.snapshot.memory.put(address, True, cost=1 + len(address[2]) // 100)
    return HttpResponseNotModified() if held else response


def content_page(view: Callable | None = None, *, reads: Reads = tuple, validated: bool = True) -> Callable:
    """A view whose page depends on its address and on the content alone: `request.snapshot`, as it now stands.

    Of the parameters of its address it sees those that `reads` gives: the others cannot change the page.
    With `validated=False` the page also says what content does not hold (the state of files): it carries no validator.
    """
    if view is None:
        return partial(content_page, reads=reads, validated=validated)

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            request.snapshot = mirror.current()
        except OperationalError:  # a long write holds the database, and texts wait to be indexed
            return errors.unavailable(request)
        if not validated:
            response = view(request, *args, **kwargs)
            if response.status_code == 200:
                response["Cache-Control"] = CACHE
            return response
        if request.GET:
            request.GET = _as_read(request.GET, frozenset(reads()))
        current = etag(request.snapshot.token)
        response = _answer(request, current, lambda: view(request, *args, **kwargs))
        if response.status_code in (200, 304):
            response["Cache-Control"] = CACHE
            response["ETag"] = current
        return response

    if validated:
        wrapped.reads = reads  # asked by the memory of pages, before Django
    return wrapped
