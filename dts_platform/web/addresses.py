"""Full addresses, on the site's own host whatever a request says."""

from urllib.parse import urljoin

from django.conf import settings


def absolute(path: str) -> str:
    """The full address of a path of the site."""
    return urljoin(f"{settings.SITE_URL}/", path)
