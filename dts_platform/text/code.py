"""Where a text is code: there nobody corrects a sign."""

import re
from bisect import bisect
from dataclasses import dataclass

from markdown_it import MarkdownIt

_BLOCKS = MarkdownIt("commonmark", {"html": False, "maxNesting": 20})
_BLOCKS.core.ruler.enableOnly(["normalize", "block"])
_MAY_HOLD_BLOCK = re.compile(r"```|~~~|^[ >]*(?: {4}|\t)", re.M)
MASK = "\ue000"  # private use: stands for a hidden passage
_ALREADY_THERE = re.compile(MASK)
_TICKS = re.compile("`+")
_LINE_END = re.compile(r"\r\n|\r|\n")  # as CommonMark counts lines
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


def code_lines(text: str) -> list[tuple[int, int]]:
    """The blocks of code of a CommonMark text: first line from 0, line after the last."""
    if not _MAY_HOLD_BLOCK.search(text):
        return []
    return [tuple(token.map) for token in _BLOCKS.parse(text) if token.type in ("fence", "code_block") and token.map]


def _blocks(text: str) -> list[tuple[int, int]]:
    """The same as positions in the text."""
    lines = code_lines(text)
    if not lines:
        return []
    starts = [0, *(match.end() for match in _LINE_END.finditer(text)), len(text)]
    return [(starts[first], starts[min(last, len(starts) - 1)]) for first, last in lines]


def _spans(text: str) -> list[tuple[int, int]]:
    """The passages between two equal rows of back-ticks of one paragraph."""
    ticks = list(_TICKS.finditer(text))
    blanks = [match.start() for match in _BLANK_LINE.finditer(text)] if ticks else []
    closing: dict[int, int] = {}
    last: dict[tuple[int, int], int] = {}
    for rank in range(len(ticks) - 1, -1, -1):
        kind = (len(ticks[rank].group()), bisect(blanks, ticks[rank].start()))
        if kind in last:
            closing[rank] = last[kind]
        last[kind] = rank
    spans, rank = [], 0
    while rank < len(ticks):
        if rank in closing:
            spans.append((ticks[rank].start(), ticks[closing[rank]].end()))
        rank = closing.get(rank, rank) + 1
    return spans


def code_passages(text: str) -> list[tuple[int, int]]:
    """The passages of code, in order, none inside another."""
    blocks, passages, position = _blocks(text), [], 0
    for start, end in [*blocks, (len(text), len(text))]:
        passages += [(position + first, position + last) for first, last in _spans(text[position:start])]
        passages.append((start, end))
        position = end
    return passages[:-1]


@dataclass(frozen=True)
class Masked:
    """A text with one sign in place of each passage that nothing may change."""

    text: str
    hidden: tuple[str, ...]

    def line(self, position: int) -> int:
        """The line of the whole text, from 1, where a position of the masked one stands."""
        before = self.text[:position]
        return before.count("\n") + sum(one.count("\n") for one in self.hidden[: before.count(MASK)]) + 1

    def restored(self, text: str) -> str:
        """What became of the masked text, its hidden passages put back."""
        passages = iter(self.hidden)
        return re.sub(MASK, lambda _: next(passages), text)


def mask(text: str, others: re.Pattern | None = None) -> Masked:
    """Hide the code of a text, and what `others` matches in its prose."""
    chunks, hidden, position = [], [], 0
    for start, end in _protected(text, others or _ALREADY_THERE):
        chunks += [text[position:start], MASK]
        hidden.append(text[start:end])
        position = end
    return Masked("".join((*chunks, text[position:])), tuple(hidden))


def _protected(text: str, others: re.Pattern) -> list[tuple[int, int]]:
    passages, position = [], 0
    for start, end in [*code_passages(text), (len(text), len(text))]:
        passages += [match.span() for match in others.finditer(text, position, start)]
        passages.append((start, end))
        position = end
    return passages[:-1]
