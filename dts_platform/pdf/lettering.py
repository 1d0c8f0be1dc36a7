"""Short texts drawn after layout, in the furniture face and, for the signs that it lacks, in fallback ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pikepdf

from dts_platform.pdf.coverage import face_of, prepare
from dts_platform.pdf.fonts import Face


def one_printable_line(text: str, font_folder: Path) -> str:
    """A text as our faces can draw it, on one line."""
    return prepare(text.replace("\n", " ").replace("\t", " "), font_folder).text


@dataclass(frozen=True)
class Lettering:
    """The furniture face, known in a drawing as `key`, and the faces that stand in for it.

    It draws prepared texts. What is not seen by itself (joiners, places to break) is not drawn, and signs are not joined:
    those of a family, of a flag, stand side by side.
    """

    face: Face
    font_folder: Path
    key: str

    def width(self, text: str, size: float) -> float:
        """The width of a text set at this size, in the unit of the size."""
        return sum(face.width(run, size) for face, run in self._runs(text))

    def fit(self, text: str, size: float, width: float) -> str:
        """The text, or as much of its beginning as fits with an ellipsis."""
        if self.width(text, size) <= width:
            return text
        while text and self.width(f"{text}…", size) > width:
            text = text[:-1]
        return f"{text.rstrip(' ,;:·')}…"

    def show(self, text: str, size: float) -> bytes:
        """The operations that show a text, the furniture face being chosen before and after."""
        shown, chosen = [], self.face
        for face, run in self._runs(text):
            if face is not chosen:
                shown.append(self._choose(face, size))
            shown.append(b"%s Tj" % face.codes(run))
            chosen = face
        if chosen is not self.face:
            shown.append(self._choose(self.face, size))
        return b" ".join(shown)

    def fallback_fonts(self, pdf: pikepdf.Pdf, text: str) -> dict[str, pikepdf.Object]:
        """The fonts, beside the furniture face, that all drawings of this text need, by the key they know them by."""
        signs: dict[str, set[str]] = {}
        for sign in set(text) - self.face.glyph_ids.keys():
            signs.setdefault(face_of(sign, self.font_folder), set()).add(sign)
        signs.pop("", None)
        return {self._key(name): self._install(pdf, name, signs[name]) for name in sorted(signs)}

    def _install(self, pdf: pikepdf.Pdf, name: str, signs: set[str]) -> pikepdf.Object:
        known = self._fallback(name).glyph_ids
        to_unicode = {known[sign]: sign for sign in sorted(signs)}
        return Face.read(name, self.font_folder, frozenset(to_unicode)).install(pdf, to_unicode)

    def _choose(self, face: Face, size: float) -> bytes:
        key = self.key if face is self.face else self._key(face.name)
        return b"%s %g Tf" % (key.encode(), size)

    @staticmethod
    def _key(name: str) -> str:
        return f"/{name.replace(' ', '')}"

    def _fallback(self, name: str) -> Face:
        """A fallback face, to measure with: it holds no glyph."""
        return Face.read(name, self.font_folder)

    def _runs(self, text: str) -> Iterator[tuple[Face, str]]:
        """The text cut where the face changes."""
        for name, signs in groupby(text, self._face_name):
            if name == self.face.name:
                yield self.face, "".join(signs)
            elif name:
                yield self._fallback(name), "".join(signs)

    def _face_name(self, sign: str) -> str:
        return self.face.name if sign in self.face.glyph_ids else face_of(sign, self.font_folder)
