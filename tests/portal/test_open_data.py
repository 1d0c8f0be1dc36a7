"""The open data, the feed and the site map."""

import csv
from datetime import timedelta
from io import StringIO
from xml.etree import ElementTree

import pytest

from fiches.models import Fiche
from tests.factories import a_fiche

pytestmark = pytest.mark.django_db


# Agreed with those who reuse them: none may go. A field added to the records needs no line here.
AGREED = {
    "fiches": "numero slug titre resume missions principes strategies themes region experiences url pdf modifie_le",
    "experiences": "slug nom organisation type commune departement region missions principes strategies themes origine "
    "chiffres url modifie_le",
}
JSON_ALONE = {"fiches": set(), "experiences": {"themes", "origine"}}


@pytest.mark.parametrize("what", AGREED)
def test_open_data_have_the_agreed_keys(visitor, what):
    records = visitor.get(f"/donnees/{what}.json").json()[what]
    columns = visitor.get(f"/donnees/{what}.csv").content.decode("utf-8-sig").splitlines()[0].split(",")
    agreed = AGREED[what].split()
    assert set(agreed) <= set(records[0])
    assert [column for column in columns if column in agreed] == [key for key in agreed if key not in JSON_ALONE[what]]
    assert set(records[0]) - set(columns) == JSON_ALONE[what]


def test_open_data_say_what_a_text_leads_to(visitor):
    fiche = visitor.get("/donnees/fiches.json").json()["fiches"][12]
    assert fiche["experiences"] == ["groupe-ulisse-ressourcerie"]
    experiences = visitor.get("/donnees/experiences.json").json()["experiences"]
    experience = next(e for e in experiences if e["slug"] == "ptce-centre-isere")
    assert {"libelle", "valeur", "unite", "annee", "source"} <= set(experience["chiffres"][0])


@pytest.mark.parametrize("what", ["fiches", "experiences"])
def test_csv_holds_the_same_rows_as_json(visitor, what):
    rows = list(csv.DictReader(StringIO(visitor.get(f"/donnees/{what}.csv").content.decode("utf-8-sig"))))
    assert [row["slug"] for row in rows] == [o["slug"] for o in visitor.get(f"/donnees/{what}.json").json()[what]]


def test_formula_in_a_title_is_disarmed_in_csv(visitor):
    a_fiche(titre="=cmd()")
    assert "'=cmd()" in visitor.get("/donnees/fiches.csv").content.decode()


ATOM = "{http://www.w3.org/2005/Atom}"


def test_feed_names_its_author_and_gives_summaries_as_words(visitor):
    a_fiche(titre="Dire « 1 < 2 »\x07", resume="Écrire <b>, *a* & b\x0b.")
    feed = ElementTree.fromstring(visitor.get("/flux.xml").content)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Territoires solidaires"
    summary = feed.find(f"{ATOM}entry/{ATOM}summary")
    assert (summary.get("type"), summary.text) == ("text", "Écrire <b>, a & b.")
    assert feed.findtext(f"{ATOM}entry/{ATOM}title").endswith("Dire « 1 < 2 »")


def test_feed_is_not_sent_again_to_who_holds_it(visitor):
    fiche = a_fiche()
    first = visitor.get("/flux.xml")
    for kept in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        again = visitor.get("/flux.xml", headers=kept)
        assert (again.status_code, again.content) == (304, b"")
    fiche.modifie_le += timedelta(seconds=2)
    Fiche.objects.bulk_update([fiche], ["modifie_le"])
    for kept in ({"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}):
        assert visitor.get("/flux.xml", headers=kept).status_code == 200


def test_feed_and_site_map_are_well_formed_xml(visitor):
    fiche = a_fiche()
    for address in ("/sitemap.xml", "/flux.xml"):
        ElementTree.fromstring(visitor.get(address).content)
    assert fiche.get_absolute_url() in visitor.get("/sitemap.xml").content.decode()
