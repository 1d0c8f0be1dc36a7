"""A stage for processes: a database with a little of the content and a media folder, made for them, with real commits.

A test `play`s a module in a process of its own; that process sets the `stage`, starts others by `start_process`, and
prints the facts that the test judges.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dts_platform.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from dts_platform.measures.throwaway import throwaway_database  # noqa: E402
from dts_platform.search import mirror  # noqa: E402
from experiences.models import Experience  # noqa: E402
from fiches.models import Fiche  # noqa: E402
from tests.database import template_name  # noqa: E402
from tests.deadlines import run  # noqa: E402

LONGEST = 900.0  # seconds for a whole play, on a slow machine too
# In the environment: where the database is; that it is loaded; on PostgreSQL, the loaded database to make it from.
DATABASE, WITH_CONTENT, TEMPLATE = "STAGE_DATABASE", "STAGE_WITH_CONTENT", "STAGE_TEMPLATE"
PLAIN_STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def play(module: str, folder: Path) -> dict:
    """What happened when a module of this room was played; called by a test, whose content is copied if it can be."""
    env = {**os.environ, "VAR_DIR": str(folder), "MEDIA_ROOT": str(folder / "media")}
    if connection.vendor == "sqlite":
        file = folder / "stage.sqlite3"
        connection.ensure_connection()
        file.write_bytes(connection.connection.serialize())
        env |= {"DATABASE_URL": f"sqlite:///{file}", WITH_CONTENT: "1"}
    else:
        database = settings.DATABASES["default"]
        server = f"{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}"
        env |= {"DATABASE_URL": f"postgres://{server}/postgres", TEMPLATE: template_name()}
    result = run([sys.executable, "-m", module], LONGEST, cwd=settings.BASE_DIR, env=env, text=True)
    return json.loads(result.stdout.splitlines()[-1])


@contextmanager
def _database():
    if WITH_CONTENT in os.environ:
        yield
        return
    connection.settings_dict["TEST"] |= {"NAME": f"stage_{os.getpid()}", "TEMPLATE": os.environ[TEMPLATE]}
    with throwaway_database():
        yield


@contextmanager
def stage():
    """A database with a little of the content, served without a manifest of static files."""
    with _database(), override_settings(STORAGES=PLAIN_STORAGES):
        Fiche.objects.exclude(numero__in=[1, 2, 3, 13]).delete()
        Experience.objects.exclude(prolongements__fiche__numero=13).delete()
        mirror.current()
        yield


def start_process(module: str, word: str, stdout=subprocess.PIPE, **options) -> subprocess.Popen:
    """Start a module of this room on the same stage, with a word that says what it has to do."""
    env = {**os.environ, DATABASE: connection.settings_dict["NAME"], **options.pop("env", {})}
    return subprocess.Popen([sys.executable, "-m", module, word], env=env, stdout=stdout, **options)


def perform(parts: Mapping[str, Callable[[], None]], whole: Callable[[], dict]) -> None:
    """The main program of a module of this room: one of its parts when a word says so, else the whole play."""
    if len(sys.argv) > 1:
        connection.settings_dict["NAME"] = os.environ[DATABASE]
        parts[sys.argv[1]]()
        return
    with stage():
        facts = whole()
    print(json.dumps(facts))


def reader() -> Client:
    return Client(raise_request_exception=False, SERVER_NAME="localhost")
