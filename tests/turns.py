"""Modules whose tests take turns in a whole run: the long ones, of which each commit tries a part.

A test is of this commit's part by a digest of both names: the same commit tries the same ones on every machine, and over a
few commits each has its turn. A module asked for by its name, and all with LONG=1, are whole.
"""

import hashlib
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.deadlines import SECONDS

ROOT = Path(__file__).parents[1]
# Of how many tests of the module one is tried. Each takes a second or more, and its neighbours ask nearly the same.
ONE_IN = {
    "tests/desk/test_forms.py": 2,
    "tests/editorial/test_admin_addresses.py": 2,
    "tests/editorial/test_given_back.py": 2,
    "tests/editorial/test_hostile_addresses.py": 2,
    "tests/editorial/test_queries.py": 3,
    "tests/editorial/test_rows.py": 2,
    "tests/editorial/test_two_people.py": 3,
    "tests/editorial/test_withdrawing.py": 2,
    "tests/epub/test_validity.py": 2,
    "tests/fiches/documents/test_build_command.py": 2,
    "tests/fiches/documents/test_downloads_freshness.py": 3,
    "tests/fiches/documents/test_every_kind.py": 2,
    "tests/fiches/documents/test_plaquette_sheet.py": 2,
    "tests/fiches/documents/test_upkeep.py": 3,
    "tests/pdf/test_hostile_signs.py": 2,
    "tests/pdf/test_workshop.py": 3,
    "tests/search/test_index.py": 2,
    "tests/search/test_index_upkeep.py": 2,
    "tests/site/test_drafts.py": 3,
    "tests/whole/test_accessibility.py": 2,
    "tests/whole/test_desk.py": 2,
    "tests/whole/test_hostile_texts.py": 2,
    "tests/whole/test_kept.py": 2,
    "tests/whole/test_pictures.py": 2,
}


@cache
def commit() -> str:
    """The commit that is tried; nothing where the code stands alone."""
    asked = ["git", "rev-parse", "HEAD"]
    try:
        return subprocess.run(
            asked, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS
        ).stdout.strip()
    except OSError:
        return ""


def waits(item: pytest.Item) -> bool:
    """Is it another commit's turn to try this test?"""
    one_in = ONE_IN.get(item.nodeid.partition("::")[0], 1)
    drawn = hashlib.sha256(f"{commit()} {item.nodeid}".encode()).digest()
    return int.from_bytes(drawn[:4]) % one_in != 0


def is_whole_run(config: pytest.Config) -> bool:
    """Are all the tests run, none asked for by its name?"""
    whole = {ROOT, ROOT / "tests"}
    return not config.option.keyword and all(Path(argument).resolve() in whole for argument in config.args)
