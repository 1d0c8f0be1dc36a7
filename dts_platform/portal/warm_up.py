"""What a server does before its first visitor: pages are made once, then the collector leaves alone all that is there."""

import gc
from collections.abc import Callable, Iterable
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.db import connections
from django.urls import reverse

from dts_platform.models.counting import TALLY
from dts_platform.portal.pages import PAGES
from dts_platform.search import commits

SEARCHES = ("fiches:liste", "experiences:liste", "portal:recherche")


def _ask(application: Callable[[dict, Callable], Iterable[bytes]], path: str, query: str = "") -> None:
    environ = {
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": settings.ALLOWED_HOSTS[0].lstrip(".*") or "localhost",
    }
    environ |= {"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "https"} if settings.PRODUCTION else {}
    setup_testing_defaults(environ)
    response = application(environ, lambda *_: None)
    getattr(response, "close", bool)()


def warm_up(application: Callable[[dict, Callable], Iterable[bytes]]) -> None:
    """Have the index read and templates compiled, in a process that has no visitor yet.

    A full collection reads every object of the process, for tens of milliseconds: those that stay are set aside.
    No connection is left open: processes born of this one would share it.
    """
    for page in PAGES:
        _ask(application, reverse(page.route))
    for name in SEARCHES:
        _ask(application, reverse(name), "q=territoire")
    TALLY.take()  # nobody sought that
    connections.close_all()
    commits.close()
    gc.collect()
    gc.freeze()
