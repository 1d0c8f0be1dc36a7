"""A4 pages as an A5 booklet: two to a sheet side, in the order that folding wants. For printers: it is not tagged."""

import io

import pikepdf
from pikepdf import Dictionary

from dts_platform.pdf.streams import pdf_bytes, stream

_A4 = (595.276, 841.89)


def order(pages: int) -> list[tuple[int, int]]:
    """The pages (from 0, -1 for a blank) to the left and right of each sheet side, front and back in turn."""
    total = -(-pages // 4) * 4
    numbers = [number if number < pages else -1 for number in range(total)]
    sides = []
    for sheet in range(total // 4):
        first, last = 2 * sheet, total - 1 - 2 * sheet
        sides += [(numbers[last], numbers[first]), (numbers[first + 1], numbers[last - 1])]
    return sides


def impose(data: bytes) -> bytes:
    """The document folded in two: print on both sides, turn on the short edge, fold, staple."""
    source, booklet = pikepdf.open(io.BytesIO(data)), pikepdf.new()
    width, height = _A4[1], _A4[0]
    forms = [booklet.copy_foreign(source.make_indirect(page.as_form_xobject())) for page in source.pages]
    for left, right in order(len(forms)):
        side, resources, drawings = booklet.add_blank_page(page_size=(width, height)), Dictionary(), []
        for number, x in ((left, 0.0), (right, width / 2)):
            if number >= 0:
                resources[f"/P{number}"] = forms[number]
                scale = height / float(source.pages[number].mediabox[3])
                drawings.append(b"q %.5f 0 0 %.5f %.3f 0 cm /P%d Do Q" % (scale, scale, x, number))
        side.Resources = Dictionary(XObject=resources)
        side.Contents = stream(booklet, b"\n".join(drawings) or b" ")
    for key in ("/Title", "/Author"):
        if key in source.docinfo:
            booklet.docinfo[key] = source.docinfo[key]
    booklet.Root.Lang = pikepdf.String("fr")
    return pdf_bytes(booklet)
