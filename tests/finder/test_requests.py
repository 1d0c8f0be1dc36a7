"""Nothing typed in an address breaks a finder, and what is not understood is told."""

import html
import re
from math import ceil
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.conf import settings

from dts_platform.finder.finder import PER_PAGE
from experiences.models import Experience
from fiches.models import Fiche
from tests.factories import a_fiche, a_theme, an_experience
from tests.finder.pages import TOTAL, open_data
from tests.long import crossed

pytestmark = pytest.mark.django_db
HOSTILE = [
    "mission=inconnue", "mission=%00", "mission=%FF%FE", "principe=" + "a" * 10_000, "page=-1", "page=" + "9" * 21, "page=" + "9" * 6000,
    "page=abc", "page=", "page=1&page=2", "mission=creation-activites&mission=creation-activites", "q=%00", "q=%ED%A0%80", "q=" + "é" * 5000,
    "q=<script>alert(1)</script>", "tri=<b>", "tri=%00", "theme='%20OR%201=1--", "q=%22", "q=((((", "q=*", "q=%5C", "strategie[]=x", "=x", "&&&",
    "region=corse", "q=%E2%80%AE%E2%80%AB", "mission=%3Cimg%20src=x%20onerror=alert(1)%3E", "q=" + "%20".join("abcdefghij") * 30,
]  # fmt: skip


ASKED = ["/fiches/", "/experiences/", "/", "/recherche/", "/recherche/suggestions/", "/donnees/fiches.csv"]


@pytest.mark.parametrize(
    ("query_string", "address"), crossed(HOSTILE, ASKED, 2, lambda query, address: f"{address}?{query}")
)
def test_malformed_query_string_is_answered_and_never_echoed_raw(visitor, query_string, address):
    response = visitor.get(f"{address}?{query_string}")
    assert response.status_code == 200
    page = response.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\0" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/fiches/%00/",
        "/fiches/%FF/",
        "/fiches/a'b/",
        "/fiches/" + "a" * 3000 + "/",
        "/donnees/%00.json",
        "/experiences/../x/",
    ],
)
def test_malformed_path_answers_301_or_404(visitor, path):
    assert visitor.get(path).status_code in (301, 404)


@pytest.mark.parametrize("page", ["-1", "0", "9" * 20, "400"])
def test_absurd_page_number_shows_the_last_page(visitor, page):
    last = ceil(Fiche.objects.published().count() / PER_PAGE)
    assert last > 2
    assert (
        f'aria-current="page" aria-label="Page {last}">{last}<' in visitor.get(f"/fiches/?page={page}").content.decode()
    )


def test_unknown_value_is_ignored_and_told(visitor):
    page = visitor.get("/fiches/?mission=inconnue&principe=cooperation").content.decode()
    assert "Nous ne connaissons pas" in page
    assert "inconnue" in page
    assert int(TOTAL.search(page)[1]) == sum("cooperation" in f["principes"] for f in open_data(visitor, "fiches"))


def test_chip_removes_one_filter_and_keeps_the_rest(visitor):
    page = visitor.get("/fiches/?mission=animation-territoire&principe=cooperation&q=clauses").content.decode()
    chips = [html.unescape(a) for a in re.findall(r'<a class="chip" href="([^"]+)"', page)]
    left = [sorted(parse_qsl(urlsplit(p).query)) for p in chips]
    everything = {("mission", "animation-territoire"), ("principe", "cooperation"), ("q", "clauses")}
    assert [everything - set(rest) for rest in left] == [
        {("q", "clauses")},
        {("mission", "animation-territoire")},
        {("principe", "cooperation")},
    ]


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("region=bretagne&theme=zorglubite", 2),
        ("region=bretagne&theme=zorglubite&q=zorglub", 2),
        ("theme=zorglubite&q=glockenspiel", 1),
        ("region=bretagne&theme=zorglubite&q=glockenspiel", 0),
    ],
)
def test_filter_whose_removal_is_offered_leads_to_as_many_texts_as_told(visitor, asked, offered):
    theme = a_theme(slug="zorglubite")
    an_experience(nom="Zorglub en Bretagne", region="bretagne")
    an_experience(nom="Zorglub au verger", region="occitanie", themes=[theme])
    address = f"/experiences/?{asked}&structure_de_reference={Experience.StructureType.OTHER}"
    page = html.unescape(visitor.get(address).content.decode())
    links = re.findall(r'<li><a href="([^"]+)">sans [^<]+</a>\s*:\s*(\d+)', page)
    assert len(links) == offered
    assert [int(TOTAL.search(visitor.get(link).content.decode())[1]) for link, _ in links] == [
        int(told) for _, told in links
    ]


@pytest.mark.parametrize(
    ("q", "said"),
    [
        ("Mobilté", "Aucun texte ne contient «\u202fmobilté\u202f»"),
        ("Mobilté", "<strong>«\u202fmobilité\u202f»</strong>"),
        ("mobilité glockenspiel", "Aucun texte ne contient tous ces mots"),
        ("de la", "aucun mot que l’on puisse chercher"),
        ("glockenspiel", "Chercher «\u202fglockenspiel\u202f» dans tout le site"),
        ("<b>mobilité", "<mark>mobilité</mark>"),
    ],
)
def test_page_says_how_the_words_were_read(visitor, q, said):
    page = visitor.get("/fiches/", {"q": q}).content.decode()
    assert said in page
    assert "<b>" not in page


def test_crossed_filters_are_closed_to_search_engines(visitor):
    for address, allowed in [
        ("/fiches/", True),
        ("/fiches/?mission=creation-activites", True),
        ("/fiches/?mission=creation-activites&principe=cooperation", False),
        ("/fiches/?q=mobilite", False),
        ("/recherche/?q=mobilite", False),
    ]:
        assert ('content="noindex, follow"' not in visitor.get(address).content.decode()) == allowed, address


@pytest.mark.parametrize("path", ["/fiches/", "/experiences/", "/chiffres/", "/regles/"])
def test_value_that_no_text_carries_is_offered_only_where_it_is_chosen(visitor, path):
    assert 'data-count="0"' not in visitor.get(path).content.decode()


def test_situation_that_no_fiche_serves_is_not_offered(visitor):
    page = visitor.get("/fiches/").content.decode()
    assert 'name="situation"' in page
    assert "je-rencontre-un-elu" not in page.partition("<legend>Situation")[2].partition("</fieldset>")[0]
    assert 'value="je-rencontre-un-elu"' in visitor.get("/fiches/?situation=je-rencontre-un-elu").content.decode()


def test_links_of_the_filters_go_back_to_the_first_page(visitor):
    page = visitor.get("/fiches/?page=2&theme=mobilite&theme=numerique").content.decode()
    head, _, pagination = page.partition('<nav class="pagination"')
    links = [html.unescape(a) for a in re.findall(r'href="(/fiches/\?[^"]+)"', head)]
    assert links
    assert not [link for link in links if "page=" in link]


def test_suggestions_are_titles_of_public_texts(visitor):
    fiche = a_fiche(titre="Accorder un balafon")
    response = visitor.get("/recherche/suggestions/?q=balaf").json()["suggestions"]
    assert {
        "titre": fiche.titre,
        "kind_label": f"Fiche {fiche.numero}",
        "url": fiche.get_absolute_url(),
    } in response
    assert len(response) <= 8
    assert visitor.get("/recherche/suggestions/").json() == {"suggestions": []}
    Fiche.objects.filter(pk=fiche.pk).update(statut="retire")
    assert fiche.slug not in visitor.get("/recherche/suggestions/?q=balaf").content.decode()


def test_script_reads_the_keys_that_suggestions_have(visitor):
    """A name changed on one side alone would show empty suggestions."""
    script = (Path(settings.BASE_DIR) / "static/js/search.js").read_text()
    (first, *_) = visitor.get("/recherche/suggestions/?q=ressourcerie").json()["suggestions"]
    assert set(re.findall(r"\bsuggestion\.(\w+)", script)) == set(first)


@pytest.mark.parametrize(
    "address",
    [
        "/experiences/?mission=creation-activites&q=garage&vue=carte",
        "/experiences/?vue=carte&q=licorne&mission=creation-activites",
        "/experiences/?vue=carte&q=Bretagne",
        "/fiches/?mission=creation-activites&theme=mobilite&vue=tableau",
    ],
)
def test_links_that_ask_otherwise_keep_the_view(visitor, address):
    html = visitor.get(address).content.decode()
    summary = html.partition('<div class="results-summary">')[2].partition("<form")[0].partition('<div class="cards')[0]
    asked = re.findall(r'href="(/(?:fiches|experiences)/(?:\?[^"]*)?)"', summary.partition("</ul>")[0])
    view = address.partition("vue=")[2].partition("&")[0]
    assert asked
    assert [link for link in asked if f"vue={view}" not in link] == []
