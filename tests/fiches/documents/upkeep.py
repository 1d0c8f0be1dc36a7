"""A watcher without an engine: it reads, compares and stores as the real one does, and tells what it read and built."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest
from django.core.management import call_command

from dts_platform.pdf.parts import Rendered
from fiches.documents import build, catalogue
from fiches.documents.build import BuildPlan, Reading
from fiches.models import BuiltDocument


@dataclass
class Watcher:
    """What was read and built since the last `look`."""

    read: list[str] = field(default_factory=list)
    built: list[str] = field(default_factory=list)

    def look(self) -> "Watcher":
        """Bring every document to the content, as a turn of the watcher does."""
        self.read.clear()
        self.built.clear()
        call_command("build_documents", quiet=True)
        return self


@pytest.fixture
def watcher(monkeypatch, db) -> Watcher:
    watcher, now, store = Watcher(), Reading.now.__func__, build._store

    def read_now(cls, *arguments):
        reading = now(cls, *arguments)
        watcher.read.append(reading.plan.document.name)
        return reading

    def stored(reading, *arguments):
        watcher.built.append(reading.plan.document.name)
        return store(reading, *arguments)

    def render(plan, progress):
        return Rendered(plan.state.encode(), 1, (1,) * len(plan.keys)), []

    monkeypatch.setattr(Reading, "now", classmethod(read_now))
    monkeypatch.setattr(build, "_store", stored)
    monkeypatch.setattr(BuildPlan, "render", render)
    return watcher


def wanted_states() -> dict[str, str]:
    """The exhaustive way: {name: state} of every document, all texts read."""
    return {offer.name: offer.read().state for offer in catalogue.offers()}


def stored_states() -> dict[str, str]:
    return dict(BuiltDocument.objects.values_list("nom", "empreinte"))


def singles(names: Iterable[str]) -> set[str]:
    """Those of one text: the manual and the brochure left out."""
    return {name for name in names if not name.startswith(("manuel", "plaquette"))}
