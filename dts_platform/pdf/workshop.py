"""A process beside ours where documents are made, with limits on time and memory.

The site keeps answering meanwhile; a hostile text harms its own document only. The process is kept for the next
document, for starting it takes a second, and started again when it dies.

One request, one answer, each a line of JSON and bytes: see `worker`.
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

from dts_platform.pdf.parts import DocumentInfo, LayoutFailed, Part, PartsRefused, Piece, Rendered

CPU_SECONDS = 60
MEMORY_BYTES = 1536 * 1024**2
SECONDS_TO_END = 1.0  # left to a process that has nothing to do


_ENDED_FROM_OUTSIDE = (0, -signal.SIGTERM, -signal.SIGKILL, -signal.SIGINT, -signal.SIGHUP)


class LayoutInterrupted(LayoutFailed):
    """The process was ended from outside: the document is not to blame."""


def send(stream, header: Mapping, *chunks: bytes) -> None:
    """Write one message: a line of JSON that says how long each chunk is, then the chunks."""
    sizes = [len(chunk) for chunk in chunks]
    stream.write(json.dumps({**header, "sizes": sizes}).encode() + b"\n")
    for chunk in chunks:
        stream.write(chunk)
    stream.flush()


def receive(stream) -> tuple[dict, list[bytes]]:
    """Read one message. Raises EOFError when the other side is gone."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    header = json.loads(line)
    chunks = [stream.read(size) for size in header.pop("sizes")]
    if any(len(chunk) != size for chunk, size in zip(chunks, json.loads(line)["sizes"], strict=True)):
        raise EOFError
    return header, chunks


def _exit_code(process: subprocess.Popen) -> int | None:
    """The code of a process that stopped answering; None when it is still there."""
    with suppress(subprocess.TimeoutExpired):
        return process.wait(timeout=2)
    return None


class Workshop:
    """Makes documents one at a time in a process of its own. Threads may share it.

    Its methods raise LayoutFailed when the document cannot be made.
    """

    def __init__(self, cpu_seconds: int = CPU_SECONDS, memory_bytes: int = MEMORY_BYTES):
        self.limits = {"cpu": cpu_seconds, "memory": memory_bytes}
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        atexit.register(self.close)

    def lay_out(self, html: str, stylesheets: Sequence[str], root: Path, glyphs: str = "") -> Part:
        """See `layout.lay_out`."""
        request = {"job": "lay_out", "stylesheets": list(stylesheets), "root": str(root), "glyphs": glyphs}
        _, (part,) = self._ask(request, html.encode("utf-8", "replace"))
        return Part.load(part)

    def assemble(self, pieces: Sequence[Piece], info: DocumentInfo, font_folder: Path) -> Rendered:
        """See `assembly.assemble`."""
        description = [{**vars(piece), "part": None, "answers_for": dict(piece.answers_for)} for piece in pieces]
        request = {
            "job": "assemble",
            "pieces": description,
            "info": asdict(info),
            "font_folder": str(font_folder),
        }
        header, (data,) = self._ask(request, *(piece.part.dump() for piece in pieces))
        return Rendered(data, header["pages"], tuple(header["starts"]))

    def impose(self, data: bytes) -> bytes:
        """See `imposition.impose`."""
        return self._ask({"job": "impose"}, data)[1][0]

    def close(self) -> None:
        """End the process: one that waits ends by itself when its input closes, another is killed."""
        process, self._process = self._process, None
        if process:
            with suppress(OSError):
                process.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=SECONDS_TO_END)
            process.kill()
            process.wait()
            with suppress(OSError):
                process.stdout.close()

    def _ask(self, request: Mapping, *chunks: bytes) -> tuple[dict, list[bytes]]:
        with self._lock:
            process = self._alive()
            try:
                send(process.stdin, request | self.limits, *chunks)
                header, received = receive(process.stdout)
            except (EOFError, OSError) as error:
                if _exit_code(process) in _ENDED_FROM_OUTSIDE:
                    self.close()
                    raise LayoutInterrupted("La mise en page a été interrompue.") from error
                self.close()
                raise LayoutFailed(
                    f"La mise en page a dépassé ses limites : {self.limits['cpu']} secondes de calcul ou "
                    f"{self.limits['memory'] // 1024**2} Mo de mémoire. Un tableau trop grand ou trop imbriqué "
                    "en est souvent la cause."
                ) from error
            except BaseException:  # interrupted between a question and its answer: the next one must not read it
                self.close()
                raise
        if "refused" in header:
            raise PartsRefused(header["error"], header["refused"])
        if "error" in header:
            raise LayoutFailed(header["error"])
        return header, received

    def _alive(self) -> subprocess.Popen:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(  # noqa: S603 – our own interpreter and module
                [sys.executable, "-m", "dts_platform.pdf.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=Path(__file__).parents[2],
                start_new_session=True,  # Ctrl-C ends the server, which ends this
            )
        return self._process
