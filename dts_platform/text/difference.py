"""What differs between two texts, word by word: what both say, what the second took away, what it added."""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from diff_match_patch import diff_match_patch
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LONGEST = 0.5  # seconds that one comparison may take; past that, it says more than what differs
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")
_HALVES = range(0xD800, 0xE000)


class Fate(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """A passage that both texts hold, or one of them alone."""

    fate: Fate
    text: str


_FATES = {
    diff_match_patch.DIFF_EQUAL: Fate.SAME,
    diff_match_patch.DIFF_DELETE: Fate.REMOVED,
    diff_match_patch.DIFF_INSERT: Fate.ADDED,
}


def difference(old: str, new: str) -> list[Piece]:
    """The passages of both texts in order; those kept and removed make the old one, those kept and added the new one."""
    signs, words = {}, {}
    numbers = (number for number in count(1) if number not in _HALVES)

    def coded(text: str) -> str:
        found = _WORDS.findall(text)
        for word in found:
            if word not in signs:
                signs[word] = chr(next(numbers))
                words[signs[word]] = word
        return "".join(signs[word] for word in found)

    comparison = diff_match_patch()
    comparison.Diff_Timeout = LONGEST
    found = comparison.diff_main(coded(old), coded(new), False)
    comparison.diff_cleanupSemantic(found)
    return [Piece(_FATES[fate], "".join(words[sign] for sign in passage)) for fate, passage in found]


_MARKS = {Fate.SAME: "{}", Fate.REMOVED: "<del>{}</del>", Fate.ADDED: "<ins>{}</ins>"}


def marked(old: str, new: str) -> SafeString:
    """Both texts in one, as HTML: what was taken away in `del`, what was added in `ins`."""
    pieces = ((format_html(_MARKS[piece.fate], piece.text),) for piece in difference(old, new))
    return format_html_join("", "{}", pieces)
