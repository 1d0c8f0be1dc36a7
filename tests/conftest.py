"""Every test runs on the whole content, loaded once, with sockets closed but for this machine."""

import gc
import os
import socket
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
from django.core.cache import cache
from django.template import engines
from django.test import Client
from jinja2 import StrictUndefined

from tests.engines import may_depend_on_the_engine
from tests.long import LONG
from tests.turns import is_whole_run, takes_turns, waits

# The same commit gets the same verdict each time; `make long` looks further, at random. On a shared machine a failing
# example is told as it was found, and one that takes seconds is a failure.
WITHOUT_SHRINKING = [phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.shrink]
LONGEST_EXAMPLE = timedelta(seconds=30)
hypothesis.settings.register_profile("same each time", derandomize=True, deadline=LONGEST_EXAMPLE)
hypothesis.settings.register_profile(
    "ci", hypothesis.settings.get_profile("same each time"), phases=WITHOUT_SHRINKING, print_blob=True
)
hypothesis.settings.register_profile(
    "at random", phases=WITHOUT_SHRINKING, max_examples=1000, deadline=LONGEST_EXAMPLE, print_blob=True
)
hypothesis.settings.load_profile("at random" if LONG else "ci" if os.environ.get("CI") else "same each time")


# As the Makefile does, for who runs pytest itself: compiled files are kept, whatever the image of a container says.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def content_folder(config: pytest.Config) -> Path:
    """The folder where the loaded content waits for the next run."""
    return config.cache.mkdir("content")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Long modules are left to the whole run."""
    if takes_turns(item):
        item.add_marker("slow")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest first, for two processes to end together."""
    leave_out_what_is_the_same_on_any_engine(config, items)
    leave_out_what_waits_for_its_turn(config, items)
    if hasattr(config, "workerinput"):
        from tests.shares import rank_of

        items.sort(key=lambda item: rank_of(item.nodeid))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays to the end: no collection of garbage need walk through it again."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    from tests.shares import ByShare

    return ByShare(config, log) if config.getvalue("dist") == "loadscope" else None


def leave_out_what_is_the_same_on_any_engine(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a second database, tests that already said on SQLite all that they can: see tests/engines.py."""
    from django.db import connection

    if connection.vendor == "sqlite" or LONG:
        return
    _keep(config, items, [item for item in items if may_depend_on_the_engine(item)])


def leave_out_what_waits_for_its_turn(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a whole run, the tests of long modules that other commits try: see tests/turns.py."""
    if not LONG and is_whole_run(config):
        _keep(config, items, [item for item in items if not waits(item)])


def _keep(config: pytest.Config, items: list[pytest.Item], kept: list[pytest.Item]) -> None:
    chosen = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = kept


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """In place of pytest-django's: the database is a copy of one that was loaded before."""
    from tests.database import loaded_database

    with django_db_blocker.unblock(), loaded_database(content_folder(request.config)):
        yield


@pytest.fixture(scope="session")
def kept_content(request, django_db_setup) -> Path | None:
    """The SQLite file of the loaded content, for a process that wants a copy; nothing on another database."""
    from tests.database import connection, kept_copy

    return kept_copy(content_folder(request.config)) if connection.vendor == "sqlite" else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Bring the content back after a test that commits: Django ends it by emptying every table."""
    result = yield
    if nextitem is None:  # the database of the tests is gone
        return result
    marker = item.get_closest_marker("django_db")
    if "transactional_db" in getattr(item, "fixturenames", ()) or (marker and marker.kwargs.get("transaction")):
        from pytest_django.plugin import blocking_manager_key

        from tests.database import reload

        with item.config.stash[blocking_manager_key].unblock():
            reload(content_folder(item.config))
    return result


@pytest.fixture(autouse=True)
def _light_settings(settings, tmp_path):
    from dts_platform.models.counting import TALLY

    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR_DIR = settings.STATIC_ROOT = tmp_path
    cache.clear()
    TALLY.take()


@pytest.fixture(autouse=True)
def _no_undefined_variable(monkeypatch):
    """Fail on a template variable that nobody gave."""
    monkeypatch.setattr(engines["jinja2"].env, "undefined", StrictUndefined)


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch):
    """Refuse a connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise AssertionError(f"connexion refusée vers {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def visitor(db) -> Client:
    return Client()


class SignedIn(Mapping):
    """The demonstration accounts as clients by name, each signed in when a test first asks for it."""

    def __init__(self, names: Iterable[str]):
        self.clients: dict[str, Client | None] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> Client:
        from dts_platform.models import User

        if self.clients[name] is None:
            self.clients[name] = client = Client()
            client.force_login(User.objects.get(username=name))
        return self.clients[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.clients)

    def __len__(self) -> int:
        return len(self.clients)


@pytest.fixture
def accounts(db) -> SignedIn:
    """The demonstration accounts, as signed-in clients by name."""
    from dts_platform.accounts.demonstration import ensure_accounts

    return SignedIn(ensure_accounts())
