"""How the site answers a proxy: each answer whole at once, and what the proxy says believed from this machine alone."""

from collections.abc import Callable, Iterable

Application = Callable[[dict, Callable], Iterable[bytes]]

THIS_MACHINE = frozenset(("127.0.0.1", "::1"))
SCHEME = "HTTP_X_FORWARDED_PROTO"


def behind_proxy(application: Application) -> Application:
    """An application for a server that holds a worker until its reader has read all, unless it is given bytes.

    Whoever reaches the port from elsewhere than this machine says nothing of the scheme of its visit.
    """

    def wrapped(environ: dict, start_response: Callable) -> list[bytes]:
        if SCHEME in environ and environ.get("REMOTE_ADDR") not in THIS_MACHINE:
            del environ[SCHEME]
        response = application(environ, start_response)
        if isinstance(response, list):
            return response
        try:
            return [b"".join(response)]
        finally:
            getattr(response, "close", bool)()

    return wrapped
