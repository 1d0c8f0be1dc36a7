"""The fonts of documents: whole, small, drawn as their files draw."""

import io
import zlib

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from dts_platform.pdf.fonts import FONT_FILES, Face
from dts_platform.pdf.streams import strip_font
from tests.pdf.rendering import FONTS


@pytest.mark.parametrize("name", FONT_FILES)
def test_face_read_draws_as_its_font_file(name):
    face, origin = Face.read(name, FONTS), TTFont(FONTS / FONT_FILES[name])
    program = zlib.decompress(face.program)
    assert len(program) == face.length
    font = TTFont(io.BytesIO(program), checkChecksums=2)  # a wrong sum is an error
    assert {"glyf", "head", "hhea", "hmtx", "loca", "maxp"} <= set(font.keys()) - {"GlyphOrder"}
    assert not {"GSUB", "GPOS", "cmap", "name", "OS/2"} & set(font.keys())
    drawings, before = font.getGlyphSet(), origin.getGlyphSet()
    for char in "aÉœ’€—\u202f":
        strokes, wanted = DecomposingRecordingPen(drawings), DecomposingRecordingPen(before)
        drawings[font.getGlyphName(face.glyph_ids[char])].draw(strokes)
        before[origin.getBestCmap()[ord(char)]].draw(wanted)
        assert strokes.value == wanted.value, char
        assert font["hmtx"][font.getGlyphName(face.glyph_ids[char])][0] * 1000 / origin["head"].unitsPerEm == (
            pytest.approx(face.widths[face.glyph_ids[char]], abs=0.5)
        )


def test_bare_font_program_stays_unchanged():
    program = zlib.decompress(Face.read("Territoires-Serif", FONTS).program)
    assert strip_font(program) == program
