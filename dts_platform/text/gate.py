"""The gate of every text, typed in a form or read from a file: what its author meant, and what is said of it.

Nothing is lost in silence: a sign that no reader types becomes the one it stands for, lists and tables pasted as plain
text become lists and tables, and what cannot be told is refused by a sentence that names its line. Twice is once.
"""

import re

from dts_platform.text.characters import clean, entities_read
from dts_platform.text.code import mask
from dts_platform.text.inspection import inspect, with_schemes
from dts_platform.text.pasted import COUNTED, structured
from dts_platform.text.pasted_html import without_indents, without_tags
from dts_platform.text.plain_lines import plain_lines
from dts_platform.text.remarks import Examined, Remark, Weight
from dts_platform.text.typography import set_french

MAX_SIGNS = 30_000  # of one text: twenty times the longest paragraph of a fiche, seven times its longest tool
# Signs of plain French prose. Not among them: what opens an entity or a tag, « · » that may be a bullet, tabs, « Ã ».
_ORDINARY = "\n -%'-;=-~\u00a0-\u00b6\u00b8-\u00c1\u00c4-\u024f‐‑‒‘-‟…\u202f€←-↓☐-☒–—"
_ODD = re.compile(rf"[^{_ORDINARY}]|^(?:[–—‐→¬-](?! )|[–—‐→¬] )|\d[.)]\u00a0|^{COUNTED.pattern}", re.M)
_TO_INSPECT = re.compile(r"[\[|>]|^ {4}|(?:(?:[-*+]|\d\.) ){4}", re.M)
_WORD = re.compile(r"\w")
_ROUNDS = 8  # what a step brings to light, the next round reads: an entity may hide a tag


def _one_round(examined: Examined, one_line: bool, plain: bool) -> Examined:
    """One pass of every step, each on what the one before left."""
    if _ODD.search(examined.text):
        examined = _tidied(examined, one_line, plain)
    if examined.refusals:  # its author gets it back as it stands
        return examined
    if one_line:
        examined = examined.then(" ".join(examined.text.split("\n")).strip(" "))
    elif plain:
        examined = examined.then(plain_lines(examined.text))
    elif "](" in examined.text:
        masked = mask(examined.text)
        examined = examined.then(masked.restored(with_schemes(masked)))
    return examined.then(set_french(examined.text))


def _tidied(examined: Examined, one_line: bool, plain: bool) -> Examined:
    cleaned = clean(examined.text)
    examined = examined.then(cleaned.text, cleaned.remarks)
    masked = mask(examined.text)
    examined = examined.then(masked.restored(entities_read(masked.text, plain=one_line or plain)))
    masked = mask(without_indents(examined.text))
    text, remarks = without_tags(masked, one_line, plain)
    examined = examined.then(masked.restored(text), remarks)
    if one_line:
        return examined.then(examined.text.replace("\t", " "))
    if plain:
        return examined
    text, remarks = structured(examined.text)
    return examined.then(text.strip("\n"), remarks)


def examine(text: str, one_line: bool = False, plain: bool = False) -> Examined:
    """Let a text in: a CommonMark text of any length, one line of plain words, or `plain` lines of them."""
    if len(text) > MAX_SIGNS:
        said = f"Ce texte a {len(text)} signes, {MAX_SIGNS} au plus\u202f; partagez-le ou raccourcissez-le."
        return Examined(text, (Remark(0, said, Weight.REFUSED),))
    examined, before = Examined(text), None
    for _ in range(_ROUNDS):
        if examined.text == before:
            break
        before = examined.text
        examined = _one_round(examined, one_line, plain)
    if one_line or plain or (_WORD.search(examined.text) and not _TO_INSPECT.search(examined.text)):
        return examined
    return examined.then(examined.text, inspect(examined.text))
