"""What was just made: kept a few at a time, made once however many ask, also when making it fails."""

import threading
import time

import pytest

from dts_platform.storage.recent import Recent
from tests.deadlines import SECONDS, join_threads, start_threads, wait_until


def test_recent_keeps_the_last_few_asked_for():
    recent = Recent(size=2)
    for key in "abac":
        assert recent.get(key, lambda key=key: key.encode()) == key.encode()
    assert sorted(recent.made) == ["a", "c"]
    assert recent.size == 2


def test_failure_is_not_kept():
    recent = Recent(size=2)
    with pytest.raises(ZeroDivisionError):
        recent.get("a", lambda: 1 / 0)
    assert recent.get("a", lambda: b"a") == b"a"


def test_empty_thing_is_kept_like_another():
    recent = Recent(size=2)
    assert [recent.get("a", lambda made=made: made) for made in (b"", b"a")] == [b"", b""]


def test_two_keys_are_made_side_by_side():
    recent, together = Recent(size=2), threading.Barrier(2)

    def make() -> bytes:
        together.wait(SECONDS)
        return b"."

    join_threads(start_threads(recent.get, [("a", make), ("b", make)]))
    assert sorted(recent.made) == ["a", "b"]


def test_thing_is_made_by_one_at_a_time_when_the_first_fails():
    """The second waited while the first failed; the third comes while the second makes it, and must wait in turn."""
    recent = Recent(size=2)
    gates = [threading.Event(), threading.Event()]
    begun: list[int] = []
    got: list[bytes] = []

    def make() -> bytes:
        rank = len(begun)
        begun.append(rank)
        assert gates[rank].wait(SECONDS)
        if rank == 0:
            raise OSError
        return b"made"

    def ask() -> None:
        try:
            got.append(recent.get("a", make))
        except OSError:
            got.append(b"failed")

    threads = start_threads(ask, [()])
    wait_until(lambda: begun == [0], "the first makes it")
    threads += start_threads(ask, [()])
    time.sleep(0.05)  # the second waits for the lock; nothing tells when it does
    gates[0].set()
    wait_until(lambda: begun == [0, 1], "the second makes it")
    threads += start_threads(ask, [()])
    time.sleep(0.05)
    assert begun == [0, 1]
    gates[1].set()
    join_threads(threads)
    assert (sorted(got), begun) == ([b"failed", b"made", b"made"], [0, 1])


def test_locks_go_with_those_who_hold_them():
    recent = Recent(size=2)
    for number in range(50):
        recent.get(str(number), lambda: b".")
    assert len(recent.locks) == 0
