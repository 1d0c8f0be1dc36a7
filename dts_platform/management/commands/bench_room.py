"""Measure a training room: many ask for booklets at once, and others read pages meanwhile, over HTTP."""

import http.client
import logging
import secrets
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import quote

import waitress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dts_platform.management.commands.serve import THREADS, WAITRESS
from dts_platform.portal.warm_up import warm_up
from dts_platform.wsgi import application
from fiches.documents.build import BuildPlan
from fiches.models import Fiche

PAGES = ("/", "/fiches/", "/experiences/", "/fiches/creer-une-ressourcerie/")
PAGE_BOUND = 300  # ms, while booklets are made
LONGEST = 600  # seconds for a room to be served
OK, NOT_YET = 200, 202


@contextmanager
def served(host: str, threads: int) -> Iterator[int]:
    """The site on a free port of this process, served as `serve` does by default."""
    warm_up(application)
    with socket.create_server((host, 0)) as listener:
        server = waitress.create_server(application, sockets=[listener], threads=threads, ident="mesure")
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.close()


@contextmanager
def made_meanwhile() -> Iterator[list[str]]:
    """The states of the documents that this process makes, one for each making."""
    made, render = [], BuildPlan.render

    def noted(plan: BuildPlan):
        made.append(plan.state)
        return render(plan)

    BuildPlan.render = noted
    try:
        yield made
    finally:
        BuildPlan.render = render


@dataclass
class Room:
    """What happened to those who asked together; durations in seconds, of pages in milliseconds."""

    port: int
    ended: list[float] = field(default_factory=list)
    files: set[bytes] = field(default_factory=set)
    waited: int = 0  # waiting pages
    pages: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def get(self, path: str) -> tuple[int, dict[str, str], bytes]:
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        headers = {"Host": settings.ALLOWED_HOSTS[0], "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}
        server.request("GET", path, headers=headers)
        answer = server.getresponse()
        body = answer.read()
        server.close()
        return answer.status, dict(answer.getheaders()), body

    def wait_for(self, path: str, together: threading.Barrier) -> None:
        """Ask for a booklet as a browser does: come back when the page says to."""
        together.wait()
        start = time.perf_counter()
        while time.perf_counter() - start < LONGEST:
            status, headers, body = self.get(path)
            if status != NOT_YET:
                break
            self.waited += 1
            time.sleep(float(headers["Refresh"]))
        if status == OK and body.startswith(b"%PDF-"):
            self.ended.append(time.perf_counter() - start)
            self.files.add(body)
        else:
            self.faults.append(f"{path} : {status}")

    def read_on(self, stop: threading.Event) -> None:
        """Ask for ordinary pages, one after the other."""
        while not stop.wait(0.05):
            for path in PAGES:
                start = time.perf_counter()
                status, _, _ = self.get(path)
                self.pages.append((time.perf_counter() - start) * 1000)
                if status != OK:
                    self.faults.append(f"{path} : {status}")

    def sit(self, paths: Sequence[str]) -> None:
        """All ask at once; one more reads pages until the last has a file."""
        stop, together = threading.Event(), threading.Barrier(len(paths))
        visitor = threading.Thread(target=self.read_on, args=[stop])
        readers = [threading.Thread(target=self.wait_for, args=[path, together]) for path in paths]
        for thread in [visitor, *readers]:
            thread.start()
        for thread in readers:
            thread.join()
        stop.set()
        visitor.join()


class Command(BaseCommand):
    help = "Mesure une salle : des lecteurs demandent ensemble des livrets, un autre lit des pages pendant ce temps."

    def add_arguments(self, parser):
        parser.add_argument("--same", type=int, default=30, help="lecteurs du même livret")
        parser.add_argument("--different", type=int, default=10, help="lecteurs de livrets différents")

    def handle(self, *args, same: int, different: int, **options):
        numbers = [*Fiche.objects.published().order_by("numero").values_list("numero", flat=True)]
        if len(numbers) < different:
            raise CommandError(f"Il faut {different} fiches publiées au moins : chargez le contenu (prepare).")
        title = f"Salle {secrets.token_hex(8)}"  # never asked before: nothing is at hand
        shared = f"/selection.pdf?s={numbers[0]}&t={quote(title)}"
        others = [f"/selection.pdf?s={number}&t={quote(f'{title}, {number}')}" for number in numbers[:different]]
        self.stdout.write(
            "\n## Une salle demande des livrets (waitress, un processus)\n\n"
            "| lecteurs | ont le fichier | fabrications | pages d’attente | le dernier (s) "
            f"| page ordinaire, médiane (ms) | 99e centile (ms, borne {PAGE_BOUND}) | la plus lente (ms) |\n"
            "| --- | --- | --- | --- | --- | --- | --- | --- |"
        )
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # that they queue is what is measured
        with served("127.0.0.1", THREADS[WAITRESS]) as port:
            faults = self.measure("le même livret", Room(port), [shared] * same)
            faults += self.measure("des livrets différents", Room(port), others)
        if faults:
            raise CommandError("\n".join(faults))

    def measure(self, name: str, room: Room, paths: Sequence[str]) -> list[str]:
        """A row for a room; what went wrong in it."""
        with made_meanwhile() as made:
            room.sit(paths)
        pages = sorted(room.pages)
        self.stdout.write(
            f"| {len(paths)}, {name} | {len(room.ended)} | {len(made)} | {room.waited} | {max(room.ended, default=0):.1f} "
            f"| {pages[len(pages) // 2]:.0f} | {pages[int(len(pages) * 0.99)]:.0f} | {pages[-1]:.0f} ({len(pages)} pages) |"
        )
        if len(room.files) != len(set(paths)) or len(made) != len(set(paths)):
            room.faults.append(
                f"{name} : {len(room.files)} fichiers et {len(made)} fabrications pour {len(set(paths))} livrets"
            )
        return room.faults
