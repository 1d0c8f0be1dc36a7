"""How to measure: processor and wall time of an action, medians; the site called as a server calls it."""

import resource
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Duration:
    """Medians, in milliseconds: of this process's processor time, and of the time on the wall."""

    cpu: float
    wall: float

    def __truediv__(self, other: "Duration") -> float:
        return self.cpu / max(other.cpu, 1e-6)


def once(action: Callable[[], object]) -> Duration:
    """Time an action that is done once."""
    cpu_start, wall_start = time.process_time(), time.perf_counter()
    action()
    return Duration((time.process_time() - cpu_start) * 1000, (time.perf_counter() - wall_start) * 1000)


def time_it(action: Callable[[], object], rounds: int = 40, calls_per_round: int = 1) -> Duration:
    """Time an action; a very short one is called `calls_per_round` times in each round."""
    action()
    cpu, wall = [], []
    for _ in range(rounds):
        cpu_start, wall_start = time.process_time(), time.perf_counter()
        for _ in range(calls_per_round):
            action()
        cpu.append((time.process_time() - cpu_start) / calls_per_round * 1000)
        wall.append((time.perf_counter() - wall_start) / calls_per_round * 1000)
    return Duration(statistics.median(cpu), statistics.median(wall))


def resident_memory() -> float:
    """The memory this process holds now, in megabytes (Linux)."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() / 1e6


class Visitor:
    """The site asked for pages through its WSGI door, every middleware included, without a network."""

    def __init__(self, application: Callable, host: str, https: bool):
        self.application = application
        self.common = {
            "REQUEST_METHOD": "GET",
            "SERVER_NAME": host,
            "SERVER_PORT": "443" if https else "80",
            "HTTP_HOST": host,
            "wsgi.url_scheme": "https" if https else "http",
            "HTTP_X_FORWARDED_PROTO": "https" if https else "http",
        }

    def get(self, url: str, **extra: str) -> tuple[int, dict[str, str], bytes]:
        """The status, the headers and the body of a page."""
        path, _, query_string = url.partition("?")
        environ = self.common | {"PATH_INFO": path, "QUERY_STRING": query_string, "wsgi.input": BytesIO()} | extra
        received: list = []
        response = self.application(environ, lambda status, headers: received.extend([status, headers]))
        body = b"".join(response)
        getattr(response, "close", bool)()
        return int(received[0].split()[0]), dict(received[1]), body

    def time_it(self, urls: list[str], rounds: int = 40) -> Duration:
        """Time pages asked in turn."""
        in_turn: Iterator[str] = cycle(urls)
        return time_it(lambda: self.get(next(in_turn)), max(rounds, len(urls)))

    def query_count(self, url: str) -> int:
        """How many queries a page runs."""
        with CaptureQueriesContext(connection) as queries:
            self.get(url)
        return len(queries)
