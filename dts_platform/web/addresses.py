"""Addresses of the site: the path of a page by its name, and full ones, on the site's own host whatever a request says."""

from functools import lru_cache
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse


@lru_cache(maxsize=8_192)
def url(name: str, *arguments: str) -> str:
    """The path of a page by its name. Remembered: a page prints dozens, and each costs 40 µs to work out.

    The site stands at the root of its host: what the index and the processes remember of addresses says so too.
    """
    return reverse(name, args=arguments)


def absolute(path: str) -> str:
    """The full address of a path of the site."""
    return _joined(settings.SITE_URL, path)


@lru_cache(maxsize=8_192)
def _joined(site: str, path: str) -> str:
    return urljoin(f"{site}/", path)


def with_query(address: str, query: str) -> str:
    """An address that asks one thing more, « name=value »."""
    return f"{address}{'&' if '?' in address else '?'}{query}"
