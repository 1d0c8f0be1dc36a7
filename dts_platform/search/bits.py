"""Sets of texts as integers: text number *i* of the index is bit *i*."""

import re
from collections.abc import Iterable, Iterator

_BITS_OF_BYTE = [tuple(bit for bit in range(8) if byte >> bit & 1) for byte in range(256)]
MANY = 16  # from one slot in so many
ONE = ord("1")
_NOT_EMPTY = re.compile(rb"[^\0]")


def bits_of(slots: Iterable[int]) -> int:
    """A set of slots as an integer; many of them are written as digits, three times as quickly."""
    slots = list(slots)
    end = max(slots, default=0) + 1
    if len(slots) * MANY > end:
        digits = bytearray(b"0") * end
        for slot in slots:
            digits[slot] = ONE
        digits.reverse()
        return int(digits, 2)
    bits = bytearray(end // 8 + 1)
    for slot in slots:
        bits[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(bits, "little")


def slots_of(bits: int) -> Iterator[int]:
    """The slots of a set, in order."""
    for byte in _NOT_EMPTY.finditer(bits.to_bytes(bits.bit_length() // 8 + 1, "little")):
        start = byte.start() * 8
        for bit in _BITS_OF_BYTE[byte[0][0]]:
            yield start + bit
