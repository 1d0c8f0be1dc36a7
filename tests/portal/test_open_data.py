"""The open data, the feed and the site map."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from xml.etree import ElementTree

import pytest

from dts_platform.portal.open_data import CSV, FRENCH_CSV, datasets
from experiences.models import ChiffreCle
from fiches.models import Fiche
from tests.factories import a_fiche, a_source, an_experience

pytestmark = pytest.mark.django_db


# Agreed with those who reuse them: none may go. A field added to the records needs no line here.
AGREED = {
    "fiches": "numero slug titre resume missions principes strategies themes region experiences url pdf modifie_le",
    "experiences": "slug nom organisation type commune departement region missions principes strategies "
    "chiffres url modifie_le themes origine",
    "chiffres": "experience libelle precision valeur unite mesure perimetre annee periode region themes source adresse url",
    "regles": "slug titre valeur domaine article adresse editeur copie_du copie_precision perimetres echeance "
    "echeance_objet echeance_passee certitude a_verifier relecture fiches url modifie_le",
}


def rows_of(visitor, name: str, delimiter: str = ",") -> list[list[str]]:
    """The rows of a CSV file, its columns first, as a spreadsheet that parts cells by a sign reads them."""
    content = visitor.get(f"/donnees/{name}").content.decode("utf-8-sig")
    return list(csv.reader(StringIO(content), delimiter=delimiter))


@pytest.mark.parametrize("what", AGREED)
def test_open_data_have_the_agreed_keys(visitor, what):
    records = visitor.get(f"/donnees/{what}.json").json()[what]
    columns = rows_of(visitor, f"{what}.csv")[0]
    agreed = AGREED[what].split()
    assert [column for column in columns if column in agreed] == agreed
    assert list(records[0]) == columns == rows_of(visitor, f"{what}-tableur.csv", ";")[0]


def test_open_data_say_what_a_text_leads_to(visitor):
    fiche = visitor.get("/donnees/fiches.json").json()["fiches"][12]
    assert fiche["experiences"] == ["groupe-ulisse-ressourcerie", "kazabrok-kazarecycle"]
    experiences = visitor.get("/donnees/experiences.json").json()["experiences"]
    experience = next(e for e in experiences if e["slug"] == "ptce-centre-isere")
    assert {"libelle", "valeur", "unite", "annee", "source"} <= set(experience["chiffres"][0])


@pytest.mark.parametrize("what", AGREED)
def test_csv_holds_the_same_rows_as_json(visitor, what):
    rows = list(csv.DictReader(StringIO(visitor.get(f"/donnees/{what}.csv").content.decode("utf-8-sig"))))
    key = "slug" if what != "chiffres" else "url"
    assert [row[key] for row in rows] == [o[key] for o in visitor.get(f"/donnees/{what}.json").json()[what]]


@pytest.mark.parametrize("what", AGREED)
def test_french_table_read_with_semicolons_has_one_cell_for_each_column(visitor, what):
    columns, *rows = rows_of(visitor, f"{what}-tableur.csv", ";")
    records = visitor.get(f"/donnees/{what}.json").json()[what]
    assert {len(row) for row in rows} == {len(columns)}
    assert all("\n" not in cell and "\r" not in cell for row in rows for cell in row)
    told = [dict(zip(columns, row, strict=True)) for row in rows]
    lists = {"regles": ("perimetres", "fiches"), "chiffres": ("themes",)}.get(what, ("missions", "themes"))
    name = "slug" if what != "chiffres" else "url"
    assert [row[name] for row in told] == [record[name] for record in records]
    for key in lists:
        assert [row[key].split(" | ") if row[key] else [] for row in told] == [record[key] for record in records]


@pytest.mark.parametrize(
    ("moment", "standard", "french"),
    [
        (datetime(2026, 11, 21, 23, tzinfo=UTC), "2026-11-22T00:00:00+01:00", "22/11/2026 00:00"),
        (datetime(2026, 7, 1, 22, 5, 6, tzinfo=UTC), "2026-07-02T00:05:06+02:00", "02/07/2026 00:05"),
    ],
)
@pytest.mark.parametrize("what", ["fiches", "experiences", "reperes", "regles"])
def test_moments_are_local_in_standard_form_for_programs_and_as_the_french_write_them_in_their_table(
    visitor, what, moment, standard, french
):
    model = datasets()[what].kind.model
    text = model.objects.published().first()
    model.objects.filter(pk=text.pk).update(modifie_le=moment)

    def said(file: str, delimiter: str) -> str:
        columns, *rows = rows_of(visitor, file, delimiter)
        return next(row[columns.index("modifie_le")] for row in rows if row[columns.index("slug")] == text.slug)

    records = visitor.get(f"/donnees/{what}.json").json()[what]
    assert next(record["modifie_le"] for record in records if record["slug"] == text.slug) == standard
    assert said(f"{what}.csv", ",") == standard
    assert said(f"{what}-tableur.csv", ";") == french


def test_french_table_says_numbers_in_french_and_its_own_name(visitor):
    experience = an_experience()
    source = a_source(experience)
    ChiffreCle.objects.create(
        experience=experience, source=source, libelle="Emplois", valeur="1234.5", note="ETP", annee=2025
    )
    reply = visitor.get("/donnees/experiences-tableur.csv")
    assert reply["Content-Disposition"] == 'attachment; filename="experiences-tableur.csv"'
    assert "Emplois\u202f: 1\u00a0234,5 ETP (2025)" in reply.content.decode()
    assert "Emplois\u202f: 1234.5 ETP (2025)" in visitor.get("/donnees/experiences.csv").content.decode()


def test_french_table_follows_the_filters_of_its_list(visitor):
    address = "/donnees/fiches-tableur.csv?theme=mobilite"
    assert address in visitor.get("/fiches/?theme=mobilite").content.decode()
    columns, *rows = rows_of(visitor, "fiches-tableur.csv?theme=mobilite", ";")
    listed = visitor.get("/donnees/fiches.json?theme=mobilite").json()["fiches"]
    assert [row[columns.index("slug")] for row in rows] == [fiche["slug"] for fiche in listed]
    assert 0 < len(rows) < len(rows_of(visitor, "fiches-tableur.csv", ";")) - 1


@pytest.mark.parametrize("what", ["fiches", "experiences"])
def test_page_of_open_data_offers_every_file(visitor, what):
    page = visitor.get("/donnees/").content.decode()
    for file in (f"{what}-tableur.csv", f"{what}.csv", f"{what}.json"):
        assert f'href="/donnees/{file}"' in page


@pytest.mark.parametrize("table", [CSV, FRENCH_CSV])
@pytest.mark.parametrize(
    "text",
    [
        "- 30 % de trajets en voiture (2024) en moins\u202f!",
        "-\u202f30\u202f% de trajets",
        "+12,5 %",
        "+33 4 76 00 00 00",
        "- 5 à 10 points de moins, + 3 ailleurs.",
        "– un tiret",
        "30 % = un tiers",
    ],
)
def test_cell_of_honest_words_is_left_alone(table, text):
    assert table.cell(text) == text


@pytest.mark.parametrize("table", [CSV, FRENCH_CSV])
@pytest.mark.parametrize(
    "text",
    [
        "=cmd()",
        "\t=1+1",
        "\r\n=1+1",
        "@SUM(1;2)",
        "-2+3",
        "+A1",
        "- Un point",  # names, that a spreadsheet looks for
        "-2+3*cmd|' /C calc'!A0",
        "-2 cmd|' /C calc'!A0",
        "- 30 % de HYPERLINK(1)",
        '- 30 % de trajets "',
        "+1 Feuille!A1",
    ],
)
def test_cell_that_a_spreadsheet_would_run_is_disarmed(table, text):
    assert table.cell(text) == f"'{text.strip()}"


def test_formula_in_a_title_is_disarmed_in_every_table(visitor):
    a_fiche(titre="=cmd()")
    for file in ("fiches.csv", "fiches-tableur.csv"):
        assert "'=cmd()" in visitor.get(f"/donnees/{file}").content.decode()


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
