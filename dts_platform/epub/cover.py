"""The cover of a book as a picture, for the shelves of reading devices, which draw no SVG."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from dts_platform.epub.xhtml import one_line

SIZE = (1200, 1600)
_LEFT, _TITLE_TOP, _TITLE_STEP, _FOOT_TOP, _FOOT_STEP = 120, 400, 116, 1380, 70
_MARK = (120, 150, 289, 209)
# Three colours and what softens the edges of letters between them.
_SHADES = 16


@dataclass(frozen=True)
class CoverStyle:
    """Colours as `#rrggbb`, and the files of two fonts that FreeType reads."""

    ground: str
    mark: str
    ink: str
    title_font: Path
    foot_font: Path


def draw_cover(title: Sequence[str], foot: Sequence[str], style: CoverStyle) -> bytes:
    """The PNG of a cover: the lines of a title above, those of the foot below. The same words give the same bytes.

    The drawing is that of the SVG cover. Lines are not broken: who calls has cut them.
    """
    picture = Image.new("RGB", SIZE, style.ground)
    pen = ImageDraw.Draw(picture)
    pen.rectangle(_MARK, fill=style.mark)
    for lines, font, size, top, step in (
        (title, style.title_font, 100, _TITLE_TOP, _TITLE_STEP),
        (foot, style.foot_font, 42, _FOOT_TOP, _FOOT_STEP),
    ):
        face = ImageFont.truetype(font, size, layout_engine=ImageFont.Layout.BASIC)
        for rank, line in enumerate(lines):
            pen.text((_LEFT, top + step * rank), one_line(line), fill=style.ink, font=face, anchor="ls")
    output = io.BytesIO()
    picture.quantize(_SHADES).save(output, "PNG", optimize=True)
    return output.getvalue()
