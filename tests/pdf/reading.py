"""A PDF read back, by programs that are not ours."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import page as pdf_validator
import pikepdf

from tests.deadlines import run


def open_pdf(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def _pdftotext(data: bytes, *options: str) -> str:
    reading = run(["pdftotext", *options, "-", "-"], seconds=180, input=data)
    assert reading.stderr.replace(b"no word list\n", b"") == b""  # it complains of nothing but blank pages
    return reading.stdout.decode()


def page_texts(data: bytes, *options: str) -> list[str]:
    """The text of each page, on one line."""
    return [" ".join(page.split()) for page in _pdftotext(data, *(options or ("-layout",))).split("\f")[:-1]]


def words(data: bytes) -> list[list[tuple[float, float, float, float, str]]]:
    """The words of each page: left, top, right, bottom in points from the upper left corner, then the word."""
    pattern = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">([^<]*)<')
    return [
        [(*map(float, word[:4]), word[4]) for word in pattern.findall(page)]
        for page in _pdftotext(data, "-bbox").split("<page ")[1:]
    ]


def faults(data: bytes, file: Path) -> list[str]:
    """What two norms find wrong in a document; `file` is where to write it."""
    file.write_bytes(data)
    return [
        f"{profile} {fault.rule_id} {fault.message}"
        for profile in ("ua1", "2a")
        for fault in pdf_validator.validate_pdf(str(file), profile=profile).failures
    ]


def fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every font of a document, once, wherever it is used: pages, forms, appearances."""
    for obj in pdf.objects:
        if isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/Font" and "/DescendantFonts" not in obj:
            yield obj


def foreign_fonts(pdf: pikepdf.Pdf) -> list[str]:
    """The fonts that are not ours, not embedded, or whose letters cannot be read back."""
    found = []
    for font in fonts(pdf):
        name = str(font.BaseFont).rpartition("+")[2].lstrip("/")
        if not name.startswith(("Territoires-", "TerritoiresSans-Regular")):
            found.append(f"{name} n’est pas à nous")
        program = font.FontDescriptor.get("/FontFile2")
        if program is None or int(program.Length1) != len(program.read_bytes()):
            found.append(f"{name} n’est pas embarquée entière")
    composite = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Subtype") == "/Type0"]
    return found + [f"{font.BaseFont} ne se relit pas" for font in composite if "/ToUnicode" not in font]


def page_ranks(pdf: pikepdf.Pdf) -> dict[tuple[int, int], int]:
    """The rank of each page, from 0, by the name of its object."""
    return {page.obj.objgen: rank for rank, page in enumerate(pdf.pages)}


def bookmarks(pdf: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """The bookmarks in reading order: level from 1, title, page from 0."""
    ranks = page_ranks(pdf)

    def walk(entries, level: int) -> Iterator[tuple[int, str, int]]:
        for entry in entries:
            yield level, entry.title, ranks[entry.destination[0].objgen]
            yield from walk(entry.children, level + 1)

    with pdf.open_outline() as outline:
        return list(walk(outline.root, 1))
