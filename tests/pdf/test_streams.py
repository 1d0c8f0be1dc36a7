"""Streams and files as strict readers want them. No document here, only bytes."""

import io
import random
import re
import zlib

import pikepdf
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

from dts_platform.pdf.streams import _avoid_carriage_returns, compressed, pdf_bytes, stream
from tests.pdf.reading import open_pdf

_PACKED_STREAM = re.compile(rb"/Type /(ObjStm|XRef)[^\n]*?/Length (\d+)[^\n]*>>\nstream\n")
LINE_BREAKS = (b"\r", b"\n")


class TestStreams:
    @given(st.binary(max_size=300), st.sampled_from([b" ", b"\1"]))
    def test_compressed_stream_never_ends_in_a_line_break(self, raw, end):
        packed = compressed(raw, end)
        assert packed[-1:] not in LINE_BREAKS
        restored = zlib.decompress(packed)
        assert restored.startswith(raw)
        assert restored[len(raw) :].strip(end) == b""

    def test_stream_compressed_to_a_line_break_is_changed(self):
        trials = [bytes([n % 251]) * (n % 7 + 1) for n in range(900)]
        touched = [raw for raw in trials if zlib.compress(raw, 9)[-1:] in LINE_BREAKS]
        assert touched
        assert all(zlib.decompress(compressed(raw)).rstrip(b" ") == raw for raw in touched)


OBJECTS = st.recursive(
    st.one_of(
        st.integers(-99_999, 99_999),
        st.booleans(),
        st.text(max_size=40).map(String),
        st.binary(max_size=20).map(String),
        st.text("abcXYZ \n\r()\\", min_size=1, max_size=12).map(lambda name: Name(f"/{name}")),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(Array),
        st.dictionaries(st.sampled_from(["/A", "/B", "/C"]), inner).map(Dictionary),
    ),
    max_leaves=8,
)


def file_of(*objects) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.Trial = Array([pdf.make_indirect(obj) for obj in objects])
    return pdf


def raw(pdf: pikepdf.Pdf) -> bytes:
    written = io.BytesIO()
    pdf.save(written, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return written.getvalue()


def packed_streams(data: bytes) -> list[tuple[str, bytes]]:
    """The streams of objects and the table of a file, as their own length says."""
    found = []
    for header in _PACKED_STREAM.finditer(data):
        end = header.end() + int(header[2])
        assert data[end:].startswith(b"\nendstream\n")
        found.append((header[1].decode(), data[header.end() : end]))
    return found


def what_it_says(pdf: pikepdf.Pdf) -> list[str]:
    """What a file says, object by object."""
    return [repr(obj) for obj in pdf.Root.Trial]


def assert_sound(data: bytes, expected: list[str]) -> None:
    pdf = open_pdf(data)
    assert pdf.check_pdf_syntax() == []
    assert what_it_says(pdf) == expected
    assert [kind for kind, _ in packed_streams(data)].count("XRef") == 1
    assert [kind for kind, body in packed_streams(data) if body[-1:] == b"\r"] == []


class TestFiles:
    @given(st.lists(OBJECTS, max_size=12))
    def test_saved_file_holds_the_objects_given(self, objects):
        pdf = file_of(*objects)
        expected = what_it_says(pdf)
        data = pdf_bytes(pdf)
        assert pdf_bytes(file_of(*objects)) == data
        assert_sound(data, expected)

    def test_mended_file_is_sound(self):
        """One stream of objects in 256 ends in a carriage return: enough files meet it."""
        rng, mended = random.Random(7), 0
        for _ in range(1500):
            phrase = " ".join(rng.choice(["territoire", "fiche", "été", "ligne\n", "retour\r"]) for _ in range(6))
            pdf = file_of(*(String(f"{phrase} {rng.random()}") for _ in range(rng.randint(1, 6))))
            before = raw(pdf)
            after = _avoid_carriage_returns(before)
            assert len(after) == len(before)
            if any(body[-1:] == b"\r" for _, body in packed_streams(before)):
                mended += 1
                assert_sound(after, what_it_says(open_pdf(before)))
            else:
                assert after == before
        assert mended > 3

    def test_compressed_stream_saved_is_left_unchanged(self):
        pdf = file_of()
        pdf.Root.Flux = stream(pdf, b"0 0 m 10 10 l S")
        assert compressed(b"0 0 m 10 10 l S") in pdf_bytes(pdf)
