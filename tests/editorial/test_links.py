"""Links between texts: kept while their target is public, plain words otherwise."""

from dataclasses import replace

import pytest
from django.conf import settings

from dts_platform.editorial.links import PublicLinks, leads_to_text
from dts_platform.editorial.states import Statut
from dts_platform.text.html_tree import parse, serialize
from fiches.models import Fiche

SITE_URL = settings.SITE_URL
LINKS = PublicLinks(frozenset({"/fiches/a/", "/experiences/e/"}), frozenset({"/fiches/", "/experiences/", "/reperes/"}))


def cleaned(html: str, links: PublicLinks = LINKS) -> str:
    root = parse(html)
    links.clean(root)
    return serialize(root)


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="/fiches/a/">a</a></p>',
        '<p><a href="/experiences/e/">e</a> et <a href="/missions/m/">m</a></p>',
        '<p><a href="/fiches/?q=b">b</a> <a href="/fiches/b.pdf">b</a> <a href="https://a.fr/fiches/b/">b</a></p>',
        '<p><a class="terme" href="#mot-iae">IAE</a></p>',
    ],
)
def test_link_to_what_is_public_or_no_text_is_kept(html):
    assert cleaned(html) == html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<p>x <a href="/fiches/b/">la <em>fiche</em> b</a>, y</p>', "<p>x la <em>fiche</em> b, y</p>"),
        ('<p><a href="/reperes/r/">r</a><a href="/fiches/a/">a</a></p>', '<p>r<a href="/fiches/a/">a</a></p>'),
        ('<p><a class="x" href="/fiches/b/">b</a>&nbsp;!</p>', "<p>b&nbsp;!</p>"),
    ],
)
def test_link_to_a_text_that_is_not_public_becomes_plain_words(html, expected):
    assert cleaned(html) == expected


@pytest.mark.parametrize(
    ("html", "met", "named"),
    [
        ("<p>rien</p>", set(), set()),
        ('<p><a href="/fiches/a/">a</a></p>', {"/fiches/a/"}, {"/fiches/a/"}),
        (f'<p><a href="{SITE_URL}/fiches/a/">a</a></p>', {"/fiches/a/"}, {"/fiches/a/"}),
        ('<p><a href="/fiches/b/">b</a></p>', {"/fiches/b/"}, set()),
        ('<p><a href="/fiches/a.pdf">a</a> <a href="/missions/m/">m</a> <a>x</a></p>', set(), set()),
        ('<p><a href="https://a.fr/fiches/a/">a</a> <a href="/fiches/?q=b">b</a></p>', set(), set()),
    ],
)
def test_page_meets_the_texts_that_it_leads_to_and_names_the_public_ones(html, met, named):
    links = replace(LINKS, met=set())
    links.meet(parse(html))
    assert (links.met, links.named) == (met, named)


def test_link_taken_away_is_still_met():
    links = replace(LINKS, met=set())
    cleaned('<p><a href="/fiches/b/">b</a></p>', links)
    assert (links.met, links.named) == ({"/fiches/b/"}, set())


@pytest.mark.django_db
def test_withdrawn_fiche_is_no_longer_among_the_public_links():
    fiche = Fiche.objects.published()[0]
    path = fiche.get_absolute_url()
    html = f'<p><a href="{path}">fiche</a></p>'
    assert cleaned(html, PublicLinks.read()) == html
    Fiche.objects.filter(pk=fiche.pk).update(statut=Statut.RETIRE)
    assert leads_to_text(path, PublicLinks.read().prefixes)
    assert cleaned(html, PublicLinks.read()) == "<p>fiche</p>"
