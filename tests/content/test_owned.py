"""What a text owns is read from its models; a row that would be left out of copies and versions is refused by a check."""

import pytest
from django.db import models
from django.test.utils import isolate_apps

from dts_platform.content import owned
from dts_platform.content.natural_keys import NaturalKey
from experiences.models import ChiffreCle, Experience, Source
from fiches.models import Etape, Fiche, Outil, Prolongement, Reference
from missions.models import Mission, PointDeRepere, PointDeVolet, Repere, SourceDeRepere, Theme, Volet

OWNED = {
    Fiche: {Etape, Outil, Prolongement, Reference},
    Experience: {Source, ChiffreCle},
    Repere: {PointDeRepere, SourceDeRepere},
    Mission: {Volet, PointDeVolet},
    Theme: set(),
}


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)
def test_rows_of_a_text_are_found_by_what_they_cannot_be_without(model):
    found = [child for child, _ in owned.owned(model)]
    assert OWNED[model] <= set(found)
    assert not [child for child in found if child.__name__.startswith("Theme")]


def test_row_comes_after_those_it_refers_to():
    found = [child for child, _ in owned.owned(Experience)]
    assert found.index(Source) < found.index(ChiffreCle)


def test_models_of_the_site_leave_nothing_out():
    assert owned.check_owned() == []


@isolate_apps("fiches")
def test_row_without_natural_key_that_goes_with_a_text_is_refused(monkeypatch):
    class Text(NaturalKey):
        slug = models.SlugField()

        class Meta:
            app_label = "fiches"

    class Row(models.Model):  # noqa: DJ008
        text = models.ForeignKey(Text, models.CASCADE)

        class Meta:
            app_label = "fiches"

    monkeypatch.setattr(owned.apps, "get_models", lambda: [Text, Row])
    assert [error.id for error in owned.check_owned()] == ["content.E001"]
    assert owned.owned(Text) == ()
