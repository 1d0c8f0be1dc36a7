"""Several builders at once: one makes, the others wait, and whoever is killed leaves nothing by halves."""

from typing import ClassVar

import pytest

from tests.processes.stage import play

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


class TestSeveralProcesses:
    FACTS: ClassVar[dict] = {}

    @pytest.fixture
    def facts(self, tmp_path_factory) -> dict:
        """Played once, in one database: making it is what takes time."""
        if not self.FACTS:
            self.FACTS |= play("tests.processes.builders", tmp_path_factory.mktemp("builders"))
        return self.FACTS

    def test_document_asked_by_a_crowd_is_laid_out_once(self, facts):
        crowd = facts["crowd"]
        assert crowd["jobs"] == 1
        assert crowd["requests"] == 24
        assert set(crowd["statuses"]) == {"200", "202"}
        assert crowd["bodies"] == 1
        assert crowd["refusals"] == [["4", True]]
        assert crowd["after"] == 200

    def test_pages_asked_while_a_document_is_made_are_answered(self, facts):
        assert facts["crowd"]["pages_meanwhile"] == [200, 200, 200]

    def test_part_wanted_by_two_processes_is_laid_out_once(self, facts):
        assert facts["race"]["layouts"] == 1
        assert facts["race"]["different"] == 1
        assert facts["race"]["leases"] == 0

    @pytest.mark.parametrize("moment", ["layout", "storing the part", "storing the document"])
    def test_builder_killed_leaves_no_half_file_served(self, facts, moment):
        fact = facts["dead"][moment]
        assert fact["returncode"] == -9
        assert fact["lease_left"]
        assert fact["half_served"] is False
        assert fact["status"] == 200
        assert fact["whole"]

    def test_builder_killed_while_storing_did_leave_half_a_file(self, facts):
        """Else the test above proves nothing."""
        assert facts["dead"]["storing the part"]["half_files"] == 1
        assert facts["dead"]["storing the document"]["half_files"] == 1


def test_watcher_edited_killed_and_restarted_builds_and_ends_when_told(tmp_path):
    """Starts the real command three times and lays the brochure out for real: some twenty seconds."""
    fact = play("tests.processes.watchers", tmp_path)
    assert fact["built"]
    assert fact["after_edit"]
    assert fact["after_kill"]
    assert fact["returncode"] in (0, -15)
    assert fact["leases"] == 0
    assert fact["orphans"] == 0
