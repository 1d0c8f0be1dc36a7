"""Pages remembered by several servers, while editors write."""

import pytest

from tests.processes.stage import play

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_servers_that_remember_pages_never_show_what_was_written_over(tmp_path):
    (tmp_path / "static").mkdir()
    facts = play("tests.processes.page_memory", tmp_path)
    assert facts["200, remembered"] > 5  # else nothing was proved
    assert facts["304, remembered"] > 0
    assert facts["200, made"] > 5
    assert any(facts.get(f"{status}, made") for status in (404, 410))  # pages that were there and are no more
