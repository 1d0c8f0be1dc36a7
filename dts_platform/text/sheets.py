"""A sheet to fill in as its page shows it: rows that name others head groups, the end of a long one waits on a telephone."""

import re
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from dts_platform.text.markdown import HEAD_OF_ROWS

SHOWN_AT_ONCE = 80  # cells; a part that comes after as many waits
_HEAD_OF_ROWS = re.compile(
    rf'<tr class="{HEAD_OF_ROWS}">\s*<td><strong>((?:(?!</td>).)*)</strong></td>((?:\s*<td></td>)+)\s*</tr>', re.S
)


@dataclass(frozen=True)
class Part:
    """A part of a sheet, safe HTML: its heading, empty before the first one, and what follows; whether it may wait."""

    heading: SafeString
    text: SafeString
    waits: bool

    @property
    def rows(self) -> int:
        """How many lines its tables have, those of their heads aside."""
        return len(re.findall(r"<tr>\s*<td", self.text))


def row_groups(html: SafeString) -> SafeString:
    """A table whose rows of bold words that name those below them are heads of groups: one cell each, a group for each."""

    def head(row: re.Match) -> str:
        name, empty = row.groups()
        columns = 1 + empty.count("<td>")
        return f'</tbody>\n<tbody>\n<tr><th scope="rowgroup" colspan="{columns}">{name}</th></tr>'

    grouped = _HEAD_OF_ROWS.sub(head, html)
    return mark_safe(re.sub(r"<tbody>\s*</tbody>\s*", "", grouped))  # noqa: S308 – safe HTML in, its cells joined


def parts(html: SafeString, level: int) -> list[Part]:
    """A sheet cut before each heading of a level."""
    found, cells = [], 0
    for piece in re.split(rf"(?=<h{level}>)", html):
        heading = re.match(rf"<h{level}>.*?</h{level}>", piece, re.S)
        cut = heading.end() if heading else 0
        waits = bool(heading) and cells >= SHOWN_AT_ONCE
        found.append(Part(mark_safe(piece[:cut]), mark_safe(piece[cut:]), waits))  # noqa: S308 – safe HTML in, cut between elements
        cells += piece.count("<td")
    return found
