"""A room that asks for booklets together: everyone ends with a file, each booklet is made once."""

import pytest

from tests.processes.room import DIFFERENT, SAME
from tests.processes.stage import play

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_room_over_http_ends_with_its_files_each_made_once_and_pages_are_read_meanwhile(tmp_path):
    facts = play("tests.processes.room", tmp_path)
    assert [row[:3] for row in facts["rows"]] == [
        [f"{SAME}, le même livret", f"{SAME}", "1"],
        [f"{DIFFERENT}, des livrets différents", f"{DIFFERENT}", f"{DIFFERENT}"],
    ]
