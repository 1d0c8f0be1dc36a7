"""The process of a workshop: reads a request, does it, writes the answer, until its input closes."""

import os
import resource
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from dts_platform.core.pdf.parts import Etiquette, Part, Piece, RenduImpossible
from dts_platform.core.pdf.workshop import receive, send

Answer = tuple[dict, bytes]


def lay_out(demande: Mapping, html: bytes) -> Answer:
    from dts_platform.core.pdf import layout

    part = layout.lay_out(html.decode(), demande["feuilles"], Path(demande["racine"]), demande["signes"])
    return {}, part.dump()


def assemble(demande: Mapping, *parts: bytes) -> Answer:
    from dts_platform.core.pdf import assembly

    pieces = [
        Piece(**{**champs, "part": Part.load(part), "tetes": champs["tetes"] and tuple(champs["tetes"])})
        for champs, part in zip(demande["pieces"], parts, strict=True)
    ]
    rendu = assembly.assemble(pieces, Etiquette(**demande["etiquette"]), Path(demande["dossier"]))
    return {"pages": rendu.pages, "debuts": rendu.debuts}, rendu.octets


def impose(demande: Mapping, octets: bytes) -> Answer:
    from dts_platform.core.pdf import imposition

    return {}, imposition.impose(octets)


TRAVAUX = {"lay_out": lay_out, "assemble": assemble, "impose": impose}


def limit(cpu: int, memoire: int) -> None:
    """Let the next request take so many seconds of computing and bytes of memory; beyond, the process ends."""
    resource.setrlimit(resource.RLIMIT_AS, (memoire, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_PROF, cpu)


def main() -> int:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the kernel ends us, even inside a loop of C
    entree, sortie = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not speak in our place
    while True:
        try:
            demande, morceaux = receive(entree)
        except EOFError:
            return 0
        limit(demande["cpu"], demande["memoire"])
        try:
            entete, octets = TRAVAUX[demande["travail"]](demande, *morceaux)
        except RenduImpossible as erreur:
            send(sortie, {"erreur": str(erreur)})
        except Exception as erreur:  # whatever a hostile text does to an engine
            send(sortie, {"erreur": f"Le document ne peut pas être assemblé ({type(erreur).__name__})."})
        else:
            send(sortie, entete, octets)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)


if __name__ == "__main__":
    sys.exit(main())
