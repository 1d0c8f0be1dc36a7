"""Where a form comes from, as the browser says: from one of our pages, from another site, or nothing is said of it."""

from enum import Enum

from django.conf import settings
from django.http import HttpRequest


class Origin(Enum):
    """Whose page sent a form."""

    OURS, FOREIGN, UNTOLD = range(3)


def origin_of(request: HttpRequest) -> Origin:
    """Whose page sent this form. No page of another site can forge these two headers; a robot can."""
    origin, site = request.headers.get("Origin", "null"), request.headers.get("Sec-Fetch-Site", "")
    if origin in {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}:
        return Origin.OURS
    if origin != "null":
        return Origin.FOREIGN
    known = {"same-origin": Origin.OURS, "same-site": Origin.FOREIGN, "cross-site": Origin.FOREIGN}
    return known.get(site, Origin.UNTOLD)
