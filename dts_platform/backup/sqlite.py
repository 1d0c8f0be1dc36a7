"""Copying and putting back a SQLite database, through the backup interface of SQLite itself, while the site runs."""

import gzip
import shutil
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError, connection

from dts_platform.backup.archive import DAMAGED, BadArchive
from dts_platform.backup.refusals import CannotBackUp, CannotRestore

COPY = "database.sqlite3.gz"
FRENCH = "SQLite"
PATIENCE = 60.0  # seconds that another may hold the database
BESIDE = ("", "-wal", "-shm")  # what follows the name of each file of a database
UNREADABLE = "La base SQLite est abîmée\u00a0: remettez en place la dernière sauvegarde, avec la commande `restore`."
BUSY = "La base est occupée depuis une minute\u00a0: arrêtez les services du site, puis recommencez."


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=PATIENCE)) as opened:
        yield opened


def _is_whole(database: sqlite3.Connection) -> bool:
    try:
        return database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except sqlite3.DatabaseError:
        return False


def _rows(database: sqlite3.Connection) -> dict[str, int]:
    """The rows of each table."""
    tables = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^'"
    )
    names = [name for (name,) in tables.fetchall()]
    quote = connection.ops.quote_name
    return {name: database.execute(f"SELECT count(*) FROM {quote(name)}").fetchone()[0] for name in names}  # noqa: S608


def _impatient():
    """What SQLite calls at each step of a copy: raises TimeoutError when others hold the database too long."""
    end = time.monotonic() + PATIENCE

    def look(status: int, remaining: int, total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > end:
            raise TimeoutError

    return look


def dump(target: Path) -> tuple[str, dict[str, int]]:
    """A copy of one moment, compressed; writers go on meanwhile. Raises CannotBackUp."""
    plain = target.with_name("copied.sqlite3")
    try:
        connection.ensure_connection()
        with _opened(plain) as copy:
            connection.connection.backup(copy, progress=_impatient())
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, whole by itself
            if not _is_whole(copy):
                raise CannotBackUp(UNREADABLE)
            rows = _rows(copy)
    except TimeoutError as error:
        raise CannotBackUp(BUSY) from error
    except (sqlite3.DatabaseError, DatabaseError) as error:
        raise CannotBackUp(UNREADABLE) from error
    with plain.open("rb") as source, gzip.open(target, "wb", compresslevel=6) as packed:
        shutil.copyfileobj(source, packed)
    plain.unlink()
    return "", rows


def check(copy: Path, rows: dict[str, int]) -> Path:
    """The copy unpacked beside itself: sound, and with as many rows as was said. Raises BadArchive."""
    ready = copy.with_name("ready.sqlite3")
    try:
        with gzip.open(copy) as packed, ready.open("wb") as target:
            shutil.copyfileobj(packed, target)
        with _opened(ready) as database:
            if not _is_whole(database) or _rows(database) != rows:
                raise BadArchive(DAMAGED)
    except (EOFError, gzip.BadGzipFile, zlib.error, sqlite3.DatabaseError) as error:
        raise BadArchive(DAMAGED) from error
    return ready


def restore(ready: Path, namespace: str, rows: dict[str, int]) -> None:
    """Write all the pages of the site's database in one transaction of SQLite. Raises CannotRestore."""
    connection.close()
    try:
        with _opened(ready) as source, _opened(Path(connection.settings_dict["NAME"])) as target:
            source.backup(target, progress=_impatient())
    except TimeoutError as error:
        raise CannotRestore(BUSY) from error
    except sqlite3.Error as error:
        raise CannotRestore(f"SQLite a refusé\u00a0: {error}.") from error


def is_damaged() -> bool:
    """Is there a file, and is it no whole database?"""
    connection.close()
    live = Path(connection.settings_dict["NAME"])
    if not live.exists():
        return False
    with _opened(live) as database:
        return not _is_whole(database)


def set_aside() -> Path | None:
    """Rename the files of a damaged database; where the first one is now."""
    if not is_damaged():
        return None
    live = Path(connection.settings_dict["NAME"])
    aside = live.with_name(f"{live.name}.abimee-{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}")
    for end in BESIDE:
        if (file := live.with_name(live.name + end)).exists():
            file.rename(aside.with_name(aside.name + end))
    return aside
