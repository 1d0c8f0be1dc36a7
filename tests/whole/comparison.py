"""How far two drawings of a page are from one another."""

import io

from PIL import Image, ImageChops, ImageFilter

from tests.deadlines import run

DPI, REDUCTION = 150, 3  # drawn fine, then kept at two pixels a millimetre: edges weigh less
SQUARE = 8  # pixels: four millimetres
TOLERANCE = 20  # of 255, in the worst square: another drawing program differs by 16, a block moved by 3 mm by 26


def drawn(data: bytes, program: str = "pdftoppm") -> Image.Image:
    """The first page of a PDF as a picture."""
    command = [program, "-r", str(DPI), "-png", "-f", "1", "-l", "1", "-singlefile", "-", "-"]
    if program == "pdftoppm":
        del command[-1]  # writes there when it is not told where
    return Image.open(io.BytesIO(run(command, input=data).stdout)).convert("RGB").reduce(REDUCTION)


def distance(one: Image.Image, other: Image.Image) -> int:
    """How far two pictures are in the square where they differ most, from 0 to 255; edges are softened first."""
    if one.size != other.size:
        return 255
    blurred = [image.filter(ImageFilter.GaussianBlur(1.5)) for image in (one, other)]
    gaps = ImageChops.difference(*blurred).reduce(SQUARE)
    return max(top for _, top in gaps.getextrema())
