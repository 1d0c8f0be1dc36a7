"""The faces of a document: whole ones, shared by all its parts, and the one that furniture and numbers are set in.

Glyph numbers are those of the font file in every part, so that the fonts of parts give way to one another.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pikepdf
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from dts_platform.pdf.coverage import FALLBACK_FILES
from dts_platform.pdf.streams import compress_font, font_file, stream, strip_font

FONT_FILES = {
    "Territoires-Sans": "territoires-sans-regular.woff2",
    "Territoires-Sans-Italic": "territoires-sans-italic.woff2",
    "Territoires-Sans-Bold": "territoires-sans-semibold.woff2",
    "Territoires-Serif": "territoires-serif-regular.woff2",
    "Territoires-Serif-Italic": "territoires-serif-italic.woff2",
    "Territoires-Serif-Bold": "territoires-serif-semibold.woff2",
}
FURNITURE_FACE = "Territoires-Sans"
_FRENCH_CHARACTERS = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100)))) + "ŒœŸ’‘“”…–—•€\u2010\u202f→"
_FACES_KEPT = 32
_UNUSED_TABLES = ["GSUB", "GPOS", "GDEF", "BASE", "DSIG", "STAT", "kern", "gasp"]  # what places glyphs, which is done
_BFCHAR = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")
_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


@dataclass(frozen=True)
class Face:
    """One font file as PDF wants it: its program compressed, the width of each glyph in thousandths of the size."""

    name: str
    program: bytes
    length: int
    widths: tuple[int, ...]
    glyph_ids: Mapping[str, int]
    bbox: tuple[int, ...]
    vertical_metrics: tuple[int, int, int]
    italic_angle: float

    @classmethod
    @lru_cache(_FACES_KEPT)
    def read(cls, name: str, font_folder: Path, other_glyphs: frozenset[int] = frozenset()) -> "Face":
        """The glyphs of French, and others by number; all keep their number. Of a fallback face, those others alone."""
        font = TTFont(font_folder / (FONT_FILES | FALLBACK_FILES)[name])
        cmap = font.getBestCmap()
        metrics, scale = font["hmtx"].metrics, 1000 / font["head"].unitsPerEm
        glyph_order = font.getGlyphOrder()
        head, hhea = font["head"], font["hhea"]
        fields = {
            "widths": tuple(round(metrics[glyph][0] * scale) for glyph in glyph_order),
            "glyph_ids": {chr(code): font.getGlyphID(glyph) for code, glyph in sorted(cmap.items())},
            "bbox": tuple(round(getattr(head, side) * scale) for side in ("xMin", "yMin", "xMax", "yMax")),
            "vertical_metrics": tuple(
                round(value * scale) for value in (hhea.ascent, hhea.descent, font["OS/2"].sCapHeight)
            ),
            "italic_angle": font["post"].italicAngle,
        }
        text = _FRENCH_CHARACTERS if name in FONT_FILES else ""
        gids = [glyph for glyph in other_glyphs if glyph < len(glyph_order)]  # beyond: signs that it does not have
        program, length = compress_font(strip_font(subset_font(font, retain_gids=True, text=text, gids=gids)))
        return cls(name, program, length, **fields)

    def width(self, text: str, size: float) -> float:
        """The width of a text set at this size, in the unit of the size."""
        return sum(self.widths[self.glyph_ids.get(char, 0)] for char in text) * size / 1000

    def codes(self, text: str) -> bytes:
        """The operand that shows a text."""
        return b"<" + "".join(f"{self.glyph_ids.get(char, 0):04x}" for char in text).encode() + b">"

    def install(self, pdf: pikepdf.Pdf, to_unicode: Mapping[int, str]) -> pikepdf.Object:
        """Put the face in a document; `to_unicode` says how its glyphs are read."""
        name = Name(f"/AAAAAA+{self.name.replace(' ', '-')}")
        ascent, descent, cap_height = self.vertical_metrics
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4 | (64 if self.italic_angle else 0) | (2 if "Serif" in self.name else 0),
            FontBBox=Array(self.bbox),
            ItalicAngle=round(self.italic_angle),
            Ascent=ascent,
            Descent=descent,
            CapHeight=cap_height,
            StemV=80,
            FontFile2=font_file(pdf, self.program, self.length),
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            CIDToGIDMap=Name.Identity,
            W=Array([0, Array(self.widths)]),
            FontDescriptor=pdf.make_indirect(descriptor),
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=stream(pdf, _to_unicode_cmap(to_unicode)),
            )
        )


def subset_font(font: TTFont, retain_gids: bool, **wanted) -> bytes:
    """The TrueType program of a font, with the glyphs wanted (`text`, `gids`, `unicodes`) under their number or a new one."""
    options = Options(
        retain_gids=retain_gids, notdef_outline=True, hinting=False, layout_features=[], name_IDs=[1, 2, 4, 6]
    )
    options.drop_tables += _UNUSED_TABLES
    subsetter = Subsetter(options)
    subsetter.populate(**wanted)
    subsetter.subset(font)
    font.flavor, font.recalcTimestamp = None, False
    output = io.BytesIO()
    font.save(output, reorderTables=None)
    return output.getvalue()


def furniture_face(font_folder: Path) -> Face:
    """The face of page furniture and page numbers."""
    return Face.read(FURNITURE_FACE, font_folder)


def french_to_unicode(face: Face) -> dict[int, str]:
    """How the furniture face is read: glyph by glyph."""
    return {face.glyph_ids[char]: char for char in reversed(_FRENCH_CHARACTERS) if char in face.glyph_ids}


def read_to_unicode(font: pikepdf.Object) -> dict[int, str]:
    """How a font of a part reads its glyphs."""
    return {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in _BFCHAR.findall(font.ToUnicode.read_bytes())
    }


def read_to_unicode_maps(pdf: pikepdf.Pdf) -> dict[str, dict[int, str]]:
    """How the fonts of a part read their glyphs, by face."""
    to_unicode_maps: dict[str, dict[int, str]] = {}
    for font in pdf.pages[0].Resources.get("/Font", {}).values():
        if "/ToUnicode" in font:
            to_unicode_maps.setdefault(face_name(font), {}).update(read_to_unicode(font))
    return to_unicode_maps


def _to_unicode_cmap(to_unicode: Mapping[int, str]) -> bytes:
    lines = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(to_unicode.items())]
    blocks = (lines[start : start + 100] for start in range(0, len(lines), 100))
    return _CMAP.format(
        blocks="\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    ).encode()


def glyphs_of(font_folder: Path, text: str) -> list[tuple[int, int, str]]:
    """The glyphs of a text in the furniture face: number, width, sign."""
    face = furniture_face(font_folder)
    return [
        (face.glyph_ids[char], face.widths[face.glyph_ids[char]], char)
        for char in sorted(set(text))
        if char in face.glyph_ids
    ]


def glyphs_beyond_french(to_unicode: Mapping[int, str]) -> frozenset[int]:
    """The glyphs that are read as something else than one sign of French: ligatures, arrows, ticks."""
    return frozenset(glyph for glyph, text in to_unicode.items() if len(text) > 1 or text not in _FRENCH_CHARACTERS)


def face_name(font: pikepdf.Object) -> str:
    """The face behind a font of a part: `/ABCDEF+Territoires-Serif` is Territoires-Serif."""
    return str(font.BaseFont).split("+")[-1]
