"""A part of the manual: its fiches in order, then whole on one page; what is not public is on neither."""

import gzip
import re

import pytest

from dts_platform.text.html_tree import deepen, parse, serialize
from fiches.models import Fiche, Partie
from tests.factories import a_fiche

pytestmark = pytest.mark.django_db
HEAVIEST = 75_000  # bytes of a whole part, compressed: fourteen fiches, some 25 000 words


def page_of(visitor, address: str) -> str:
    response = visitor.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("part", Partie)
def test_whole_part_holds_every_fiche_in_order_at_the_anchor_of_its_name(visitor, part):
    page = page_of(visitor, f"/manuel/{part.slug}/entiere/")
    slugs = list(Fiche.objects.published().filter(partie=part).order_by("numero").values_list("slug", flat=True))
    assert re.findall(r'<h2 id="([\w-]+)" class="part-title">', page) == slugs
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert anchor in ids
    assert "<section aria-labelledby" not in page.partition('class="part-fiche"')[2].partition('class="words"')[0]
    for slug in slugs:
        assert f'<h3 id="{slug}-etapes">' in page
        assert f'href="#{slug}"' in page
    assert 0 < len(gzip.compress(page.encode(), 6)) < HEAVIEST


def test_whole_part_goes_down_one_heading_at_a_time(visitor):
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", page_of(visitor, "/manuel/animer/entiere/"))]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_search_engines_are_led_from_the_whole_part_to_its_page(visitor):
    page = page_of(visitor, "/manuel/creer/entiere/")
    assert '<meta name="robots" content="noindex">' in page
    assert re.search(r'rel="canonical" href="[^"]*/manuel/creer/"', page)
    assert "entiere" not in visitor.get("/sitemap.xml").content.decode()
    assert '/manuel/creer/entiere/" rel="nofollow"' in page_of(visitor, "/manuel/creer/")


def test_fiche_withdrawn_leaves_both_pages_and_a_part_without_fiches_is_not_led_to(visitor):
    draft = a_fiche(titre="Accorder un balafon", partie=Partie.ANIMER, statut="brouillon")
    Fiche.objects.filter(partie=Partie.CREER).update(statut="retire")
    for address in ("/manuel/animer/", "/manuel/animer/entiere/"):
        assert draft.titre not in page_of(visitor, address)
    for address in ("/manuel/creer/", "/manuel/creer/entiere/", "/manuel/absente/entiere/"):
        assert visitor.get(address).status_code == 404
    assert 'rel="prev" href="/manuel/poser/"' in page_of(visitor, "/manuel/securiser/")
    assert 'rel="next" href="/manuel/securiser/entiere/"' in page_of(visitor, "/manuel/poser/entiere/")


def test_headings_go_one_step_lower_and_the_lowest_stays():
    root = parse("<h1>A</h1><section><h3 id='b'>B</h3></section><h6>C</h6>")
    deepen(root)
    assert serialize(root) == '<h2>A</h2><section><h4 id="b">B</h4></section><h6>C</h6>'
