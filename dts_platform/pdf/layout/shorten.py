"""What a page draws, written in fewer bytes: every glyph and every line stays where it was."""

import re
from decimal import Decimal

_SHOWN = re.compile(rb"\[([^\]]*)\] TJ")
_ADJUSTMENT = re.compile(rb">(-?[\d.]+)(?=[<\]]|$)<?")
_DECIMALS = re.compile(rb"-?\d+\.\d{3,}")
_LINE_START = re.compile(rb"1 0 0 -1 (-?[\d.]+) (-?[\d.]+) Tm")
_HUNDREDTH = Decimal("0.01")
_LEAST, _STEP = 8.0, 4  # thousandths of the size: a tenth of a point, unseen; fewer different ones weigh less
_HEXADECIMAL, _SPECIAL = re.compile(rb"<([0-9a-f]*)>"), re.compile(rb"[()\\]")
_TEXT = re.compile(rb"BT\n.*?ET\n", re.S)
_SIDE = rb"/Artifact\nBMC\nq\n((?:[-\d.]+ [-\d.]+ [ml]\n){4})W\*\nn\n([\d.]+ [\d.]+ [\d.]+ rg\n)(?:[-\d. ]+ re\n){2}f\*\nQ\nEMC\n"
_ONE_SIDE, _SIDES = re.compile(_SIDE), re.compile(rb"(?:" + _SIDE + rb"){1,}")
_OPAQUE = re.compile(rb"/[aA]1(?:\.0)? gs\n")


def shorten(drawing: bytes) -> bytes:
    """The same page in fewer bytes: small adjustments between glyphs add up before they are made, decimals that nobody
    sees go, and what is opaque anyway is not said to be."""
    drawing = _SHOWN.sub(_merge_adjustments, _DECIMALS.sub(_round, drawing))  # numbers first: strings become bytes
    drawing = _TEXT.sub(_drop_repeats, drawing.replace(b"ET\nBT\n", b""))
    opaque = _OPAQUE.sub(b"", drawing)
    return _SIDES.sub(_fill_border_sides, drawing if b" gs\n" in opaque else opaque)


def _drop_repeats(text: re.Match) -> bytes:
    """The same text without the choice of a font that is chosen already, each line told from the one before."""
    lines, font, current = [], None, None
    for line in text.group().split(b"\n"):
        if line.endswith(b" Tm"):
            current, move = _relative_move(current, line)
            lines.append(move)
        elif line != font:
            lines.append(line)
        if line.endswith(b" Tf"):
            font = line
    return b"\n".join(lines)


def _relative_move(
    current: tuple[Decimal, Decimal] | None, line: bytes
) -> tuple[tuple[Decimal, Decimal] | None, bytes]:
    """Where a line begins, to a hundredth of a pixel, and the operation that goes there from `current`."""
    if not (found := _LINE_START.fullmatch(line)):
        return None, line
    start = tuple(Decimal(number.decode()).quantize(_HUNDREDTH) for number in found.groups())
    if current is None:
        return start, b"1 0 0 -1 %s %s Tm" % (_format_number(start[0]), _format_number(start[1]))
    return start, b"%s %s Td" % (_format_number(start[0] - current[0]), _format_number(current[1] - start[1]))


def _fill_border_sides(sides: re.Match) -> bytes:
    """Sides of borders drawn one after the other: filled as they are, where each was a ring clipped to a side."""
    by_colour: dict[bytes, list[bytes]] = {}
    for path, colour in _ONE_SIDE.findall(sides.group()):
        by_colour.setdefault(colour, []).append(path + b"h\n")
    filled = b"".join(colour + b"".join(paths) + b"f\n" for colour, paths in by_colour.items())
    return b"/Artifact\nBMC\nq\n" + filled + b"Q\nEMC\n"


def _round(number: re.Match) -> bytes:
    return _format_number(float(number.group()))


def _format_number(number: Decimal | float) -> bytes:
    return (b"%.3f" % number).rstrip(b"0").rstrip(b".")


def _merge_adjustments(shown: re.Match) -> bytes:
    pending = 0.0

    def adjust(adjustment: re.Match) -> bytes:
        nonlocal pending
        pending += float(adjustment.group(1))
        if abs(pending) < _LEAST:
            return b""
        applied = round(pending / _STEP) * _STEP
        pending -= applied
        return b">%d<" % applied

    text = _ADJUSTMENT.sub(adjust, shown.group(1).replace(b">0<", b""))
    return b"[" + _HEXADECIMAL.sub(_as_bytes, text if text.endswith(b">") else text + b">") + b"] TJ"


def _as_bytes(string: re.Match) -> bytes:
    """The same string of glyph numbers, byte for byte instead of digit by digit."""
    data = bytes.fromhex(string.group(1).decode())
    return b"(" + _SPECIAL.sub(rb"\\\g<0>", data).replace(b"\r", rb"\r").replace(b"\n", rb"\n") + b")"
