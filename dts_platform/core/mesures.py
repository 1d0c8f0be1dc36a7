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
class Duree:
    """Medians, in milliseconds: of this process's processor time, and of the time on the wall."""

    cpu: float
    mur: float

    def __truediv__(self, autre: "Duree") -> float:
        return self.cpu / max(autre.cpu, 1e-6)


def durer(action: Callable[[], object], tours: int = 40, par_tour: int = 1) -> Duree:
    """Time an action; a very short one is repeated `par_tour` times in each turn."""
    action()
    cpu, mur = [], []
    for _ in range(tours):
        debut, horloge = time.process_time(), time.perf_counter()
        for _ in range(par_tour):
            action()
        cpu.append((time.process_time() - debut) / par_tour * 1000)
        mur.append((time.perf_counter() - horloge) / par_tour * 1000)
    return Duree(statistics.median(cpu), statistics.median(mur))


def memoire() -> float:
    """The memory this process holds now, in megabytes (Linux)."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() / 1e6


class Visiteur:
    """The site asked for pages through its WSGI door, every middleware included, without a network."""

    def __init__(self, application: Callable, hote: str, https: bool):
        self.application = application
        self.commun = {
            "REQUEST_METHOD": "GET",
            "SERVER_NAME": hote,
            "SERVER_PORT": "443" if https else "80",
            "HTTP_HOST": hote,
            "wsgi.url_scheme": "https" if https else "http",
            "HTTP_X_FORWARDED_PROTO": "https" if https else "http",
        }

    def get(self, adresse: str, **entetes: str) -> tuple[int, dict[str, str], bytes]:
        """The status, the headers and the body of a page."""
        chemin, _, question = adresse.partition("?")
        environ = self.commun | {"PATH_INFO": chemin, "QUERY_STRING": question, "wsgi.input": BytesIO()} | entetes
        recu: list = []
        reponse = self.application(environ, lambda statut, tetes: recu.extend([statut, tetes]))
        corps = b"".join(reponse)
        getattr(reponse, "close", bool)()
        return int(recu[0].split()[0]), dict(recu[1]), corps

    def durer(self, adresses: list[str], tours: int = 40) -> Duree:
        """Time pages asked in turn."""
        suite: Iterator[str] = cycle(adresses)
        return durer(lambda: self.get(next(suite)), max(tours, len(adresses)))

    def requetes(self, adresse: str) -> int:
        """How many queries a page runs."""
        with CaptureQueriesContext(connection) as passees:
            self.get(adresse)
        return len(passees)
