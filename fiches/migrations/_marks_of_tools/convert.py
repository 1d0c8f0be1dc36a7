"""From a tool of the first edition to the grammar of marks: what the guesser saw becomes what the text says.

`convert` gives back the text as it was when it already has a mark, or when it cannot be sure of the place of each
blank: such a text keeps its pages, and what the grammar reads in it. Every character that is printed stays.
"""

import re

from fiches.migrations._marks_of_tools.guesser import Guess, guess
from fiches.migrations._marks_of_tools.html_tree import Element, TextNode, parse as parse_html
from fiches.migrations._marks_of_tools.marks import FIRST_CODE, SIGN, SIZES, coded, printed
from fiches.migrations._marks_of_tools.markup import render
from fiches.migrations._marks_of_tools.reader import read_fields
from fiches.migrations._marks_of_tools.words import french

_TAGS = re.compile("[\ue000-\uf8ff]")
_MOST = 6000
_SIGN = re.compile(SIGN)
_EMPTY_CELL = re.compile(r"(?<=\|)(?<!\\\|)[ \t]+(?=\|)")
_OPEN_ITEM = re.compile(r":[ \t]*$", re.M)
_RULE = re.compile(r"[\s|:-]*")
_SIZE_NAMES = {css: name for name, css in SIZES.items()}
_BARE = re.compile(r"☐|[….]*…[….]+|[….]+…[….]*|\.{4,}|_{3,}")


def _tagged(text: str) -> tuple[str, list[str]]:
    """The source with a character after each place where a blank may be, and the sign of each place."""
    signs: list[str] = []

    def tag(sign: str) -> str:
        signs.append(sign)
        return chr(FIRST_CODE + len(signs) - 1)

    lines = []
    for line in text.split("\n"):
        marked, end = [], 0
        spots = [(m.start(), m.end(), m[0]) for m in _SIGN.finditer(line)]
        if "|" in line and not _RULE.fullmatch(line.replace(" ", "")) or re.fullmatch(r"[\s|]+", line):
            spots += [(m.start(), m.end(), "") for m in _EMPTY_CELL.finditer(line)]
        spots += [(m.start(), m.end(), ":") for m in _OPEN_ITEM.finditer(line)]
        for start, stop, sign in sorted(spots):
            if start < end:
                continue
            printed_part = {"": " ", ":": ": "}.get(sign, sign)
            marked += [line[end:start], printed_part, tag("" if sign == ":" else sign)]
            if sign == "":
                marked.append(" ")
            end = stop
        lines.append("".join([*marked, line[end:]]))
    return "\n".join(lines), signs


def _untag(root: Element) -> None:
    """Take the tags out of a tree and leave on each text node where they stood."""
    for element in list(root.elements()):
        for leaf in list(element.children):
            if isinstance(leaf, TextNode):
                found = list(_TAGS.finditer(leaf.text))
                leaf.tags = [(m.start() - rank, ord(m[0]) - FIRST_CODE) for rank, m in enumerate(found)]
                leaf.text = _TAGS.sub("", leaf.text)
                if element.tag in ("li", "td", "p", "th") and leaf.text.endswith(": ") and leaf is element.children[-1]:
                    leaf.text = leaf.text[:-1]
                    leaf.tags = [(min(at, len(leaf.text)), tag) for at, tag in leaf.tags]


def _plain(html: str) -> str:
    return re.sub(r"\s+(?=<|$)", "", _TAGS.sub("", html))


def _write(tagged: str, signs: list[str], marks: dict[int, str]) -> str:
    """The source again, with the marks of the places that have one."""
    for tag, mark in marks.items():
        code = chr(FIRST_CODE + tag)
        tagged = tagged.replace(signs[tag] + code, mark + code, 1)
    tagged = re.sub(r"\| [\ue000-\uf8ff] (?=\|)", "| ", tagged)
    tagged = re.sub(r"(?<=:) [\ue000-\uf8ff]$", "", tagged, flags=re.M)
    return _TAGS.sub("", tagged)


def _options(wanted: Guess, css_class: str, own: str) -> tuple[str, str]:
    """What the mark of a blank must say, given what the grammar says by itself."""
    label = "" if french(own) == french(wanted.own) else french(wanted.own)
    size = "" if css_class == wanted.css_class or not wanted.css_class.startswith("line ") else wanted.css_class[5:]
    return label, _SIZE_NAMES[size] if size else ""


_BEFORE_UNIT = re.compile(r"(?<=\d) (?=(?:h|km|m²|kg|ans?|mois|jours?|heures?|euros?)\b)|(?<=\bn°) (?=\d)")
_IN_NUMBER = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|[%€](?!\w))")


def _mark(sign: str, label: str, size: str) -> str:
    """A mark, set as the form would set it, so that saving a tool or formatting its file changes nothing."""
    label = _IN_NUMBER.sub("\u202f", _BEFORE_UNIT.sub("\u00a0", label))
    body = f"\u202f: {label}" if label else ":"
    return f"[{sign}{body}\u202f; taille={size}]" if size else f"[{sign}{body}]"


def _is_bare(guessed: Guess, sign: str) -> bool:
    """Whether the grammar sees this blank without a mark."""
    if guessed.css_class == "cell":
        return not guessed.in_title
    return not guessed.in_header and bool(_BARE.fullmatch(sign)) and sign != "..."


def _marked(tagged: str, signs: list[str], guesses: list[Guess]) -> str:
    fully = {g.tag: _mark(signs[g.tag], "", "") for g in guesses if g.tag is not None and g.css_class != "cell"}
    derived = {place: found for place, found in enumerate(read_fields(_write(tagged, signs, fully)))}
    marks: dict[int, str] = {}
    lines = [g for g in guesses if g.css_class != "cell"]
    found = [f for f in derived.values() if f[0] != "cell"]
    for guessed in guesses:
        if guessed.tag is not None and guessed.css_class == "cell" and not _is_bare(guessed, signs[guessed.tag]):
            marks[guessed.tag] = _mark(signs[guessed.tag], "", "")
    if len(lines) != len(found):
        raise ValueError("places")
    for guessed, (css_class, own) in zip(lines, found, strict=True):
        label, size = _options(guessed, css_class, own)
        if guessed.tag is not None and (label or size or not _is_bare(guessed, signs[guessed.tag])):
            marks[guessed.tag] = _mark(signs[guessed.tag], label, size)
    return _write(tagged, signs, marks)


def convert(text: str) -> str:
    """Return the text of a tool with the marks that keep its fields as they were."""
    if _TAGS.search(text) or coded(text)[1]:
        return text
    tagged, signs = _tagged(text)
    if len(signs) > _MOST or _plain(render(tagged)) != _plain(render(text)):
        return text
    root = parse_html(render(tagged))
    _untag(root)
    try:
        marked = _marked(tagged, signs, guess(root))
    except ValueError:
        return text
    return marked if _plain(render(printed(marked))) == _plain(render(text)) else text
