"""What passes between layout and assembly: a part, its place in a document, what the document says of itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

POINTS = 0.75  # in a CSS pixel
A4_HEIGHT = 842.0  # points from the foot of a sheet of A4 to its head
# What a slot says of itself, an empty form where the layout leaves the number of a page to the assembly.
SLOT_TARGET = "Target"  # the address whose page it will show
SLOT_KIND = "Kind"  # how it shows it: a number, a reference
SLOT_SIZE = "Size"  # of its letters, in pixels
SLOT_WIDTH = "Width"  # its room, in pixels


class LayoutFailed(Exception):
    """A document could not be made; the message says why in French."""


class PartsRefused(LayoutFailed):
    """Some parts cannot stand in a document: those of `ranks`, from 0."""

    def __init__(self, message: str, ranks: Sequence[int]):
        super().__init__(message)
        self.ranks = tuple(ranks)


@dataclass(frozen=True)
class Bookmark:
    """A bookmark inside a part: level from 1, page from 0, height in points from the foot of the page."""

    level: int
    title: str
    page: int
    y: float


@dataclass(frozen=True)
class Part:
    """Some pages laid out alone: a valid PDF, where each anchor fell (page from 0, height in points), its bookmarks.

    `margins` are the left and right margins of its first page, in points; `has_fields` says whether it can be filled in;
    `to_unicode_maps` how each face is read, by glyph; `overflows` the panels of a folded sheet that do not hold
    their words, with about how many signs each has too many.
    """

    data: bytes
    pages: int
    anchors: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    bookmarks: tuple[Bookmark, ...] = ()
    margins: tuple[float, float] = (0.0, 0.0)
    has_fields: bool = False
    to_unicode_maps: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    overflows: Mapping[str, int] = field(default_factory=dict)

    def dump(self) -> bytes:
        """One line that describes it, then the PDF."""
        description = asdict(self) | {"data": None}
        return json.dumps(description, sort_keys=True).encode() + b"\n" + self.data

    @classmethod
    def load(cls, stored: bytes) -> "Part":
        """Read what `dump` wrote. Raises ValueError on anything else."""
        header, _, data = stored.partition(b"\n")
        description = json.loads(header)
        if not data.startswith(b"%PDF-"):
            raise ValueError("not a part")
        return cls(
            data,
            description["pages"],
            {name: (page, y) for name, (page, y) in description["anchors"].items()},
            tuple(Bookmark(**bookmark) for bookmark in description["bookmarks"]),
            tuple(description["margins"]),
            description["has_fields"],
            {
                face: {int(glyph): text for glyph, text in to_unicode.items()}
                for face, to_unicode in description["to_unicode_maps"].items()
            },
            description["overflows"],
        )


@dataclass(frozen=True)
class Piece:
    """A part at its place in a document.

    `title` names its bookmark (none when empty), at `level` from 1; `detail` keeps the bookmarks inside it.
    `running_heads` are the running heads, left and right; None leaves its pages without furniture.
    `answers_for` maps the addresses it answers for to its anchors; an empty anchor is its first page.
    """

    part: Part
    title: str = ""
    level: int = 1
    detail: bool = False
    running_heads: tuple[str, str] | None = None
    answers_for: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DocumentInfo:
    """What a document says of itself. `date` is ISO 8601; `foot` is printed at the foot of each page."""

    title: str
    author: str
    description: str
    date: str
    foot: str = ""


@dataclass(frozen=True)
class Rendered:
    """A finished document: its bytes, its number of pages, the page on which each piece begins (from 1)."""

    data: bytes
    pages: int
    starts: tuple[int, ...] = ()
