"""Figures are counted in units of a list: what was typed as words is converted, nothing lost; what may be added is."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client

from dts_platform.content.journal import LoadedFile, digest
from dts_platform.editorial.states import Statut
from dts_platform.search import mirror
from experiences.figures import totals
from experiences.filters import find_figures
from experiences.models import ChiffreCle
from missions.models import ChiffreDeRepere, Repere
from references.units import Unit, counted
from tests.factories import a_figure, a_theme, an_experience

pytestmark = pytest.mark.django_db
units = import_module("experiences.migrations._units")
migration = import_module("experiences.migrations.0005_units_of_a_list")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("salariés", ("salariés", 1, "")),
        ("Salarié", ("salariés", 1, "")),
        ("million d’euros", ("euros", 1_000_000, "")),
        ("millions d'euros", ("euros", 1_000_000, "")),
        ("k€", ("euros", 1_000, "")),
        ("ETP", ("équivalents temps plein", 1, "")),
        ("équivalent temps plein", ("équivalents temps plein", 1, "")),
        ("filiales", ("entreprises", 1, "filiales")),
        ("acteurs culturels", ("structures", 1, "acteurs culturels")),
        ("paniers par semaine", ("", 1, "paniers par semaine")),
        ("un mot que nul ne connaît", ("", 1, "un mot que nul ne connaît")),
        ("%", ("%", 1, "")),
        ("", ("", 1, "")),
    ],
)
def test_unit_typed_as_words_is_of_the_list_or_kept_as_words(typed, expected):
    assert units.converted(typed) == expected


def test_units_of_the_migration_are_those_of_the_list():
    assert {*units.SAME} <= {*Unit.values}
    assert {unit for unit, _ in units.TIMES.values()} | {*units.OF_WORD.values()} <= {*Unit.values}
    assert {*migration.UNITS} == {*Unit.values}


@pytest.mark.parametrize(
    ("value", "word", "said"),
    [
        ("1", "salariés", "1\u00a0salarié"),
        ("2", "salariés", "2\u00a0salariés"),
        ("1", "équivalents temps plein", "1\u00a0équivalent temps plein"),
        ("134000", "habitants", "134\u00a0000\u00a0habitants"),
        ("2750000", "euros", "2,75\u00a0millions d’euros"),
        ("1000000", "euros", "1\u00a0million d’euros"),
        ("1300000.00", "euros", "1,3\u00a0million d’euros"),
        ("3400001", "euros", "3\u00a0400\u00a0001\u00a0euros"),
        ("45", "%", "45\u00a0%"),
        ("12.50", "", "12,5"),
    ],
)
def test_figure_is_said_in_words(value, word, said):
    assert counted(Decimal(value), word) == said


def test_stored_figures_are_converted_and_the_journal_with_them():
    typed = a_figure(an_experience(), valeur=Decimal("2.5"))
    edited = a_figure(an_experience(), valeur=4)
    ChiffreCle.objects.filter(pk=typed.pk).update(unite="millions d’euros")
    ChiffreCle.objects.filter(pk=edited.pk).update(unite="meuniers d’une éditrice")
    said = {"unite": digest("millions d’euros"), "valeur": digest("2.50"), "libelle": digest("Emplois")}
    said_of_edited = {"unite": digest("meuniers"), "valeur": digest("4.00")}
    objects = [
        {"model": "experiences.chiffrecle", "key": [], "owner": None, "pk": typed.pk, "fields": said},
        {"model": "experiences.chiffrecle", "key": [], "owner": None, "pk": edited.pk, "fields": said_of_edited},
    ]
    file = LoadedFile.objects.create(chemin="essai.yaml", empreinte_du_fichier="x", objets=objects)
    migration.convert(apps, None)
    typed.refresh_from_db()
    edited.refresh_from_db()
    file.refresh_from_db()
    assert (typed.unite, typed.valeur, typed.note) == ("euros", Decimal("2500000"), "")
    assert (edited.unite, edited.valeur, edited.note) == ("", Decimal("4"), "meuniers d’une éditrice")
    assert file.objets[0]["fields"] == said | {
        "unite": digest("euros"),
        "valeur": digest("2500000.00"),
        "note": digest(""),
    }
    assert file.objets[1]["fields"] == said_of_edited
    assert file.empreinte_du_fichier == ""
    migration.convert(apps, None)
    typed.refresh_from_db()
    assert typed.valeur == Decimal("2500000")


def test_every_figure_of_the_content_is_of_the_list_and_says_when():
    figures = [*ChiffreCle.objects.all(), *ChiffreDeRepere.objects.all()]
    assert len(figures) > 140
    assert {figure.unite for figure in figures} <= {"", *Unit.values}
    assert [figure for figure in figures if not (figure.word and figure.when)] == []
    assert [figure for figure in figures if bool(figure.perimetre) == bool(figure.couverture)] == []


def test_unit_that_is_not_of_the_list_is_refused():
    figure = a_figure(an_experience())
    figure.unite = "licornes"
    with pytest.raises(ValidationError):
        figure.full_clean()


def listed(query: str) -> list:
    return totals(find_figures(QueryDict(query), mirror.current()))


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([("a", 2014, 3, ""), ("b", 2014, 4, "")], [(2014, "7\u00a0places", 2, True)]),
        ([("a", 2014, 3, "environ"), ("b", 2014, 4, "")], [(2014, "7\u00a0places", 2, False)]),
        ([("a", 2014, 3, ""), ("a", 2014, 4, "")], []),  # a whole and its part, perhaps
        ([("a", 2014, 3, ""), ("b", 2015, 4, "")], []),
        ([("a", 2014, 3, "")], []),
    ],
)
def test_total_is_of_one_year_and_of_different_experiences(figures, expected):
    theme = a_theme(slug="balafon")
    experiences = {name: an_experience(themes=[theme]) for name in "ab"}
    for name, year, value, precision in figures:
        a_figure(experiences[name], valeur=value, annee=year, unite="places", precision=precision)
    hidden = an_experience(published=False, themes=[theme])
    a_figure(hidden, valeur=1000, unite="places")
    said = [(t.year, t.total, t.figures, t.is_exact) for t in listed("theme=balafon&unite=places")]
    assert said == expected
    assert listed("theme=balafon") == []
    assert listed("theme=balafon&unite=places&unite=homes") == []


def test_figures_of_different_words_are_not_added():
    theme = a_theme(slug="balafon")
    for word in ("", "acteurs"):
        a_figure(an_experience(themes=[theme]), unite="structures", note=word)
    assert listed("theme=balafon&unite=structures") == []


def test_shares_are_not_added():
    theme = a_theme(slug="balafon")
    for _ in range(2):
        a_figure(an_experience(themes=[theme]), unite="%")
    assert listed("theme=balafon&unite=share") == []


def test_page_of_figures_sorts_by_value_and_leads_to_the_experience():
    theme = a_theme(slug="balafon")
    for value in (3, 1000, 20):
        a_figure(an_experience(themes=[theme]), valeur=value, libelle=f"Balafons {value}", perimetre="L’orchestre seul")
    page = Client().get("/chiffres/?theme=balafon&tri=valeur").content.decode()
    assert page.index("Balafons 1000") < page.index("Balafons 20") < page.index("Balafons 3")
    assert "L’orchestre seul" in page
    assert "/experiences/experience-" in page
    assert "#chiffres" in page


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("", ["Dossiers déposés au premier appel", "Candidatures à l’appel de 2025"], []),
        ("unite=files", ["Dossiers déposés au premier appel"], ["Enveloppe du premier appel"]),
        ("unite=euros", ["Enveloppe du premier appel"], ["Dossiers déposés au premier appel"]),
        ("theme=mobilite", [], ["Dossiers déposés au premier appel"]),
        ("q=dossiers", [], ["Dossiers déposés au premier appel"]),
        ("couverture=non-dit", [], ["Dossiers déposés au premier appel"]),
        ("page=2", [], ["Dossiers déposés au premier appel"]),
    ],
)
def test_page_of_figures_shows_those_of_landmarks_that_answer_the_units(query, shown, hidden):
    page = Client().get(f"/chiffres/?{query}").content.decode()
    assert [label for label in shown if label not in page] == []
    assert [label for label in hidden if label in page] == []


def test_figures_of_a_landmark_that_is_not_public_are_on_no_list():
    Repere.objects.get(slug="ptce-appel-2013").go_to(Statut.RETIRE)
    assert "Dossiers déposés au premier appel" not in Client().get("/chiffres/").content.decode()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"perimetre": "L’orchestre seul"}, "L’orchestre seul"),
        ({"couverture": "libelle"}, ""),
        ({"couverture": "non-dit"}, "périmètre non dit par la source"),
        ({}, ""),
    ],
)
def test_figure_says_what_it_covers_or_that_nobody_says_it(fields, said):
    figure = a_figure(an_experience(), **fields)
    assert figure.covers == said
    assert said in Client().get(figure.experience.get_absolute_url()).content.decode()


def test_figure_that_says_twice_what_it_covers_is_refused():
    figure = a_figure(an_experience())
    figure.perimetre, figure.couverture = "L’orchestre seul", "non-dit"
    with pytest.raises(ValidationError, match="laissez vide"):
        figure.full_clean()


def test_figure_of_a_landmark_says_its_source_or_that_it_is_ours():
    repere = Repere.objects.get(slug="ptce-appel-2013")
    said = {figure.libelle: figure.shown for figure in repere.chiffres.all()}
    assert said["Dossiers déposés au premier appel"] == "environ 180\u00a0dossiers"
    assert said["Dossiers recevables au premier appel"] == "130\u00a0dossiers"
    assert said["Pôles lauréats du premier appel"] == "23\u00a0pôles"
    assert said["Enveloppe du premier appel"] == "3\u00a0millions d’euros"
    own = ChiffreDeRepere(repere=repere, ordre=99, libelle="Demi-poste d’animation", valeur=1, annee=2026)
    own.full_clean()
    own.save()
    page = Client().get(repere.get_absolute_url()).content.decode()
    assert "notre repère" in page
    assert "environ 180" in page


def test_figure_of_a_landmark_rests_on_a_source_of_its_own():
    repere = Repere.objects.get(slug="ptce-appel-2013")
    stranger = Repere.objects.exclude(pk=repere.pk).filter(sources__isnull=False).first().sources.first()
    with pytest.raises(ValidationError, match="une source du même repère"):
        ChiffreDeRepere(repere=repere, ordre=99, libelle="x", valeur=1, annee=2026, source=stranger).full_clean()
