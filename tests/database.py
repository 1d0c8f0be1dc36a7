"""The whole content in a database: loaded once for one state of its files and of the code that loads them, then copied.

On SQLite the loaded database is a file of the cache of pytest, named by the digest of all it is made of. Each process
copies it in memory, which takes less than a second; when only the content changed, its tables are those of another file,
named by the digest of the code. On PostgreSQL it is a database of the server, of the same name, and the template of every
other: the first process loads the content.
"""

import fcntl
import hashlib
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from unittest import mock

import grimp
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from dts_platform.content.loader import load
from dts_platform.search.indexing import catch_up
from dts_platform.search.searchable import SEARCHABLES
from dts_platform.search.triggers import install_triggers
from tests.house.modules import CODE

ROOT = Path(settings.BASE_DIR)
IN_MEMORY = "file:memorydb_default?mode=memory&cache=shared"  # the name that Django gives to a test database
LONGEST_LOAD = 600  # seconds to wait for another process that loads; past that, something is broken


def _module_of(thing) -> str:
    return getattr(thing, "__module__", None) or type(thing).__module__


def loading_code() -> list[Path]:
    """The files of the code that decide what a loaded database holds: models, migrations, loader, index and below."""
    graph = grimp.build_graph(*CODE, cache_dir=None)
    roots = {_module_of(thing) for thing in (load, catch_up, install_triggers, *SEARCHABLES.values())}
    roots |= {_module_of(thing) for thing in (*apps.get_models(), *apps.get_app_configs())} & graph.modules
    modules = roots.union(*(graph.find_upstream_modules(root) for root in roots))
    files = [ROOT / f"{name.replace('.', '/')}.py" for name in modules]
    packages = [ROOT / name.replace(".", "/") / "__init__.py" for name in modules]
    migrations = [file for room in CODE for file in (ROOT / room / "migrations").glob("*.py")]
    return [file for file in {*files, *packages, *migrations} if file.is_file()]


def _digest_of(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for file in sorted(files):
        total.update(f"{file.relative_to(ROOT)} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()[:20]


@cache
def code_digest() -> str:
    """Names one state of the code that loads the content and of the libraries."""
    return _digest_of([*loading_code(), ROOT / "requirements.txt", Path(__file__)])


@cache
def digest() -> str:
    """Names one state of the content, of the code that loads it and of the libraries."""
    content = _digest_of(settings.CONTENT_DIR.rglob("*.yaml"))
    return hashlib.sha256(f"{code_digest()} {content}".encode()).hexdigest()[:20]


@contextmanager
def locked(file: Path) -> Iterator[None]:
    """Hold a lock that other processes respect; a clear failure rather than an endless wait."""
    with file.open("w") as handle:
        deadline = time.monotonic() + LONGEST_LOAD
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                assert time.monotonic() < deadline, f"{file} is held for more than {LONGEST_LOAD} s by another process"
                time.sleep(0.1)
        yield


def load_content() -> None:
    """Load and index the content in the database at hand.

    What guards a load in an upper room lays the brochure out; the tests of the brochure hold the content to it.
    """
    with mock.patch("dts_platform.content.loader.GUARDS", []):
        load(settings.CONTENT_DIR)
    catch_up()


def kept_copy(folder: Path) -> Path:
    """The file that holds the loaded content, made when it is missing; those of other days go."""
    kept = folder / f"content-{digest()}.sqlite3"
    if kept.is_file():
        return kept
    with locked(folder / "content.lock"):
        if not kept.is_file():
            with in_memory(_kept_tables(folder)):
                load_content()
                _keep(kept)
    for kind in ("content", "tables"):  # the last three stay: one goes back and forth between branches
        for file in sorted(folder.glob(f"{kind}-*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-3]:
            file.unlink(missing_ok=True)
    return kept


def _kept_tables(folder: Path) -> Path:
    """The file that holds the tables as the migrations leave them, with no content."""
    kept = folder / f"tables-{code_digest()}.sqlite3"
    if not kept.is_file():
        databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
        _keep(kept)
        teardown_databases(databases, verbosity=0)
    return kept


def _keep(kept: Path) -> None:
    """Write the SQLite database at hand in a file, whole or not at all."""
    being_written = kept.with_suffix(".part")
    being_written.unlink(missing_ok=True)
    with closing(sqlite3.connect(being_written)) as target:
        connection.connection.backup(target)
    being_written.replace(kept)


def fill(kept: Path) -> None:
    """Put what a file keeps in the SQLite database at hand, in place of what it holds."""
    connection.ensure_connection()
    with closing(sqlite3.connect(kept)) as source:
        source.backup(connection.connection)


@contextmanager
def in_memory(kept: Path) -> Iterator[None]:
    """Work on a copy in memory of what a file keeps."""
    name = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = IN_MEMORY
    fill(kept)
    yield
    connection.close()
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


def template_name() -> str:
    """The PostgreSQL database that holds the loaded content, once a process has made it."""
    return f"loaded_{digest()}"


def _on_server(*statements: str) -> list[tuple]:
    """Run statements beside the databases they name; what the last one answers."""
    connection.close()
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def database_on_server(folder: Path) -> list:
    """A test database of this process on PostgreSQL, with the content: loaded if no process did, else copied."""
    template = template_name()
    with locked(folder / "postgresql.lock"):
        loaded = _on_server(f"SELECT 1 FROM pg_database WHERE datname = '{template}'")
        if loaded:
            connection.settings_dict["TEST"]["TEMPLATE"] = template
        databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
        if not loaded:
            load_content()
            _on_server(f'CREATE DATABASE {template} TEMPLATE "{connection.settings_dict["NAME"]}"')
    return databases


@contextmanager
def loaded_database(folder: Path) -> Iterator[None]:
    """The database of a run of tests; `folder` keeps the loaded content from one run to the next."""
    if connection.vendor != "sqlite":
        databases = database_on_server(folder)
        yield
        teardown_databases(databases, verbosity=0)
        return
    with in_memory(kept_copy(folder)):
        yield


def reload(folder: Path) -> None:
    """Bring the content back after a test that emptied the tables: one that commits ends with a flush."""
    if connection.vendor == "sqlite":
        fill(kept_copy(folder))
        return
    name = connection.settings_dict["NAME"]
    _on_server(f'DROP DATABASE "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}" TEMPLATE {template_name()}')
