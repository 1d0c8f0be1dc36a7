"""The site map names every page: the tests of all pages read their list from it."""

import pytest
from django.urls import get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from dts_platform.portal.sitemap import FIXED

pytestmark = pytest.mark.django_db
NOT_WORTH_INDEXING = {"portal:recherche"}


def pages_without_argument(visitor) -> set[str]:
    """The names of the addresses of the site that answer with a page and take no argument."""
    found = set()
    for namespace, (_, resolver) in get_resolver().namespace_dict.items():
        for name in filter(lambda key: isinstance(key, str), resolver.reverse_dict):
            try:
                address = reverse(f"{namespace}:{name}")
            except NoReverseMatch:
                continue
            if namespace != "admin" and not address.endswith((".pdf", ".epub")):
                response = visitor.get(address)
                if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                    found.add(f"{namespace}:{name}")
    return found


def test_site_map_names_every_page_without_argument(visitor):
    assert pages_without_argument(visitor) - NOT_WORTH_INDEXING == set(FIXED)
