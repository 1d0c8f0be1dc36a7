"""Response headers and request refusals that hold for every address."""

from collections.abc import Callable
from functools import cache, wraps

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static

from dts_platform.web.administration import PREFIX

# What a page is made of and that is never a page itself: what a browser may do is said by the page that asks for it.
PARTS_OF_PAGES = ("text/css", "text/javascript", "font/")
FACES = ("sans-regular", "sans-semibold", "serif-semibold")  # those of every public page


@cache
def _faces_first() -> str:
    """What has a browser ask for the faces of a page before it has read any of it."""
    addresses = [static(f"fonts/core-{face}.woff2") for face in FACES]
    return ", ".join(f'<{address}>; rel=preload; as=font; type="font/woff2"; crossorigin' for address in addresses)


def policies(get_response):
    """What a browser may do with our pages: the same words on every response, written once when the site starts.

    Responses are kept to our own pages, but those of a view open to other sites, its errors too. Style sheets, scripts and
    faces go without the words that only a page obeys: five times half a kilobyte of each first view.
    """
    security = "; ".join(f"{name} {sources}".strip() for name, sources in settings.CONTENT_SECURITY_POLICY.items())
    features = ", ".join(f"{feature}=()" for feature in settings.FEATURES_REFUSED)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.headers.get("Content-Type", "").startswith(PARTS_OF_PAGES):
            response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
            return response
        response.headers["Content-Security-Policy"] = security
        response.headers["Permissions-Policy"] = features
        if is_page(response) and not request.path.startswith(PREFIX):  # the administration has its own faces
            response.headers["Link"] = _faces_first()
        if getattr(request, "open_to_other_sites", False):
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        else:
            response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
            response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        return response

    return middleware


def is_page(response: HttpResponse) -> bool:
    """Is it a page, and not a file, data or a drawing?"""
    return response.headers.get("Content-Type", "").startswith("text/html")


def open_to_other_sites(view: Callable) -> Callable:
    """A view whose answers may be read from any site."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.open_to_other_sites = True  # read when the response leaves: a view that raises answers through another
        return view(request, *args, **kwargs)

    return wrapped


def refuse_nul_bytes(get_response):
    """Answer 400 to a NUL byte sent to the administration: PostgreSQL cannot hold one.

    Public pages drop such bytes themselves and go on.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(PREFIX) and any(
            "\0" in text for name, values in request.GET.lists() for text in (name, *values)
        ):
            raise BadRequest("octet nul")
        return get_response(request)

    return middleware
