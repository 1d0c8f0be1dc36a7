"""Texts that fonts, encodings and engines are known to stumble on, by name: each Unicode block, sequences, leftovers."""

import unicodedata

from fontTools.unicodedata import Blocks

SEQUENCES = {
    "a tick": "✅",
    "a bullet of Word": "\uf0b7 point",
    "an arrow of Wingdings": "\uf0e8",
    "private use": "\ue000\uf123\U000f0000\U0010fffd",
    "separators": "a\u2028b\u2029c\u0085d",
    "leftovers of Windows": "l\u0092été \u0093cité\u0094 \u0096 \u0080",
    "controls": "".join(map(chr, range(1, 32))) + "\x7f",
    "noncharacters": "\ufffe\uffff\ufdd0\U0001ffff\U0010ffff",
    "marks of order": "\ufeff\u200e\u200f\u202a\u202e\u2066\u2069\u061c",
    "text turned round": "\u202ednocer",
    "joiners alone": "\u200d\u200c\u2060\u200b",
    "selectors": "❤\ufe0f ❤\ufe0e ⚠\ufe0f a\U000e0100",
    "a family": "👩‍👩‍👧 👨‍👩‍👧‍👦",
    "a profession of colour": "👩🏽‍🚀 👍🏿 🧑🏻‍🤝‍🧑🏾",
    "flags": "🇫🇷🇪🇺 🇫 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏳️‍🌈",
    "tags alone": "\U000e0041\U000e007f\U000e0001",
    "keys": "1️⃣ #⃣ *️⃣",
    "many marks": "z" + "\u0301\u0338\u0489" * 40,
    "a mark alone": "\u0301 x \u20dd",
    "a mark after a tag": "\u0338gras",
    "a stroke after an ampersand": "&\u0338 <\u0338 >\u0338 '\u0338 \"\u0338",
    "decomposed": unicodedata.normalize("NFD", "éàçôü Nguyễn œuvre"),
    "Vietnamese": "Nguyễn Thị Minh Khai, Đà Nẵng",
    "Cyrillic": "Привет, Łódź, Їжак",
    "Greek": "Ωμέγα ἀρχή",
    "Hebrew": "שלום עולם",
    "Arabic": "مرحبا بالعالم ﷽",
    "Devanagari": "हिन्दी क्षत्रिय",
    "Tamil": "தமிழ் நிகழ்ச்சி",
    "Thai": "ภาษาไทยง่ายนิดเดียว",
    "Korean": "한국어 \u1112\u1161\u11ab ㅤ",
    "Chinese": "漢字 简体 𠮷",
    "Japanese": "日本語のテキスト ㍿",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ",
    "Tibetan": "བོད་སྐད༑ ཨོཾ",
    "musical signs": "𝄞 ♪ 𝅘𝅥𝅮",
    "mathematics": "√2 ∑ ≥ ∂ 𝔄 𝟙 x̄ ⃗",
    "spaces": "a\u1680b\u2003c\u2009d\u205fe\u3000f\u00a0g\u202fh",
    "soft hyphens": "coo\u00adpé\u00adra\u00adtion",
    "unassigned": "\u0378\U0001ffff\U0003fffe\U000e1000",
    "one very long word": "anticonstitutionnellement" * 5,
    "markup": "</p></body><script>alert(1)</script>{{ x }} {% y %} %s %(a)s \\0",
    "entities": "&nbsp;&#0;&#x1F600;&bogus;&amp",
    "only spaces": " \u00a0\u200b\u3000",
}


def _signs_of_block(first: int, last: int) -> str:
    """Some signs of a block: those at its ends and some between, whatever they are."""
    step = max(1, (last - first) // 6)
    codes = sorted({first, *range(first, last + 1, step), last})
    return "".join(chr(code) for code in codes if not 0xD800 <= code < 0xE000)


_ENDS = [start - 1 for start in Blocks.RANGES[1:]] + [0x10FFFF]
BLOCKS = {
    f"block from {start:04X}": signs
    for start, end in zip(Blocks.RANGES, _ENDS, strict=True)
    if (signs := _signs_of_block(start, min(end, start + 4000)).replace("\0", ""))
}
HOSTILE = SEQUENCES | BLOCKS
