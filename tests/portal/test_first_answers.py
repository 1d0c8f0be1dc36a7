"""What a question names outright stands first, boxed; pages of the site are found; what was widened is said."""

import html
import re

import pytest

from dts_platform.models import FruitlessSearch
from dts_platform.models.counting import TALLY

pytestmark = pytest.mark.django_db
NO_BREAK = str.maketrans({"\u00a0": " ", "\u202f": " "})


def sought(visitor, text: str, path: str = "/recherche/") -> str:
    return html.unescape(visitor.get(path, {"q": text}).content.decode()).translate(NO_BREAK)


def boxed(page: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)"', page.partition('class="first-answers"')[2].partition("</ul>")[0])


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("glossaire", "/reperes/glossaire/"),
        ("la plaquette", "/plaquette/"),
        ("Accessibilité", "/accessibilite/"),
        ("fiche 14", "/fiches/ouvrir-un-service-de-mobilite-vers-l-emploi/"),
        ("14", "/fiches/ouvrir-un-service-de-mobilite-vers-l-emploi/"),
        ("Fiche n° 14", "/fiches/ouvrir-un-service-de-mobilite-vers-l-emploi/"),
        ("ptce", "/reperes/glossaire/#mot-ptce"),
        ("fiche nº 14", "/fiches/ouvrir-un-service-de-mobilite-vers-l-emploi/"),
        ("C’est quoi une AI ?", "/reperes/glossaire/#mot-ai"),
        ("le RSA", "/reperes/glossaire/#mot-rsa"),
        ("rencontrer un élu", "/situations/je-rencontre-un-elu/"),
        ("le maire", "/situations/je-rencontre-un-elu/"),
        ("rencontrer le maire demain", "/situations/je-rencontre-un-elu/"),
        ("contrat de ville", None),
        ("Bretagne", "/experiences/?region=bretagne"),
        ("dans le Nord", "/experiences/?departement=59"),
        ("corse", "/experiences/?region=corse"),
        ("animer la réunion", None),
        ("fiche 9999", None),
        ("emploi -bretagne", None),
    ],
)
def test_what_a_question_names_stands_first(visitor, typed, first):
    assert next(iter(boxed(sought(visitor, typed))), None) == first


@pytest.mark.parametrize(
    ("typed", "pages"),
    [
        ("contact", ["/contact/", "/territoires/"]),
        ("brochure", ["/plaquette/"]),
        ("éditions", ["/manuel/editions/"]),
        ("lexique", ["/reperes/glossaire/"]),
        ("licorne", []),
    ],
)
def test_pages_of_the_site_are_found_by_what_visitors_call_them(visitor, typed, pages):
    page = sought(visitor, typed)
    listed = re.findall(r'href="(/[^"]*)"', page.partition('id="group-pages"')[2].partition("</section>")[0])
    assert listed == pages
    assert ((FruitlessSearch, typed) in TALLY.take()) == (typed == "licorne")


@pytest.mark.parametrize("path", ["/fiches/", "/recherche/"])
def test_page_says_what_was_widened_and_leads_to_the_strict_search(visitor, path):
    page = sought(visitor, "crèche", path)
    told = re.search(r'Élargi à : ([^<]+)\.\s+<a href="([^"]+)">Chercher « crèche » seulement', page)
    assert "mode de garde" in told[1]
    assert "Élargi à" not in visitor.get(told[2]).content.decode()


def test_list_says_the_place_and_leads_to_its_filter(visitor):
    page = sought(visitor, "PACA", "/experiences/")
    address = "/experiences/?region=provence-alpes-cote-d-azur"
    assert f'Lieu reconnu : <a href="{address}">Provence-Alpes-Côte d’Azur, 4 textes</a>' in page
    assert 'data-total="4"' in page
