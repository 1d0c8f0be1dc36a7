"""What reading systems of EPUB 2 look for in an EPUB 3: contents of their own (NCX), and a guide to its chief places."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

# The types of a guide, in the words of EPUB 2, for those of landmarks.
GUIDE_TYPES = {
    **{name: name for name in ("cover", "toc", "glossary", "index", "colophon")},
    "titlepage": "title-page",
    "bodymatter": "text",
}


def ncx(title: str, identifier: str, language: str, entries: Sequence[tuple[int, str, str]]) -> str:
    """The contents of a book. An entry is its depth, from 1 and never more than one below the entry before, its
    address and its title; all words come escaped."""
    points = []
    depths = [depth for depth, _, _ in entries]
    for rank, ((before, depth), (_, href, label)) in enumerate(zip(pairwise((0, *depths)), entries, strict=True), 1):
        points.append("</navPoint>\n" * (before - depth + 1))
        points.append(f'<navPoint id="p{rank}" playOrder="{rank}"><navLabel><text>{label}</text></navLabel>')
        points.append(f'<content src="{href}"/>\n')
    points.append("</navPoint>\n" * depths[-1])
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="{language}">\n'
        f'<head><meta name="dtb:uid" content="{identifier}"/><meta name="dtb:depth" content="{max(depths)}"/>\n'
        '<meta name="dtb:totalPageCount" content="0"/><meta name="dtb:maxPageNumber" content="0"/></head>\n'
        f"<docTitle><text>{title}</text></docTitle>\n<navMap>\n{''.join(points)}</navMap>\n</ncx>\n"
    )


def guide(landmarks: Iterable[tuple[str, str, str]]) -> str:
    """The guide of a package: of each landmark (type, address, escaped title) that EPUB 2 has a word for, the first."""
    firsts = {}
    for epub_type, href, label in landmarks:
        if epub_type in GUIDE_TYPES:
            firsts.setdefault(GUIDE_TYPES[epub_type], f'href="{href}" title="{label}"')
    references = "".join(f'<reference type="{name}" {rest}/>\n' for name, rest in firsts.items())
    return f"<guide>\n{references}</guide>\n"
