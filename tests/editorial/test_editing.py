"""The forms of the administration as editors meet them: typography, constraints in French, no lost text."""

import html
import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from dts_platform.content.files import ContentFile
from dts_platform.content.journal import Base
from dts_platform.content.pairs import Pairs
from dts_platform.content.references import References
from dts_platform.editorial.states import Statut
from dts_platform.text.blanks import parse
from fiches.models import Fiche, Outil
from tests.editorial.forms import form_fields
from tests.factories import a_fiche, an_experience
from tests.long import crossed

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/fiches/fiche/{}/change/"


def test_referent_edits_a_draft_of_their_region(accounts, regional):
    address = ADDRESS.format(regional.pk)
    form = form_fields(accounts["bretagne"].get(address).content.decode())
    form["resume"] = ['L\'eau monte: que faire ? On lit "ceci".']
    response = accounts["bretagne"].post(address, form)
    assert response.status_code == 302, re.findall(r'class="errorlist[^>]*>(.*?)</ul>', response.content.decode(), re.S)
    regional.refresh_from_db()
    assert regional.resume == "L’eau monte\u202f: que faire\u202f? On lit «\u202fceci\u202f»."


def test_form_sent_back_as_shown_changes_nothing(accounts):
    fiche = Fiche.objects.get(numero=13)
    fiche.go_to(Statut.BROUILLON)
    path = next(settings.CONTENT_DIR.glob("fiches/fiche-13*"))
    file = ContentFile.read(settings.CONTENT_DIR, path)
    before = {pair.row: pair.here for pair in Pairs(file, Base(), References()).all}
    assert len(before) > 8
    address = ADDRESS.format(fiche.pk)
    shown = form_fields(accounts["admin"].get(address).content.decode())
    assert accounts["admin"].post(address, shown).status_code == 302
    assert {pair.row: pair.here for pair in Pairs(file, Base(), References()).all} == before


def test_stale_form_is_refused_and_keeps_what_was_typed(accounts, regional):
    address = ADDRESS.format(regional.pk)
    first = form_fields(accounts["bretagne"].get(address).content.decode())
    second = form_fields(accounts["nationale"].get(address).content.decode())
    first["resume"], second["resume"] = ["Texte de la première."], ["Texte de la seconde."]
    assert accounts["bretagne"].post(address, first).status_code == 302
    response = accounts["nationale"].post(address, second)
    assert response.status_code == 200
    assert "Quelqu’un d’autre a enregistré ce texte" in response.content.decode()
    assert "Texte de la seconde." in response.content.decode()
    regional.refresh_from_db()
    assert regional.resume == "Texte de la première."


def test_wrong_mark_of_a_tool_is_refused_by_its_line_and_a_good_one_is_saved(accounts, regional):
    address, name = ADDRESS.format(regional.pk), "outil-0-corps"
    page = accounts["bretagne"].get(address).content.decode()
    assert "pour lui donner un nom, […\u202f: Piste A]" in html.unescape(page)
    form = form_fields(page)
    form[name] = ["Nom : ……\r\n\r\nStatut : [...: Statut ; choix=association]\r\n\r\nÂge : […: Âge"]
    page = html.unescape(accounts["bretagne"].post(address, form).content.decode())
    assert (
        "Ligne 3, «\u202f[…: Statut\u202f; choix=association]\u202f»\u202f: le type «\u202fchoix\u202f» demande au moins deux choix"
        in page
    )
    assert "Ligne 5, «\u202f[…: Âge\u202f»\u202f: cette marque est mal écrite." in page
    assert form_fields(page)[name][0].startswith("Nom : ……\r\n\r\nStatut : [...: Statut")
    form[name] = ["Nom : ……\r\n\r\nStatut : [...: Statut ; choix=association / coopérative]"]
    assert accounts["bretagne"].post(address, form).status_code == 302
    saved = Outil.objects.get(fiche=regional).corps
    assert saved == "Nom\u202f: ……\n\nStatut\u202f: […: Statut\u202f; choix=association / coopérative]"
    assert [(blank.label, blank.kind) for blank in parse(saved).blanks] == [("Nom", "phrase"), ("Statut", "choix")]


def test_broken_constraint_is_told_in_french(accounts):
    experience = an_experience(published=False, region="occitanie", departement="31")
    address = f"/admin/experiences/experience/{experience.pk}/change/"
    form = form_fields(accounts["admin"].get(address).content.decode())
    form["region"] = ["bretagne"]
    page = accounts["admin"].post(address, form).content.decode()
    assert "Ce département n’est pas dans cette région" in page


def test_list_filters_incomplete_texts(accounts, regional):
    a_fiche(titre="Fiche entière")
    page = accounts["nationale"].get("/admin/fiches/fiche/?incomplet=etapes").content.decode()
    assert "Fiche bretonne" in page
    assert "Fiche entière</a>" not in page


@pytest.mark.parametrize(
    ("query_string", "address"),
    crossed(
        ["?q=%00", "?statut__exact=%00", "?region=%FF", "?incomplet=x", "?p=99999", "?o=9.9.9", "?q=" + "x" * 5000],
        ["fiches/fiche", "experiences/experience", "missions/repere", "missions/terme", "dts_platform/user"],
        2,
        lambda query_string, address: f"{address}{query_string}",
    ),
)
def test_list_with_a_hostile_query_string_still_answers(accounts, query_string, address):
    assert accounts["admin"].get(f"/admin/{address}/{query_string}").status_code in (200, 302, 400)


def test_every_admin_list_and_form_opens(accounts):
    page = accounts["admin"].get("/admin/").content.decode()
    lists = set(re.findall(r'href="(/admin/\w+/\w+/)"', page))
    assert len(lists) >= 9
    for listed in lists:
        content = accounts["admin"].get(listed, follow=True)  # a table of one row leads to its form
        assert content.status_code == 200, listed
        first_change = re.search(rf'href="({listed}\d+/change/)', content.content.decode())
        if first_change:
            assert accounts["admin"].get(first_change[1]).status_code == 200


@pytest.mark.parametrize("itself", [True, False], ids=["itself", "one that prepares it"])
def test_fiche_before_itself_or_both_ways_is_refused_and_told(accounts, itself):
    first, after = a_fiche(), a_fiche(published=False)
    first.prepare.add(after)
    address = ADDRESS.format(after.pk)
    form = form_fields(accounts["admin"].get(address).content.decode())
    form["prepare"] = [str((after if itself else first).pk)]
    response = accounts["admin"].post(address, form)
    assert response.status_code == 200
    told = "Une fiche ne se prépare pas elle-même" if itself else f"La fiche {first.numero} prépare déjà celle-ci"
    assert told in response.content.decode()
    assert not after.prepare.exists()


def test_verification_still_to_come_is_refused_and_today_is_taken(accounts, regional):
    address = ADDRESS.format(regional.pk)
    today = timezone.localdate()
    for day, status in ((today + timedelta(days=1), 200), (date(2099, 1, 1), 200), (today, 302)):
        form = form_fields(accounts["bretagne"].get(address).content.decode())
        form["verifie_le"] = [day.strftime("%d/%m/%Y")]
        response = accounts["bretagne"].post(address, form)
        assert response.status_code == status, day
        assert status == 302 or "Ce jour n’est pas encore venu" in response.content.decode()
    regional.refresh_from_db()
    assert regional.verifie_le == today


@pytest.mark.parametrize("kind", ["fiches", "experiences"])
def test_page_of_a_text_never_verified_says_nothing_of_it(client, db, kind):
    text = a_fiche(verifie_le=None) if kind == "fiches" else an_experience(verifie_le=None)
    assert "érifiée le" not in client.get(text.get_absolute_url()).content.decode()
    type(text).objects.filter(pk=text.pk).update(verifie_le=date(2026, 10, 1))
    assert "Vérifiée le 1er octobre 2026." in client.get(text.get_absolute_url()).content.decode()
