"""The door of the site, as a server calls it."""

import pytest
from django.db import connection


@pytest.fixture
def kept_connection(monkeypatch):
    """A request called without the test client would close the connection, and the transaction of the test with it."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
