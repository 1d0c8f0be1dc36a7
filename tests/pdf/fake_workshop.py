"""A workshop that makes documents at once, out of plain text: what a document holds can be read in its bytes."""

import threading
from collections import Counter
from pathlib import Path

import pytest

from dts_platform.pdf.parts import LayoutFailed, Part, Rendered
from fiches.documents import build, parts
from tests.deadlines import SECONDS

HEADER = b"%PDF-1.7\n"


class FakeWorkshop:
    """Stands for `Workshop`. `laid_out` counts the texts laid out, `refused` are words it cannot lay out.

    With `hold`, each layout says that it began (`entered`), then waits to be let go (`gate`).
    """

    def __init__(self):
        self.laid_out: Counter[str] = Counter()
        self.assemblies = 0
        self.refused: set[str] = set()
        self.entered, self.gate = threading.Event(), threading.Event()
        self.gate.set()

    def hold(self) -> None:
        self.gate.clear()

    def lay_out(self, html: str, sheets, root: Path, glyphs: str = "") -> Part:
        self.laid_out[html] += 1
        self.entered.set()
        assert self.gate.wait(SECONDS)
        if any(word in html for word in self.refused):
            raise LayoutFailed("La mise en page a dépassé ses limites.")
        return Part(HEADER + html.encode(), 1)

    def assemble(self, pieces, info, folder: Path) -> Rendered:
        self.assemblies += 1
        data = HEADER + repr(info).encode() + b"".join(piece.part.data for piece in pieces)
        return Rendered(data, len(pieces), tuple(range(1, len(pieces) + 1)))

    def impose(self, data: bytes) -> bytes:
        return data + b"\nA5"

    def close(self) -> None:
        pass

    @property
    def jobs(self) -> int:
        return self.laid_out.total()


def install(monkeypatch) -> FakeWorkshop:
    """Put it in the place of the real one, and forget what was made before."""
    from dts_platform.storage import blobs
    from fiches.documents import serve
    from fiches.selection import booklet

    workshop = FakeWorkshop()
    for module in (build, parts, booklet):
        monkeypatch.setattr(module, "workshop", lambda: workshop)
    monkeypatch.setattr("dts_platform.management.commands.build_documents.workshop", lambda: workshop)
    monkeypatch.setattr(serve, "RECENT", serve.Recent(serve.RECENT.size, len))
    monkeypatch.setattr(serve, "STATES", serve.Recent(serve.STATES.size))
    monkeypatch.setattr(serve, "TURNS", serve.Turns())
    monkeypatch.setattr(build, "PAGES", parts.Recent(build.PAGES.size))
    monkeypatch.setattr(blobs, "_COMPLAINTS", set())
    return workshop


@pytest.fixture
def workshop(monkeypatch) -> FakeWorkshop:
    return install(monkeypatch)
