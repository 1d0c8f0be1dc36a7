"""Saves that meet a lock, a full disk, a cut connection, a dead server, another saver: nothing typed is lost."""

from typing import ClassVar

import pytest
from django.db import connection

from tests.long import long_or
from tests.processes.stage import play

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROUNDS = long_or(20, 200)
TROUBLES = ["locked", "cut", "gone", "full disk"]


class TestSavesInTrouble:
    FACTS: ClassVar[dict] = {}

    @pytest.fixture
    def facts(self, tmp_path_factory) -> dict:
        """Played once, in one database: making it is what takes time."""
        if not self.FACTS:
            self.FACTS |= play("tests.processes.saves", tmp_path_factory.mktemp("saves"))
        return self.FACTS

    @pytest.mark.parametrize("trouble", TROUBLES)
    def test_save_that_cannot_be_kept_is_given_back_and_saved_when_sent_again(self, facts, trouble):
        if trouble == "full disk" and connection.vendor != "sqlite":
            assert trouble not in facts  # nothing bounds one database of a PostgreSQL server
            return
        fact = facts[trouble]
        assert fact["status"] == 503
        assert fact["given_back"]
        assert fact["untouched"]
        assert fact["then"] == 302
        assert fact["stored"]

    def test_save_waits_no_longer_than_it_may(self, facts):
        assert 0.3 < facts["locked"]["seconds"] < 8

    def test_save_whose_answer_was_lost_is_not_done_twice(self, facts):
        fact = facts["silent commit"]
        assert (fact["status"], fact["given_back"], fact["then"]) == (503, True, 302)
        assert fact["stored"]
        assert fact["acts"] == 1

    def test_form_of_a_new_text_sent_four_times_at_once_makes_one(self, facts):
        assert facts["double click"] == {"statuses": {"302": 4}, "terms": 1}

    def test_of_two_who_save_at_once_one_wins_and_the_other_has_both_texts(self, facts):
        fact = facts["two people"]
        assert fact == {"rounds": ROUNDS, "one winner": ROUNDS, "winner stored": ROUNDS, "both kept": ROUNDS}

    def test_what_a_killed_server_acknowledged_is_there_and_the_rest_is_saved_once(self, facts):
        fact = facts["dead server"]
        assert fact["acknowledged there"] == fact["resent"] == fact["resent there"] == fact["kills"]
        assert fact["acts"] == fact["saves"]
