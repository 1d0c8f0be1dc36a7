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
        ("ressourcer", None),
        ("Bretagne", "/experiences/?region=bretagne"),
        ("dans le Nord", "/experiences/?departement=59"),
        ("corse", "/experiences/?region=corse"),
        ("animer la réunion", None),
        ("fiche 9999", None),
        ("fiche 35", "/fiches/tenir-un-observatoire-des-besoins-et-des-ressources/"),
        ("Toulouse", "/experiences/?region=occitanie"),
        ("12", "/fiches/reprendre-ou-relocaliser-une-activite/"),
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


def test_list_says_that_nothing_lies_in_a_known_place_and_leads_to_its_region(visitor):
    for typed, where, region in [
        ("Toulouse", "à Toulouse (Haute-Garonne)", "occitanie"),
        ("Lozère", "en Lozère (Occitanie)", "occitanie"),
        ("Var", "dans le Var (Provence-Alpes-Côte d’Azur)", "provence-alpes-cote-d-azur"),
        ("69003", "dans le Rhône (Auvergne-Rhône-Alpes)", "auvergne-rhone-alpes"),
        ("exemples au Mans", "au Mans (Sarthe)", "pays-de-la-loire"),
        ("crèche à Toulouse", "à Toulouse (Haute-Garonne)", "occitanie"),
        ("Toulouse, Rennes", "à Toulouse (Haute-Garonne)", "occitanie"),
    ]:
        page = sought(visitor, typed, "/experiences/")
        assert f"Aucune expérience {where}." in page
        assert "orthographe" not in page
        assert f'href="/territoires/{region}/"' in page
        near = re.search(rf'href="/experiences/\?region={region}">[^<]+ : (\d+) expériences?</a>', page)
        listed = re.search(r'data-total="(\d+)"', visitor.get("/experiences/", {"region": region}).content.decode())
        assert near is None or near[1] == listed[1] != "0"
        assert near or listed[1] == "0" or "Lieu reconnu" in page
    assert "Aucune expérience à Toulouse. Voir les " in sought(visitor, "Toulouse")


@pytest.mark.parametrize(
    ("path", "typed", "said", "link"),
    [
        ("/fiches/", "Toulouse", "Les fiches valent partout.", ""),
        ("/regles/", "Bretagne", "Les règles valent partout ; ", "region=bretagne"),
        ("/regles/", "Redon", "Les règles valent partout ; ", "q=Redon"),
        ("/chiffres/", "Lille", "Les chiffres disent leur région, non leur ville ; ", "q=Lille"),
    ],
)
def test_list_that_cannot_know_denies_nothing_and_counts_the_experiences(visitor, path, typed, said, link):
    page = " ".join(sought(visitor, typed, path).replace("\u202f", " ").split())
    assert said in page
    assert "Aucun chiffre" not in page
    assert "Aucune " not in page.partition("results-summary")[2].partition("</div>")[0]
    if link:
        (total,) = re.findall(rf'href="/experiences/\?{link}" ?>(\d+) expériences? ', page)
        listed = visitor.get(f"/experiences/?{link}").content.decode()
        assert f'data-total="{total}"' in listed


def test_notice_of_a_place_and_a_word_that_no_text_holds_together_offers_the_place(visitor):
    page = sought(visitor, "crèche en Bretagne", "/experiences/")
    assert "Aucun texte ne répond à la fois à ce lieu et à tous ces mots" in page
    assert '<a href="/experiences/?region=bretagne">Bretagne, 4 textes</a>' in page
    assert '<a href="/experiences/?q=Rennes">Rennes, ' in sought(visitor, "crèche à Rennes", "/experiences/")
    assert "Aucun texte ne" not in sought(visitor, "ille-et-vilaine normandie", "/experiences/")


@pytest.mark.parametrize(
    "typed", ["fiche 12", "12", "Rennes", "35000", "Isère", "ptce", "le maire", "Bretagne", "Toulouse", "glossaire"]
)
def test_suggestions_begin_with_what_the_search_puts_first(visitor, typed):
    first = boxed(sought(visitor, typed))
    suggested = [one["url"] for one in visitor.get("/recherche/suggestions/", {"q": typed}).json()["suggestions"]]
    assert suggested[: len(first)] == first != []
    assert len({*suggested}) == len(suggested) <= 8
