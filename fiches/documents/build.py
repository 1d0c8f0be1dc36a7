"""How a document is brought to its desired state: its parts laid out, assembled, and the file stored.

The desired state of a document is a digest of its parts, the style, the fonts and the engine; its built state is a
stored file. Parts are laid out once, whoever asks, and kept by the digest of what they are made of; a document is put
together from them again as soon as its state changes. Nothing here knows of HTTP: see `serve`.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import urlsplit

from django.core.files.storage import default_storage
from django.utils import timezone

from dts_platform import pdf
from dts_platform.editorial.links import PublicLinks
from dts_platform.pdf.parts import LayoutFailed, Part, PartsRefused, Piece, Rendered
from dts_platform.pdf.workshop import LayoutInterrupted
from dts_platform.search import mirror
from dts_platform.search.snapshot import Snapshot
from dts_platform.storage import blobs
from dts_platform.web import freshness
from fiches.documents.dependencies import Dependencies, Depends, digest
from fiches.documents.leases import BeingBuilt, lease
from fiches.documents.parts import (
    FAILURE,
    PAGES,
    PARTS,
    STATIC_FOLDER,
    Parts,
    digest_of,
    key_of,
    lay_out,
    layout_digest,
    workshop,
)
from fiches.documents.printing import Document, PrintedText, Section, page_in_place_of
from fiches.models import BuiltDocument, HeldText

ONE_WEEK = timedelta(days=7)
Progress = Callable[[int, int], None]


@cache
def engine_digest() -> str:
    """A digest of all that shapes a document beside its texts."""
    return digest_of(("pikepdf",), sorted(Path(pdf.__file__).parent.glob("*.py"))) + layout_digest()[:8]


def content_token(snapshot: Snapshot | None = None) -> str:
    """The version of content, code and engine together: a document checked under it is not checked again.

    Take it before reading texts: what is written meanwhile then has another token.
    """
    return f"{(snapshot or mirror.current()).token}-{made_by()}"


def made_by() -> str:
    """What names code and engine as they now are."""
    return f"{freshness.build()}-{engine_digest()[:8]}{layout_digest()[:8]}"


def basis_of(depends: Depends | None, dependencies: Dependencies, links: Iterable[str]) -> str:
    """A digest of all that a document depends on; empty when nobody knows what that is."""
    return digest(made_by(), depends, dependencies, links) if depends else ""


@dataclass(frozen=True)
class BuildPlan:
    """A document and the state it should be built in."""

    document: Document

    def at(self, name: str, path: str) -> "BuildPlan":
        """The same, with the name of the file and its path on the site."""
        return BuildPlan(replace(self.document, name=name, path=path))

    @cached_property
    def keys(self) -> list[str]:
        return [key_of(section) for section in self.document.sections]

    @cached_property
    def state(self) -> str:
        """The desired state: any change of text, order, heads, title, date or engine changes it."""
        parts = [
            [key, m.title, m.level, m.running_heads, sorted(m.answers_for.items()), m.detail]
            for key, m in zip(self.keys, self.document.sections, strict=True)
        ]
        wanted = [engine_digest(), vars(self.document.info), parts]
        return hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()

    def render(self, progress: Progress = lambda done, total: None) -> tuple[Rendered, list[str]]:
        """The document, and what could not be laid out in it. Raises LayoutFailed when nothing can stand for it."""
        pieces, errors = [], []
        for rank, (section, key) in enumerate(zip(self.document.sections, self.keys, strict=True), 1):
            try:
                part = self._part(section, key)
            except (BeingBuilt, LayoutInterrupted):
                raise
            except LayoutFailed as error:
                part = self._stand_in(section, error, errors)
            pieces.append(
                Piece(part, section.title, section.level, section.detail, section.running_heads, section.answers_for)
            )
            progress(rank, len(self.keys))
        return self._assemble(pieces, errors), errors

    def _assemble(self, pieces: list[Piece], errors: list[str]) -> Rendered:
        """The document; a page that says so stands for each part that cannot be put beside others."""
        try:
            return workshop().assemble(pieces, self.document.info, STATIC_FOLDER / "fonts")
        except PartsRefused as error:
            for rank in error.ranks:
                stand_in = self._stand_in(self.document.sections[rank], error, errors)
                pieces[rank] = replace(pieces[rank], part=stand_in)
            return workshop().assemble(pieces, self.document.info, STATIC_FOLDER / "fonts")

    def _stand_in(self, section: Section, error: LayoutFailed, errors: list[str]) -> Part:
        """A page in place of a part of several that could not be made; `errors` gains the reason."""
        if len(self.document.sections) == 1:
            raise error
        errors.append(f"{section.title} : {error}")
        fallback = Section(section.fallback or page_in_place_of(section.title), stylesheets=section.stylesheets)
        return PARTS.get(fallback, key_of(fallback)) if section.fallback else lay_out(fallback)

    def _part(self, section: Section, key: str) -> Part:
        """A part; a page of a reader's own booklet is kept in memory only, for it serves once or twice in a row."""
        if self.document.path or section.fallback:
            return PARTS.get(section, key)
        return PAGES.get(key, lambda: lay_out(section))


@dataclass(frozen=True)
class ReadyBytes:
    """A document that makes its own bytes, fast enough to be its own state: an EPUB."""

    date: datetime
    data: bytes
    texts: Sequence[PrintedText]
    links: PublicLinks = field(default_factory=PublicLinks)
    name: str = ""
    path: str = ""

    def at(self, name: str, path: str) -> "ReadyBytes":
        """The same, with the name of its file and its path on the site."""
        return replace(self, name=name, path=path)

    @property
    def document(self) -> "ReadyBytes":
        return self

    @cached_property
    def state(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def render(self, progress: Progress = lambda done, total: None) -> tuple[Rendered, list[str]]:
        progress(1, 1)
        return Rendered(self.data, 0), []


@dataclass(frozen=True)
class Reading:
    """A document as read for one content, that of `token`."""

    plan: BuildPlan | ReadyBytes
    token: str
    depends: Depends | None = None
    dependencies: Dependencies | None = None

    @classmethod
    def now(cls, read: Callable[[], BuildPlan | ReadyBytes], depends: Depends | None) -> "Reading":
        snapshot = mirror.current()
        token, dependencies = content_token(snapshot), Dependencies.at(snapshot) if depends else None
        return cls(read(), token, depends, dependencies)

    @cached_property
    def untouched(self) -> bool:
        """Is the content still, when this is first asked, what it was before the reading?"""
        return content_token() == self.token

    @cached_property
    def basis(self) -> str:
        """A digest of what it depends on; empty when texts changed meanwhile: the plan may then hold some of both."""
        if self.depends is None or not self.untouched:
            return ""
        return basis_of(self.depends, self.dependencies, self.plan.document.links.met)


def stored(record: BuiltDocument) -> bytes | None:
    """The file of a document, if it is there and whole."""
    if not record.fichier:
        return None
    try:
        with record.fichier.open("rb") as file:
            data = file.read()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == record.sha256 else None


def _store(reading: Reading, rendered: Rendered, errors: list[str], seconds: float) -> BuiltDocument:
    """Write the file whole, then point the record at it, then drop the file it replaces."""
    plan, document = reading.plan, reading.plan.document
    sha256 = hashlib.sha256(rendered.data).hexdigest()
    built = BuiltDocument.objects.filter(nom=document.name).first() or BuiltDocument(nom=document.name)
    previous, base = built.fichier.name, Path(document.name)
    saved_as = blobs.save(f"documents/{base.stem}-{sha256[:16]}{base.suffix}", rendered.data)
    if not saved_as:
        return BuiltDocument(nom=document.name)
    built.fichier = saved_as
    built.adresse = document.path
    built.empreinte, built.sha256 = plan.state, sha256
    built.jeton, built.basis = reading.token, reading.basis
    built.links = sorted(document.links.met)
    built.taille, built.pages, built.duree = len(rendered.data), rendered.pages, seconds
    built.edition_le, built.construit_le = document.date, timezone.now()
    pages = _pages_of_texts(plan, rendered) if isinstance(plan, BuildPlan) else {}
    built.behind_since = None
    built.textes = [list(text) for text in _held_texts(document, pages)]
    built.erreur = "\n".join(errors)
    built.save()
    if previous and previous != built.fichier.name:
        default_storage.delete(previous)
    return built


def _held_texts(document: Document, pages: dict[str, int]) -> list[HeldText]:
    """The texts of a document, then those that it only names."""
    whole = [HeldText(t.path, t.title, t.changed_at.isoformat(), pages.get(t.path, 0)) for t in document.texts]
    return whole + [HeldText(path) for path in sorted(document.links.named - {text.path for text in whole})]


def _pages_of_texts(plan: BuildPlan, rendered: Rendered) -> dict[str, int]:
    """How many pages each text takes, by its path."""
    ends = [*rendered.starts[1:], rendered.pages + 1]
    return {
        urlsplit(path).path: end - start
        for section, start, end in zip(plan.document.sections, rendered.starts, ends, strict=True)
        for path, anchor in section.answers_for.items()
        if not anchor
    }


def known(reading: Reading) -> BuiltDocument | None:
    """The record of a document already built in its desired state, noted as true for this content."""
    document = reading.plan.document
    built = BuiltDocument.objects.filter(nom=document.name, empreinte=reading.plan.state).first()
    if built and (built.jeton, built.basis) != (reading.token, reading.basis):
        built.jeton, built.basis, built.links = reading.token, reading.basis, sorted(document.links.met)
        built.behind_since = None
        built.save(update_fields=["jeton", "basis", "links", "behind_since"])
    return built


def build(
    read: Callable[[], BuildPlan | ReadyBytes],
    force: bool = False,
    progress: Progress = lambda done, total: None,
    depends: Depends | None = None,
) -> tuple[BuiltDocument, bytes]:
    """The record and the bytes of a document in its desired state, which `read` gives; built when it is not.

    `depends` tells what it depends on, to be found true next time without being read. Raises LayoutFailed when it
    cannot be made: the record then says why, and keeps the last file.
    """
    reading = Reading.now(read, depends)
    if not force and (ready := _ready(reading)):
        return ready
    with lease(reading.plan.document.name):
        reading = replace(reading)  # whether texts changed meanwhile is asked anew
        if not reading.untouched:  # while it was read, or while another was at work
            reading = Reading.now(read, depends)
        if not force and (ready := _ready(reading)):
            return ready
        start = time.perf_counter()
        try:
            rendered, errors = reading.plan.render(progress)
        except BeingBuilt:
            raise
        except LayoutFailed as error:
            defaults = {"erreur": str(error), "empreinte": ""}  # so that going back to the last text builds it again
            BuiltDocument.objects.update_or_create(nom=reading.plan.document.name, defaults=defaults)
            raise
        return _store(reading, rendered, errors, time.perf_counter() - start), rendered.data


def _ready(reading: Reading) -> tuple[BuiltDocument, bytes] | None:
    built = known(reading)
    data = built and stored(built)
    return (built, data) if data else None


def sweep(needed: set[str]) -> int:
    """Delete stored parts that no document needs any more, and files that no record points at; say how many."""
    to_keep = {Parts.file_name(key) for key in needed} | {Parts.file_name(key, FAILURE) for key in needed}
    to_keep |= set(BuiltDocument.objects.values_list("fichier", flat=True))
    stale = [name for name in blobs.files_below("documents") if name not in to_keep and blobs.is_older(name, ONE_WEEK)]
    for name in stale:
        default_storage.delete(name)
    return len(stale)
