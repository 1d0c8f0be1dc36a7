"""The labels of blanks: what names one when its mark does not, the words beside it; and how wide it is by default."""

import re

from dts_platform.text.marks import SIGN

LONGEST_LABEL = 90  # each part of a description; three parts at most
_NARROW_SPACE = "\u202f"
_BLANK = re.compile(SIGN)
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"(?=\w*[^\W\d_])[^\W_]{2,}")
_SENTENCE_BREAK = re.compile(r"(?<=[.!?»)])\s+(?=[A-ZÀ-ÞŒ«0-9☐])|\s[–—;]\s")
_BEFORE_SHORT_BLANK = re.compile(r"\b(?:le|du|au|n°|en)$")
_EDGES = " \u00a0\u202f\n\t:;,.–—→/×("


def has_letters(text: str) -> bool:
    return bool(_LETTER.search(text))


def french(label: str) -> str:
    """A label on one line, with the no-break spaces of French."""
    for opening, closing in ("()", "«»"):
        if label.count(opening) != label.count(closing):
            label = label.replace(opening, " ").replace(closing, " ")
    label = re.sub(r" (?=[,.])", "", " ".join(label.replace("☐", " ").split()).strip(_EDGES))
    return re.sub(r" (?=[:;!?»])|(?<=«) ", _NARROW_SPACE, label)


def head(label: str) -> str:
    """The beginning of a label, cut at a word."""
    label = " ".join(label.split()).strip(_EDGES)
    return label if len(label) <= LONGEST_LABEL else label[:LONGEST_LABEL].rsplit(" ", 1)[0] + " …"


def _tail(label: str) -> str:
    """The end of a label, cut at a word: what stands nearest to the blank."""
    label = " ".join(label.split()).strip(_EDGES).lstrip(")],. ")
    return label if len(label) <= LONGEST_LABEL else "… " + label[-LONGEST_LABEL:].split(" ", 1)[-1]


def name_of(text: str) -> str:
    """What a cell says beside its blanks, when that can name a row or a column."""
    if text.lstrip().startswith("☐"):
        return ""
    words = re.sub(r"[\s:]*(?<![^\s:])…+\s*$", "", text).replace("☐", " ")
    return head(_BLANK.sub("…", words)) if _WORD.search(_BLANK.sub("", words)) else ""


def last_sentence(text: str) -> str:
    """The last sentence that says something."""
    sentence = ""
    for chunk in reversed(_SENTENCE_BREAK.split(text)):
        sentence = f"{chunk} {sentence}" if sentence else chunk
        if _WORD.search(sentence):
            break
    return sentence


def before_blank(text: str, spans: list[tuple[int, int]], rank: int) -> str:
    """The last sentence before a line to fill, since the blank before it when that says something."""
    since = spans[rank - 1][1] if rank else 0
    words = last_sentence(text[since : spans[rank][0]])
    return _tail(words if has_letters(words) else last_sentence(_BLANK.sub("…", text[: spans[rank][0]])))


def beside_boxes(text: str, spans: list[tuple[int, int]], is_box: list[bool]) -> dict[int, str]:
    """The words after each box, up to the next blank, behind the words with a colon that open its run of boxes."""
    labels: dict[int, str] = {}
    context = ""
    for rank, (start, end) in enumerate(spans):
        if not is_box[rank]:
            continue
        if not rank or not is_box[rank - 1]:
            opening = text[spans[rank - 1][1] if rank else 0 : start]
            context = f"{last_sentence(opening).strip(_EDGES)} : " if opening.rstrip().endswith(":") else ""
        stop = spans[rank + 1][0] if rank + 1 < len(spans) else len(text)
        labels[rank] = context + head(text[end:stop])
    return labels


def width(text: str, span: tuple[int, int], next_start: int, in_cell: bool, is_with_others: bool) -> str:
    """How wide a line to fill is by default: short before a unit or after « le », long at the end of a paragraph."""
    start, end = span
    before, after = text[:start].rstrip(), text[end:next_start].strip()
    is_last, after_colon = not after and next_start == len(text), before.endswith(":")
    is_short = bool(re.match(r"[a-zà-ÿœ%€\d/→(²×]", after) or _BEFORE_SHORT_BLANK.search(before))
    if not in_cell:
        return "long" if end - start >= 8 else "short" if is_short else "long" if is_last else "medium"
    rules = (
        (end - start >= 8 or (is_last and after_colon), "full"),
        (is_last and (not before or re.fullmatch(r"\w{1,2}\.", before)), "rest"),
        (is_last and not after_colon and has_letters(before), "tiny"),
        (after_colon or is_last or is_short, "tiny" if is_with_others else "short"),
    )
    return next((size for condition, size in rules if condition), "medium")


def fitted(size: str, kind: str, choices: tuple[str, ...], in_cell: bool) -> str:
    """The default width of a line, changed for what it holds: a number is short, a choice as long as the longest."""
    if kind == "nombre" and size in ("medium", "long", "full"):
        return "short"
    if kind != "choix" or in_cell and size == "rest":
        return size
    longest = max(map(len, choices), default=0)
    sizes = ((5, "short"), (10, "medium"), (0, "full")) if in_cell else ((7, "short"), (16, "medium"), (0, "long"))
    return next(size for most, size in sizes if longest <= most or not most)
