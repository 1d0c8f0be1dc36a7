"""The page of a refused save shows both texts and what differs: fields, choices, rows; what is the same is not shown."""

import html
import re

import pytest

from dts_platform.editorial.states import Statut
from missions.models import Mission
from tests.editorial.forms import form_fields
from tests.factories import a_fiche, a_theme, an_account, signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/fiches/fiche/{}/change/"


@pytest.fixture
def people():
    return signed_in(an_account("nationale", first_name="Ada")), signed_in(an_account("nationale"))


def conflict(page: str) -> dict[str, str]:
    """What the page of a refused save shows: {label: what differs, marked}."""
    section = re.search(r'<section class="conflict".*?</section>', page, re.S)[0]
    found = re.findall(r'<dt>(.*?)</dt>\s*<dd class="words">(.*?)</dd>', section, re.S)
    return {re.sub("<[^>]+>", "", label): html.unescape(words) for label, words in found}


def refused(people, fiche, theirs: dict, mine: dict) -> str:
    """The page that the second of two people gets, each having changed the form in their way."""
    address = ADDRESS.format(fiche.pk)
    forms = [form_fields(client.get(address).content.decode()) for client in people]
    assert people[0].post(address, forms[0] | theirs).status_code == 302
    page = people[1].post(address, forms[1] | mine)
    assert page.status_code == 200
    return page.content.decode()


def test_lines_of_plain_words_differ_by_their_words_alone(people):
    fiche = a_fiche(published=False, questions="un mot", resume="On plante.")
    said = conflict(
        refused(people, fiche, {"resume": ["On sème."]}, {"questions": ["•\tun *mot*"], "resume": ["On taille."]})
    )
    assert "Résumé" in said
    assert not any("cherchent" in label for label in said)


def test_words_of_both_are_shown_in_one_text_and_whole_beside(people):
    fiche = a_fiche(published=False, resume="On plante un arbre par an.", titre="Planter")
    page = refused(
        people, fiche, {"resume": ["On plante dix arbres par an."]}, {"resume": ["On plante un arbre par mois <ici>."]}
    )
    shown = conflict(page)
    assert list(shown) == ["Résumé"]
    assert "<del>" in shown["Résumé"]
    assert re.sub("<ins>.*?</ins>|</?del>", "", shown["Résumé"]) == "On plante dix arbres par an."
    assert re.sub("<del>.*?</del>|</?ins>", "", shown["Résumé"]) == "On plante un arbre par mois <ici>."
    assert "readonly>On plante dix arbres par an.</textarea>" in page
    assert "&lt;ici&gt;" in page
    assert '<a href="#id_resume">Résumé</a>' in page
    assert form_fields(page)["resume"] == ["On plante un arbre par mois <ici>."]


def test_what_the_gate_would_set_alike_does_not_differ(people):
    fiche = a_fiche(published=False, resume="Un.")
    page = refused(people, fiche, {"resume": ["L’eau\u202f: « monte »."]}, {"resume": ['L\'eau: "monte".']})
    assert conflict(page) == {}
    assert "Elles disent la même chose" in page


def test_choices_are_told_by_their_names(people):
    theme, other = a_theme(name="Eau"), a_theme(name="Feu")
    fiche = a_fiche(published=False, themes=[theme])
    missions = [str(mission.pk) for mission in Mission.objects.all()[:2]]
    page = refused(people, fiche, {"themes": [str(other.pk)]}, {"missions": missions, "duree": ["Un an."]})
    shown = conflict(page)
    assert set(shown) == {"Missions", "Thèmes", "Combien de temps"} or set(shown) > {"Thèmes"}
    assert shown["Thèmes"] == "<del>Feu</del><ins>Eau</ins>"
    assert str(Mission.objects.all()[1]) in shown["Missions"]


def test_rows_changed_added_and_removed_by_either_are_shown(people):
    fiche = a_fiche(published=False, steps=3)
    address = ADDRESS.format(fiche.pk)
    added = {"etapes-TOTAL_FORMS": ["4"], "etapes-3-titre": ["Mon pas"], "etapes-3-texte": ["À moi."]}
    mine = form_fields(people[1].get(address).content.decode()) | added | {"etapes-0-titre": ["Faire mieux le pas 1"]}
    theirs = form_fields(people[0].get(address).content.decode()) | {"etapes-2-DELETE": ["on"]}
    theirs |= {"etapes-TOTAL_FORMS": ["4"], "etapes-3-titre": ["Leur pas"]}
    theirs |= {f"etapes-3-{name}": ["Eux."] for name in ("texte", "avec_qui", "resultat")}
    assert people[0].post(address, theirs).status_code == 302
    page = people[1].post(address, mine)
    assert page.status_code == 200
    shown = conflict(page.content.decode())
    assert shown["Étape 1, titre"] == "Faire <ins>mieux </ins>le pas 1"
    assert "Mon pas" in shown["Étape 4, que vous seul avez"]
    assert "<del>" in shown["Étape, que vous n’avez pas"]
    assert "Leur pas" in shown["Étape, que vous n’avez pas"]


def test_words_of_a_draft_published_meanwhile_are_shown_though_its_form_no_longer_takes_them(people):
    fiche = a_fiche(published=False)
    address = ADDRESS.format(fiche.pk)
    form = form_fields(people[1].get(address).content.decode())
    form |= {"resume": ["Mon travail."], "etapes-0-titre": ["Mon pas"]}
    fiche.go_to(Statut.RELECTURE)
    fiche.go_to(Statut.PUBLIE)
    page = people[1].post(address, form)
    assert page.status_code == 200
    assert ">Mon travail.</textarea>" in page.content.decode()
    assert ">Mon pas</textarea>" in page.content.decode()
    fiche.refresh_from_db()
    assert fiche.resume == "Un résumé."


def test_form_refused_for_another_fault_compares_nothing(people):
    fiche = a_fiche(published=False)
    form = form_fields(people[0].get(ADDRESS.format(fiche.pk)).content.decode())
    page = people[0].post(ADDRESS.format(fiche.pk), form | {"titre": [""]}).content.decode()
    assert "conflict-title" not in page
