"""Measure the site over HTTP: processor time of the server for a request, against applications that say hello.

Two of them, on the same server in the same run: a function of three lines, and a Django of one view with its ordinary
middlewares. The bounds are ratios to the second: milliseconds do not compare from one machine to another.
"""

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

HELLO_THEN = 0.14  # ms, beside which the bounds were stated
PAGES = {  # address, bound in ms beside that hello
    "accueil": ("/", 0.75),
    "liste": ("/fiches/?mission=creation-activites&principe=cooperation", 0.9),
    "fiche": ("/fiches/creer-une-ressourcerie/", 0.8),
    "recherche": ("/recherche/?q=clauses%20sociales", 1.3),
}
AGAIN = 0.05  # the same for a page that comes from memory
BARE = """
def hello(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello world"]
"""
BY_DJANGO = """
import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path
settings.configure(
    SECRET_KEY="hello", ALLOWED_HOSTS=["*"], ROOT_URLCONF="__main__",
    INSTALLED_APPS=["django.contrib." + app for app in ("auth", "contenttypes", "sessions", "messages")],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
)
django.setup()
urlpatterns = [path("", lambda request: HttpResponse("hello world"))]
hello = WSGIHandler()
"""
SERVED = """
from granian import Granian
if __name__ == "__main__":
    Granian("hello", address="127.0.0.1", port={port}, interface="wsgi", http="1", websockets=False, workers={workers},
            blocking_threads=5, log_level="warning").serve(target_loader=lambda: hello, wrap_loader=False)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes(pid: int) -> list[int]:
    """A process and those that it started."""
    started = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(other for child in started for other in processes(int(child)))]


def processor_time(pid: int) -> float:
    """What the threads of a server and of its processes have used, in milliseconds; to the nanosecond, not the tick."""
    threads = (thread for one in processes(pid) for thread in Path(f"/proc/{one}/task").iterdir())
    return sum(int((thread / "schedstat").read_text(encoding="ascii").split()[0]) for thread in threads) / 1e6


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
        bare, hello = (self.hello(application, workers) for application in (BARE, BY_DJANGO))
        self.stdout.write(f"bonjour : {bare:.3f} ms ; bonjour de Django : {hello:.3f} ms\n")
        rows = {name: [f"≤ {bound / HELLO_THEN:.1f}"] for name, (_, bound) in PAGES.items()}
        for memory in ("0", "32"):
            port = free_port()
            command = [sys.executable, "manage.py", "serve", "--server=granian", "--no-documents", f"--port={port}"]
            with running([*command, f"--workers={workers}"], port, {"PAGE_MEMORY": memory}) as server:
                for name, (path, _) in PAGES.items():
                    cost = self.per_request(server, port, path)
                    rows[name] += [f"{cost:.3f}", f"{cost / bare:.1f}", f"{cost / hello:.2f}"]
                if memory != "0":
                    self.together(server, port)
        self.stdout.write(
            "\n| page | borne | faite (ms) | / bonjour | / bonjour de Django | de mémoire (ms) | / bonjour "
            f"| / bonjour de Django, borne {AGAIN / HELLO_THEN:.2f} |"
        )
        self.stdout.write(f"| {' | '.join(['---'] * 8)} |")
        for name, cells in rows.items():
            self.stdout.write(f"| {name} | {' | '.join(cells)} |")

    def hello(self, application: str, workers: int) -> float:
        """What an application that says hello costs, served as the site is."""
        port = free_port()
        source = application + SERVED.format(port=port, workers=workers)
        with running([sys.executable, "-c", source], port, {}) as server:
            return self.per_request(server, port, "/")

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
