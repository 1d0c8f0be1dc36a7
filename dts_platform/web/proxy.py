"""How the site answers a proxy: each answer whole at once, and what the proxy says believed from this machine alone."""

from collections.abc import Callable, Iterable

Application = Callable[[dict, Callable], Iterable[bytes]]

THIS_MACHINE = frozenset(("127.0.0.1", "::1"))
SCHEME, VISITOR = "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR"


def behind_proxy(application: Application) -> Application:
    """An application for a server that holds a worker until its reader has read all, unless it is given bytes.

    The proxy of this machine says the scheme of a visit, and its address, the last of the list. Whoever reaches the port
    from elsewhere says neither.
    """

    def wrapped(environ: dict, start_response: Callable) -> list[bytes]:
        visitor = environ.pop(VISITOR, "").rpartition(",")[2].strip()
        if environ.get("REMOTE_ADDR") not in THIS_MACHINE:
            environ.pop(SCHEME, None)
        elif visitor:
            environ["REMOTE_ADDR"] = visitor
        response = application(environ, start_response)
        if isinstance(response, list):
            return response
        try:
            return [b"".join(response)]
        finally:
            getattr(response, "close", bool)()

    return wrapped
