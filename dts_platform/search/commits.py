"""Whether anything was committed since this thread last looked.

SQLite says so for a hundredth of the cost of a query through Django. PostgreSQL has nothing like it that is sure.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_LOG_INDEX: dict[tuple[int, int], int] = {}  # descriptors by device and inode
_LOG_INDEX_LOCK = threading.Lock()
_LOG_INDEX_VERSION = (3_007_000).to_bytes(4, sys.byteorder)
_HEADERS = 2 * 48  # bytes: the same header twice


def _log_index(database: str) -> int | None:
    """The descriptor of the index of the log of a database, the file beside it; None where there is none of a known shape.

    It is never closed: closing a file takes away the locks that all of this process hold on it, those of SQLite too.
    """
    with _LOG_INDEX_LOCK:
        try:
            path = Path(f"{database}-shm")
            found = path.stat()
            known = _LOG_INDEX.get((found.st_dev, found.st_ino))
            if known is None:
                known = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
                opened = os.fstat(known)
                _LOG_INDEX[opened.st_dev, opened.st_ino] = known
            return known if os.pread(known, 4, 0) == _LOG_INDEX_VERSION else None
        except OSError:
            return None


class _Witness(threading.local):
    """A connection of this thread that never writes: SQLite counts for it the commits of all the others.

    It is opened anew as often as the connections of Django, so that a database put in the place of another is seen.
    """

    connection: BaseDatabaseWrapper | None = None
    until = 0.0  # of the clock that never goes back
    log_index: int | None = None

    def __init__(self):
        self.asking = connections[DEFAULT_DB_ALIAS]  # what this thread asks by; to look it up costs more than the rest
        self.count: int | bytes | None = None
        self.answers: dict[Callable, str | None] = {}

    def commits(self) -> int | bytes:
        """What any commit changes, those of other processes included. Raises OSError, errors of sqlite3 and of Django.

        Where SQLite writes a log, it is the header of the index of that log, which a commit replaces: read as it stands, for
        a tenth of what asking SQLite costs. That index lives as long as a connection of this process does.
        """
        if time.monotonic() > self.until:
            self.open()
        if self.log_index is not None:
            return os.pread(self.log_index, _HEADERS, 0)
        return self._data_version()

    def _data_version(self) -> int:
        return self.connection.connection.execute("PRAGMA data_version").fetchone()[0]

    def open(self) -> None:
        """A new connection before the former is closed: the last one to close takes the index of the log away, and the
        next one would be a file more to hold."""
        former, self.connection = self.connection, connections[DEFAULT_DB_ALIAS].copy()
        self._forget()
        try:
            self.connection.connect()
            self._data_version()  # opens the log, where there is one
        finally:
            if former:
                former.close()
        (_, _, path) = self.connection.connection.execute("PRAGMA database_list").fetchone()
        self.log_index = _log_index(path) if path and self._has_log() else None
        self.until = time.monotonic() + settings.DATABASES["default"]["CONN_MAX_AGE"]

    def _has_log(self) -> bool:
        return self.connection.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self._forget()

    def _forget(self) -> None:
        self.until, self.count, self.log_index = 0.0, None, None
        self.answers.clear()


_WITNESS = _Witness()


def since_last_commit(ask: Callable[[], str | None]) -> str | None:
    """What `ask` reads of the database: asked again only if something was committed since this thread asked.

    A transaction that is open in this thread sees what it has written and no witness does: it asks.
    """
    connection = _WITNESS.asking
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return ask()
    try:
        count = _WITNESS.commits()  # before `ask`: what is committed meanwhile makes the next one ask again
    except (OSError, Error, connection.Database.Error):
        _WITNESS.close()
        return ask()
    if count != _WITNESS.count:
        _WITNESS.answers.clear()
        _WITNESS.count = count
    answers = _WITNESS.answers
    if ask not in answers:
        answers[ask] = ask()
    return answers[ask]


def close() -> None:
    """Close the witness of this thread: a process born of this one would share it."""
    _WITNESS.close()
