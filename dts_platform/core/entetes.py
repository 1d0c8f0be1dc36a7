"""Response headers and request refusals that hold for every address."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

OPEN_TO_OTHER_SITES = "/donnees/"


def resource_policy(get_response):
    """Keep responses to our own pages; open data may be read from anywhere."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(OPEN_TO_OTHER_SITES):
            response["Access-Control-Allow-Origin"] = "*"
            response["Cross-Origin-Resource-Policy"] = "cross-origin"
        else:
            response["Cross-Origin-Resource-Policy"] = "same-origin"
            response["Cross-Origin-Embedder-Policy"] = "require-corp"
        return response

    return middleware


def refuse_nul_bytes(get_response):
    """Answer 400 to a NUL byte sent to the administration: PostgreSQL cannot hold one.

    Public pages drop such bytes themselves and go on.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/") and any("\0" in v for vs in request.GET.lists() for v in [vs[0], *vs[1]]):
            raise BadRequest("octet nul")
        return get_response(request)

    return middleware
