"""How the tests are shared between processes, sampled, and drawn the same each time."""

import re
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings

from tests import long
from tests.shares import SHARES, rank_of, share_of

ROOT = Path(settings.BASE_DIR)
ASKS_FOR_THE_SITE = re.compile(r"^def \w+\([^)]*\b(?:site|browser|open_page)\b", re.M)


def test_share_names_only_modules_that_exist():
    modules = [module for share in SHARES.values() for module in share]
    assert [module for module in modules if not (ROOT / module).is_file()] == []
    assert len(modules) == len(set(modules))


def test_modules_that_ask_for_the_served_site_are_one_share():
    """Else each process would prepare a site and start a browser."""
    asking = {
        path for path in (ROOT / "tests" / "whole").glob("test_*.py") if ASKS_FOR_THE_SITE.search(path.read_text())
    }
    assert {path.relative_to(ROOT).as_posix() for path in asking} == set(SHARES["browser"])


def test_named_shares_begin_in_order_before_all_other_modules():
    other, first, *_ = "tests/text/test_blanks.py::TestX::test_y[a::b]", *(modules[0] for modules in SHARES.values())
    assert [share_of(f"{modules[-1]}::test_x") for modules in SHARES.values()] == list(SHARES)
    assert share_of(other) == "tests/text/test_blanks.py"
    assert rank_of(f"{first}::test_x") == 0
    assert rank_of(other) == len(SHARES)


@pytest.mark.parametrize(("whole", "count"), [(False, 5), (True, 100)])
def test_sample_is_the_same_each_time_and_the_whole_when_long(monkeypatch, whole, count):
    monkeypatch.setattr(long, "LONG", whole)
    drawn = long.sample(range(100), 5, str)
    assert drawn == long.sample(reversed(range(100)), 5, str)
    assert len(set(drawn)) == count


def test_sample_is_another_when_the_state_of_all_changes(monkeypatch):
    monkeypatch.setattr(long, "LONG", False)
    samples = [set(long.sample(range(52), 13, lambda n, style=style: f"{style}{n}")) for style in range(40)]
    assert set.union(*samples) == set(range(52))


def test_examples_are_the_same_each_time_unless_long():
    assert hypothesis.settings().derandomize is not long.LONG
