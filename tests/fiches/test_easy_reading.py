"""« Facile à lire » is said only of a text that is written so, with who read it; elsewhere the essential is « en bref »."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from fiches.documents.printing import fiche_document
from fiches.models import Fiche
from tests.editorial.forms import form_fields, post_form
from tests.factories import a_fiche

pytestmark = pytest.mark.django_db
BRIEF, EASY = {"en_bref": "- L’essentiel."}, {"facile_a_lire": "- Vous pouvez venir."}
READ = {"facile_relu_par": "le groupe du mardi, à Dole", "facile_relu_le": date(2026, 3, 1)}
NOT_READ, BY_WHOM = (
    "Texte pas encore relu par des personnes concernées.",
    "Texte relu par le groupe du mardi, à Dole, le 1er mars 2026.",
)


def skins(visitor, fiche: Fiche) -> list[str]:
    """The page of a fiche and what its PDF is laid out from."""
    whole = Fiche.objects.published().with_everything().get(pk=fiche.pk)
    return [visitor.get(fiche.get_absolute_url()).content.decode(), fiche_document(whole).sections[0].html]


@pytest.mark.parametrize(
    ("fields", "headings", "status"),
    [
        (BRIEF, ["En bref"], ""),
        ({"en_bref": "", **EASY}, ["Facile à lire"], NOT_READ),
        ({**BRIEF, **EASY}, ["Facile à lire", "En bref"], NOT_READ),
        ({**BRIEF, **EASY, **READ}, ["Facile à lire", "En bref"], BY_WHOM),
    ],
)
def test_each_skin_names_the_text_by_what_it_is(visitor, fields, headings, status):
    for html in skins(visitor, a_fiche(**fields)):
        assert [name for name in ("Facile à lire", "En bref") if f">{name}</h2>" in html] == headings
        assert [told for told in (NOT_READ, BY_WHOM) if told in html] == ([status] if status else [])


@pytest.mark.parametrize(
    ("fields", "first"),
    [
        (BRIEF, "#bref"),
        ({"en_bref": "", **EASY}, "#facile"),
        ({**BRIEF, **EASY}, "#facile"),
        ({"en_bref": "", "facile_a_lire": ""}, "#pourquoi"),
    ],
)
def test_contents_of_a_fiche_begin_with_its_first_section(visitor, fields, first):
    page = visitor.get(a_fiche(**fields).get_absolute_url()).content.decode()
    contents = page[page.index("article-contents") :]
    assert re.search(r'href="(#\w+)"', contents)[1] == first


@pytest.mark.parametrize("fields", [BRIEF, {"en_bref": "", **EASY}, {**BRIEF, **EASY}])
def test_former_anchor_of_the_easy_text_is_on_every_page_once(visitor, fields):
    page = visitor.get(a_fiche(**fields).get_absolute_url()).content.decode()
    assert page.count('id="facile"') == 1


@pytest.mark.parametrize(
    "fields",
    [
        {**BRIEF, **READ},
        {**EASY, "facile_relu_par": "le groupe"},
        {**EASY, "facile_relu_le": date(2026, 3, 1)},
    ],
)
def test_reading_without_text_reader_or_day_is_refused_by_form_and_database(fields):
    fiche = a_fiche()
    for name, value in fields.items():
        setattr(fiche, name, value)
    with pytest.raises(ValidationError, match="dit par qui et quel jour"):
        fiche.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        fiche.save()


def test_reading_to_come_is_refused():
    fiche = a_fiche(**EASY)
    fiche.facile_relu_par, fiche.facile_relu_le = "le groupe", date.today() + timedelta(days=2)
    with pytest.raises(ValidationError, match="n’est pas encore venu"):
        fiche.full_clean()


def test_form_asks_for_the_essential_and_takes_it_in_either_field(accounts):
    fiche = a_fiche(published=False)
    address = f"/admin/fiches/fiche/{fiche.pk}/change/"
    form = form_fields(accounts["nationale"].get(address).content.decode())
    page = accounts["nationale"].post(address, {**form, "en_bref": [""]}).content.decode()
    assert "Dites l’essentiel en quelques lignes" in page
    post_form(accounts["nationale"], address, {**form, "en_bref": [""], "facile_a_lire": ["- Vous pouvez venir."]})


def test_easy_text_changed_since_it_was_read_is_said_again_or_read_again(accounts):
    fiche = a_fiche(published=False, **EASY, **READ)
    address = f"/admin/fiches/fiche/{fiche.pk}/change/"
    form = form_fields(accounts["nationale"].get(address).content.decode())
    changed = {**form, "facile_a_lire": ["- Vous pouvez venir à pied."]}
    assert "a changé depuis cette relecture" in accounts["nationale"].post(address, changed).content.decode()
    post_form(accounts["nationale"], address, {**changed, "facile_relu_par": [""], "facile_relu_le": [""]})
    fiche.refresh_from_db()
    assert fiche.reading_status == NOT_READ


def test_primary_mission_that_is_not_ticked_is_refused(accounts):
    fiche = a_fiche(published=False)
    address = f"/admin/fiches/fiche/{fiche.pk}/change/"
    form = form_fields(accounts["nationale"].get(address).content.decode())
    other = fiche.missions.model.objects.exclude(pk__in=fiche.missions.all()).first()
    page = accounts["nationale"].post(address, {**form, "mission_principale": [str(other.pk)]}).content.decode()
    assert "Cochez aussi cette mission" in page
    post_form(accounts["nationale"], address, {**form, "mission_principale": [str(fiche.missions.first().pk)]})


def test_open_data_hold_both_texts_and_who_read_them(visitor):
    a_fiche(slug="relue", **EASY, **READ)
    (record,) = (one for one in visitor.get("/donnees/fiches.json").json()["fiches"] if one["slug"] == "relue")
    assert record["facile_a_lire"] == "- Vous pouvez venir."
    assert record["en_bref"] == "- Un essai."
    assert [record["facile_relu_par"], record["facile_relu_le"]] == ["le groupe du mardi, à Dole", "2026-03-01"]
