"""Laid-out parts: made once, kept under their key."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from dts_platform.pdf import layout
from dts_platform.pdf.parts import LayoutFailed, Part
from dts_platform.pdf.workshop import LayoutInterrupted, Workshop
from dts_platform.storage import blobs
from dts_platform.storage.recent import Recent
from fiches.documents.leases import lease
from fiches.documents.printing import Section

STATIC_FOLDER = settings.BASE_DIR / "static"
FAILURE = "failed"  # ends the name of the file that says why a part could not be laid out
RETRY_FAILURE_AFTER = timedelta(hours=1)  # how long a text that could not be laid out is not tried again


@cache
def layout_digest() -> str:
    """A digest of all that shapes a part beside its text."""
    assets = (file for folder in ("fonts", "css", "img") for file in (STATIC_FOLDER / folder).iterdir())
    return digest_of(("weasyprint", "pydyf", "pyphen", "fonttools", "regex"), [*layout.sources(), *assets])


def digest_of(packages: Sequence[str], files: Sequence[Path]) -> str:
    digest = hashlib.sha256(" ".join(f"{name}={version(name)}" for name in packages).encode())
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def key_of(section: Section) -> str:
    """What names a part: a digest of its text, its style sheets and the engine."""
    return hashlib.sha256(f"{layout_digest()}{section.stylesheets}{section.glyphs}{section.html}".encode()).hexdigest()


@cache
def workshop() -> Workshop:
    """The workshop of this process."""
    return Workshop()


def lay_out(section: Section) -> Part:
    return workshop().lay_out(section.html, section.stylesheets, STATIC_FOLDER, section.glyphs)


class Parts:
    """The laid-out parts: kept for all documents, made when missing."""

    @staticmethod
    def file_name(key: str, suffix: str = "part") -> str:
        return f"documents/parts/{key[:2]}/{key}.{suffix}"

    def find(self, key: str) -> Part | None:
        """A part already laid out, whole."""
        saved = blobs.get(self.file_name(key))
        with suppress(ValueError, KeyError, TypeError):  # written by another version
            return Part.load(saved) if saved else None

    def get(self, section: Section, key: str) -> Part:
        """A part, laid out now if nobody did. Raises LayoutFailed, for an hour without trying again."""
        if part := self.find(key):
            return part
        self._recall(key)
        with lease(f"part-{key}"):
            if part := self.find(key):
                return part
            self._recall(key)
            try:
                part = lay_out(section)
            except LayoutInterrupted:
                raise
            except LayoutFailed as error:
                blobs.put(self.file_name(key, FAILURE), str(error).encode())
                raise
            blobs.put(self.file_name(key), part.dump())
        return part

    def _recall(self, key: str) -> None:
        """Fail at once where layout failed a moment ago."""
        name = self.file_name(key, FAILURE)
        if (failure := blobs.get(name)) and not blobs.is_older(name, RETRY_FAILURE_AFTER):
            raise LayoutFailed(failure.decode())

    def forget_failures(self) -> None:
        """Let what could not be laid out be tried again."""
        for name in list(blobs.files_below("documents/parts")):
            if name.endswith(f".{FAILURE}"):
                default_storage.delete(name)


PARTS = Parts()
PAGES = Recent(40)  # of booklets: a cover, contents, a glossary, an index each
