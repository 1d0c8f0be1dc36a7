"""Every public page of the site: titles, headings, links, ids."""

import html
import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import resolve

from tests.addresses import ONE_OF_EACH_KIND, every_address

pytestmark = pytest.mark.django_db
FORMS = ("/contact/?", "/signaler-une-erreur/?", "/avis/?")  # one of each for every text: tests/contact


def test_every_page_answers_without_cookie_and_leads_to_whom_to_write(visitor):
    """tests/contact says who receives what is written there."""
    for address in every_address():
        response = visitor.get(address)
        assert response.status_code == 200, address
        assert not response.cookies, address
        assert '<a href="/contact/">' in response.content.decode(), address


def test_every_page_has_a_title_of_its_own_and_one_heading(visitor):
    titles = {}
    for address in every_address():
        page = visitor.get(address).content.decode()
        title = re.search(r"<title>(.*?)</title>", page)[1]
        if "?" not in address:
            assert title not in titles, (address, titles[title])
            titles[title] = address
        assert len(re.findall(r"<h1[ >]", page)) == 1, address


def test_every_page_describes_itself_in_a_whole_short_line(visitor):
    cut = 0
    for address in every_address():
        page = visitor.get(address).content.decode()
        description = html.unescape(re.search(r'<meta name="description" content="([^"]*)">', page)[1])
        assert 30 <= len(description) <= 160, (address, description)
        assert "\n" not in description
        cut += description.endswith("…")
    assert cut > 50  # summaries are longer than what search engines show


def small_faces() -> set[str]:
    """The signs that every small face holds: one more sign in a page asks for a whole face, 20 kB."""
    sheet = (settings.BASE_DIR / "static/css/foundations.css").read_text(encoding="utf-8")
    ranges = re.search(r"core-sans-regular\.woff2[^}]*unicode-range: ([^}]+)", sheet)[1]
    bounds = [[int(bound, 16) for bound in part.strip(" U+").split("-")] for part in ranges.split(",")]
    return {chr(code) for first, *last in bounds for code in range(first, (last or [first])[0] + 1)}


def test_signs_of_the_content_are_those_of_the_small_faces(visitor):
    held = small_faces() | set("\n\t")
    beyond = {}
    for address in every_address():
        page = re.sub(r"<script.*?</script>|<[^>]*>", "", visitor.get(address).content.decode(), flags=re.S)
        if signs := set(html.unescape(page)) - held:
            beyond[address] = signs
    assert beyond == {}


def test_no_internal_link_is_dead(visitor):
    links, anchors = {}, {}
    for address in every_address():
        page = visitor.get(address).content.decode()
        path = urlsplit(address).path
        anchors.setdefault(path, set()).update(re.findall(r'\bid="([^"]+)"', page))
        for link in map(html.unescape, re.findall(r'href="([^"]+)"', page)):
            if link.startswith(("/", "#")) and not link.startswith(("/static/", "//", *FORMS)):
                links.setdefault(link if link.startswith("/") else f"{path}{link}", address)
    for link, origin in links.items():
        parts = urlsplit(link)
        if not parts.path.endswith(".pdf"):
            assert visitor.get(link).status_code == 200, (link, origin)
        else:
            assert resolve(parts.path).namespace == "fiches", (link, origin)
        if parts.fragment and parts.path in anchors:
            assert parts.fragment in anchors[parts.path], (link, origin)


def test_page_never_repeats_an_id(visitor):
    for address in ONE_OF_EACH_KIND:
        ids = re.findall(r'\bid="([^"]+)"', visitor.get(address).content.decode())
        assert len(ids) == len(set(ids)), address


def test_page_loads_nothing_from_another_site(visitor):
    for address in ONE_OF_EACH_KIND:
        page = visitor.get(address).content.decode()
        resources = re.findall(r'<(?:link|script|img|source|iframe)[^>]*(?:href|src)="([^"]+)"', page)
        foreign = [r for r in resources if not r.startswith(("/", "data:")) and not r.startswith(settings.SITE_URL)]
        assert foreign == [], address


def test_canonical_address_is_of_the_site_and_in_order(visitor):
    with override_settings(SITE_URL="https://manuel.exemple.fr"):
        page = visitor.get(
            "/fiches/?tri=numero&page=1&q=&mission=creation-activites&mission=creation-activites"
        ).content.decode()
    assert '<link rel="canonical" href="https://manuel.exemple.fr/fiches/?mission=creation-activites">' in page


def test_glossaire_word_is_linked_once_and_defined_in_the_page(visitor):
    page = visitor.get("/fiches/faire-vivre-la-representation-et-les-droits-des-salaries/").content.decode()
    links = re.findall(r'<a class="terme" href="#(mot-[^"]+)">', page)
    assert links
    assert len(links) == len(set(links))
    assert all(f'id="{link}"' in page for link in links)
