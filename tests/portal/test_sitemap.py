"""The site map names every page: the tests of all pages read their list from it."""

import re

import pytest
from django.urls import get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from dts_platform.portal.pages import PAGES, section_of

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
    assert pages_without_argument(visitor) - NOT_WORTH_INDEXING == {page.route for page in PAGES}


def test_page_has_the_title_of_its_declaration_in_its_tab(visitor):
    for page in PAGES:
        title = visitor.get(reverse(page.route)).content.decode().split("<title>")[1].split("</title>")[0]
        assert title.replace("\n", "") == f"{page.title} – Territoires solidaires"


def test_menu_and_foot_lead_to_the_pages_declared_there(visitor):
    html = visitor.get("/").content.decode()
    menu = html.split('aria-label="Navigation principale"')[1].split("</nav>")[0]
    foot = html.split('<nav aria-label="Le manuel et le site">')[1].split("</nav>")[0]
    first = ["fiches:manuel", "portal:plaquette", "portal:territoires"]
    for part, routes in (
        (menu, [p.route for p in PAGES if p.menu]),
        (foot, first + [p.route for p in PAGES if p.in_foot]),
    ):
        assert re.findall(r'href="([^"]+)"', part) == [reverse(route) for route in routes]


@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/", ""),
        ("/fiches/", "/fiches/"),
        ("/fiches/une-fiche/", "/fiches/…"),
        ("/reperes/glossaire/", "/comprendre/…"),
        ("/fiches.pdf", ""),
        ("/manuel.pdf", ""),
        ("/a-propos/", ""),
        ("", ""),
    ],
)
def test_path_is_in_the_section_that_it_begins_with(path, section):
    assert section_of(path) == section
