"""How the tests are shared between processes, sampled, drawn the same each time, and run again on another engine."""

import re
from pathlib import Path
from types import SimpleNamespace

import hypothesis
import pytest
from django.conf import settings

from tests import long, turns
from tests.engines import ONLY_READ, may_depend_on_the_engine
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


@pytest.mark.parametrize(("whole", "count"), [(False, 60), (True, 180)])
def test_cross_product_meets_each_thing_and_each_way_and_is_whole_when_long(monkeypatch, whole, count):
    monkeypatch.setattr(long, "LONG", whole)
    pairs = long.crossed(range(30), "abcdef", 2, lambda thing, way: f"{thing} {way}")
    assert pairs == long.crossed(range(30), "abcdef", 2, lambda thing, way: f"{thing} {way}")
    assert len(set(pairs)) == count
    assert {thing for thing, _ in pairs} == set(range(30))
    assert {way for _, way in pairs} == set("abcdef")


def test_room_that_one_engine_is_enough_for_exists():
    assert [path for path in ONLY_READ if not (ROOT / path).exists()] == []
    assert list(ONLY_READ) == sorted(ONLY_READ)


@pytest.mark.parametrize(
    ("module", "fixtures", "marks", "again"),
    [
        ("tests/search/test_index.py", ["db"], {}, True),
        ("tests/search/test_index.py", [], {"django_db": True}, True),
        ("tests/search/test_query.py", [], {}, False),
        ("tests/portal/test_sitemap.py", ["db"], {}, False),
        ("tests/fiches/documents/test_leases.py", ["db"], {"any_database": True}, False),
        ("tests/a_new_room/test_something.py", ["db"], {}, True),
    ],
)
def test_test_is_run_again_on_another_engine_unless_it_says_the_same_there(module, fixtures, marks, again):
    item = SimpleNamespace(nodeid=f"{module}::test_x", fixturenames=fixtures, get_closest_marker=marks.get)
    assert may_depend_on_the_engine(item) is again


def test_examples_are_the_same_each_time_unless_long():
    assert hypothesis.settings().derandomize is not long.LONG


def test_number_of_examples_is_larger_when_long():
    """A number given to a test alone would hold in long tests too, in place of theirs."""
    fixed = re.compile(r"\bmax_examples=\d")
    texts = {path: path.read_text() for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py"}
    assert [path for path, text in texts.items() if fixed.search(text)] == []


# Turns --------------------------------------------------------------------------------------------------------


def test_modules_whose_tests_take_turns_exist():
    assert [module for module in (*turns.ONE_IN, *turns.ONE_DATABASE) if not (ROOT / module).is_file()] == []


@pytest.mark.parametrize("module", ["tests/desk/test_forms.py", "tests/site/test_drafts.py"])
def test_each_test_has_its_turn_over_some_commits_and_the_same_one_at_each(monkeypatch, module):
    tests = [SimpleNamespace(nodeid=f"{module}::test_{n}") for n in range(20)]
    tried = []
    for number in range(40):
        monkeypatch.setattr(turns, "commit", lambda number=number: f"{number:040}")
        tried.append({test.nodeid for test in tests if not turns.waits(test)})
        assert tried[-1] == {test.nodeid for test in tests if not turns.waits(test)}
    assert set.union(*tried) == {test.nodeid for test in tests}
    share = sum(map(len, tried)) / (40 * 20)
    assert share == pytest.approx(1 / turns.ONE_IN[module], abs=0.1)


@pytest.mark.parametrize("module", turns.ONE_DATABASE)
def test_module_of_one_database_is_tried_on_one_a_commit_and_on_each_in_turn(monkeypatch, module):
    test, on = SimpleNamespace(nodeid=f"{module}::test_x"), set()
    for number in range(20):
        monkeypatch.setattr(turns, "commit", lambda number=number: f"{number:040}")
        tried = []
        for sqlite in (True, False):
            monkeypatch.setattr(turns, "on_sqlite", lambda sqlite=sqlite: sqlite)
            tried += [] if turns.waits(test) else [sqlite]
        assert len(tried) == 1
        on.update(tried)
    assert on == {True, False}


def test_other_modules_are_tried_at_each_commit():
    assert not any(turns.waits(SimpleNamespace(nodeid=f"tests/text/test_marks.py::test_{n}")) for n in range(20))


@pytest.mark.parametrize(
    ("arguments", "keyword", "whole"),
    [
        ([""], "", True),
        (["tests"], "", True),
        (["tests/desk"], "", False),
        (["tests/desk/test_forms.py::test_x"], "", False),
        ([""], "copies", False),
    ],
)
def test_what_is_asked_for_by_its_name_is_whole(arguments, keyword, whole):
    config = SimpleNamespace(args=[str(ROOT / one) for one in arguments], option=SimpleNamespace(keyword=keyword))
    assert turns.is_whole_run(config) is whole
