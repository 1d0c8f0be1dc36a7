"""Measure the site over HTTP: processor time of the server for a request, against an application that says hello."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection

PAGES = {
    "accueil": ("/", 0.75),
    "liste": ("/fiches/?mission=creation-activites&principe=cooperation", 0.9),
    "fiche": ("/fiches/creer-une-ressourcerie/", 0.8),
    "recherche": ("/recherche/?q=clauses%20sociales", 1.3),
}
AGAIN = 0.05  # ms, the bound of a page that comes from memory
HELLO = """
from granian import Granian
def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello world"]
if __name__ == "__main__":
    Granian("hello", address="127.0.0.1", port={port}, interface="wsgi", http="1", websockets=False, workers={workers},
            blocking_threads=5, log_level="warning").serve(target_loader=lambda: hello, wrap_loader=False)
"""
SECOND = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes(pid: int) -> list[int]:
    """A process and those that it started."""
    started = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(other for child in started for other in processes(int(child)))]


def processor_time(pid: int) -> float:
    """What a server and its processes have used, in milliseconds."""
    total = 0
    for one in processes(pid):
        fields = Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return 1000 * total / SECOND


def shared_memory(pid: int) -> float:
    """The memory of a server and its processes, each shared page counted once, in megabytes."""
    rolls = (Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii") for one in processes(pid))
    return sum(int(line.split()[1]) for roll in rolls for line in roll.splitlines() if line.startswith("Pss:")) / 1000


@contextmanager
def running(command: list[str], port: int, env: dict[str, str]) -> Iterator[int]:
    """A server, from the moment it answers."""
    server = subprocess.Popen(command, env={**os.environ, **env}, cwd=settings.BASE_DIR, stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def visit(port: int, path: str, count: int) -> list[float]:
    """Ask for a page again and again on one connection that is kept; how long each took, in milliseconds."""
    headers = {"Host": settings.ALLOWED_HOSTS[0], "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}
    server, durations = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    for _ in range(count):
        start = time.perf_counter()
        server.request("GET", path, headers=headers)
        response = server.getresponse()
        response.read()
        if response.status != 200:  # noqa: PLR2004
            raise RuntimeError(f"{path} : {response.status}")
        durations.append((time.perf_counter() - start) * 1000)
    server.close()
    return durations


class Command(BaseCommand):
    help = "Mesure le site par HTTP, sur la base en service : temps de calcul par requête, rapports, mémoire."

    def add_arguments(self, parser):
        parser.add_argument("--requests", type=int, default=1_000, help="par page et par tour")
        parser.add_argument("--rounds", type=int, default=3)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args, requests: int, rounds: int, workers: int, **options):
        self.requests, self.rounds = requests, rounds
        self.stdout.write(f"\n## HTTP, {connection.vendor}, {workers} processus, {os.cpu_count()} cœurs\n")
        port = free_port()
        hello = [sys.executable, "-c", HELLO.format(port=port, workers=workers)]
        with running(hello, port, {}) as server:
            bare = self.per_request(server, port, "/")
        self.stdout.write(f"bonjour : {bare:.3f} ms\n")
        rows = {name: [f"≤ {bound}"] for name, (_, bound) in PAGES.items()}
        for memory in ("0", "32"):
            port = free_port()
            command = [sys.executable, "manage.py", "serve", "--server=granian", "--no-documents", f"--port={port}"]
            with running([*command, f"--workers={workers}"], port, {"PAGE_MEMORY": memory}) as server:
                for name, (path, _) in PAGES.items():
                    cost = self.per_request(server, port, path)
                    rows[name] += [f"{cost:.3f}", f"{cost / bare:.1f}"]
                if memory != "0":
                    self.together(server, port)
        self.stdout.write(
            f"\n| page | borne (ms) | faite (ms) | / bonjour | de mémoire (ms, borne {AGAIN}) | / bonjour |"
        )
        self.stdout.write("| --- | --- | --- | --- | --- | --- |")
        for name, cells in rows.items():
            self.stdout.write(f"| {name} | {' | '.join(cells)} |")

    def per_request(self, server: int, port: int, path: str) -> float:
        """The least of several rounds: a round that the machine disturbs costs more, never less."""
        visit(port, path, 40)
        costs = []
        for _ in range(self.rounds):
            before = processor_time(server)
            visit(port, path, self.requests)
            costs.append((processor_time(server) - before) / self.requests)
        return min(costs)

    def together(self, server: int, port: int) -> None:
        """Eight connections at once, all pages in turn: the slow ones, and the memory after them."""
        durations: list[float] = []
        paths = [path for path, _ in PAGES.values()]
        readers = [
            threading.Thread(target=lambda rank=rank: durations.extend(visit(port, paths[rank % 4], self.requests)))
            for rank in range(8)
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        durations.sort()
        self.stdout.write(
            f"8 connexions, {len(durations)} requêtes : médiane {durations[len(durations) // 2]:.2f} ms, "
            f"99e centile {durations[int(len(durations) * 0.99)]:.2f} ms (borne 10) ; "
            f"mémoire ensuite {shared_memory(server):.0f} Mo (borne 200)"
        )
