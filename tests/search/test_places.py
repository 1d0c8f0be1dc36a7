"""Questions that name places: whatever is said beside that says nothing, and however many they are."""

import pytest
from django.http import QueryDict

from dts_platform.search import mirror
from dts_platform.search.query import Query
from experiences.filters import ExperienceFilterSet, find, find_figures
from experiences.models import Experience
from fiches.filters import FicheFilterSet
from fiches.filters import find as find_fiches
from fiches.models import Fiche
from references.filters import find as find_rules
from tests.factories import an_experience

pytestmark = pytest.mark.django_db


def asked(typed: str, finder=find, **parameters):
    query = QueryDict(mutable=True)
    query.update({"q": typed} | parameters)
    return finder(query, mirror.current())


def listed(typed: str) -> set[int]:
    return {*asked(typed).slots}


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("exemples en Bretagne", "Bretagne"),
        ("structures en Bretagne", "Bretagne"),
        ("que se passe-t-il en Bretagne ?", "Bretagne"),
        ("expériences en Bretagne", "Bretagne"),
        ("ce qui se fait en Normandie", "Normandie"),
        ("ce qui existe en normandie", "Normandie"),
        ("initiatives dans le 35", "35"),
        ("entreprises 35", "35"),
        ("projets 35000", "35"),
        ("projets à Rennes", "Rennes"),
        ("projets rennes", "Rennes"),
        ("acteurs de la ville de Rennes", "Rennes"),
        ("qui fait quoi en PACA", "PACA"),
        ("des associations en Occitanie", "Occitanie"),
        ("3 exemples en Bretagne", "Bretagne"),
        ("témoignages dans le nord", "Nord"),
        ("Trouver des entreprises et des acteurs en Bretagne !", "Bretagne"),
        ("carte des initiatives près de Redon", "Redon"),
        ("centre bretagne", "Bretagne"),
    ],
)
def test_words_that_say_nothing_beside_a_place_leave_it_alone_to_decide(typed, place):
    assert listed(typed) == listed(place) != set()


def test_words_that_name_what_is_listed_beside_a_true_word_say_nothing_either():
    assert listed("exemples de mobilité en Bretagne") == listed("mobilité en Bretagne") != listed("Bretagne")


@pytest.mark.parametrize(
    "typed", ["35 entreprises", "10 exemples", "un projet qui a du sens", "exemples", "12 actions", "pas cher"]
)
def test_words_that_name_what_is_listed_are_sought_where_no_place_is_named(typed):
    finder = asked(typed)
    assert finder.answer.places == []
    assert [group.is_place for group in finder.answer.plan.groups] == [False] * len(Query.read(typed).words)


@pytest.mark.parametrize(
    ("typed", "each"),
    [
        ("35000 38000", ["35", "38"]),
        ("35 38", ["35", "38"]),
        ("Rennes Grenoble", ["Rennes", "Grenoble"]),
        ("rennes, grenoble", ["Rennes", "Grenoble"]),
        ("Rennes ou Grenoble", ["Rennes", "Grenoble"]),
        ("ille-et-vilaine normandie", ["35", "Normandie"]),
        ("35000, Grenoble et la Normandie", ["35", "Grenoble", "Normandie"]),
        ("exemples à Rennes et en Normandie", ["Rennes", "Normandie"]),
        ("ain isère", ["01", "38"]),
        ("Rennes Bretagne", ["Rennes"]),
        ("35 Bretagne", ["35"]),
        ("Bretagne (35)", ["35"]),
        ("Redon Ille-et-Vilaine", ["Redon"]),
        ("Redon, 35, Bretagne", ["Redon"]),
        ("35000 rennes", ["Rennes"]),
        ("Bretagne Rennes Normandie", ["Rennes", "Normandie"]),
        ("Isère Auvergne-Rhône-Alpes", ["38"]),
        ("nord isère", ["38"]),
        ("Nord-Isère", ["38"]),
        ("69 Lyon 3e", ["Lyon"]),
        ("Lyon 3", ["Lyon"]),
        ("val de loire, DOM-TOM", ["Centre-Val de Loire", "outre-mer"]),
        ("Bretagne bretagne", ["Bretagne"]),
    ],
)
def test_places_are_any_of_them_and_the_narrower_where_one_lies_in_another(typed, each):
    finder = asked(typed)
    assert {*finder.slots} == set().union(*map(listed, each)) != set()
    assert not finder.partial
    assert not finder.corrections
    assert {place.url for place in finder.places} == {place.url for one in each for place in asked(one).places}


def test_names_that_are_words_are_places_alone_beside_other_places():
    each = [asked("", departement=code).total for code in ("59", "38")]
    assert asked("Nord et Isère").total == asked("le Nord, l’Isère").total == sum(each) < asked("Nord").total


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ressourcerie 35000", "35"),
        ("ressourcerie dans le 35", "35"),
        ("recyclerie 35000 Rennes", "35"),
        ("un budget de 35000", ""),
        ("budget 35000", ""),
        ("35000 emplois", ""),
        ("fiche 35", ""),
        ("dans le 35 tonnes", ""),
    ],
)
def test_number_is_a_place_where_it_can_be_nothing_else(typed, code):
    assert [place.values for place in asked(typed).answer.places] == ([(code,)] if code else [])


def test_several_places_with_a_true_word_hold_it_in_any_of_them():
    every = {place: listed(f"emploi {place}") for place in ("Bretagne", "Normandie", "Rennes")}
    assert all(every.values())
    assert listed("emploi Bretagne Normandie") == every["Bretagne"] | every["Normandie"]
    assert listed("emploi Rennes Normandie") == every["Rennes"] | every["Normandie"]


def test_town_of_several_names_is_the_one_of_the_place_said_with_it():
    here = an_experience(nom="Accorder un balafon", departement="974", region="la-reunion", commune="Saint-Denis")
    an_experience(nom="Jouer du balafon", departement="93", region="ile-de-france", commune="Saint-Denis")
    assert asked("Saint-Denis").total > asked("Saint-Denis 974").total == asked("Saint-Denis, La Réunion").total == 1
    assert asked("Saint-Denis 974").results[0].record.titre == here.nom


@pytest.mark.parametrize(
    ("typed", "is_place"),
    [
        ("la garde d’enfants", False),
        ("le port du masque", False),
        ("garage à La Garde", True),
        ("garage rennes", True),
        ("garage au Mans", True),
        ("les garages du Havre", True),
        ("garage aux Ulis", True),
        ("au port de plaisance", False),
        ("garage au Port", True),
        ("tours de table", False),
        ("Tours Rennes", True),
    ],
)
def test_town_whose_name_is_a_word_is_one_where_nothing_else_is_meant(typed, is_place):
    assert any(group.is_place for group in asked(typed).answer.plan.groups) is is_place


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "plaisir au travail",
            "le tampon de la mairie",
            "la possession du permis",
            "une vitre cassée",
            "gap salarial",
        ),
        *(
            "des moulins à vent",
            "ce qui a changé",
            "apprenti maçon",
            "maçon",
            "tours",
            "37 tours de manège",
            "l’union fait la force",
        ),
        *("pourvu qu’il vienne", "le changement a changé la ville", "de lourdes charges", "le quart Nord-Est"),
    ],
)
def test_everyday_word_in_small_letters_is_no_town(typed):
    assert asked(typed).answer.places == []


@pytest.mark.parametrize(
    ("typed", "town", "departement"),
    [
        *(("37000 Tours", "Tours", "37"), ("Tours (37)", "Tours", "37"), ("à Tours", "Tours", "37")),
        *(("tours 37000", "Tours", "37"), ("Tours Indre-et-Loire", "Tours", "37"), ("garage à Vitré", "Vitré", "35")),
        *(
            ("travailler à plaisir", "Plaisir", "78"),
            ("un salarié de Changé", "Changé", "53"),
            ("Mâcon", "Mâcon", "71"),
        ),
        *(("Vienne 38200", "Vienne", "38"), ("Vienne (38)", "Vienne", "38"), ("Vienne Isère", "Vienne", "38")),
        *(("38200 Vienne", "Vienne", "38"), ("Vienne", "", "86"), ("Vienne (86)", "", "86")),
    ],
)
def test_name_that_is_a_word_is_a_town_where_it_is_said(typed, town, departement):
    (place,) = asked(typed).answer.places
    assert (place.town, departement in place.values) == (town, True)


@pytest.mark.parametrize("typed", ["la Vienne et l’Isère", "Vienne et Isère"])
def test_departments_said_one_and_the_other_stay_departments(typed):
    assert [place.values for place in asked(typed).answer.places] == [("86",), ("38",)]


@pytest.mark.parametrize("typed", ["37000 Tours", "Tours (37)", "à Tours", "Vienne (38)"])
def test_absence_in_a_town_whose_name_is_a_word_is_said(typed):
    (absence,) = asked(typed).absences
    assert absence.place.town in typed
    assert absence.is_sure


@pytest.mark.parametrize("typed", ["Corse -garage", "Bretagne -emploi", "Redon -Bretagne"])
def test_what_is_left_out_never_makes_a_place_empty(typed):
    assert asked(typed).absences == []


def test_list_whose_texts_say_no_town_denies_nothing():
    (absence,) = asked("Lille", find_figures).absences
    assert not absence.is_sure
    assert not absence.holds_everywhere
    assert [near.label for near in absence.nearby] == ["Hauts-de-France"]
    assert absence.examples == asked("Lille").total > 0


@pytest.mark.parametrize("finder", [find_fiches, find_rules])
@pytest.mark.parametrize("place", ["Bretagne", "Redon", "Isère"])
def test_list_whose_texts_hold_everywhere_counts_the_experiences_of_the_place(place, finder):
    absences = asked(place, finder).absences
    assert [(one.is_sure, one.holds_everywhere, one.examples) for one in absences] in (
        [],
        [(False, True, asked(place).total)],
    )
    assert absences or finder is not find_rules


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "ressourcerie à Toulouse",
            "ressourcerie en Lozère",
            "exemples en Bretagne",
            "Rennes Grenoble",
            "35000 38000",
        ),
        *(
            "Toulouse",
            "Lozère",
            "recyclerie Toulouse Bretagne",
            "Saint-Denis La Réunion",
            "aider les salariés à Toulouse",
        ),
    ],
)
def test_statement_and_index_select_the_same_texts_of_places(typed):
    for filters, finder, texts in (
        (ExperienceFilterSet, find, Experience.objects),
        (FicheFilterSet, find_fiches, Fiche.objects),
    ):
        selected = filters(QueryDict(mutable=True) | {"q": typed}, texts.published()).qs
        assert {*selected.values_list("pk", flat=True)} == {*asked(typed, finder).keys}


@pytest.mark.parametrize(("typed", "words"), [("comment faire ?", ("faire",)), ("que faire ?!", ("faire",))])
def test_question_that_only_asks_is_sought_whatever_its_signs(typed, words):
    assert Query.read(typed).words == words
