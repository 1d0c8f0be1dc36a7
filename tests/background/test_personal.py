"""What is kept of people: each table declares it, the legal page tells it, the worker deletes it in time."""

import html
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from contact.models import Message, Notice
from dts_platform.background.outgoing import OutgoingMail
from dts_platform.background.personal import _DECLARED, all_kept, purge, time_kept_in_words
from dts_platform.editorial.preview_links import PreviewLink
from dts_platform.editorial.sent_forms import SavedForm
from dts_platform.models import Bucket, FoundSearch, FruitlessSearch

OURS = [model for model in apps.get_models() if Path(model._meta.app_config.path).parent == settings.BASE_DIR]
KEPT_BY_DJANGO = {"Session", "LogEntry"}
OF_PEOPLE = re.compile(
    r"email|courriel|telephone|phone|username|first_name|last_name|prenom|relue_par|directeur|session"
)
OF_NOBODY: set[str] = set()  # a column that looks like a person’s and is none: « app.Model.field »


def says_something_of_people(field: models.Field) -> bool:
    """Does a column hold the account, the address or the name of somebody?"""
    leads_to_account = field.is_relation and field.related_model is get_user_model()
    return leads_to_account or isinstance(field, models.EmailField) or bool(OF_PEOPLE.search(field.name))


@pytest.mark.parametrize("model", [*OURS, *(m for m in apps.get_models() if m.__name__ in KEPT_BY_DJANGO)])
def test_table_that_says_something_of_people_declares_it(model):
    found = {field.name for field in model._meta.concrete_fields if says_something_of_people(field)}
    found -= {name for name in found if f"{model._meta.label}.{name}" in OF_NOBODY}
    assert not found or issubclass(model, tuple(_DECLARED)), found


def test_declaration_names_columns_that_stand():
    for declared, personal in _DECLARED.items():
        columns = {
            f.name for model in apps.get_models() if issubclass(model, declared) for f in model._meta.get_fields()
        }
        together = {f.name for model, other in _DECLARED.items() if other is personal for f in model._meta.get_fields()}
        assert set(personal.fields) <= columns | together, declared
        assert personal.fields


@pytest.mark.django_db
def test_legal_page_tells_all_that_is_kept_why_and_how_long(visitor):
    page = html.unescape(visitor.get("/mentions-legales/").content.decode())
    told = [one for kept in all_kept().values() for one in kept]
    assert len(told) >= 12
    assert set(_DECLARED.values()) <= set(told)
    for one in told:
        cells = (f"<td>{said[:1].upper()}{said[1:]}</td>" for said in (one.what, one.why, one.how_long))
        assert "".join(cells) in page, one.what


def ago(days: float):
    return timezone.now() - timedelta(days=days)


def day_before(days: float):
    """The local day so many days ago, at any hour of today."""
    return timezone.localdate() - timedelta(days=round(days))


# table: (days that a row stays, a row that old)
ROWS = {
    Message: (365, lambda days: Message.objects.create(at=ago(days), key=f"m{days}")),
    Notice: (365, lambda days: Notice.objects.create(at=ago(days), key=f"n{days}", answer="oui")),
    OutgoingMail: (30, lambda days: OutgoingMail.objects.create(to="a@exemple.fr", subject="x", sent=ago(days))),
    Bucket: (0, lambda days: Bucket.objects.create(key=str(days), empty_at=ago(days))),
    FoundSearch: (365, lambda days: FoundSearch.objects.create(jour=day_before(days), texte="clause")),
    FruitlessSearch: (365, lambda days: FruitlessSearch.objects.create(jour=day_before(days), texte="licorne")),
    Session: (0, lambda days: Session.objects.create(session_key=str(days), session_data="", expire_date=ago(days))),
    PreviewLink: (30, lambda days: PreviewLink.objects.create(model="fiches.fiche", row=1, until=ago(days))),
    SavedForm: (7, lambda days: SavedForm.objects.create(key=str(days), said="x", saved=ago(days))),
}


def test_every_declaration_that_has_an_end_is_tried_here():
    assert {model for model, personal in _DECLARED.items() if personal.over} == set(ROWS)


@pytest.mark.django_db
@pytest.mark.parametrize("model", ROWS)
def test_row_goes_when_its_time_is_over_and_not_before(model):
    days, make = ROWS[model]
    model._base_manager.all().delete()
    young, old = make(days - 0.5), make(days + 1.5)
    purge()
    assert list(model._base_manager.values_list("pk", flat=True)) == [young.pk]
    assert old.pk != young.pk


@pytest.mark.django_db
def test_mail_that_never_left_stays_a_year():
    for days in (300, 400):
        OutgoingMail.objects.create(to="a@exemple.fr", subject=str(days), written=ago(days), given_up=True)
    OutgoingMail.objects.create(to="a@exemple.fr", subject="attend", written=ago(500))
    purge()
    assert set(OutgoingMail.objects.values_list("subject", flat=True)) == {"300", "attend"}


@pytest.mark.django_db
def test_worker_deletes_what_is_kept_too_long(monkeypatch, capsys):
    monkeypatch.setattr("dts_platform.management.commands.work.call_command", lambda *_, **__: None)
    ROWS[Notice][1](400)
    call_command("work", once=True)
    assert not Notice.objects.exists()
    assert "effacées\u202f: 1\u00a0ligne." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("days", "words"),
    [(7, "7\u00a0jours"), (30, "30\u00a0jours"), (90, "3\u00a0mois"), (365, "un an"), (1095, "3\u00a0ans")],
)
def test_time_is_told_in_words(days, words):
    assert time_kept_in_words(timedelta(days=days)) == words


def test_access_log_of_the_guide_keeps_nothing_of_what_visitors_type():
    """What follows « ? » in an address may be a search, a word for a booklet, a form."""
    guide = (settings.BASE_DIR / "docs" / "exploitation.md").read_text()
    (written,) = re.findall(r"log_format (\w+) ([^;]+);", guide)
    assert re.search(rf"access_log \S+ {written[0]};", guide)
    kept = set(re.findall(r"\$(\w+)", written[1]))
    assert "uri" in kept
    assert not kept & {"request", "request_uri", "args", "query_string", "http_referer", "http_cookie", "remote_user"}
