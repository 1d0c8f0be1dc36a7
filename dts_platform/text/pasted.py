"""What word processors and spreadsheets leave in a text: bullets, tabs, rows of cells, made CommonMark."""

import re
from collections.abc import Iterator
from itertools import groupby

from dts_platform.text.remarks import Remark, Weight

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# Before a tab any sign is a bullet, but those of amounts, of quotations and of our own mark-up. Ticks and boxes say something.
BULLET = re.compile(
    r"[ \t]*(?:([•·∙⋅◦▪▫‣⁃➢►▶])[ \t\u00a0]+|([oØüv]|[^\w\s|>#\\$€£%°\"'’«»“”(\[<&…])\ufe0f?\t+[ \t]*)(?=\S)"
)
DASH = re.compile(r"([–—‐−●○■♦◆➔➜➤→⇒⇨¬❖✓✔✗✘✅❌])\ufe0f?[ \u00a0\u202f]+(?=\S)|([•▪◦‣⁃–-])(?=[^\W\d_])")
_TICKS = frozenset("✓✔✗✘✅❌☐☑☒")
_NUMBER = re.compile(
    r"[ \t]*(?:(\d{1,3})[.)]|\((\d{1,3})\)|(\d{1,3})(?:°\)?|/| ?[-–]))(?:\t|\u00a0{2})[ \t\u00a0]*(?=\S)"
)
_LETTERED = re.compile(r"[ \t]*((?:\d{1,2}\.)+\d{1,2}\.?|[a-zA-Z][.)]|[ivxIVX]{2,5}[.)])\t+[ \t]*(?=\S)")
COUNTED = re.compile(r"(?:(?P<letter>[a-z])[.)]|(?P<number>\d{1,2})(?:°\)?|/|[-–])|\((?P<inside>\d{1,2})\)) +(?=\S)")
_MARKED = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]")
TO_STRUCTURE = re.compile(r"\t|\d[.)]\u00a0\u00a0|^ *[^\w\s#>|`*+(\[<\\&\"'«-]|^-[^\W\d_]", re.M)
COUNTED_LINE = re.compile(f"^{COUNTED.pattern}", re.M)
_MAX_CELLS = 60


def fenced(lines: list[str]) -> list[bool]:
    """Which lines belong to a block of code between fences."""
    inside, fence = [], ""
    for line in lines:
        found = _FENCE.match(line)
        inside.append(bool(fence or found))
        if not found:
            continue
        if not fence:
            fence = found[1]
        elif found[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
    return inside


class _Lists:
    """Bullets and numbers of a word processor, one after the other: a sign met again goes back to its level."""

    def __init__(self):
        self.levels: list[tuple[str, int]] = []  # the sign and the width of its marker

    def item(self, sign: str, marker: str, text: str) -> str:
        signs = [one for one, _ in self.levels]
        self.levels = self.levels[: signs.index(sign)] if sign in signs else self.levels
        indent = " " * sum(width for _, width in self.levels)
        self.levels.append((sign, len(marker)))
        return indent + marker + text


def _item(line: str, lists: _Lists, dashes: bool) -> str | None:
    """A line as an item of a list, if a word processor made it one."""
    found = BULLET.match(line) or (dashes and DASH.match(line))
    if found:
        sign = found[1] or found[2]
        return lists.item(sign, "- ", f"{sign} " * (sign in _TICKS) + line[found.end() :])
    if found := _NUMBER.match(line):
        return lists.item("1", f"{int(found[1] or found[2] or found[3])}. ", line[found.end() :])
    return None


def _dashes(lines: list[str]) -> list[bool]:
    """Which lines open with a dash, or a disc, beside another: one alone may be a dialogue, or the key of a drawing."""
    opened = [bool(DASH.match(line)) for line in lines]
    listed = [dash or bool(BULLET.match(line)) for dash, line in zip(opened, lines, strict=True)]
    beside = zip(opened, [False, *listed[:-1]], [*listed[1:], False], strict=True)
    return [dash and (above or below) for dash, above, below in beside]


def _counts(line: str) -> int:
    """The place that a line gives itself, « b) », « 2/ », « (2) »; 0 when it gives none."""
    found = COUNTED.match(line)
    if not found:
        return 0
    return ord(found["letter"]) - ord("a") + 1 if found["letter"] else int(found["number"] or found["inside"])


def _apart(lines: list[str]) -> list[str]:
    """The lines with those that count themselves, one after the other, as paragraphs: run together they would not be read."""
    places = [_counts(line) for line in lines]
    made = []
    for line, before, place in zip(lines, [0, *places], places, strict=False):
        made += ["", line] if place > 1 and place == before + 1 else [line]
    return made


def _listed(lines: list[str]) -> Iterator[str]:
    """The lines with items in place of bullets; a paragraph that follows a list is kept out of it."""
    lists, previous, lettered = _Lists(), "", False
    for line, dash in zip(lines, _dashes(lines), strict=True):
        item, found = _item(line, lists, dash), _LETTERED.match(line)
        if item is not None:
            apart = len(lists.levels) == 1 and not _MARKED.match(previous)
        elif found:
            item, apart = f"{found[1]} {line[found.end() :]}", True
        else:
            apart = bool(lists.levels or lettered) and not line[:1].islower()
        if apart and previous.strip() and line.strip():
            yield ""
        if line.strip():
            lettered = bool(found)
            lists.levels = [] if lettered or item is None else lists.levels
        previous = line if item is None else item
        yield previous


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("|", "\\|") for cell in line.split("\t")]


def _is_row(line: str) -> bool:
    found = BULLET.match(line) or _NUMBER.match(line) or _LETTERED.match(line) or _MARKED.match(line)
    return "\t" in line and bool(line.strip()) and not found


def _table(rows: list[str]) -> list[str] | None:
    """Rows copied from a spreadsheet, as a table whose first row is its head; None when they are something else."""
    cells = [_cells(row) for row in rows]
    widths = {len(row) for row in cells}
    if len(rows) < 2 or len(widths) > 1 or not any(row[0] for row in cells) or len(cells[0]) > _MAX_CELLS:
        return None
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    return ["", lines[0], "|" + "---|" * len(cells[0]), *lines[1:], ""]


def _without_tabs(line: str, previous: str) -> list[str]:
    """A line without tabs: one that opens a paragraph goes, one that opens an item of a list is four spaces."""
    text = re.sub(r"[ \t]*\t[ \t]*", " ", line.strip(" \t"))
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" not in indent:
        return [indent + text]
    if _MARKED.match(text + " ") or _MARKED.match(previous) or previous[:1] in (" ", "\t"):
        return [indent.replace("\t", "    ") + text]
    return ["", text]


def _tabbed(lines: list[str], first: int) -> tuple[list[str], list[Remark]]:
    """The lines with tables in place of rows of cells, spaces in place of other tabs, and what is worth telling."""
    made, remarks, previous = [], [], ""
    for rows, neighbours in groupby(lines, _is_row):
        group = list(neighbours)
        table = _table(group) if rows else None
        if table:
            said = "des cellules séparées par des tabulations sont devenues un tableau\u202f; vérifiez-le."
            remarks.append(Remark(first + len(made), said, Weight.MENDED))
            made += table
            continue
        for line in group:
            made += _without_tabs(line, previous) if "\t" in line else [line]
            previous = made[-1] if made[-1].strip() else previous
    return made, remarks


def structured(text: str) -> tuple[str, list[Remark]]:
    """A long text with lists and tables in place of what was pasted as such; blocks of code stay as they are."""
    if not (TO_STRUCTURE.search(text) or COUNTED_LINE.search(text)):
        return text, []
    lines = text.split("\n")
    made: list[str] = []
    remarks: list[Remark] = []
    for code, group in groupby(zip(fenced(lines), lines, range(1, len(lines) + 1), strict=True), lambda one: one[0]):
        numbered = list(group)
        block = [line for _, line, _ in numbered]
        if code:
            made += block
            continue
        tabbed, told = _tabbed(list(_listed(_apart(block))), numbered[0][2])
        made += _one_blank(tabbed)
        remarks += told
    return "\n".join(made), remarks


def _one_blank(lines: list[str]) -> list[str]:
    """The same lines, one empty line at most where some were put in."""
    return [line for line, above in zip(lines, ["x", *lines[:-1]], strict=True) if line.strip() or above.strip()]
