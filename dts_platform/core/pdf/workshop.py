"""A process beside ours where documents are made, with limits on time and memory.

The site keeps answering meanwhile; a hostile text harms its own document only. The process is kept for the next
document, for starting it takes a second, and started again when it dies.

One request, one answer, each a line of JSON and bytes: see `child`.
"""

import atexit
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from dts_platform.core.pdf.parts import Etiquette, Part, Piece, Rendu, RenduImpossible

CPU_SECONDS = 60
MEMORY_BYTES = 1536 * 1024**2


_ENDED_FROM_OUTSIDE = (0, -signal.SIGTERM, -signal.SIGKILL, -signal.SIGINT, -signal.SIGHUP)


class Interrompu(RenduImpossible):
    """The process was ended from outside: the document is not to blame."""


def send(flux, entete: Mapping, *morceaux: bytes) -> None:
    """Write one message: a line of JSON that says how long each chunk is, then the chunks."""
    tailles = [len(morceau) for morceau in morceaux]
    flux.write(json.dumps({**entete, "tailles": tailles}).encode() + b"\n")
    for morceau in morceaux:
        flux.write(morceau)
    flux.flush()


def receive(flux) -> tuple[dict, list[bytes]]:
    """Read one message. Raises EOFError when the other side is gone."""
    ligne = flux.readline()
    if not ligne.endswith(b"\n"):
        raise EOFError
    entete = json.loads(ligne)
    morceaux = [flux.read(taille) for taille in entete.pop("tailles")]
    if any(len(morceau) != taille for morceau, taille in zip(morceaux, json.loads(ligne)["tailles"], strict=True)):
        raise EOFError
    return entete, morceaux


def _how_it_ended(processus: subprocess.Popen) -> int | None:
    """The code of a process that stopped answering; None when it is still there."""
    with suppress(subprocess.TimeoutExpired):
        return processus.wait(timeout=2)
    return None


class Workshop:
    """Makes documents one at a time in a process of its own. Threads may share it.

    Its methods raise RenduImpossible when the document cannot be made.
    """

    def __init__(self, cpu_seconds: int = CPU_SECONDS, memory_bytes: int = MEMORY_BYTES):
        self.limites = {"cpu": cpu_seconds, "memoire": memory_bytes}
        self._verrou = threading.Lock()
        self._processus: subprocess.Popen | None = None
        atexit.register(self.close)

    def lay_out(self, html: str, feuilles: Sequence[str], racine: Path, signes: str = "") -> Part:
        """See `layout.lay_out`."""
        travail = {"travail": "lay_out", "feuilles": list(feuilles), "racine": str(racine), "signes": signes}
        _, (part,) = self._ask(travail, html.encode())
        return Part.load(part)

    def assemble(self, pieces: Sequence[Piece], etiquette: Etiquette, dossier: Path) -> Rendu:
        """See `assembly.assemble`."""
        description = [{**vars(piece), "part": None, "adresses": dict(piece.adresses)} for piece in pieces]
        travail = {
            "travail": "assemble",
            "pieces": description,
            "etiquette": asdict(etiquette),
            "dossier": str(dossier),
        }
        entete, (octets,) = self._ask(travail, *(piece.part.dump() for piece in pieces))
        return Rendu(octets, entete["pages"], tuple(entete["debuts"]))

    def impose(self, octets: bytes) -> bytes:
        """See `imposition.impose`."""
        return self._ask({"travail": "impose"}, octets)[1][0]

    def close(self) -> None:
        """End the process."""
        processus, self._processus = self._processus, None
        if processus:
            processus.kill()
            processus.wait()
            for flux in (processus.stdin, processus.stdout):
                with suppress(OSError):
                    flux.close()

    def _ask(self, travail: Mapping, *morceaux: bytes) -> tuple[dict, list[bytes]]:
        with self._verrou:
            processus = self._alive()
            try:
                send(processus.stdin, travail | self.limites, *morceaux)
                entete, recus = receive(processus.stdout)
            except (EOFError, OSError) as fin:
                if _how_it_ended(processus) in _ENDED_FROM_OUTSIDE:
                    self.close()
                    raise Interrompu("La mise en page a été interrompue.") from fin
                self.close()
                raise RenduImpossible(
                    f"La mise en page a dépassé ses limites : {self.limites['cpu']} secondes de calcul ou "
                    f"{self.limites['memoire'] // 1024**2} Mo de mémoire. Un tableau trop grand ou trop imbriqué "
                    "en est souvent la cause."
                ) from fin
            except BaseException:  # interrupted between a question and its answer: the next one must not read it
                self.close()
                raise
        if "erreur" in entete:
            raise RenduImpossible(entete["erreur"])
        return entete, recus

    def _alive(self) -> subprocess.Popen:
        if self._processus is None or self._processus.poll() is not None:
            self.close()
            self._processus = subprocess.Popen(  # noqa: S603 – our own interpreter and module
                [sys.executable, "-m", "dts_platform.core.pdf.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=Path(__file__).parents[3],
                start_new_session=True,  # Ctrl-C ends the server, which ends this
            )
        return self._processus
