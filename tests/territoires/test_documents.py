"""Whom to reach, on paper: the booklet of a region, and the brochure printed for it."""

import pytest
from django.http import QueryDict

from dts_platform.accounts.demonstration import ensure_accounts
from dts_platform.models import GroupeRessource, Referent
from dts_platform.search import mirror
from dts_platform.search.tables import SearchState
from fiches.documents.ebook import Ebook
from fiches.documents.plaquette import Plaquette, plaquette_document
from fiches.selection import booklet
from fiches.selection.address import Selection, Shelf
from missions.models import Terme
from territoires.contacts import group_of
from tests.factories import an_experience
from tests.territoires.groups import a_group

HOURS = "du lundi au vendredi, de 9 h à 12 h et de 14 h à 17 h, sauf pendant les vacances scolaires"
pytestmark = pytest.mark.django_db


def selection_for(region: str, name: str) -> Selection:
    return Selection.read(QueryDict(f"s={name}&r={region}"), Shelf.of(mirror.current()))


def pages(selection: Selection) -> str:
    plan = booklet.livret(selection)
    return " ".join(section.html for section in plan.document.sections)


@pytest.mark.parametrize(
    ("asked", "kept"), [("mayotte", "mayotte"), ("atlantide", ""), ("", ""), ("mayotte%00", ""), ("Mayotte", "")]
)
def test_address_of_a_booklet_keeps_a_region_that_exists(asked, kept):
    name = f"x:{an_experience(region='mayotte').slug}"
    selection = selection_for(asked, name)
    assert selection.region == kept
    assert Selection.read(QueryDict(selection.query_string), Shelf.of(mirror.current())) == selection
    assert Selection.read(QueryDict(selection.query_string), Shelf.of(mirror.current())).region == kept


def test_booklet_says_whom_to_reach_as_it_is_now():
    name = f"x:{an_experience(region='mayotte').slug}"
    assert "Qui joindre" not in pages(selection_for("mayotte", name))
    a_group("")
    assert "france@example.org" in pages(selection_for("mayotte", name))
    group = a_group("mayotte")
    first = booklet.pdf(selection_for("mayotte", name))[0], booklet.epub(selection_for("mayotte", name))[0]
    assert "mayotte@example.org" in pages(selection_for("mayotte", name))
    assert "example.org" not in pages(selection_for("", name))
    GroupeRessource.objects.filter(pk=group.pk).update(courriel="nouveau@example.org")
    second = booklet.pdf(selection_for("mayotte", name))[0], booklet.epub(selection_for("mayotte", name))[0]
    assert "nouveau@example.org" in pages(selection_for("mayotte", name))
    assert not {*first} & {*second}


def test_ebook_of_a_region_says_whom_to_reach():
    name = f"x:{an_experience(region='mayotte').slug}"
    a_group("mayotte")

    texts = booklet.chosen(selection_for("mayotte", name))
    book = Ebook.of_reader("Essai", texts, Terme.objects.all(), "/", contact=group_of("mayotte"))
    assert "mayotte@example.org" in book.chapters()[0].html


def sheet(region: str) -> str:
    return plaquette_document(Plaquette.read(region)).sections[0].html


def test_brochure_says_whom_to_reach_when_it_is_printed_for_a_region():
    group = a_group("mayotte")
    person = Referent.objects.create(groupe=group, nom="Personne fictive")
    assert "mayotte@example.org" in sheet("mayotte")
    assert "Personne fictive" in sheet("mayotte")
    assert "mayotte@example.org" not in sheet("")
    assert "Mayotte" not in sheet("corse")
    person.delete()
    assert "Personne fictive" not in sheet("mayotte")


def test_brochure_of_a_region_keeps_its_words():
    group = a_group("mayotte", telephone="02 00 00 00 01", horaires="du lundi au vendredi, de 9 h à 17 h")
    for number in (1, 2, 3):
        Referent.objects.create(groupe=group, nom=f"Personne fictive {number}", fonction="référente", ordre=number)
    assert Plaquette.read("mayotte").overflows() == {}


@pytest.mark.parametrize(
    ("nom", "people", "hours", "kept"),
    [
        ("Groupe fictif", 1, "le mardi", ["Groupe fictif", "Personne fictive 1"]),
        ("Groupe fictif", 2, "le mardi", ["Groupe fictif", "Personne fictive 1"]),
        ("Groupe ressource fictif de la région", 2, HOURS, ["Groupe ressource fictif", HOURS]),
        ("Un groupe fictif au nom interminable, " * 4, 2, HOURS, ["Un groupe fictif"]),
    ],
)
def test_brochure_of_a_region_holds_as_much_of_its_contact_as_its_panel(nom, people, hours, kept):
    group = a_group("mayotte", nom=nom[:160], telephone="01 99 00 00 01", horaires=hours)
    for number in range(1, people + 1):
        Referent.objects.create(
            groupe=group,
            nom=f"Personne fictive {number}",
            fonction="référente de démonstration",
            courriel=f"personne.{number}@demonstration.example",
            horaires=hours,
            ordre=number,
        )
    brochure = Plaquette.read("mayotte").on_paper()
    assert brochure.overflows() == {}
    printed = plaquette_document(brochure).sections[0].html
    assert [words for words in [*kept, "mayotte@example.org"] if words not in printed] == []


def test_demonstration_brings_groups_that_production_shows_to_nobody(settings, client):
    ensure_accounts()
    assert {group.region for group in GroupeRessource.objects.all()} == {"", "bretagne", "occitanie"}
    assert all("fictif" in group.nom for group in GroupeRessource.objects.all())
    assert group_of("bretagne").courriel.endswith(".example")
    assert "groupe de Bretagne" in client.get("/recherche/?q=fictif").content.decode()
    settings.PRODUCTION = True
    assert group_of("bretagne") is None
    assert not GroupeRessource.objects.published().exists()
    SearchState.objects.update(
        shaped_by=0
    )  # made by a process that began before this one, as after a change of settings
    assert "groupe de Bretagne" not in client.get("/recherche/?q=fictif").content.decode()
    settings.PRODUCTION = False
    GroupeRessource.objects.all().delete()
    ensure_accounts()
    assert not GroupeRessource.objects.exists()
