"""What PostgreSQL is asked straight says what Django would, and leaves to Django whatever it cannot say."""

import pytest
from django.db import connection, transaction

from dts_platform.search import mirror, straight
from fiches.models import Fiche

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(monkeypatch) -> list:
    """The answers given straight, None where Django had to ask."""
    answers, ask = [], straight.one_row
    monkeypatch.setattr(mirror, "one_row", lambda statement: answers.append(ask(statement)) or answers[-1])
    return answers


def straight_here() -> bool:
    return connection.vendor == "postgresql"


def test_settled_content_is_told_straight_and_a_note_that_waits_is_not(asked):
    token = mirror.current().token
    assert mirror.settled() == token == mirror.current().token
    assert (asked[-1] is not None) == straight_here()
    Fiche.objects.create(
        numero=990, partie=1, slug="neuve", titre="Neuve", resume="Essai.", statut="publie", publie_le="2026-01-01"
    )
    assert mirror.settled() is None
    assert mirror.current().token != token
    assert mirror.settled() == mirror.current().token


def test_lost_connection_is_left_to_django_which_opens_another():
    token = mirror.current().token
    connection.close()
    assert straight.one_row(b"SELECT 1") is None
    assert mirror.settled() == token


def test_statement_that_fails_or_has_no_row_is_left_to_django():
    mirror.current()
    for statement in (b"SELECT absent", b"SELECT 1 WHERE FALSE", b"SELECT 1 UNION ALL SELECT 2"):
        assert straight.one_row(statement) is None
    assert (straight.one_row(b"SELECT 1") == [b"1"]) == straight_here()


def test_transaction_that_failed_and_statements_that_are_counted_are_left_to_django(django_assert_num_queries):
    mirror.current()
    with transaction.atomic():
        transaction.set_rollback(True)
        assert straight.one_row(b"SELECT 1") is None
    with django_assert_num_queries(1):
        mirror.settled()
