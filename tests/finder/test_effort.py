"""The facets of effort, publics and evidence: counts, lists and pages say what brute force reads in the rows."""

import json
import re
from math import ceil
from urllib.parse import urlencode

import pytest

from dts_platform.editorial.states import Statut
from dts_platform.finder.finder import PER_PAGE
from dts_platform.search.check import differences
from dts_platform.search.tables import SearchTouch
from experiences.models import Experience
from fiches.filters import FicheFilterSet
from fiches.models import Evidence, Fiche, Situation
from missions.models import Mission, Public
from tests.factories import a_fiche, a_reference, an_experience
from tests.finder.effort import carried, strength

pytestmark = pytest.mark.django_db
BOX = r'name="{}" value="([\w-]+)" data-count="(\d+)"'
CARD = re.compile(r'<h2 class="card-title"><a href="/fiches/([^/"]+)/">')


@pytest.fixture
def texts(db) -> None:
    """The content, and fiches at each strength of evidence, some of whose experiences nobody may read."""
    one, same, other = (an_experience(organisation=name) for name in ("La Remise", "La Remise", "Le Fournil"))
    draft = an_experience(organisation="La Halle", published=False)
    a_fiche(slug="sans-preuve", experiences=[draft], delai="jour", cout="temps", personnes="1-2")
    a_fiche(slug="une-organisation", experiences=[one, same, draft])
    a_fiche(slug="deux-organisations", experiences=[one, other], mission_principale=Mission.objects.first())
    evaluated = a_fiche(slug="evaluee", experiences=[draft])
    a_reference(evaluated, "Une évaluation", 1, evaluation=True)
    a_reference(evaluated, "Un récit", 2)
    evaluated.publics.set(Public.objects.all()[:2])
    a_fiche(slug="brouillon", published=False, experiences=[one, other], delai="jour")


def test_counts_and_lists_equal_brute_force_whatever_else_is_chosen(visitor, texts):
    fiches = {fiche.slug: carried(fiche) for fiche in Fiche.objects.published()}
    for chosen in ({}, {"delai": {"jour", "deux-mois"}}, {"cout": {"temps"}}, {"preuve": {"une"}, "public": {"elus"}}):
        query = urlencode(chosen, doseq=True)
        page = visitor.get(f"/fiches/?{query}").content.decode()
        for name in carried(Fiche.objects.first()):
            others = {facet: slugs for facet, slugs in chosen.items() if facet != name}
            left = [one for one in fiches.values() if all(one[facet] & slugs for facet, slugs in others.items())]
            shown = re.findall(BOX.format(name), page)
            assert shown, name
            assert {slug: int(count) for slug, count in shown} == {
                slug: sum(slug in one[name] for one in left) for slug, _ in shown
            }


@pytest.mark.parametrize("level", Evidence.values)
def test_list_of_a_strength_of_evidence_holds_its_fiches(visitor, texts, level):
    expected = {fiche.slug for fiche in Fiche.objects.published() if strength(fiche) == level}
    record = visitor.get(f"/donnees/fiches.json?preuve={level}").json()
    assert {fiche["slug"] for fiche in record["fiches"]} == expected
    assert {fiche["preuve"] for fiche in record["fiches"]} == {level}
    assert expected


def test_strength_of_evidence_follows_what_happens_to_experiences_and_references(visitor, texts):
    def level() -> str:
        data = json.loads(visitor.get("/donnees/fiches.json").content)
        listed = {fiche["slug"]: fiche["preuve"] for fiche in data["fiches"]}["deux-organisations"]
        page = visitor.get("/fiches/deux-organisations/").content.decode()
        assert f'<dd class="typed">{Evidence(listed).label}</dd>' in page
        assert Evidence(listed).meaning in page
        found = CARD.findall(visitor.get(f"/fiches/?preuve={listed}&q=essayer").content.decode())
        assert "deux-organisations" in found
        assert list(differences()) == []
        return listed

    fiche = Fiche.objects.get(slug="deux-organisations")
    assert level() == "plusieurs"
    Experience.objects.filter(organisation="Le Fournil").update(organisation="La Remise")
    assert level() == "une"
    Experience.objects.filter(fiches=fiche).update(statut=Statut.RETIRE)
    assert level() == "aucune"
    a_reference(fiche, "Une évaluation", evaluation=True)
    assert level() == "evaluee"


def test_comma_in_an_experience_leaves_its_fiches_alone(visitor, texts):
    visitor.get("/fiches/")
    Experience.objects.filter(organisation="La Remise").update(besoin="Un essai, repris.")
    assert set(SearchTouch.objects.values_list("kind", flat=True)) == {"experience"}


def test_fastest_come_first_in_their_own_order(visitor, texts):
    ranks = {"jour": 0, "deux-mois": 1, "plus": 2, "": 3}
    found = []
    for number in range(1, ceil(Fiche.objects.published().count() / PER_PAGE) + 1):
        found += CARD.findall(visitor.get(f"/fiches/?tri=vite&page={number}").content.decode())
    fiches = {fiche.slug: (ranks[fiche.delai], fiche.numero) for fiche in Fiche.objects.published()}
    assert found == sorted(fiches, key=fiches.get)


def test_card_tells_three_facts_delay_first(visitor, texts):
    page = visitor.get("/fiches/?q=essayer").content.decode()
    (card,) = (card for card in page.split("<article")[1:] if "/fiches/sans-preuve/" in card)
    told = re.search(r'class="card-facts">(.*?)</p>', card, re.S)[1].strip().split(" · ")
    assert (told[0], told[-1], len(told)) == ("1 jour au plus", "1 ou 2 personnes", 3)


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("", False), ("mission=animation-territoire", False), ("region=bretagne", True), ("departement=35", True)],
)
def test_departments_wait_for_a_region_and_stay_while_one_is_chosen(visitor, texts, asked, shown):
    page = visitor.get(f"/experiences/?{asked}").content.decode()
    assert bool(re.findall(BOX.format("departement"), page)) is shown


def test_facets_are_shown_in_the_order_in_which_one_asks_and_addresses_keep_theirs(visitor, texts):
    page = visitor.get("/fiches/").content.decode()
    legends = [
        legend.partition(" (")[0]
        for legend in re.findall(r"<(?:legend|summary)>(.*?)</", page.partition("data-finder")[2])
    ]
    assert legends[:8] == [
        *("Situation", "Mission", "Premier résultat", "Pour qui", "Outil à emporter"),
        *("Principe d’action", "Stratégie", "Thème"),
    ]
    assert list(FicheFilterSet.facets())[:2] == ["mission", "principe"]


def test_fiche_follows_the_situations_that_lead_to_it(visitor, texts):
    def found() -> set[str]:
        record = visitor.get("/donnees/fiches.json?situation=rencontre").json()
        return {fiche["slug"] for fiche in record["fiches"]}

    situation = Situation.objects.create(slug="rencontre", titre="Je rencontre", resume="Un rendez-vous.")
    step = situation.etapes.create(fiche=Fiche.objects.get(slug="une-organisation"), raison="Pour commencer.")
    assert found() == {"une-organisation"}
    Fiche.objects.filter(slug="brouillon").get().situations.create(situation=situation, ordre=2, raison="Rien.")
    assert found() == {"une-organisation"}
    step.fiche = Fiche.objects.get(slug="evaluee")
    step.save()
    assert found() == {"evaluee"}
    assert list(differences()) == []
