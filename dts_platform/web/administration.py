"""What the administration alone needs of a request: a session, an account, messages. Pages of visitors go past it.

A visitor has none of them; and each ties a request into a cycle that only the collector undoes.
"""

from collections.abc import Callable

from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest, HttpResponse

PREFIX = "/admin/"


def without_cookies(get_response: Callable) -> Callable:
    """Pages of visitors read no cookie, so that none answers one: a token of another site of the same host is not renewed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            request.COOKIES = {}
        return get_response(request)

    return middleware


class _Administration:
    """A middleware for the addresses of the administration, its previews included."""

    def __call__(self, request: HttpRequest):
        return super().__call__(request) if request.path_info.startswith(PREFIX) else self.get_response(request)


class SessionMiddleware(_Administration, sessions.SessionMiddleware):
    """The session, in the administration alone."""


class AuthenticationMiddleware(_Administration, auth.AuthenticationMiddleware):
    """The account, in the administration alone."""


class MessageMiddleware(_Administration, messages.MessageMiddleware):
    """What was done, said on the next page, in the administration alone."""
