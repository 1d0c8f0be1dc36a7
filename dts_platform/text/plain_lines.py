"""Lines of plain words, one below the other: no list, no mark, whatever the place they were pasted from."""

import re

from dts_platform.text.markdown import plain_inline
from dts_platform.text.pasted import BULLET, DASH

_SIGN = re.compile(r"(?:[-*+>]|#{1,6}|\(?\d{1,3}[.)]|[a-z]\)|(?:[-*_] ?){3,}$)(?:[ \u00a0\u202f]+|$)")


def _without_sign(line: str) -> str:
    """A line without what made it the item of a list, a heading, a quotation, a rule between paragraphs."""
    found = BULLET.match(line) or DASH.match(line) or _SIGN.match(line)
    return line[found.end() :] if found else line


def plain_lines(text: str) -> str:
    """The same words, line by line, without signs of lists and marks."""
    lines = (plain_inline(_without_sign(line.strip())) for line in text.split("\n"))
    return "\n".join(line.replace("\t", " ").strip() for line in lines).strip("\n")
