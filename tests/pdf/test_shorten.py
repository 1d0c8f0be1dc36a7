"""What a page draws weighs less and looks the same: same glyphs, same places, same fonts."""

from itertools import accumulate

import pikepdf
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.pdf.layout.shorten import shorten

FONTS = st.sampled_from([b"/AAAA 9.5", b"/BBBB 13.0667", b"/AAAA 12"])
GLYPHS = st.lists(
    st.tuples(st.integers(0, 0xFFFF), st.floats(-90, 90, allow_nan=False).map(lambda x: round(x, 4))), min_size=1
)
POINTS = st.floats(0, 1200, allow_nan=False)
MATRICES = st.sampled_from([b"1 0 0 -1", b"1 0 0 -1", b"1 0 0 -1", b".9 0 .2 -1"])
LINES = st.tuples(MATRICES, POINTS, POINTS, FONTS, GLYPHS)
TEXTS = st.lists(st.lists(LINES, min_size=1, max_size=5), min_size=1, max_size=4)


def drawing(texts: list) -> bytes:
    """As WeasyPrint writes it: a text object for each line, glyphs as digits, an adjustment after each."""
    written = []
    for paragraph in texts:
        written.append(b"/Span\n<</MCID 0>>\nBDC\n0.106 0.141 0.149 rg\n")
        for matrix, x, y, font, glyphs in paragraph:
            shown = b"".join(b"<%04x>%.4f" % glyph for glyph in glyphs) + b"<>"
            written.append(b"BT\n%s %.6f %.6f Tm\n%s Tf\n[%s] TJ\nET\n" % (matrix, x, y, font, shown))
        written.append(b"EMC\n")
    return b"".join(written)


def shown_texts(stream: bytes) -> list[tuple]:
    """Each text shown: its matrix, its font, its glyphs, how far each is pushed."""
    pdf = pikepdf.new()
    matrix, font, read_back = None, None, []
    for operands, operator in pikepdf.parse_content_stream(pikepdf.Stream(pdf, stream)):
        match str(operator):
            case "BT":
                matrix, font = [1, 0, 0, 1, 0, 0], None
            case "Tm":
                matrix = [float(number) for number in operands]
            case "Td":
                x, y = (float(number) for number in operands)
                a, b, c, d, e, f = matrix
                matrix = [a, b, c, d, a * x + c * y + e, b * x + d * y + f]
            case "Tf":
                font = (str(operands[0]), round(float(operands[1]), 2))
            case "TJ":
                pushed, glyphs = 0.0, []
                for element in operands[0]:
                    if isinstance(element, pikepdf.String):
                        data = bytes(element)
                        glyphs += [(data[rank : rank + 2], pushed) for rank in range(0, len(data), 2)]
                    else:
                        pushed += float(element)
                read_back.append((matrix, font, glyphs))
    return read_back


class TestShortening:
    @given(TEXTS)
    def test_shortened_stream_keeps_each_glyph_within_a_tenth_of_a_point(self, texts):
        before, after = shown_texts(drawing(texts)), shown_texts(shorten(drawing(texts)))
        assert len(before) == len(after) == sum(map(len, texts))
        for (at, font, wanted), (there, font_after, read_back) in zip(before, after, strict=True):
            assert font_after == font
            assert all(abs(a - b) <= 0.02 for a, b in zip(at, there, strict=True))
            assert [glyph for glyph, _ in read_back] == [glyph for glyph, _ in wanted]
            assert all(abs(a - b) <= 8.1 for (_, a), (_, b) in zip(wanted, read_back, strict=True))

    @given(TEXTS)
    def test_shortened_stream_is_never_longer(self, texts):
        assert len(shorten(drawing(texts))) <= len(drawing(texts))

    def test_shortened_paragraph_of_sixty_lines_does_not_drift(self):
        heights = list(accumulate([19.0773] * 60, initial=96.7651))
        lines = [(b"1 0 0 -1", 332.5981, y, b"/AAAA 13.0667", [(1, 0.0)]) for y in heights]
        read_back = shown_texts(shorten(drawing([lines])))
        assert all(abs(at[5] - y) <= 0.01 for (at, *_), y in zip(read_back, heights, strict=True))
        assert shorten(drawing([lines])).count(b" Tm") == 1
