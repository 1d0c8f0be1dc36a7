"""What is folded waits in a `<noscript>` until a script builds it; where that script did not come, an address has it all built."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dts_platform.web.headers import is_page

BUILT = "deplie"  # the parameter that asks for a page whose folds are built


def unfolded_address(request: HttpRequest) -> str:
    """From the page that is asked for, the address of the same, its folds built; of its parameters, those that it reads."""
    asked = f"{request.GET.urlencode()}&" if request.GET else ""
    return f"?{asked}{BUILT}=1"


def build_folds(get_response: Callable) -> Callable:
    """Send a page with its folds built, when its address asks for it; the page itself does not see that it was asked.

    The address is for whoever needs it, not for search engines.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.GET.get(BUILT) != "1":
            return get_response(request)
        request.GET = request.GET.copy()
        del request.GET[BUILT]
        response = get_response(request)
        if is_page(response) and not response.streaming:
            response.content = response.content.replace(b"<noscript>", b"").replace(b"</noscript>", b"")
            response.headers["X-Robots-Tag"] = "noindex"
        return response

    return middleware
