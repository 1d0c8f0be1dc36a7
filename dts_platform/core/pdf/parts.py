"""What passes between layout and assembly."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

POINTS = 0.75  # in a CSS pixel
EN_HAUT = 842.0  # points from the foot of a sheet of A4 to its head


class RenduImpossible(Exception):
    """A document could not be made; the message says why in French."""


@dataclass(frozen=True)
class Signet:
    """A bookmark inside a part: level from 1, page from 0, height in points from the foot of the page."""

    niveau: int
    titre: str
    page: int
    y: float


@dataclass(frozen=True)
class Part:
    """Some pages laid out alone: a valid PDF, where each anchor fell (page from 0, height in points), its bookmarks.

    `marges` are the left and right margins of its first page, in points; `champs` says whether it can be filled in;
    `lectures` how each face is read, by glyph.
    """

    octets: bytes
    pages: int
    ancres: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    signets: tuple[Signet, ...] = ()
    marges: tuple[float, float] = (0.0, 0.0)
    champs: bool = False
    lectures: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    def dump(self) -> bytes:
        """One line that describes it, then the PDF."""
        description = asdict(self) | {"octets": None}
        return json.dumps(description, sort_keys=True).encode() + b"\n" + self.octets

    @classmethod
    def load(cls, enregistre: bytes) -> "Part":
        """Read what `dump` wrote. Raises ValueError on anything else."""
        entete, _, octets = enregistre.partition(b"\n")
        lu = json.loads(entete)
        if not octets.startswith(b"%PDF-"):
            raise ValueError("not a part")
        return cls(
            octets,
            lu["pages"],
            {nom: (page, y) for nom, (page, y) in lu["ancres"].items()},
            tuple(Signet(**signet) for signet in lu["signets"]),
            tuple(lu["marges"]),
            lu["champs"],
            {
                face: {int(glyphe): texte for glyphe, texte in lecture.items()}
                for face, lecture in lu["lectures"].items()
            },
        )


@dataclass(frozen=True)
class Piece:
    """A part at its place in a document.

    `titre` names its bookmark (none when empty), at `niveau` from 1; `detail` keeps the bookmarks inside it.
    `tetes` are the running heads, left and right; None leaves its pages without furniture.
    `adresses` maps the addresses it answers for to its anchors; an empty anchor is its first page.
    """

    part: Part
    titre: str = ""
    niveau: int = 1
    detail: bool = False
    tetes: tuple[str, str] | None = None
    adresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Etiquette:
    """What a document says of itself. `date` is ISO 8601; `pied` is printed at the foot of each page."""

    titre: str
    auteur: str
    description: str
    date: str
    pied: str = ""


@dataclass(frozen=True)
class Rendu:
    """A finished document: its bytes, its number of pages, the page on which each piece begins (from 1)."""

    octets: bytes
    pages: int
    debuts: tuple[int, ...] = ()
