"""Documents made in this process, without the store."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from dts_platform.pdf.assembly import assemble
from dts_platform.pdf.layout.engine import lay_out
from dts_platform.pdf.parts import DocumentInfo, Part, Piece, Rendered
from fiches.documents.parts import STATIC_FOLDER, key_of, layout_digest
from fiches.documents.printing import Document, Section
from tests.long import LONG

FONTS = STATIC_FOLDER / "fonts"
KEPT_PARTS = Path(settings.BASE_DIR, ".pytest_cache", "parts")
INFO = DocumentInfo("Essai", "Nous", "Un essai", "2026-03-02T08:30:15+01:00", "Pied")


_LAID_OUT: dict[str, Part] = {}


def part_of(section: Section) -> Part:
    """A part, laid out once in a test process whoever asks."""
    key = key_of(section)
    if key not in _LAID_OUT:
        _LAID_OUT[key] = lay_out(section.html, section.stylesheets, STATIC_FOLDER, section.glyphs)
    return _LAID_OUT[key]


def _kept_part_of(section: Section) -> Part:
    """The same, kept from one run to the next under all that shapes a part; laid out anew with LONG=1."""
    key = key_of(section)
    file = KEPT_PARTS / layout_digest()[:20] / f"{key}.part"
    if LONG or key in _LAID_OUT:
        return part_of(section)
    with suppress(OSError, ValueError, KeyError, TypeError):  # not there, or written by another version
        _LAID_OUT[key] = Part.load(file.read_bytes())
        return _LAID_OUT[key]
    if not file.parent.is_dir():  # another engine: what former ones laid out is of no use
        for former in KEPT_PARTS.glob("*"):
            shutil.rmtree(former, ignore_errors=True)
        file.parent.mkdir(parents=True, exist_ok=True)
    being_written = file.with_suffix(f".{os.getpid()}")
    being_written.write_bytes(part_of(section).dump())
    being_written.replace(file)
    return _LAID_OUT[key]


def pieces_of(document: Document) -> list[Piece]:
    return [
        Piece(_kept_part_of(m), m.title, m.level, m.detail, m.running_heads, m.answers_for) for m in document.sections
    ]


def render(document: Document) -> Rendered:
    """The document as `build.BuildPlan.render` makes it."""
    return assemble(pieces_of(document), document.info, FONTS)


def page_html(body: str, language: str = "fr") -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>Essai</title>'
        f'<meta name="author" content="x"></head><body>{body}</body></html>'
    )


def part_from(body: str) -> Part:
    """A part made of some HTML, laid out once."""
    return part_of(Section(page_html(body)))


def assemble_pieces(*pieces: Piece) -> Rendered:
    return assemble(pieces, INFO, FONTS)
