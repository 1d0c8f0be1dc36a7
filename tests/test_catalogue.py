"""The finders: exact lists and counts, whatever is asked, and nothing typed breaks them."""

import html
import itertools
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from fiches.models import Fiche, Partie
from missions.models import Mission, Principe, Strategie

pytestmark = pytest.mark.django_db

DOCTRINALES = ("mission", "principe", "strategie", "partie")
TOTAL = re.compile(r'data-total="(\d+)"')
ENTREE = re.compile(r'<input type="checkbox" name="(\w+)" value="([^"]+)" data-count="(\d+)"( checked)?( disabled)?>')
CHAMPS = {
    "mission": "missions",
    "principe": "principes",
    "strategie": "strategies",
    "theme": "themes",
    "region": "region",
    "departement": "departement",
    "partie": "partie",
    "outil": "outil",
    "structure": "type",
    "origine": "origine",
}


def donnees(client, quoi: str) -> list[dict]:
    """The open data, and what the finder of fiches filters by beside."""
    objects = client.get(f"/donnees/{quoi}.json").json()[quoi]
    if quoi == "fiches":
        beside = {f.slug: f for f in Fiche.objects.select_related("outil")}
        for obj in objects:
            obj["partie"] = Partie(beside[obj["slug"]].partie).name.lower()
            obj["outil"] = beside[obj["slug"]].outil.type
    return objects


def porte(obj: dict, parametre: str, slug: str) -> bool:
    valeur = obj[CHAMPS[parametre]]
    return slug in valeur if isinstance(valeur, list) else slug == valeur


def repond(obj: dict, choix: dict[str, set], sauf: str = "") -> bool:
    return all(nom == sauf or not slugs or any(porte(obj, nom, s) for s in slugs) for nom, slugs in choix.items())


def slugs_listes(client, url: str, prefix: str) -> list[str]:
    """The slugs of every page of results, in order."""
    trouves = []
    for numero in itertools.count(1):
        page = client.get(f"{url}{'&' if '?' in url else '?'}page={numero}").content.decode()
        resultats = page[page.index('id="resultats"') :]
        trouves += re.findall(rf'<h2 class="carte-titre"><a href="/{prefix}/([^/"]+)/">', resultats)
        if (
            f'aria-current="page"><span class="hors-ecran">Page </span>{numero + 1}<'
            not in client.get(f"{url}{'&' if '?' in url else '?'}page={numero + 1}").content.decode()
        ):
            return trouves
    return trouves


@pytest.mark.parametrize(("quoi", "prefix"), [("fiches", "fiches"), ("experiences", "experiences")])
def test_every_crossing_lists_exactly_what_the_data_implies(visiteur, quoi, prefix):
    objects = donnees(visiteur, quoi)
    axes = [[None, *modele.objects.values_list("slug", flat=True)] for modele in (Mission, Principe, Strategie)]
    for combinaison in itertools.product(*axes):
        choix = {
            nom: {slug} for nom, slug in zip(("mission", "principe", "strategie"), combinaison, strict=True) if slug
        }
        paires = [(nom, slug) for nom, slugs in choix.items() for slug in slugs]
        page = visiteur.get(f"/{quoi}/?{urlencode(paires)}").content.decode()
        assert int(TOTAL.search(page)[1]) == sum(repond(o, choix) for o in objects)


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), quoi=st.sampled_from(["fiches", "experiences"]))
def test_counts_are_exact_for_any_selection(visiteur, data, quoi):
    objects = donnees(visiteur, quoi)
    noms = [nom for nom, champ in CHAMPS.items() if champ in objects[0]]
    connus = {
        nom: sorted(
            {
                s
                for o in objects
                for s in (o[CHAMPS[nom]] if isinstance(o[CHAMPS[nom]], list) else [o[CHAMPS[nom]]])
                if s
            }
        )
        for nom in noms
    }
    choix = {nom: data.draw(st.sets(st.sampled_from(connus[nom]), max_size=2)) for nom in noms if connus[nom]}
    paires = [(nom, slug) for nom, slugs in choix.items() for slug in slugs]
    page = visiteur.get(f"/{quoi}/?{urlencode(paires)}").content.decode()
    assert int(TOTAL.search(page)[1]) == sum(repond(o, choix) for o in objects)
    for nom, slug, compte, coche, desactive in ENTREE.findall(page):
        attendu = sum(porte(o, nom, slug) and repond(o, choix, sauf=nom) for o in objects)
        assert int(compte) == attendu, (nom, slug)
        assert bool(coche) == (slug in choix.get(nom, ()))
        assert bool(desactive) == (not attendu and not coche)
    montres = {(nom, slug) for nom, slug, *_ in ENTREE.findall(page)}
    for nom, slugs in connus.items():
        for slug in slugs:
            attendu = sum(porte(o, nom, slug) and repond(o, choix, sauf=nom) for o in objects)
            assert ((nom, slug) in montres) == bool(attendu or slug in choix.get(nom, ()) or nom in DOCTRINALES)


def test_the_pages_of_results_hold_every_fiche_once(visiteur):
    attendus = [fiche["slug"] for fiche in donnees(visiteur, "fiches")]
    assert slugs_listes(visiteur, "/fiches/", "fiches") == attendus


def test_doctrinal_values_never_leave_the_page(visiteur):
    page = visiteur.get("/fiches/?q=zzzzzz").content.decode()
    assert {nom for nom, *_ in ENTREE.findall(page)} >= {"mission", "principe", "strategie"}
    assert len([1 for nom, *_ in ENTREE.findall(page) if nom in ("mission", "principe", "strategie")]) == 14
    assert not [nom for nom, *_ in ENTREE.findall(page) if nom in ("theme", "region", "outil")]


HOSTILES = [
    "mission=inconnue", "mission=%00", "mission=%FF%FE", "principe=" + "a" * 10_000, "page=-1", "page=" + "9" * 21, "page=" + "9" * 6000,
    "page=abc", "page=", "page=1&page=2", "mission=creation-activites&mission=creation-activites", "q=%00", "q=%ED%A0%80", "q=" + "é" * 5000,
    "q=<script>alert(1)</script>", "tri=<b>", "tri=%00", "theme='%20OR%201=1--", "q=%22", "q=((((", "q=*", "q=%5C", "strategie[]=x", "=x", "&&&",
    "region=corse", "q=%E2%80%AE%E2%80%AB", "mission=%3Cimg%20src=x%20onerror=alert(1)%3E", "q=" + "%20".join("abcdefghij") * 30,
]  # fmt: skip


@pytest.mark.parametrize(
    "url", ["/fiches/", "/experiences/", "/", "/recherche/", "/recherche/suggestions/", "/donnees/fiches.csv"]
)
@pytest.mark.parametrize("demande", HOSTILES)
def test_no_malformed_request_breaks_a_page_or_is_echoed_raw(visiteur, url, demande):
    reponse = visiteur.get(f"{url}?{demande}")
    assert reponse.status_code == 200
    page = reponse.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\0" not in page


@pytest.mark.parametrize(
    "chemin",
    [
        "/fiches/%00/",
        "/fiches/%FF/",
        "/fiches/a'b/",
        "/fiches/" + "a" * 3000 + "/",
        "/donnees/%00.json",
        "/experiences/../x/",
    ],
)
def test_no_malformed_path_breaks_the_site(visiteur, chemin):
    assert visiteur.get(chemin).status_code in (301, 404)


@pytest.mark.parametrize("page", ["-1", "0", "9" * 20, "4"])
def test_an_absurd_page_number_shows_the_last_page(visiteur, page):
    assert (
        'aria-current="page"><span class="hors-ecran">Page </span>3<'
        in visiteur.get(f"/fiches/?page={page}").content.decode()
    )


def test_an_unknown_value_is_set_aside_and_said(visiteur):
    page = visiteur.get("/fiches/?mission=inconnue&principe=cooperation").content.decode()
    assert "Nous ne connaissons pas" in page
    assert "inconnue" in page
    assert int(TOTAL.search(page)[1]) == sum("cooperation" in f["principes"] for f in donnees(visiteur, "fiches"))


def test_a_chip_takes_one_filter_away_and_keeps_the_rest(visiteur):
    page = visiteur.get("/fiches/?mission=animation-territoire&principe=cooperation&q=clauses").content.decode()
    puces = [html.unescape(a) for a in re.findall(r'<a class="puce" href="([^"]+)"', page)]
    restes = [sorted(parse_qsl(urlsplit(p).query)) for p in puces]
    tout = {("mission", "animation-territoire"), ("principe", "cooperation"), ("q", "clauses")}
    assert [tout - set(reste) for reste in restes] == [
        {("q", "clauses")},
        {("mission", "animation-territoire")},
        {("principe", "cooperation")},
    ]


def test_no_result_says_which_filter_to_drop(visiteur):
    page = visiteur.get(
        "/fiches/?q=ressourcerie&mission=animation-territoire&strategie=approche-globale-insertion&theme=garde-enfants"
    ).content.decode()
    assert int(TOTAL.search(page)[1]) == 0
    assert "Rien ne répond à tout cela" in page
    for url, compte in re.findall(r'<li><a href="([^"]+)">sans [^<]*</a>\u202f: (\d+)', page):
        assert int(TOTAL.search(visiteur.get(html.unescape(url)).content.decode())[1]) == int(compte)


@pytest.mark.parametrize(("tri", "cle"), [("numero", "numero"), ("titre", "titre")])
def test_sorts_order_the_list(visiteur, tri, cle):
    from dts_platform.search.french import fold

    objects = {f["slug"]: f for f in donnees(visiteur, "fiches")}
    liste = [objects[slug][cle] for slug in slugs_listes(visiteur, f"/fiches/?tri={tri}", "fiches")]
    assert liste == sorted(liste, key=lambda v: fold(v) if isinstance(v, str) else v)


def test_searching_finds_the_fiche_first(visiteur):
    assert slugs_listes(visiteur, "/fiches/?q=Créer%20une%20RESSOURCERIE", "fiches")[0] == "creer-une-ressourcerie"


def test_the_matrix_leads_where_it_counts(visiteur):
    page = visiteur.get("/?strategie=catalyseur-mediateur").content.decode()
    cases = re.findall(r'<a class="case-matrice[^"]*" href="([^"]+)">(\d+)<', page)
    assert len(cases) == 24
    for url, compte in cases:
        assert int(TOTAL.search(visiteur.get(html.unescape(url)).content.decode())[1]) == int(compte)


def test_the_map_leads_where_it_counts(visiteur):
    page = visiteur.get("/experiences/?mission=creation-activites").content.decode()
    tuiles = re.findall(r'<a class="tuile-face[^"]*" href="([^"]+)".*?class="tuile-compte">(\d+)<', page)
    assert tuiles
    for url, compte in tuiles:
        assert int(TOTAL.search(visiteur.get(html.unescape(url)).content.decode())[1]) == int(compte)


def test_each_of_the_seventy_two_crossings_has_two_fiches(visiteur):
    objects = donnees(visiteur, "fiches")
    for m, p, s in itertools.product(Mission.objects.all(), Principe.objects.all(), Strategie.objects.all()):
        assert (
            sum(m.slug in o["missions"] and p.slug in o["principes"] and s.slug in o["strategies"] for o in objects)
            >= 2
        )


@pytest.mark.parametrize(
    ("q", "dit"),
    [
        ("Mobilté", "Aucun texte ne contient «\u202fmobilté\u202f»"),
        ("Mobilté", "<strong>«\u202fmobilité\u202f»</strong>"),
        ("mobilité xylophone", "Aucun texte ne contient tous ces mots"),
        ("de la", "aucun mot que l’on puisse chercher"),
        ("xylophone", "Chercher «\u202fxylophone\u202f» dans tout le site"),
        ("<b>mobilité", "<mark>mobilité</mark>"),
    ],
)
def test_the_page_says_how_the_words_were_read(visiteur, q, dit):
    page = visiteur.get("/fiches/", {"q": q}).content.decode()
    assert dit in page
    assert "<b>" not in page


def test_the_filtered_list_is_the_filtered_data(visiteur):
    import csv
    from io import StringIO

    for demande in (
        "mission=creation-activites&principe=cooperation",
        "q=territoire&tri=titre",
        "partie=vivre",
        "q=xylophone",
    ):
        liste = slugs_listes(visiteur, f"/fiches/?{demande}", "fiches") if "xylo" not in demande else []
        json_ = [f["slug"] for f in visiteur.get(f"/donnees/fiches.json?{demande}").json()["fiches"]]
        lignes = csv.DictReader(StringIO(visiteur.get(f"/donnees/fiches.csv?{demande}").content.decode("utf-8-sig")))
        assert [ligne["slug"] for ligne in lignes] == json_ == liste


def test_one_filter_may_be_indexed_crossings_may_not(visiteur):
    for url, permis in [
        ("/fiches/", True),
        ("/fiches/?mission=creation-activites", True),
        ("/fiches/?mission=creation-activites&principe=cooperation", False),
        ("/fiches/?q=mobilite", False),
        ("/recherche/?q=mobilite", False),
    ]:
        assert ('content="noindex, follow"' not in visiteur.get(url).content.decode()) == permis, url


def test_any_change_goes_back_to_the_first_page(visiteur):
    page = visiteur.get("/fiches/?page=2&theme=mobilite&theme=numerique").content.decode()
    entete, _, pagination = page.partition('<nav class="pagination"')
    liens = [html.unescape(a) for a in re.findall(r'href="(/fiches/\?[^"]+)"', entete)]
    assert liens
    assert not [lien for lien in liens if "page=" in lien]


def test_suggestions_are_public_titles(visiteur):
    reponse = visiteur.get("/recherche/suggestions/?q=ressourc").json()["suggestions"]
    assert {
        "titre": "Créer une ressourcerie",
        "kind_label": "Fiche 13",
        "url": "/fiches/creer-une-ressourcerie/",
    } in reponse
    assert len(reponse) <= 8
    assert visiteur.get("/recherche/suggestions/").json() == {"suggestions": []}
    Fiche.objects.filter(slug="creer-une-ressourcerie").update(statut="retire")
    assert "creer-une-ressourcerie" not in visiteur.get("/recherche/suggestions/?q=ressourc").content.decode()
