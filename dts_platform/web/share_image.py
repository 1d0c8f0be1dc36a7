"""The picture that goes with the address of a text, where it is shared: its title over its motif."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from dts_platform.web.colours import colour
from dts_platform.web.drawings import STEP, relief

WIDTH, HEIGHT = 1200, 630
SCALE = 2  # drawn larger, then reduced: the lines are smooth
MARGIN, TITLE_WIDTH = 80, 1040
SIZES = (76, 64, 54, 44)  # of the title: the first in which it holds in four lines
MOST_LINES = 4
COLOURS = 64
BENDS = 8  # points of a line between two middles
SITE = "Territoires solidaires"


@dataclass(frozen=True)
class ShareImage:
    """What the picture says: a few words above, a title, and the motif of a name in the colour of a token."""

    title: str
    above: str
    name: str
    points: int = 0
    tone: str = "cover-gold"

    def drawn(self) -> bytes:
        """The picture, 1200 by 630; the same bytes each time."""
        image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), colour("cover"))
        draw = ImageDraw.Draw(image)
        self._draw_relief(draw)
        draw.rectangle((0, 0, WIDTH * SCALE, 18 * SCALE), fill=colour(self.tone))
        draw.text(_at(MARGIN, 70), self.above, colour("cover-gold"), _face("sans-semibold", 34))
        size, lines = _set(self.title)
        for rank, line in enumerate(lines):
            place = _at(MARGIN, 130 + rank * size * 1.16)
            draw.text(place, line, colour("on-cover"), _face("serif-semibold", size))
        draw.text(_at(MARGIN, HEIGHT - 88), SITE, colour("on-cover"), _face("serif-semibold", 40))
        reduced = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        out = BytesIO()
        reduced.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return out.getvalue()

    def _draw_relief(self, draw: ImageDraw.ImageDraw) -> None:
        contours, places = relief(self.name, self.points, WIDTH, 200, 4)
        top = HEIGHT - 310
        for heights in contours:
            draw.line([_at(x, top + y) for x, y in _smooth(heights)], colour("shade-3"), 3 * SCALE, joint="curve")
        for x, y in places:
            draw.circle(_at(x, top + y), 11 * SCALE, colour("cover-gold"))


def _at(x: float, y: float) -> tuple[float, float]:
    return x * SCALE, y * SCALE


@cache
def _face(name: str, size: int) -> ImageFont.FreeTypeFont:
    path = settings.BASE_DIR / "static" / "fonts" / f"territoires-{name}.woff2"
    return ImageFont.truetype(str(path), size * SCALE)


def _smooth(heights: list[int]) -> Iterator[tuple[float, float]]:
    """The points of a line through the middles of its bends."""
    middles = [(rank * STEP + STEP / 2, (one + other) / 2) for rank, (one, other) in enumerate(pairwise(heights))]
    yield 0, heights[0]
    for rank, ((x, y), (end_x, end_y)) in enumerate(pairwise(middles), 1):
        for step in range(BENDS):
            t = step / BENDS
            bend = heights[rank]
            yield x + (end_x - x) * t, (1 - t) ** 2 * y + 2 * t * (1 - t) * bend + t * t * end_y


def _set(title: str) -> tuple[int, list[str]]:
    """The size in which a title holds, and its lines; the last size, cut, when it holds in none."""
    for size in SIZES:
        lines = _wrapped(title, size)
        if len(lines) <= MOST_LINES:
            return size, lines
    return SIZES[-1], [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"]


def _wrapped(title: str, size: int) -> list[str]:
    face, lines = _face("serif-semibold", size), [""]
    for word in title.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and face.getlength(longer) > TITLE_WIDTH * SCALE:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
