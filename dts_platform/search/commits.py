"""Whether anything was committed since this thread last looked.

SQLite says so for a sixth of the cost of a query through Django. PostgreSQL has nothing like it that is sure.
"""

import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper


class _Witness(threading.local):
    """A connection of this thread that never writes: SQLite counts for it the commits of all the others.

    It is opened anew as often as the connections of Django, so that a database put in the place of another is seen.
    """

    connection: BaseDatabaseWrapper | None = None
    until = 0.0  # of the clock that never goes back

    def __init__(self):
        self.count: int | None = None
        self.answers: dict[Callable, str | None] = {}

    def commits(self) -> int:
        """A number that any commit changes, those of other processes included. Raises errors of sqlite3 and of Django."""
        if time.monotonic() > self.until:
            self.open()
        return self.connection.connection.execute("PRAGMA data_version").fetchone()[0]

    def open(self) -> None:
        self.close()
        self.connection = connections[DEFAULT_DB_ALIAS].copy()
        self.connection.connect()
        self.until = time.monotonic() + settings.DATABASES["default"]["CONN_MAX_AGE"]

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.until, self.count = 0.0, None
        self.answers.clear()


_WITNESS = _Witness()


def since_last_commit(ask: Callable[[], str | None]) -> str | None:
    """What `ask` reads of the database: asked again only if something was committed since this thread asked.

    A transaction that is open in this thread sees what it has written and no witness does: it asks.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return ask()
    try:
        count = _WITNESS.commits()  # before `ask`: what is committed meanwhile makes the next one ask again
    except (Error, connection.Database.Error):
        _WITNESS.close()
        return ask()
    if count != _WITNESS.count:
        _WITNESS.answers.clear()
        _WITNESS.count = count
    if ask not in _WITNESS.answers:
        _WITNESS.answers[ask] = ask()
    return _WITNESS.answers[ask]


def close() -> None:
    """Close the witness of this thread: a process born of this one would share it."""
    _WITNESS.close()
