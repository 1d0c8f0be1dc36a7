"""Which signs of a text our faces can print, and what stands for the others.

A text is prepared once before it is laid out or drawn: signs that no page can hold are dropped or read as what they
were typed for, and each sign that no face has gives way to a mark that is seen, `�`. The fonts of the machine never count.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex
from fontTools.ttLib import TTFont

MAIN_FILE = "territoires-sans-regular.woff2"
FALLBACK_FILES = {
    "Noto Sans": "fallback-text.woff2",
    "Noto Sans Math": "fallback-math.woff2",
    "Noto Sans Symbols2": "fallback-symbols2.woff2",
    "Noto Sans Symbols": "fallback-symbols.woff2",
    "Noto Emoji": "fallback-emoji.ttf",
}
"""The faces read only by a text that needs them, by family: the first that has a sign prints it."""

MARK = "\ufffd"
# What Word writes for a bullet, an arrow, a tick or a box of its symbol fonts, under numbers without a meaning.
_SYMBOL_FONTS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "➢", 0xF0FC: "✓", 0xF0E0: "→", 0xF0E8: "→", 0xF06F: "□", 0xF0A8: "□"}
_WINDOWS = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}  # read as Latin-1 somewhere
_SPACES = dict.fromkeys((0x1680, 0x2028, 0x2029, 0x3000, 0x85), " ")
_READ_AS = _WINDOWS | _SYMBOL_FONTS | _SPACES
_DROPPED = regex.compile(
    r"[\p{Cc}--\n\t]|[\p{Cs}\p{Noncharacter_Code_Point}\p{Variation_Selector}]"
    r"|[\p{Cf}\p{Default_Ignorable_Code_Point}--[\u00ad\u200b\u200d\u2060\U000E0020-\U000E007F]]"
    r"|(?<=[0-9#*]\ufe0f?)\u20e3",  # a key: its digit says enough
    regex.V1,
)
_INVISIBLE = regex.compile(r"\p{Default_Ignorable_Code_Point}")
_BOUND_TO_OTHER = regex.compile(r"^\p{M}")
_PICTURE = regex.compile(r"^[\p{Extended_Pictographic}\p{Regional_Indicator}]")
_BETWEEN_TAGS = regex.compile("([<>&;\"']+)")  # no sign of the text may join one that is HTML
_CLUSTER = regex.compile(r"\X")


@dataclass(frozen=True)
class PreparedText:
    """A text as it can be printed, the fallback faces it needs, and the signs for which a mark stands, each once."""

    text: str
    faces: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@cache
def signs_of(file: Path) -> frozenset[str]:
    """The signs that a font file draws."""
    with TTFont(file, lazy=True) as font:
        codes = font.getBestCmap()
    return frozenset(chr(code) for code in codes if unicodedata.category(chr(code)) not in ("Cc", "Co"))


def clean(text: str) -> str:
    """The text with what means something: composed, without what controls a machine, read as it was typed for."""
    composed = (unicodedata.normalize("NFC", piece) for piece in _BETWEEN_TAGS.split(text.translate(_READ_AS)))
    return _DROPPED.sub("", "".join(composed))


def prepare(text: str, font_folder: Path, refused: Iterable[str] = ()) -> PreparedText:
    """A text or some HTML as our faces can print it; `refused` are signs that a face was found not to draw after all."""
    main = (signs_of(font_folder / MAIN_FILE) | {"\n", "\t"}) - set(refused)
    if main.issuperset(text) or main.issuperset(text := clean(text)):
        return PreparedText(text)
    others = {name: signs - set(refused) for name, signs in _fallback_signs(font_folder).items()}
    printed, lost = [], []
    for piece in _BETWEEN_TAGS.split(text):
        for cluster in [piece] if main.issuperset(piece) else _CLUSTER.findall(piece):
            drawn = _drawn(cluster, main, others)
            printed.append(MARK if drawn is None else drawn)
            if drawn is None:
                lost.append(cluster)
    visible = (sign for sign in set("".join(printed)) - main if not _INVISIBLE.match(sign))
    needed = {_first(sign, others) for sign in visible}
    return PreparedText("".join(printed), tuple(sorted(needed - {""})), tuple(dict.fromkeys(lost)))


def face_of(sign: str, font_folder: Path) -> str:
    """The fallback face that draws a sign which the main one lacks; empty when none does."""
    return _first(sign, _fallback_signs(font_folder))


def unprintable(text: str, font_folder: Path) -> tuple[str, ...]:
    """The signs of a text for which a mark will stand in documents, each once, in order."""
    return prepare(text, font_folder).lost


def name_of_sign(sign: str) -> str:
    """A sign as a message can show it, even where it is not seen: itself, then its codes."""
    codes = " ".join(f"U+{ord(char):04X}" for char in sign)
    return f"«\u202f{sign}\u202f» ({codes})" if sign.isprintable() else codes


def _fallback_signs(font_folder: Path) -> dict[str, frozenset[str]]:
    return {name: signs_of(font_folder / file) for name, file in FALLBACK_FILES.items()}


def _first(sign: str, others: Mapping[str, frozenset[str]]) -> str:
    return next((name for name, signs in others.items() if sign in signs), "")


def _drawn(cluster: str, main: frozenset[str], others: Mapping[str, frozenset[str]]) -> str | None:
    """A cluster as one face draws it whole; None when none does."""
    if not _PICTURE.match(cluster):
        cluster = cluster.replace("\u200d", "")
    visible = {sign for sign in cluster if not _INVISIBLE.match(sign)}
    if main.issuperset(visible):
        return cluster
    covered = not _BOUND_TO_OTHER.match(cluster) and any(visible <= signs for signs in others.values())
    return cluster if covered else None
