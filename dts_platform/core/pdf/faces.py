"""The faces of a document: whole ones, shared by all its parts, and the one that furniture and numbers are set in.

Glyph numbers are those of the font file in every part, so that the fonts of parts give way to one another.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pikepdf
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from dts_platform.core.pdf.streams import bare, font_file, packed, stream

FILES = {
    "Territoires-Sans": "territoires-sans-regular.woff2",
    "Territoires-Sans-Italic": "territoires-sans-italic.woff2",
    "Territoires-Sans-Bold": "territoires-sans-semibold.woff2",
    "Territoires-Serif": "territoires-serif-regular.woff2",
    "Territoires-Serif-Italic": "territoires-serif-italic.woff2",
    "Territoires-Serif-Bold": "territoires-serif-semibold.woff2",
}
FURNITURE = "Territoires-Sans"
_OF_FRENCH = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100)))) + "ŒœŸ’‘“”…–—•€\u2010\u202f→"
_UNUSED = ["GSUB", "GPOS", "GDEF", "BASE", "DSIG", "STAT", "kern", "gasp"]  # what places glyphs, which is done
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

    nom: str
    programme: bytes
    longueur: int
    largeurs: tuple[int, ...]
    glyphes: Mapping[str, int]
    cadre: tuple[int, ...]
    hampes: tuple[int, int, int]
    penche: float

    @classmethod
    @cache
    def read(cls, nom: str, dossier: Path, autres: frozenset[int] = frozenset()) -> "Face":
        """The glyphs of French, and others by number; all keep their number."""
        police = TTFont(dossier / FILES[nom])
        cmap = police.getBestCmap()
        mesures, echelle = police["hmtx"].metrics, 1000 / police["head"].unitsPerEm
        ordre = police.getGlyphOrder()
        tete, hauteurs = police["head"], police["hhea"]
        champs = {
            "largeurs": tuple(round(mesures[glyphe][0] * echelle) for glyphe in ordre),
            "glyphes": {chr(code): police.getGlyphID(glyphe) for code, glyphe in sorted(cmap.items())},
            "cadre": tuple(round(getattr(tete, cote) * echelle) for cote in ("xMin", "yMin", "xMax", "yMax")),
            "hampes": tuple(
                round(valeur * echelle) for valeur in (hauteurs.ascent, hauteurs.descent, police["OS/2"].sCapHeight)
            ),
            "penche": police["post"].italicAngle,
        }
        programme, longueur = packed(bare(cut(police, retain_gids=True, text=_OF_FRENCH, gids=autres)))
        return cls(nom, programme, longueur, **champs)

    def width(self, texte: str, taille: float) -> float:
        """The width of a text set at this size, in the unit of the size."""
        return sum(self.largeurs[self.glyphes.get(signe, 0)] for signe in texte) * taille / 1000

    def fit(self, texte: str, taille: float, largeur: float) -> str:
        """The text, or as much of its beginning as fits with an ellipsis."""
        if self.width(texte, taille) <= largeur:
            return texte
        while texte and self.width(f"{texte}…", taille) > largeur:
            texte = texte[:-1]
        return f"{texte.rstrip(' ,;:·')}…"

    def codes(self, texte: str) -> bytes:
        """The operand that shows a text."""
        return b"<" + "".join(f"{self.glyphes.get(signe, 0):04x}" for signe in texte).encode() + b">"

    def install(self, pdf: pikepdf.Pdf, lecture: Mapping[int, str]) -> pikepdf.Object:
        """Put the face in a document; `lecture` says how its glyphs are read."""
        nom = Name(f"/AAAAAA+{self.nom}")
        haut, bas, capitale = self.hampes
        descripteur = Dictionary(
            Type=Name.FontDescriptor,
            FontName=nom,
            Flags=4 | (64 if self.penche else 0) | (2 if "Serif" in self.nom else 0),
            FontBBox=Array(self.cadre),
            ItalicAngle=round(self.penche),
            Ascent=haut,
            Descent=bas,
            CapHeight=capitale,
            StemV=80,
            FontFile2=font_file(pdf, self.programme, self.longueur),
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=nom,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            CIDToGIDMap=Name.Identity,
            W=Array([0, Array(self.largeurs)]),
            FontDescriptor=pdf.make_indirect(descripteur),
        )
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=nom,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=stream(pdf, _to_unicode(lecture)),
            )
        )


def cut(police: TTFont, retain_gids: bool, **voulus) -> bytes:
    """The TrueType program of a font, with the glyphs wanted (`text`, `gids`, `unicodes`) under their number or a new one."""
    options = Options(
        retain_gids=retain_gids, notdef_outline=True, hinting=False, layout_features=[], name_IDs=[1, 2, 4, 6]
    )
    options.drop_tables += _UNUSED
    tailleur = Subsetter(options)
    tailleur.populate(**voulus)
    tailleur.subset(police)
    police.flavor, police.recalcTimestamp = None, False
    ecrit = io.BytesIO()
    police.save(ecrit, reorderTables=None)
    return ecrit.getvalue()


def furniture(dossier: Path) -> Face:
    """The face of page furniture and page numbers."""
    return Face.read(FURNITURE, dossier)


def reading(face: Face) -> dict[int, str]:
    """How the furniture face is read: glyph by glyph."""
    return {face.glyphes[signe]: signe for signe in reversed(_OF_FRENCH) if signe in face.glyphes}


def read_as(police: pikepdf.Object) -> dict[int, str]:
    """How a font of a part reads its glyphs."""
    return {
        int(glyphe, 16): bytes.fromhex(lu.decode()).decode("utf-16-be")
        for glyphe, lu in _BFCHAR.findall(police.ToUnicode.read_bytes())
    }


def readings(pdf: pikepdf.Pdf) -> dict[str, dict[int, str]]:
    """How the fonts of a part read their glyphs, by face."""
    lectures: dict[str, dict[int, str]] = {}
    for police in pdf.pages[0].Resources.get("/Font", {}).values():
        if "/ToUnicode" in police:
            lectures.setdefault(name_of(police), {}).update(read_as(police))
    return lectures


def _to_unicode(lecture: Mapping[int, str]) -> bytes:
    lignes = [f"<{glyphe:04x}> <{lu.encode('utf-16-be').hex()}>" for glyphe, lu in sorted(lecture.items())]
    blocs = (lignes[debut : debut + 100] for debut in range(0, len(lignes), 100))
    return _CMAP.format(
        blocks="\n".join(f"{len(bloc)} beginbfchar\n" + "\n".join(bloc) + "\nendbfchar" for bloc in blocs)
    ).encode()


def glyphs_of(dossier: Path, texte: str) -> list[tuple[int, int, str]]:
    """The glyphs of a text in the furniture face: number, width, sign."""
    face = furniture(dossier)
    return [(face.glyphes[s], face.largeurs[face.glyphes[s]], s) for s in sorted(set(texte)) if s in face.glyphes]


def beyond_french(lecture: Mapping[int, str]) -> frozenset[int]:
    """The glyphs that are read as something else than one sign of French: ligatures, arrows, ticks."""
    return frozenset(glyphe for glyphe, lu in lecture.items() if len(lu) > 1 or lu not in _OF_FRENCH)


def name_of(police: pikepdf.Object) -> str:
    """The face behind a font of a part: `/ABCDEF+Territoires-Serif` is Territoires-Serif."""
    return str(police.BaseFont).split("+")[-1]
