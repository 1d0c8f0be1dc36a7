"""The page numbers printed beside links, compared with the pages that links lead to."""

import re
from collections import Counter

from dts_platform.web.addresses import absolute
from fiches.documents.printing import Document
from tests.pdf.reading import open_pdf, page_ranks
from tests.pdf.rendering import pieces_of
from tests.pdf.tag_tree import TaggedPdf

_PRINTED = re.compile(r"^(?:\s*\(p\.\s(\d+)\)|,\sp\.\s(\d+)|\s*(\(en\sligne\))|,\sp\.\s(–))")


def starts_of(document: Document, rendered) -> dict[str, int]:
    """The page, from 1, on which each address of a document begins; the first piece that answers for it wins."""
    starts: dict[str, int] = {}
    for piece, start in zip(pieces_of(document), rendered.starts, strict=True):
        for url, anchor in piece.answers_for.items():
            starts.setdefault(url, start + (piece.part.anchors[anchor][0] if anchor else 0))
    return starts


def _target(link) -> str:
    """Where a link leads; empty for what is no link."""
    return "" if link is None else str(link.A.URI) if "/A" in link else repr(link.Dest[0].objgen) + str(link.Dest[3])


def links_and_numbers(tagged: TaggedPdf) -> list[tuple[object, str, str]]:
    """Each link in reading order: its annotation, its words, and the page printed beside it (empty when none)."""
    runs: list[list] = []
    for text, link in tagged.runs(tagged.tree):
        if runs and _target(runs[-1][0]) == _target(link):  # a link over two pages is two annotations
            runs[-1][1] += text
        else:
            runs.append([link, text])
    found = []
    for rank, (link, text) in enumerate(runs):
        if link is None:
            continue
        following = runs[rank + 1][1] if rank + 1 < len(runs) and runs[rank + 1][0] is None else ""
        printed = _PRINTED.match(following)
        found.append((link, text, " ".join(next(filter(None, printed.groups())).split()) if printed else ""))
    return found


def wrong_numbers(document: Document, rendered) -> tuple[list, Counter]:
    """The links that do not lead, or are not printed, where they should; how many of each kind were right."""
    pdf = open_pdf(rendered.data)
    tagged, ranks, starts = TaggedPdf(pdf), page_ranks(pdf), starts_of(document, rendered)
    starts_known, wrong, right = set(starts.values()), [], Counter()
    for link, text, printed in links_and_numbers(tagged):
        if "/Dest" in link:
            page = ranks[link.Dest[0].objgen] + 1
            good = page in starts_known and printed in ("", str(page))
        else:
            page = 0
            url = str(link.A.URI)
            good = url not in starts and not printed.isdigit()
            if url.startswith((absolute("/fiches/"), absolute("/experiences/"))) and printed == "":
                good = good and text.strip().startswith("http")  # its own address, in full
        right["reference" if printed.isdigit() else printed or "no page"] += good
        if not good:
            wrong.append((text, printed, page))
    return wrong, right
