"""A figure rests on a source of its own experience: the model says so in French, the database refuses the rest."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from dts_platform.search import mirror
from experiences.models import ChiffreCle, Experience, Source
from missions.bodies import Body
from tests.factories import a_source, an_experience

pytestmark = pytest.mark.django_db


def a_figure(experience: Experience, source: Source) -> ChiffreCle:
    return ChiffreCle(experience=experience, ordre=1, libelle="Emplois", valeur=3, annee=2014, source=source)


def test_source_of_another_experience_is_refused_in_french():
    figure = a_figure(an_experience(), a_source(an_experience()))
    with pytest.raises(ValidationError, match="une source de la même expérience"):
        figure.full_clean()


def test_source_of_the_same_experience_is_accepted():
    experience = an_experience()
    figure = a_figure(experience, a_source(experience))
    figure.full_clean()
    figure.save()
    connection.check_constraints()


def test_database_refuses_a_source_of_another_experience():
    experience, other = an_experience(), an_experience()
    own, stranger = a_source(experience), a_source(other)
    figure = a_figure(experience, own)
    figure.save()
    changes = [
        a_figure(an_experience(), stranger).save,
        lambda: ChiffreCle.objects.filter(pk=figure.pk).update(source=stranger),
        lambda: Source.objects.filter(pk=own.pk).update(experience=other, code="autre"),
    ]
    for change in changes:
        with pytest.raises(IntegrityError):
            held_to_the_end(change)


def held_to_the_end(change) -> None:
    """Do something as a transaction would, whose end compares foreign keys."""
    with transaction.atomic():
        change()
        connection.check_constraints()


def test_experience_goes_with_its_figures_and_sources():
    experience = an_experience()
    a_figure(experience, a_source(experience)).save()
    experience.delete()
    connection.check_constraints()
    assert not Source.objects.filter(experience=experience.pk).exists()


def test_figures_that_compare_are_drawn_on_the_page_above_their_table_and_not_on_paper(visitor):
    experience = an_experience()
    source = a_source(experience)
    for rank, value in enumerate((48, 8), 1):
        ChiffreCle.objects.create(
            experience=experience,
            ordre=rank,
            libelle="Logis",
            valeur=value,
            unite="logements",
            annee=2005,
            source=source,
        )
    page = visitor.get(experience.get_absolute_url()).content.decode()
    chart, table = page.index('<figure class="chart"'), page.index('aria-label="Chiffres clés"')
    assert page.index("h1000", chart) < page.index("h167", chart) < table
    assert "Logis, 48\u00a0logements\u202f; Logis, 8\u00a0logements" in page[chart:table]
    assert "<td>8\u00a0logements</td>" in page[table:]
    printed = Body.of(experience, "experiences/_body.html", mirror.current()).html
    assert "chart" not in printed
    assert "<td>8\u00a0logements</td>" in printed
