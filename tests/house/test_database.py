"""The loaded content that tests copy: whole, named by what it is made of, and back after a test that commits."""

import inspect

import pytest
from django.conf import settings
from django.db import connection

from dts_platform.search.check import differences
from dts_platform.search.triggers import missing_triggers
from fiches.models import Fiche
from tests import database

FICHES = len(list((settings.CONTENT_DIR / "fiches").glob("*.yaml")))


@pytest.mark.parametrize("turn", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_content_is_whole_again_after_a_test_that_commits(turn):
    """The end of the first turn empties every table: the second would find none."""
    assert Fiche.objects.count() == FICHES
    assert missing_triggers() == []
    assert list(differences()) == []
    Fiche.objects.all().delete()
    assert not connection.in_atomic_block


def test_content_is_loaded_again_when_loader_models_or_migrations_change():
    files = set(database.loading_code())
    assert {inspect.getfile(inspect.unwrap(thing)) for thing in (database.load, database.catch_up, Fiche)} <= set(
        map(str, files)
    )
    assert settings.BASE_DIR / "fiches" / "migrations" / "0001_initial.py" in files


def test_content_is_kept_when_a_view_changes():
    assert not {file.name for file in database.loading_code()} & {"views.py", "urls.py", "admin.py", "settings.py"}


def test_lock_held_for_too_long_fails_and_names_its_file(monkeypatch, tmp_path):
    monkeypatch.setattr(database, "LONGEST_LOAD", 0.2)
    file = tmp_path / "content.lock"
    with database.locked(file), pytest.raises(AssertionError, match="content.lock"), database.locked(file):
        pass
