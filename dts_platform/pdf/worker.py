"""The process of a workshop: reads a request, does it, writes the answer, until its input closes."""

import os
import resource
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from dts_platform.pdf.parts import DocumentInfo, LayoutFailed, Part, PartsRefused, Piece
from dts_platform.pdf.workshop import receive, send

Answer = tuple[dict, bytes]


def lay_out(request: Mapping, html: bytes) -> Answer:
    from dts_platform.pdf.layout import engine

    part = engine.lay_out(html.decode(), request["stylesheets"], Path(request["root"]), request["glyphs"])
    return {}, part.dump()


def assemble(request: Mapping, *parts: bytes) -> Answer:
    from dts_platform.pdf import assembly

    pieces = [
        Piece(
            **{
                **piece,
                "part": Part.load(part),
                "running_heads": piece["running_heads"] and tuple(piece["running_heads"]),
            }
        )
        for piece, part in zip(request["pieces"], parts, strict=True)
    ]
    rendered = assembly.assemble(pieces, DocumentInfo(**request["info"]), Path(request["font_folder"]))
    return {"pages": rendered.pages, "starts": rendered.starts}, rendered.data


def impose(request: Mapping, data: bytes) -> Answer:
    from dts_platform.pdf import imposition

    return {}, imposition.impose(data)


JOBS = {"lay_out": lay_out, "assemble": assemble, "impose": impose}


def limit(cpu: int, memory: int) -> None:
    """Let the next request take so many seconds of computing and bytes of memory; beyond, the process ends."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.setitimer(signal.ITIMER_PROF, cpu)


def main() -> int:
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the kernel ends us, even inside a loop of C
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not speak in our place
    while True:
        try:
            request, chunks = receive(incoming)
        except EOFError:
            return 0
        limit(request["cpu"], request["memory"])
        try:
            header, data = JOBS[request["job"]](request, *chunks)
        except PartsRefused as error:
            send(outgoing, {"error": str(error), "refused": error.ranks})
        except LayoutFailed as error:
            send(outgoing, {"error": str(error)})
        except Exception as error:  # whatever a hostile text does to an engine
            send(outgoing, {"error": f"Le document ne peut pas être assemblé ({type(error).__name__})."})
        else:
            send(outgoing, header, data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)


if __name__ == "__main__":
    sys.exit(main())
