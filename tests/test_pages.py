"""Every public page: it answers, in few queries, with the headers and the furniture it should have."""

import html
import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import override_settings
from django.urls import resolve

from dts_platform.search import mirror
from dts_platform.search.indexing import catch_up
from fiches.models import Fiche
from missions.models import Theme
from tests.adresses import SORTES, toutes

pytestmark = pytest.mark.django_db

REQUETES_AU_PLUS = 12


@pytest.mark.parametrize("adresse", SORTES)
def test_a_page_runs_few_queries(visiteur, adresse, django_assert_max_num_queries):
    with django_assert_max_num_queries(REQUETES_AU_PLUS):
        assert visiteur.get(adresse).status_code == 200


BORNES = [
    ("/", 3),
    ("/fiches/", 3),
    ("/fiches/?mission=creation-activites&principe=cooperation&theme=mobilite", 3),
    ("/experiences/", 3),
    ("/fiches/?q=territoire", 4),
    ("/fiches/?q=mobilté%20solidaire", 4),
    ("/fiches/?q=%22garde%20d’enfants%22", 5),
    ("/fiches/?q=mobilité%20xylophone", 5),
    ("/recherche/?q=territoire", 4),
    ("/recherche/suggestions/?q=terri", 4),
    ("/fiches/reperer-un-besoin-sans-reponse/", 12),
]


@pytest.mark.parametrize(("adresse", "requetes"), BORNES)
def test_a_page_runs_few_queries_after_a_change_and_with_more_content(
    visiteur, adresse, requetes, django_assert_max_num_queries
):
    mirror.vocabulary(mirror.current())  # a process at work, that knows the content as it was
    modele = Fiche.objects.get(slug="creer-une-ressourcerie")
    liens = {nom: list(getattr(modele, nom).all()) for nom in ("missions", "principes", "strategies", "themes")}
    for numero in range(100, 140):
        copie = Fiche.objects.get(pk=modele.pk)
        copie.pk, copie.numero, copie.slug = None, numero, f"copie-{numero}"
        copie.save()
        for nom, objects in liens.items():
            getattr(copie, nom).set(objects)
    catch_up()  # by whoever came first
    with django_assert_max_num_queries(requetes):
        assert visiteur.get(adresse).status_code == 200


@pytest.mark.parametrize(
    "adresse", ["/", "/fiches/?q=mobilite", "/fiches/creer-une-ressourcerie/", "/donnees/fiches.csv", "/sitemap.xml"]
)
def test_what_did_not_change_is_not_sent_again(visiteur, adresse, django_assert_num_queries):
    premiere = visiteur.get(adresse)
    assert premiere.headers["ETag"].startswith("W/")
    assert "no-cache" in premiere.headers["Cache-Control"]
    with django_assert_num_queries(1):
        seconde = visiteur.get(adresse, headers={"if-none-match": premiere.headers["ETag"]})
    assert seconde.status_code == 304
    assert seconde.content == b""
    Theme.objects.filter(slug="mobilite").update(name="Se déplacer")
    troisieme = visiteur.get(adresse, headers={"if-none-match": premiere.headers["ETag"]})
    assert troisieme.status_code == 200
    assert troisieme.headers["ETag"] != premiere.headers["ETag"]


@pytest.fixture
def connexion_gardee():
    """A request called without the test client would close the connection, and the transaction of the test with it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_door_answers_who_has_the_page_with_one_query(visiteur, connexion_gardee, django_assert_num_queries):
    from dts_platform.measures.timing import Visitor
    from dts_platform.wsgi import application

    porte = Visitor(application, "testserver", https=False)
    etag = porte.get("/fiches/")[1]["ETag"]
    with django_assert_num_queries(1):
        statut, entetes, corps = porte.get("/fiches/", HTTP_IF_NONE_MATCH=f'"autre", {etag}')
    assert (statut, entetes["ETag"], corps) == (304, etag, b"")
    Theme.objects.filter(slug="mobilite").update(name="Se déplacer")
    assert porte.get("/fiches/", HTTP_IF_NONE_MATCH=etag)[0] == 200
    assert porte.get("/fiches/", HTTP_IF_NONE_MATCH=etag, REQUEST_METHOD="POST")[0] == 403


@pytest.mark.parametrize("adresse", ["/admin/", "/sante/", "/absente/", "/fiches/absente/", "/manuel/editions/"])
def test_what_is_not_content_has_no_validator(visiteur, adresse):
    assert "ETag" not in visiteur.get(adresse).headers


def test_every_page_answers_and_leaves_no_cookie(visiteur):
    for adresse in toutes():
        reponse = visiteur.get(adresse)
        assert reponse.status_code == 200, adresse
        assert not reponse.cookies, adresse


def test_titles_are_unique_and_every_page_has_one_heading(visiteur):
    titres = {}
    for adresse in toutes():
        page = visiteur.get(adresse).content.decode()
        titre = re.search(r"<title>(.*?)</title>", page)[1]
        if "?" not in adresse:
            assert titre not in titres, (adresse, titres[titre])
            titres[titre] = adresse
        assert len(re.findall(r"<h1[ >]", page)) == 1, adresse


def test_no_internal_link_is_dead(visiteur):
    liens, ancres = {}, {}
    for adresse in toutes():
        page = visiteur.get(adresse).content.decode()
        chemin = urlsplit(adresse).path
        ancres.setdefault(chemin, set()).update(re.findall(r'\bid="([^"]+)"', page))
        for lien in map(html.unescape, re.findall(r'href="([^"]+)"', page)):
            if lien.startswith(("/", "#")) and not lien.startswith(("/static/", "//")):
                liens.setdefault(lien if lien.startswith("/") else f"{chemin}{lien}", adresse)
    for lien, depuis in liens.items():
        parties = urlsplit(lien)
        if not parties.path.endswith(".pdf"):
            assert visiteur.get(lien).status_code == 200, (lien, depuis)
        else:
            assert resolve(parties.path).namespace == "fiches", (lien, depuis)
        if parties.fragment and parties.path in ancres:
            assert parties.fragment in ancres[parties.path], (lien, depuis)


def test_ids_are_unique_in_a_page(visiteur):
    for adresse in SORTES:
        ids = re.findall(r'\bid="([^"]+)"', visiteur.get(adresse).content.decode())
        assert len(ids) == len(set(ids)), adresse


@pytest.mark.parametrize(
    "adresse", ["/", "/fiches/", "/admin/login/", "/absente/", "/donnees/fiches.json", "/fiches/?q=%00", "/sante/"]
)
def test_every_response_carries_the_security_headers(visiteur, adresse):
    entetes = visiteur.get(adresse).headers
    politique = entetes["Content-Security-Policy"]
    assert "default-src 'none'" in politique
    assert "unsafe" not in politique
    assert entetes["X-Content-Type-Options"] == "nosniff"
    assert entetes["Referrer-Policy"] == "same-origin"
    assert entetes["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Cross-Origin-Resource-Policy" in entetes
    assert "camera=()" in entetes["Permissions-Policy"]


def test_a_page_that_is_not_there_says_so_in_french(visiteur):
    reponse = visiteur.get("/fiches/absente/")
    assert reponse.status_code == 404
    assert "Cette page n’existe pas, ou n’est plus publiée" in reponse.content.decode()


def test_a_breakdown_gives_a_page_and_its_headers(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("dts_platform.portal.views.Accueil.of", lambda *_: 1 / 0)
    reponse = client.get("/")
    assert reponse.status_code == 500
    assert "Quelque chose s’est cassé chez nous" in reponse.content.decode()
    assert "default-src 'none'" in reponse.headers["Content-Security-Policy"]


def test_pages_ask_nothing_of_another_site(visiteur):
    for adresse in SORTES:
        page = visiteur.get(adresse).content.decode()
        ressources = re.findall(r'<(?:link|script|img|source|iframe)[^>]*(?:href|src)="([^"]+)"', page)
        etrangeres = [r for r in ressources if not r.startswith("/") and not r.startswith(settings.SITE_URL)]
        assert etrangeres == [], adresse


def test_canonical_addresses_are_the_site_s_own(visiteur):
    with override_settings(SITE_URL="https://manuel.exemple.fr"):
        page = visiteur.get(
            "/fiches/?tri=numero&page=1&q=&mission=creation-activites&mission=creation-activites"
        ).content.decode()
    assert '<link rel="canonical" href="https://manuel.exemple.fr/fiches/?mission=creation-activites">' in page


def test_open_data_has_the_agreed_shape(visiteur):
    fiche = visiteur.get("/donnees/fiches.json").json()["fiches"][12]
    assert set(fiche) == {
        "numero",
        "slug",
        "titre",
        "resume",
        "missions",
        "principes",
        "strategies",
        "themes",
        "region",
        "experiences",
        "url",
        "pdf",
        "modifie_le",
    }
    assert fiche["experiences"] == ["groupe-ulisse-ressourcerie"]
    experience = next(
        e for e in visiteur.get("/donnees/experiences.json").json()["experiences"] if e["slug"] == "ptce-centre-isere"
    )
    attendues = {
        "slug",
        "nom",
        "organisation",
        "type",
        "commune",
        "departement",
        "region",
        "missions",
        "principes",
        "strategies",
        "chiffres",
        "url",
        "modifie_le",
    }
    assert attendues <= set(experience)
    assert {"libelle", "valeur", "unite", "annee", "source"} <= set(experience["chiffres"][0])


@pytest.mark.parametrize("quoi", ["fiches", "experiences"])
def test_csv_holds_the_same_rows_as_json(visiteur, quoi):
    import csv
    from io import StringIO

    lignes = list(csv.DictReader(StringIO(visiteur.get(f"/donnees/{quoi}.csv").content.decode("utf-8-sig"))))
    assert [ligne["slug"] for ligne in lignes] == [
        o["slug"] for o in visiteur.get(f"/donnees/{quoi}.json").json()[quoi]
    ]


def test_a_spreadsheet_runs_nothing(visiteur):
    Fiche.objects.filter(slug="creer-une-ressourcerie").update(titre="=cmd()")
    assert "'=cmd()" in visiteur.get("/donnees/fiches.csv").content.decode()


def test_the_health_page_says_what_is_wrong(visiteur, settings):
    assert visiteur.get("/sante/").json()["etat"] == "ok"
    settings.MEDIA_ROOT = "/proc/1/rien"
    reponse = visiteur.get("/sante/")
    assert reponse.status_code in (200, 503)
    assert reponse.json()["controles"]["documents"]


def test_the_feed_and_the_site_map_are_well_formed(visiteur):
    from xml.etree import ElementTree

    for adresse in ("/sitemap.xml", "/flux.xml"):
        ElementTree.fromstring(visiteur.get(adresse).content)
    assert "/fiches/creer-une-ressourcerie/" in visiteur.get("/sitemap.xml").content.decode()


def test_a_glossary_word_is_linked_once_and_defined_below(visiteur):
    page = visiteur.get("/fiches/faire-vivre-la-representation-et-les-droits-des-salaries/").content.decode()
    renvois = re.findall(r'<a class="terme" href="#(mot-[^"]+)">', page)
    assert renvois
    assert len(renvois) == len(set(renvois))
    assert all(f'id="{renvoi}"' in page for renvoi in renvois)
