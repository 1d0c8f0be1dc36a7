"""Backups between processes: made while people write, refused when altered, put back whole, or not at all."""

from typing import ClassVar

import pytest

from tests.processes.backups import CHANGES, CUTS, FLIPS
from tests.processes.stage import play

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAMAGED, UNTOUCHED = "incomplète ou abîmée", "La base n’a pas été touchée."


class TestBackups:
    FACTS: ClassVar[dict] = {}

    @pytest.fixture
    def facts(self, tmp_path_factory) -> dict:
        """Played once, in one database: making it is what takes time."""
        if not self.FACTS:
            self.FACTS |= play("tests.processes.backups", tmp_path_factory.mktemp("backups"))
        return self.FACTS

    def test_backup_during_writes_holds_what_was_acknowledged_before(self, facts):
        made = facts["made"]
        assert made["before"] <= made["held"] <= made["after"]
        assert made["after"] > made["before"], "nobody wrote meanwhile"

    def test_backup_holds_the_files_that_nothing_makes_again_and_names_those_missing(self, facts):
        assert facts["made"]["files"] == ["files/editions/premiere/manuel.pdf", "files/photos/atelier.jpg"]
        assert facts["made"]["missing"] == ["editions/premiere/perdu.epub"]

    def test_archive_can_be_read_by_its_owner_alone(self, facts):
        assert facts["made"]["mode"] == "0o600"

    def test_altered_archives_are_refused_with_everything_unchanged(self, facts):
        refused = facts["refused"]
        assert len(refused["altered"]) == len(CUTS) + FLIPS + 1
        absent = refused["altered"].pop("absent")
        assert "ne peut pas être lu" in absent
        assert [name for name, said in refused["altered"].items() if DAMAGED not in said or UNTOUCHED not in said] == []
        assert refused["unchanged"]
        assert refused["previous"] == 0

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ("cut database", DAMAGED),
            ("lost rows", ""),
            ("newer code", "plus récente que ce code"),
            ("other engine", "réglez DATABASE_URL"),
        ],
    )
    def test_archive_whose_digests_are_right_is_refused_for_what_it_holds(self, facts, change, words):
        assert set(facts["refused"]["sealed"]) == set(CHANGES)
        said = facts["refused"]["sealed"][change]
        assert words in said
        assert said.endswith(UNTOUCHED)

    def test_backup_put_back_brings_texts_and_files_back_and_no_table_of_tomorrow(self, facts):
        restored = facts["restored"]
        assert restored["refusal"] == ""
        assert restored["fiches"] == 4
        assert restored["files"] == [True, True, True]
        assert restored["tables"] is False

    def test_database_put_back_is_indexed_and_takes_new_rows(self, facts):
        assert facts["restored"]["index"] == []
        assert facts["restored"]["writes"]

    def test_mail_that_waited_when_the_backup_was_made_does_not_leave_twice(self, facts):
        assert facts["restored"]["mail"] == [["En attente", "abandonné"], ["Parti", "parti"]]
        assert facts["restored"]["sent"] == 0

    def test_database_that_a_backup_replaced_can_be_put_back(self, facts):
        assert facts["restored"]["previous put back"]

    def test_nothing_but_archives_is_left_beside_them(self, facts):
        assert facts["restored"]["left"] == ["avant-remise", "territoires-"]
        assert facts["regular"] == 1

    def test_restore_while_another_holds_the_database_is_refused_in_time(self, facts):
        assert "arrêtez les services" in facts["busy"]["refusal"]
        assert facts["busy"]["unchanged"]

    def test_backup_put_back_on_an_empty_machine_has_every_row_and_file(self, facts):
        assert facts["empty"]["refusal"] == ""
        assert facts["empty"]["differ"] == []
        assert facts["empty"]["files"] == [True, True]
        assert facts["empty"]["seconds"] < 60

    def test_damaged_sqlite_file_is_not_backed_up_and_is_set_aside_by_a_restore(self, facts):
        if facts["damaged"]:
            assert facts["damaged"] == {"backed up": False, "refusal": "", "fiches": 4, "aside": 1}

    def test_copy_in_the_second_folder_is_the_same_and_a_folder_that_is_away_is_told(self, facts):
        second = facts["second"]
        assert second["same"]
        assert second["mode"] == "0o600"
        assert "La copie vers" in second["refusal"]
        assert second["away"] is False
        assert second["made"] == 3  # the archive itself is made, and kept
