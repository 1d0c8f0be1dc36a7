"""Documents made in this process, without the store."""

from dts_platform.pdf.assembly import assemble
from dts_platform.pdf.layout.engine import lay_out
from dts_platform.pdf.parts import DocumentInfo, Part, Piece, Rendered
from fiches.documents.parts import STATIC_FOLDER, key_of
from fiches.documents.printing import Document, Section

FONTS = STATIC_FOLDER / "fonts"
INFO = DocumentInfo("Essai", "Nous", "Un essai", "2026-03-02T08:30:15+01:00", "Pied")


_LAID_OUT: dict[str, Part] = {}


def part_of(section: Section) -> Part:
    """A part, laid out once in a test process whoever asks."""
    key = key_of(section)
    if key not in _LAID_OUT:
        _LAID_OUT[key] = lay_out(section.html, section.stylesheets, STATIC_FOLDER, section.glyphs)
    return _LAID_OUT[key]


def pieces_of(document: Document) -> list[Piece]:
    return [Piece(part_of(m), m.title, m.level, m.detail, m.running_heads, m.answers_for) for m in document.sections]


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
