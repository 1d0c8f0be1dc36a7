"""Modules whose tests take turns in a whole run: the long ones, of which each commit tries a part.

A test is of this commit's part by a digest of both names: the same commit tries the same ones on every machine, and over a
few commits each has its turn. A module asked for by its name, and all with LONG=1, are whole. A quick run (`-m "not slow"`)
leaves these modules out.
"""

import hashlib
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.deadlines import SECONDS

ROOT = Path(__file__).parents[1]
# Of how many tests of the module one is tried. Together they are most of the time of a run.
ONE_IN = {
    "tests/accounts/test_demonstration.py": 2,
    "tests/accounts/test_groups.py": 3,
    "tests/accounts/test_sign_in.py": 3,
    "tests/contact/test_receiving.py": 3,
    "tests/contact/test_robots.py": 2,
    "tests/content/test_loading.py": 3,
    "tests/content/test_loading_at_random.py": 3,
    "tests/desk/test_copies.py": 2,
    "tests/desk/test_forms.py": 10,
    "tests/desk/test_live_text.py": 4,
    "tests/desk/test_news.py": 3,
    "tests/desk/test_preview.py": 3,
    "tests/desk/test_transitions.py": 2,
    "tests/editorial/test_admin_addresses.py": 8,
    "tests/editorial/test_comparison.py": 2,
    "tests/editorial/test_editing.py": 4,
    "tests/editorial/test_forms.py": 2,
    "tests/editorial/test_gate.py": 2,
    "tests/editorial/test_given_back.py": 7,
    "tests/editorial/test_guide.py": 2,
    "tests/editorial/test_hostile_addresses.py": 5,
    "tests/editorial/test_names.py": 2,
    "tests/editorial/test_queries.py": 8,
    "tests/editorial/test_rights.py": 2,
    "tests/editorial/test_rows.py": 8,
    "tests/editorial/test_two_people.py": 8,
    "tests/editorial/test_withdrawing.py": 3,
    "tests/epub/test_manuel.py": 3,
    "tests/epub/test_second_edition.py": 2,
    "tests/epub/test_validity.py": 5,
    "tests/epub/test_whole_manuel.py": 3,
    "tests/fiches/documents/test_build_command.py": 3,
    "tests/fiches/documents/test_desired_state.py": 2,
    "tests/fiches/documents/test_downloads.py": 2,
    "tests/fiches/documents/test_downloads_freshness.py": 6,
    "tests/fiches/documents/test_editions_freeze.py": 2,
    "tests/fiches/documents/test_editions_kept.py": 2,
    "tests/fiches/documents/test_every_kind.py": 4,
    "tests/fiches/documents/test_late_documents.py": 2,
    "tests/fiches/documents/test_plaquette_sheet.py": 2,
    "tests/fiches/documents/test_same_bytes.py": 2,
    "tests/fiches/documents/test_states.py": 2,
    "tests/fiches/documents/test_upkeep.py": 10,
    "tests/fiches/test_random_editing.py": 2,
    "tests/fiches/test_since.py": 2,
    "tests/finder/test_effort.py": 2,
    "tests/finder/test_filter_sets.py": 3,
    "tests/finder/test_likeness.py": 2,
    "tests/house/test_recipes.py": 4,
    "tests/pdf/test_forms.py": 2,
    "tests/pdf/test_hostile_signs.py": 3,
    "tests/pdf/test_layout.py": 2,
    "tests/pdf/test_page_numbers.py": 2,
    "tests/pdf/test_workshop.py": 6,
    "tests/portal/test_queries.py": 2,
    "tests/processes/test_backups.py": 4,
    "tests/processes/test_benches.py": 8,
    "tests/processes/test_builders.py": 10,
    "tests/processes/test_mails.py": 4,
    "tests/processes/test_room.py": 2,
    "tests/processes/test_saves.py": 5,
    "tests/references/test_links.py": 2,
    "tests/search/test_index.py": 3,
    "tests/search/test_index_upkeep.py": 6,
    "tests/search/test_recall.py": 4,
    "tests/site/test_drafts.py": 5,
    "tests/site/test_finders.py": 2,
    "tests/site/test_pages.py": 3,
    "tests/site/test_prepare.py": 6,
    "tests/territoires/test_documents.py": 2,
    "tests/whole/test_accessibility.py": 8,
    "tests/whole/test_administration.py": 2,
    "tests/whole/test_contact.py": 3,
    "tests/whole/test_desk.py": 4,
    "tests/whole/test_every_fiche.py": 2,
    "tests/whole/test_finder.py": 4,
    "tests/whole/test_hostile_texts.py": 3,
    "tests/whole/test_journeys.py": 2,
    "tests/whole/test_kept.py": 5,
    "tests/whole/test_livrets.py": 4,
    "tests/whole/test_manuel.py": 6,
    "tests/whole/test_pictures.py": 5,
    "tests/whole/test_printed.py": 3,
    "tests/whole/test_selection.py": 2,
    "tests/whole/test_server.py": 3,
    "tests/whole/test_since.py": 2,
    "tests/whole/test_states.py": 3,
    "tests/whole/test_style_page.py": 3,
    "tests/whole/test_theme.py": 2,
    "tests/whole/test_weight.py": 5,
}
# What all tests of the module wait for costs most: they are tried on one database a commit, on each in turn.
ONE_DATABASE = ("tests/site/test_upgrade.py",)


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


def on_sqlite() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"


def drawn(name: str) -> int:
    """A number that this commit draws for a name."""
    return int.from_bytes(hashlib.sha256(f"{commit()} {name}".encode()).digest()[:4])


def takes_turns(item: pytest.Item) -> bool:
    """Is this test of a long module?"""
    return item.nodeid.partition("::")[0] in ONE_IN


def waits(item: pytest.Item) -> bool:
    """Is it another commit's turn to try this test on this database?"""
    module = item.nodeid.partition("::")[0]
    if module in ONE_DATABASE:
        return drawn(module) % 2 == on_sqlite()
    return drawn(item.nodeid) % ONE_IN.get(module, 1) != 0


def is_whole_run(config: pytest.Config) -> bool:
    """Are all the tests run, none asked for by its name?"""
    whole = {ROOT, ROOT / "tests"}
    return not config.option.keyword and all(Path(argument).resolve() in whole for argument in config.args)
