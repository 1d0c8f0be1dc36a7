"""The lists of the administration say days as French does."""

from datetime import UTC, date, datetime

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import models
from django.utils.formats import date_format

from dts_platform.editorial.columns import day_column
from fiches.models import Edition, Fiche
from tests.factories import a_fiche, an_account, signed_in


@pytest.mark.parametrize(
    ("model", "field", "value", "expected"),
    [
        (Fiche, "verifie_le", date(2026, 10, 1), "1er octobre 2026"),
        (Fiche, "verifie_le", date(2026, 10, 11), "11 octobre 2026"),
        (Fiche, "verifie_le", None, None),
        (Fiche, "modifie_le", datetime(2026, 9, 30, 22, 30, tzinfo=UTC), "1er octobre 2026 00:30"),
        (Edition, "date", date(2027, 1, 1), "1er janvier 2027"),
    ],
)
def test_column_of_a_day_says_it_in_french_without_a_break(model, field, value, expected):
    column = day_column(model, field)
    assert column(model(**{field: value})) == (expected and expected.replace(" ", "\u00a0"))
    assert (column.admin_order_field, column.short_description) == (field, model._meta.get_field(field).verbose_name)


def test_no_list_of_the_administration_leaves_a_day_to_the_formats_of_django():
    bare = [
        (model.__name__, name)
        for model, model_admin in admin.site._registry.items()
        for name in model_admin.list_display
        if name in {field.name for field in model._meta.fields if isinstance(field, models.DateField)}
    ]
    assert bare == []


@pytest.mark.django_db
def test_list_of_fiches_shows_the_first_day_of_a_month_in_french(admin_client):
    a_fiche(verifie_le=date(2026, 10, 1), titre="Fiche vue en octobre")
    page = admin_client.get("/admin/fiches/fiche/?q=vue+en+octobre").content.decode()
    assert "1er\u00a0octobre\u00a02026" in page


@pytest.mark.parametrize(
    ("name", "moment", "expected"),
    [
        ("DATE_FORMAT", date(2026, 10, 1), "1er octobre 2026"),
        ("DATE_FORMAT", date(2026, 10, 2), "2 octobre 2026"),
        ("DATE_FORMAT", date(2026, 10, 21), "21 octobre 2026"),
        ("DATETIME_FORMAT", datetime(2026, 10, 1, 9, 5), "1er octobre 2026 09:05"),
        ("MONTH_DAY_FORMAT", date(2026, 10, 1), "1er octobre"),
        ("SHORT_DATE_FORMAT", date(2026, 10, 1), "01/10/2026"),
    ],
)
def test_formats_of_django_say_days_in_french(name, moment, expected):
    assert date_format(moment, name) == expected


@pytest.mark.django_db
def test_day_that_is_only_read_and_day_of_the_history_are_said_in_french():
    fiche, administrator = a_fiche(verifie_le=date(2026, 10, 1)), an_account("admin")
    form = signed_in(an_account("referent", "bretagne")).get(f"/admin/fiches/fiche/{fiche.pk}/change/")
    assert "1er octobre 2026" in form.content.decode()
    entry = LogEntry.objects.log_actions(administrator.pk, [administrator], CHANGE, single_object=True)
    LogEntry.objects.filter(pk=entry.pk).update(action_time=datetime(2026, 9, 30, 22, 30, tzinfo=UTC))
    history = signed_in(administrator).get(f"/admin/dts_platform/user/{administrator.pk}/history/")
    assert "1er octobre 2026 00:30" in history.content.decode()
