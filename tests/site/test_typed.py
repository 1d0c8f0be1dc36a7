"""What is typed beside the prose of each fiche says what its prose says."""

import pytest

from fiches.models import Cost, Evidence, Fiche, Partie, People, TimeToResult
from missions.models import Mission, Public
from tests.content import typed
from tests.content.rules import FIXTURES, ContentFile

FICHES = [ContentFile.read(path).main for path in sorted((FIXTURES / "fiches").glob("*.yaml"))]
MISSIONS = {
    Partie.CREER: "creation-activites",
    Partie.SECURISER: "securisation-parcours",
    Partie.ANIMER: "animation-territoire",
}


def number(fiche: dict) -> str:
    return f"{fiche['numero']:02}"


@pytest.mark.parametrize("fiche", FICHES, ids=number)
def test_delay_is_the_first_that_the_prose_tells(fiche):
    assert fiche["delai"] == (typed.delay(fiche["duree"]) or fiche["delai"]), fiche["duree"]


@pytest.mark.parametrize("fiche", FICHES, ids=number)
def test_cost_is_one_that_the_prose_may_mean(fiche):
    told = typed.cost(fiche["moyens"])
    assert Cost(fiche["cout"]) in (told or set(Cost)), fiche["moyens"]


@pytest.mark.parametrize("fiche", FICHES, ids=number)
def test_people_are_as_many_as_the_prose_may_mean(fiche):
    assert typed.people_agree(People(fiche["personnes"]), fiche["avec_qui"]), typed.people(fiche["avec_qui"])


@pytest.mark.parametrize("fiche", FICHES, ids=number)
def test_audiences_are_those_that_the_prose_names(fiche):
    slugs = {slug for (slug,) in fiche["publics"]}
    assert typed.audiences_missing(fiche["pour_qui"], slugs) == set()
    assert typed.audiences_unsaid(fiche["pour_qui"], slugs) == set()


@pytest.mark.parametrize("fiche", FICHES, ids=number)
def test_primary_mission_is_that_of_the_part_and_one_of_its_missions(fiche):
    expected = MISSIONS.get(fiche["partie"])
    assert fiche.get("mission_principale") == ([expected] if expected else None)
    assert expected is None or [expected] in fiche["missions"]


@pytest.mark.django_db
def test_every_fiche_is_filled_in_and_every_public_has_fiches():
    assert not Fiche.objects.published().filter(delai="").exists()
    assert not Fiche.objects.published().filter(personnes="").exists()
    assert not Fiche.objects.published().filter(cout="").exists()
    assert not Fiche.objects.published().filter(publics=None).exists()
    assert not Public.objects.filter(fiches=None).exists()
    assert all(mission.fiches_principales.exists() for mission in Mission.objects.all())


@pytest.mark.parametrize(
    ("prose", "days"),
    [
        ("Six semaines\u202f; trois ateliers de deux heures.", 42),
        ("Trois à six semaines entre le premier appel et l’accord.", 42),
        ("Douze à dix-huit mois.", 18 * 30.5),
        ("Quatre mois et demi, dont douze semaines d’essai.", 4.5 * 30.5),
        ("Dix visites d’une heure étalées sur six semaines.", 42),
        ("Trois séances de deux heures à quinze jours d’écart.", 15),
        ("Deux demi-journées d’inventaire, un mois pour chiffrer.", 30.5),
        ("Une revue prend cinquante minutes.", 50 / 1440),
        ("Une matinée pour se situer.", 0.5),
        ("Un cycle d’un an.", 365),
        ("10\u00a0jours.", 10),
        ("Le temps qu’il faut.", None),
    ],
)
def test_first_delay_of_a_prose_is_read_in_days(prose, days):
    assert typed.first_delay(prose) == pytest.approx(days)


@pytest.mark.parametrize(
    ("prose", "costs"),
    [
        ("Entre 1\u202f200 et 2\u202f500\u202f€ à partager.", {Cost.THOUSANDS}),
        ("300 à 800\u202f€ de trajets.", {Cost.THOUSAND}),
        ("15\u202f000 à 25\u202f000\u202f€ par an.", {Cost.MORE}),
        ("Aucun achat\u202f: une salle.", {Cost.HOURS}),
        ("Une salle neutre.", set()),
    ],
)
def test_sums_of_a_prose_are_read(prose, costs):
    assert typed.cost(prose) == costs


@pytest.mark.parametrize(
    ("prose", "bounds"),
    [
        ("Trois groupes de quatre (administrateurs, permanents), puis deux partenaires.", (14, 14)),
        ("Un groupe de huit\u202f: trois salariés dont un élu, deux clients.", (8, 8)),
        ("Six à huit personnes bien placées\u202f: salariés, employeur.", (6, 8)),
        ("La commune, deux clients, trois parents.", (6, 9)),
        ("Un trio, deux partenaires.", (5, 5)),
    ],
)
def test_people_of_a_prose_are_counted(prose, bounds):
    assert typed.people(prose) == bounds


@pytest.mark.parametrize(
    ("days", "value"), [(0.5, "jour"), (1, "jour"), (2, "deux-mois"), (62, "deux-mois"), (63, "plus")]
)
def test_value_of_a_delay_holds_its_days(days, value):
    assert TimeToResult.of(days) == value


@pytest.mark.parametrize(
    ("amount", "value"), [(0, "temps"), (1, "1000"), (1_000, "1000"), (10_000, "10000"), (10_001, "plus")]
)
def test_value_of_a_cost_holds_its_sum(amount, value):
    assert Cost.of(amount) == value


def test_every_level_of_evidence_is_explained_in_a_sentence_of_its_own():
    meanings = [level.meaning for level in Evidence]
    assert len(set(meanings)) == len(Evidence)
    assert all(meaning.endswith(".") for meaning in meanings)
