"""What pages draw: pictograms, the outlines of France, and the motif of a text, worked out from its name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from itertools import pairwise
from urllib.parse import quote

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

_SYMBOL = re.compile(r'<symbol id="([\w-]+)".*?<title>(.*?)</title><path d="(.*?)"/>')
_LEFT_IN_ADDRESSES = " /:='"
_OUTLINE = re.compile(r'<path id="([\w-]+)" data-x="(\d+)" data-y="(\d+)" d="(.*?)"/>')
_CODE = re.compile(r'<text id="code-(\w+)" x="(\d+)" y="(\d+)">')
_BORDERS = re.compile(r'<path id="departements" fill="none" d="(.*?)"/>')
_PLAIN = "/:=,'"  # signs that an address may hold as they are
STEP = 40  # between two bends of a line of a motif
MOST_POINTS = 9


def _picture(name: str) -> str:
    return (settings.BASE_DIR / "static" / "img" / name).read_text(encoding="utf-8")


@cache
def icon() -> str:
    """The icon of the site as an address that holds it: a page asks for no file of 300 bytes."""
    drawing = _picture("icon.svg").strip().replace('"', "'")
    return f"data:image/svg+xml,{quote(drawing, safe=_PLAIN)}"


@dataclass(frozen=True)
class Outline:
    """The outline of a region on the map of France, and where its number is written."""

    path: str
    x: int
    y: int


@cache
def outlines() -> Mapping[str, Outline]:
    """The outlines of the regions, as `static/img/france.svg` holds them: {slug: outline}."""
    return {slug: Outline(path, int(x), int(y)) for slug, x, y, path in _OUTLINE.findall(_picture("france.svg"))}


@cache
def borders() -> str:
    """The borders of the departments inside the regions, as one path."""
    return _BORDERS.search(_picture("france.svg"))[1]


@cache
def code_places() -> Mapping[str, tuple[int, int]]:
    """Where the code of a department is written on the map, clear of what is written of its region, where there is room."""
    return {code: (int(x), int(y)) for code, x, y in _CODE.findall(_picture("france.svg"))}


@cache
def pictograms() -> Mapping[str, tuple[str, str]]:
    """The pictograms, as `static/img/pictograms.svg` holds them: {name: (its word, its path)}."""
    return {name: (word, path) for name, word, path in _SYMBOL.findall(_picture("pictograms.svg"))}


@cache
def pictogram(name: str) -> SafeString:
    """A pictogram to set beside its word: it says nothing by itself. Nothing for a name that has none."""
    if name not in pictograms():
        return SafeString("")
    return format_html(
        '<svg class="pictogram" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', pictograms()[name][1]
    )


def pictogram_mask(name: str) -> str:
    """A pictogram as a style sheet takes it, to be a mask: its colour is that of what it covers. KeyError for an unknown name."""
    drawn = (
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='#000' stroke-width='1.75' "
        f"stroke-linecap='round' stroke-linejoin='round'><path d='{pictograms()[name][1]}'/></svg>"
    )
    return f'url("data:image/svg+xml,{quote(drawn, safe=_LEFT_IN_ADDRESSES)}")'


def pictogram_words() -> dict[str, str]:
    """The word of each pictogram."""
    return {name: word for name, (word, _) in pictograms().items()}


def _draws(name: str) -> Iterable[float]:
    """Numbers between 0 and 1, always the same for a name, without end."""
    rank = 0
    while True:
        for byte in sha256(f"{name} {rank}".encode()).digest():
            yield byte / 255
        rank += 1


def _between(one: float, other: float) -> int:
    return round((one + other) / 2)


def _contour(heights: list[int]) -> str:
    """A smooth line through the middles of its bends, `STEP` apart."""
    ends = [f"{rank * STEP + STEP // 2} {_between(*pair)}" for rank, pair in enumerate(pairwise(heights))]
    return f"M0 {heights[0]}Q0 {heights[0]} {ends[0]}T" + " ".join(ends[1:])


def relief(
    name: str, points: int, width: int, height: int, lines: int
) -> tuple[list[list[int]], list[tuple[int, int]]]:
    """The contour lines of a text, as the heights of their bends, `STEP` apart, and the places of its points."""
    draws = iter(_draws(name))
    bends = width // STEP + 2
    hill = [next(draws) for _ in range(bends)]
    contours = []
    for line in range(lines):
        top, room = height * line / lines, height / lines
        contours.append([round(top + room * (0.12 + 0.76 * (bend * 0.75 + next(draws) * 0.25))) for bend in hill])
    spots = [(rank, contour) for rank in range(1, bends - 1) for contour in contours]
    chosen = [spots.pop(int(next(draws) * 0.99 * len(spots))) for _ in range(min(points, MOST_POINTS))]
    return contours, [(rank * STEP - STEP // 2, _between(*contour[rank - 1 : rank + 1])) for rank, contour in chosen]


@lru_cache(maxsize=512)
def motif(name: str, points: int = 0, width: int = 320, height: int = 28, lines: int = 2) -> tuple[str, str]:
    """The contour lines of a text and the points on them, as two paths in a box of `width` by `height`.

    The lines follow from its name alone; there is a point for each experience tied to it, up to nine.
    """
    contours, places = relief(name, points, width, height, lines)
    return "".join(map(_contour, contours)), "".join(f"M{x} {y}h0" for x, y in places)


def motif_address(name: str, points: int, inks: tuple[str, str], box: tuple[int, int, int], dot: int = 9) -> str:
    """The motif of a text as an address that holds it, for paper: a ground, there is no picture to describe.

    `inks` are the colours of its lines and of its points, `box` its width, its height and its number of lines, `dot` the
    width of a point.
    """
    contours, places = motif(name, points, *box)
    lines, spots = inks
    drawing = (
        f'<path d="{contours}" stroke="{lines}" stroke-width="1.5"/>'
        f'<path d="{places}" stroke="{spots}" stroke-width="{dot}" stroke-linecap="round"/>'
    )
    size = f'viewBox="0 0 {box[0]} {box[1]}"'
    whole = f'<svg xmlns="http://www.w3.org/2000/svg" fill="none" {size}>{drawing}</svg>'
    return f"data:image/svg+xml,{quote(whole)}"
