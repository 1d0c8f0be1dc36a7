"""Streams and whole files that strict readers accept: compressed, none of them ending in a line break."""

import io
import re
import struct
import zlib
from itertools import chain

import pikepdf
from pikepdf import Name, ObjectStreamMode

_OBJECT_STREAM = re.compile(rb"<< [^<>]*?/Type /ObjStm[^>]*?/Length (\d+)[^>]*>>\nstream\n")
_DRAWING_TABLES = (b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep")
_DEFLATIONS = [(level, memory) for level in (9, 8, 7, 6) for memory in (8, 9)]

pikepdf.settings.set_flate_compression_level(9)


def compressed(data: bytes, padding: bytes = b" ") -> bytes:
    """The bytes compressed, never ending in a line break: such a stream looks a byte too short to a strict reader.

    `padding`, once more at the end, changes the check sum, which comes last; a space changes nothing in a page. Not a
    byte of zero: the sum would stay what it is.
    """
    while (deflated := zlib.compress(data, 9))[-1:] in (b"\r", b"\n"):
        data += padding
    return deflated


def stream(pdf: pikepdf.Pdf, data: bytes) -> pikepdf.Stream:
    """A stream of a document, already compressed, so that saving leaves it as it is."""
    obj = pikepdf.Stream(pdf, b"")
    obj.write(compressed(data), filter=Name.FlateDecode)
    return pdf.make_indirect(obj)


def compress_font(program: bytes) -> tuple[bytes, int]:
    """A font program compressed, and its length: a byte more at its end, if there must be one, is not read."""
    deflated = compressed(program, b"\1")
    return deflated, len(zlib.decompress(deflated))


def font_file(pdf: pikepdf.Pdf, deflated: bytes, length: int) -> pikepdf.Object:
    """A font program of a document, from what `compress_font` gives."""
    font_stream = pikepdf.Stream(pdf, b"")
    font_stream.write(deflated, filter=Name.FlateDecode)
    font_stream.Length1 = length
    return pdf.make_indirect(font_stream)


def strip_font(program: bytes) -> bytes:
    """A TrueType program with the tables that drawing needs, and no other."""
    count = struct.unpack(">H", program[4:6])[0]
    entries = [program[12 + 16 * rank : 28 + 16 * rank] for rank in range(count)]
    tables = [(e[:4], e[4:8], *struct.unpack(">II", e[8:])) for e in entries if e[:4] in _DRAWING_TABLES]
    power = 1 << (len(tables).bit_length() - 1)
    header = struct.pack(">HHHH", len(tables), power * 16, power.bit_length() - 1, (len(tables) - power) * 16)
    directory, body, offset = b"", b"", 12 + 16 * len(tables)
    for name, checksum, start, size in tables:
        directory += name + checksum + struct.pack(">II", offset + len(body), size)
        body += program[start : start + size].ljust(-(-size // 4) * 4, b"\0")
    return program[:4] + header + directory + body


def pdf_bytes(pdf: pikepdf.Pdf) -> bytes:
    """The file, the same for the same document, without a stream that ends in a carriage return."""
    for shift in range(16):
        if shift:
            pdf.Root["/TERR_Calage"] = shift  # shifts the check sums of what could not be mended
        output = io.BytesIO()
        pdf.save(output, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
        data = _avoid_carriage_returns(output.getvalue())
        if b"\r\nendstream" not in data:
            break
    return data


def _avoid_carriage_returns(data: bytes) -> bytes:
    """Pack again, in no more room, the object streams that end in a carriage return, for which see `compressed`."""
    chunks, offset = [], 0
    for header in _OBJECT_STREAM.finditer(data):
        start, size = header.end(), int(header.group(1))
        if data[start + size - 1 : start + size] == b"\r":
            repacked = _recompressed(data[start : start + size])
            first, last = header.span(1)
            length = (
                str(len(repacked)).encode().ljust(last - first + size - len(repacked))
            )  # what follows stays in place
            chunks += [data[offset:first], length, data[last:start], repacked]
            offset = start + size
    return b"".join([*chunks, data[offset:]])


def _recompressed(deflated: bytes) -> bytes:
    """The same objects in no more bytes, with another end: from one of them on, spaces in place of line feeds.

    From the first one on is tried first: what repeats still does, and compresses as well.
    """
    data = zlib.decompress(deflated)
    line_feeds = [rank for rank, byte in enumerate(data) if byte == 0x0A]
    for candidate in chain(
        (data,), (data[:position] + data[position:].replace(b"\n", b" ") for position in line_feeds)
    ):
        for level, memory in _DEFLATIONS:
            compressor = zlib.compressobj(level, zlib.DEFLATED, 15, memory)
            repacked = compressor.compress(candidate) + compressor.flush()
            if len(repacked) <= len(deflated) and repacked[-1:] not in (b"\r", b"\n"):
                return repacked
    return deflated
