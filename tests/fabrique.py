"""A workshop that makes documents at once, out of plain text: what a document holds can be read in its bytes."""

import threading
from collections import Counter
from pathlib import Path

from dts_platform.pdf.parts import LayoutFailed, Part, Rendered

EN_TETE = b"%PDF-1.7\n"


class Atelier:
    """Stands for `Workshop`. `posees` counts the texts laid out, `refuses` are words it cannot lay out.

    With `retenir`, each layout says that it began (`entre`), then waits to be let go (`porte`).
    """

    def __init__(self):
        self.posees: Counter[str] = Counter()
        self.assemblages = 0
        self.refuses: set[str] = set()
        self.entre, self.porte = threading.Event(), threading.Event()
        self.porte.set()

    def retenir(self) -> None:
        self.porte.clear()

    def lay_out(self, html: str, feuilles, racine: Path, signes: str = "") -> Part:
        self.posees[html] += 1
        self.entre.set()
        assert self.porte.wait(60)
        if any(mot in html for mot in self.refuses):
            raise LayoutFailed("La mise en page a dépassé ses limites.")
        return Part(EN_TETE + html.encode(), 1)

    def assemble(self, pieces, etiquette, dossier: Path) -> Rendered:
        self.assemblages += 1
        octets = EN_TETE + repr(etiquette).encode() + b"".join(piece.part.data for piece in pieces)
        return Rendered(octets, len(pieces), tuple(range(1, len(pieces) + 1)))

    def impose(self, octets: bytes) -> bytes:
        return octets + b"\nA5"

    def close(self) -> None:
        pass

    @property
    def travaux(self) -> int:
        return self.posees.total()


def installer(monkeypatch) -> Atelier:
    """Put it in the place of the real one, and forget what was made before."""
    from dts_platform.storage import blobs
    from fiches.documents import build, catalogue, parts, serve

    atelier = Atelier()
    for module in (build, catalogue):
        monkeypatch.setattr(module, "workshop", lambda: atelier)
    monkeypatch.setattr("dts_platform.management.commands.build_documents.workshop", lambda: atelier)
    monkeypatch.setattr(serve, "RECENT", serve.Recent(serve.RECENT.size))
    monkeypatch.setattr(parts, "PAGES", build.Recent(parts.PAGES.size))
    monkeypatch.setattr(blobs, "_COMPLAINED", set())
    return atelier
