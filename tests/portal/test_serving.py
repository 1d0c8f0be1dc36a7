"""Before the first visitor: what is warm, and what the command refuses."""

import gc

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import CommandError, call_command
from django.db import connection

from dts_platform.portal.warm_up import warm_up
from dts_platform.search import mirror

pytestmark = pytest.mark.django_db


@pytest.fixture
def thawed():
    yield
    gc.unfreeze()


def test_warm_process_knows_the_content_and_its_collector_leaves_it_alone(thawed, monkeypatch):
    monkeypatch.setattr("dts_platform.portal.warm_up.connections.close_all", lambda: None)
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    mirror.current().memory.clear()
    statuses, handler, frozen = [], WSGIHandler(), gc.get_freeze_count()

    def application(environ, start_response):
        return handler(environ, lambda status, headers: statuses.append(status))

    warm_up(application)
    assert set(statuses) == {"200 OK"}
    assert mirror.current().memory.get("vocabulary")
    assert gc.get_freeze_count() > frozen + 10_000


def test_server_refuses_to_leave_no_thread_to_the_pages():
    with pytest.raises(CommandError, match="plus de 4 fils"):
        call_command("serve", threads=4, no_documents=True)
