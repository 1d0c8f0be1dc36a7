"""Nothing waits without a deadline: a test that hangs fails, and says what it waited for."""

import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import pytest

SECONDS = 180.0  # beyond, something is broken, on a slow machine too: no measure
BRIEF_JAVA = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]  # for a program that lives a few seconds


def wait_until(is_true, what: str, seconds: float = SECONDS):
    """Wait for something to become true; its value."""
    end = time.monotonic() + seconds
    while not (value := is_true()):
        assert time.monotonic() < end, f"still not true after {seconds} s: {what}"
        time.sleep(0.02)
    return value


def start_threads(target, arguments: Iterable[tuple]) -> list[threading.Thread]:
    """One thread for each tuple of arguments, which die with the tests if they never end."""
    threads = [threading.Thread(target=target, args=one, daemon=True) for one in arguments]
    for thread in threads:
        thread.start()
    return threads


def join_threads(threads: Iterable[threading.Thread], seconds: float = SECONDS) -> None:
    end = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
        assert not thread.is_alive(), f"a thread still runs after {seconds} s"


def run(command: Sequence[str], seconds: float = SECONDS, **options) -> subprocess.CompletedProcess:
    """Run a program to its end, and read all it says; fails when it fails or does not end."""
    try:
        result = subprocess.run(command, capture_output=True, check=False, timeout=seconds, **options)
    except subprocess.TimeoutExpired:
        pytest.fail(f"{command[0]} still runs after {seconds} s")
    assert result.returncode == 0, f"{command[0]} ended with {result.returncode}: {result.stderr[-3000:]}"
    return result


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Interrupt whatever the main thread waits for, locks and pipes too."""

    def ring(number, frame):
        raise AssertionError(f"still waiting after {seconds} s")

    former = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)


@pytest.fixture
def deadline() -> Iterator[None]:
    """For a test that waits on another process or on threads."""
    with alarm(2 * SECONDS):
        yield
