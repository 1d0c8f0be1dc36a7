"""The pages shown when something cannot be done. They need neither database nor session."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

RETRY_AFTER = 5  # seconds


def _page(request: HttpRequest, code: int, template: str) -> HttpResponse:
    return render(request, template, status=code)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400, "400.html")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403, "403.html")


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404, "404.html")


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database is away, or held for long: it comes back."""
    response = _page(request, 503, "503.html")
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """What a view did not expect; a database that does not answer is no breakdown of the site."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return unavailable(request)
    return _page(request, 500, "500.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say what to do when the anti-forgery token of a form is missing or too old."""
    return _page(request, 403, "403_csrf.html")
