"""`manage.py prepare`, from nothing and again: what a stranger's first `make run` does."""

import os
import shutil
import sys
from threading import Event, Thread

import pytest
from django.conf import settings
from django.core.files import locks

from dts_platform.management.commands import prepare
from tests.deadlines import SECONDS, run

pytestmark = pytest.mark.slow

LONGEST = 240.0  # seconds
ROOMS = ("cadre", "documents")

PREPARE_TWICE = """
import sys
from pathlib import Path
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
settings.CONTENT_DIR = Path(sys.argv[1])
call_command("prepare")
print("---")
call_command("prepare")
print("---")
from django.test import Client
for address in ("/", "/fiches/", "/admin/login/"):
    print(Client(SERVER_NAME="localhost").get(address).status_code)
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> list[list[str]]:
    """What two runs and three pages told, on a database that did not exist; of the content, the framework and its sources."""
    folder = tmp_path_factory.mktemp("prepare")
    for room in ROOMS:
        shutil.copytree(settings.CONTENT_DIR / room, folder / "content" / room)
    env = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(folder / "var"),
        "DJANGO_SETTINGS_MODULE": "dts_platform.settings",
    }
    command = [sys.executable, "-c", PREPARE_TWICE, str(folder / "content")]
    said = run(command, LONGEST, cwd=settings.BASE_DIR, env=env, text=True).stdout
    return [part.split("\n") for part in said.split("---\n")]


def test_site_prepared_from_nothing_has_its_content_and_serves_its_pages(told):
    files = sum(len(list((settings.CONTENT_DIR / room).glob("*.yaml"))) for room in ROOMS)
    assert told[0][0] == f"{files} fichiers chargés, 0 inchangés, 0 écarts gardés."
    assert told[1][0] == f"0 fichiers chargés, {files} inchangés, 0 écarts gardés."
    assert told[2] == ["200", "200", "200", ""]


def test_passwords_of_the_demonstration_are_told_again_the_same(told):
    passwords = [[line for line in part if line.startswith("  ")] for part in told[:2]]
    assert len(passwords[0]) == 4
    assert passwords[0] == passwords[1]


def test_second_preparation_waits_for_the_first(monkeypatch, settings, tmp_path):
    settings.VAR_DIR, prepared = tmp_path, Event()
    monkeypatch.setattr(prepare.Command, "prepare", lambda self: prepared.set())
    with (tmp_path / "prepare.lock").open("w") as first:
        locks.lock(first, locks.LOCK_EX)
        second = Thread(target=prepare.Command().handle, daemon=True)
        second.start()
        assert not prepared.wait(0.3)
        locks.unlock(first)
        assert prepared.wait(SECONDS)
    second.join(SECONDS)
