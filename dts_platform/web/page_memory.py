"""Whole pages remembered, compressed, for one state of the content and one canonical address; answered before Django.

A page is remembered when Django answered 200 to it with the validator of the content. All that Django reads of a request
to make it is in its key: a foreign host, a visit without https, an address that does not exist are never found here.
"""

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import brotli
from django.conf import settings
from django.core.handlers.wsgi import get_path_info
from django.db import Error
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from dts_platform.search import mirror
from dts_platform.search.memory import Memory
from dts_platform.web.folds import BUILT
from dts_platform.web.freshness import CACHE, SAFE_METHODS, build, etag

EACH_VIEW = "dts_platform.each_view"
LONGEST_ADDRESS = 1_000  # characters; what is longer is made at each request
HEADERS_SIZE = 1_500  # bytes that the headers and the key of a page take, about
Application = Callable[[dict, Callable], Iterable[bytes]]
Headers = list[tuple[str, str]]

_COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=5),
    "gzip": lambda body: gzip.compress(body, 5, mtime=0),
    "": bytes,
}


def each_view(request: HttpRequest, act: Callable[[], None] | None = None) -> None:
    """What is to be done at each view of a page: `act`, this time included, even when the page comes from memory.

    Without `act` the page itself is made at each view: a search without answer is counted by its view.
    """
    if act:
        act()
    request.META[EACH_VIEW] = act


@lru_cache(maxsize=256)
def encoding_for(accepted: str) -> str:
    """The encoding to answer in, by an Accept-Encoding header: br, gzip, or nothing for the body as it is."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        weights[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((encoding for encoding in ("br", "gzip") if weights.get(encoding)), "")


@lru_cache(maxsize=4_096)
def parameters_of(path: str) -> frozenset[str] | None:
    """The parameters that the page at a path reads; None where no page of content is."""
    try:
        reads = getattr(resolve(path).func, "reads", None)
    except Resolver404:
        return None
    return None if reads is None else frozenset((*reads(), BUILT))


def canonical(query: str, parameters: frozenset[str]) -> str | None:
    """A query string as the page sees it: what it does not read is dropped, and blanks; its parameters in order.

    None when a name is written in such a way that it must be decoded to be known.
    """
    kept: dict[str, list[str]] = {}
    for pair in query.split("&") if query else ():
        name, _, value = pair.partition("=")
        if "%" in name or "+" in name:
            return None
        if name in parameters:
            kept.setdefault(name, []).append(value)
    return "&".join(f"{name}={value}" for name in sorted(kept) if any(kept[name]) for value in kept[name])


class Key(NamedTuple):
    """What a page is remembered under: method aside, all that Django reads of a request, and how its reader takes it."""

    host: str
    scheme: str
    proxy: str | None  # what the header of the proxy says of the scheme
    script: str
    path: str
    query: str  # of what the page reads alone
    encoding: str


def _hold_a_session(cookies: str) -> bool:
    """Are these cookies those of somebody who signed in?"""
    return f"{settings.SESSION_COOKIE_NAME}=" in cookies


def key_of(environ: dict) -> Key | None:
    """The key under which the page of a request is remembered; None for what is always made."""
    path, query, host = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""), environ.get("HTTP_HOST")
    if environ["REQUEST_METHOD"] not in SAFE_METHODS or host is None:
        return None
    if len(host) + len(path) + len(query) > LONGEST_ADDRESS:
        return None
    if "HTTP_COOKIE" in environ and _hold_a_session(environ["HTTP_COOKIE"]):
        return None
    if "HTTP_IF_MODIFIED_SINCE" in environ and "HTTP_IF_NONE_MATCH" not in environ:
        return None  # a reader that keeps a date alone: Django compares it
    proxy = settings.SECURE_PROXY_SSL_HEADER
    return _key(
        host,
        environ["wsgi.url_scheme"],
        environ.get(proxy[0]) if proxy else None,
        environ.get("SCRIPT_NAME", ""),
        path,
        query,
        encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")),
    )


@lru_cache(maxsize=1_024)
def _key(host: str, scheme: str, proxy: str | None, script: str, path: str, query: str, encoding: str) -> Key | None:
    """The same, from what the request says word for word."""
    parameters = parameters_of(get_path_info({"PATH_INFO": path}))
    address = None if parameters is None else canonical(query, parameters)
    return None if address is None else Key(host, scheme, proxy, script, path, address, encoding)


@dataclass(frozen=True)
class Page:
    """A page as Django answered it; without body when it has to be made at each view, or is too heavy to be kept."""

    etag: str
    headers: Headers
    body: bytes | None
    act: Callable[[], None] | None = None

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory."""
        return HEADERS_SIZE + len(self.body or b"")

    def held_by(self, environ: dict) -> bool:
        """Does who asks hold it already?"""
        return self.etag in environ.get("HTTP_IF_NONE_MATCH", "")

    def not_modified(self, start_response: Callable) -> list[bytes]:
        """Say that it did not change."""
        start_response("304 Not Modified", [("ETag", self.etag), ("Cache-Control", CACHE), ("Vary", "Accept-Encoding")])
        return []

    def send(self, environ: dict, start_response: Callable) -> list[bytes]:
        """Send it from memory; a HEAD request has its headers."""
        if self.act:
            self.act()
        start_response("200 OK", list(self.headers))
        return [self.body or b""] if environ["REQUEST_METHOD"] == "GET" else []


class PageMemory(Memory):
    """The pages of one state of the content, within a number of bytes; those used longest ago make room."""

    def __init__(self, size: int):
        super().__init__(size)
        self.largest_page = size // 8
        self._etag = ""
        self._state_lock = Lock()

    def keep(self, key: Key, page: Page) -> None:
        """Keep a page; those of another state of the content are forgotten."""
        with self._state_lock:
            if page.etag != self._etag:
                self.clear()
                self._etag = page.etag
            self.put(key, page, page.size)


def _current() -> str | None:
    """The validator of the content as the database holds it, one query; None when somebody must index or reconnect."""
    try:
        token = mirror.settled()
    except Error:
        return None  # Django knows how to open a connection again
    return etag(token) if token else None


class Answer:
    """What Django answers to a request: status, headers, a body in pieces to be read once."""

    def __init__(self, application: Application, environ: dict):
        received: list = []
        self.pieces = application(environ, lambda status, headers, *_: received.extend((status, headers)))
        self.status: str = received[0]
        self.headers: Headers = received[1]
        self.named = {name.lower(): value for name, value in self.headers}

    @property
    def may_be_compressed(self) -> bool:
        """Is it a whole page for anyone? One that sets a cookie holds a secret, whose length must not be told."""
        is_page = self.named.get("content-type", "").startswith("text/html")
        return (
            is_page
            and not {"set-cookie", "content-encoding"} & self.named.keys()
            and self.status.startswith(("2", "4", "5"))
        )

    def read(self) -> bytes:
        """Its whole body; it is closed."""
        try:
            return b"".join(self.pieces)
        finally:
            if hasattr(self.pieces, "close"):
                self.pieces.close()


def _encoded(headers: Headers, body: bytes, encoding: str) -> tuple[Headers, bytes]:
    """A body in an encoding, and the headers that say so."""
    body = _COMPRESS[encoding](body)
    vary = ", ".join([value for name, value in headers if name.lower() == "vary"] + ["Accept-Encoding"])
    kept = [(name, value) for name, value in headers if name.lower() not in ("content-length", "vary")]
    kept += [("Content-Encoding", encoding)] if encoding else []
    return [*kept, ("Vary", vary), ("Content-Length", str(len(body)))], body


def _page(environ: dict, answer: Answer, body: bytes, encoding: str, largest: int) -> Page | None:
    """The page to remember of an answer that Django gave; None for one that content alone does not make."""
    validator = answer.named.get("etag", "")
    if not answer.status.startswith("200 ") or build() not in validator or {"set-cookie", "vary"} & answer.named.keys():
        return None
    act = environ.get(EACH_VIEW)
    if EACH_VIEW in environ and act is None:
        return Page(validator, answer.headers, None)
    headers, compressed = _encoded(answer.headers, body, encoding)
    if len(compressed) > largest:
        return Page(validator, answer.headers, None)
    return Page(validator, headers, compressed, act)


def _compressed(environ: dict, answer: Answer, body: bytes) -> tuple[Headers, bytes]:
    """A page that is not remembered, as its reader takes it; as it was for who signed in, or when it is anything else."""
    encoding = encoding_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
    signed_in = _hold_a_session(environ.get("HTTP_COOKIE", ""))
    if not encoding or signed_in or not body or not answer.may_be_compressed:
        return answer.headers, body
    return _encoded(answer.headers, body, encoding)


def _ask_each_time(application: Application, environ: dict, start_response: Callable) -> Iterable[bytes]:
    """Have Django answer what is never remembered; a page is compressed, a file passes as it comes."""
    answer = Answer(application, environ)
    if environ["REQUEST_METHOD"] == "HEAD" or not answer.may_be_compressed:
        start_response(answer.status, answer.headers)
        return answer.pieces
    headers, body = _compressed(environ, answer, answer.read())
    start_response(answer.status, headers)
    return [body]


def remembered_first(application: Application, memory: PageMemory) -> Application:
    """A WSGI application that answers, with one query and nothing else, a page that Django made before of this content.

    Who already has it is told so by 304; what is not remembered is asked of Django.
    """

    def wrapped(environ: dict, start_response: Callable) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None:
            return _ask_each_time(application, environ, start_response)
        page = memory.get(key)
        if page is not None:
            held = page.held_by(environ)
            if (held or page.body is not None) and page.etag == _current():
                return page.not_modified(start_response) if held else page.send(environ, start_response)
        return _ask(application, memory, key, environ, start_response)

    return wrapped


def _ask(
    application: Application, memory: PageMemory, key: Key, environ: dict, start_response: Callable
) -> Iterable[bytes]:
    """Have Django make a page, whole whatever its reader holds, and remember it for all."""
    asked = environ.copy()
    if build() in asked.get("HTTP_IF_NONE_MATCH", ""):
        del asked["HTTP_IF_NONE_MATCH"]
    answer = Answer(application, asked)
    headers, body = answer.headers, answer.read()
    page = _page(asked, answer, body, key.encoding, memory.largest_page)
    if page and environ["REQUEST_METHOD"] == "GET":
        memory.keep(key, page)
    if page and page.held_by(environ):
        return page.not_modified(start_response)
    if page and page.body is not None and environ["REQUEST_METHOD"] == "GET":
        headers, body = page.headers, page.body
    elif environ["REQUEST_METHOD"] == "GET":
        headers, body = _compressed(environ, answer, body)
    start_response(answer.status, headers)
    return [body]
