"""A worker killed while it sends mail: no message is lost, none leaves twice but the one in hand, under the same number."""

from typing import ClassVar

import pytest

from tests.processes.mails import MESSAGES, MOMENTS
from tests.processes.stage import play

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LEFT_TWICE = {MOMENTS[0]: [], MOMENTS[1]: [2]}  # nobody can know whether what was handed over had been taken


class TestKilledWorker:
    FACTS: ClassVar[dict] = {}

    @pytest.fixture
    def facts(self, tmp_path_factory) -> dict:
        """Played once, in one database: making it is what takes time."""
        if not self.FACTS:
            self.FACTS |= play("tests.processes.mails", tmp_path_factory.mktemp("mails"))
        return self.FACTS

    @pytest.mark.parametrize("moment", MOMENTS)
    def test_each_message_leaves_and_the_one_in_hand_waits_for_its_lease(self, facts, moment):
        fact = facts[moment]
        assert fact["codes"] == [-9, 0, 0]
        assert (fact["held"], fact["leased"]) == (1, 1)
        assert fact["messages"] == fact["sent"] == MESSAGES

    @pytest.mark.parametrize("moment", MOMENTS)
    def test_message_in_hand_alone_may_leave_twice_under_one_number_and_its_row_says_so(self, facts, moment):
        assert facts[moment]["twice"] == LEFT_TWICE[moment]
        assert facts[moment]["attempts"] == [1] * (MESSAGES - 1) + [2]
