"""What pages draw without a picture: the pictograms of the site, and the motif of a text, worked out from its name."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from hashlib import sha256
from itertools import pairwise

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

_SYMBOL = re.compile(r'<symbol id="([\w-]+)".*?<title>(.*?)</title><path d="(.*?)"/>')
STEP = 40  # between two bends of a line of a motif
MOST_POINTS = 9


@cache
def pictograms() -> Mapping[str, tuple[str, str]]:
    """The pictograms, as `static/img/pictograms.svg` holds them: {name: (its word, its path)}."""
    sheet = (settings.BASE_DIR / "static" / "img" / "pictograms.svg").read_text(encoding="utf-8")
    return {name: (word, path) for name, word, path in _SYMBOL.findall(sheet)}


@cache
def pictogram(name: str) -> SafeString:
    """A pictogram to set beside its word: it says nothing by itself. Raises KeyError for a name that has none."""
    return format_html(
        '<svg class="pictogram" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', pictograms()[name][1]
    )


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


def motif(name: str, points: int = 0, width: int = 320, height: int = 28, lines: int = 2) -> tuple[str, str]:
    """The contour lines of a text and the points on them, as two paths in a box of `width` by `height`.

    The lines follow from its name alone; there is a point for each experience tied to it, up to nine.
    """
    draws = iter(_draws(name))
    bends = width // STEP + 2
    hill = [next(draws) for _ in range(bends)]
    contours = []
    for line in range(lines):
        top, room = height * line / lines, height / lines
        contours.append([round(top + room * (0.12 + 0.76 * (bend * 0.75 + next(draws) * 0.25))) for bend in hill])
    spots = [(rank, contour) for rank in range(1, bends - 1) for contour in contours]
    chosen = [spots.pop(int(next(draws) * 0.99 * len(spots))) for _ in range(min(points, MOST_POINTS))]
    dots = [f"M{rank * STEP - STEP // 2} {_between(*contour[rank - 1 : rank + 1])}h0" for rank, contour in chosen]
    return "".join(map(_contour, contours)), "".join(dots)
