"""How chapters become a book: HTML in, EPUB 3 bytes out. Knows neither fiches nor Django.

The same book gives the same bytes: dates are those of the content, files are sorted, nothing is drawn by chance. Links
to the pages of the site lead to the chapter that holds them, or to the full address when no chapter does.

`dcterms:conformsTo` is left out on purpose: it promises that somebody checked every WCAG criterion on the book. The
metadata say what the book has; the summary says what nobody has checked.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from itertools import pairwise
from urllib.parse import urljoin
from uuid import NAMESPACE_URL, uuid5

from dts_platform.epub.second_edition import guide, ncx
from dts_platform.epub.xhtml import Fragment, escaped, external_url, one_line, printable

MEDIA_TYPE = "application/epub+zip"
_CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="EPUB/livre.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
_PAGE = """<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" xml:lang="{language}">
<head><title>{title}</title><link rel="stylesheet" href="livre.css"/></head>
<body>
{body}
</body>
</html>
"""
# Short texts share files up to this length: deflate then sees what they repeat, and the manual is a tenth lighter.
FILE_TARGET = 64_000
_CLASS = re.compile(r"\.([a-z][\w-]*)")
# The ARIA role that says to assistive technologies what epub:type says to reading systems.
ROLES = {
    name: f"doc-{name}" for name in ("chapter", "part", "introduction", "glossary", "index", "colophon", "bibliography")
}


@dataclass(frozen=True)
class Chapter:
    """One text of the book. `name` is wished, made safe and unique; `url` is the path of its page on the site.

    `level` is its depth in the contents, from 1; `landmark`, its name among the landmarks, when it has one. A `short`
    chapter shares a file with the short ones around it.
    """

    name: str
    title: str
    html: str
    level: int = 1
    epub_type: str = "chapter"
    url: str = ""
    landmark: str = ""
    short: bool = False


@dataclass(frozen=True)
class Book:
    """A book to write. `identity` is a full address that stays the same from one edition to the next; `date` knows
    its time zone and comes from the content; `site` is the full address of the home page. `cover` is an SVG, that the
    first page shows, `cover_picture` a PNG of the same, for shelves."""

    title: str
    author: str
    identity: str
    date: datetime
    site: str
    chapters: tuple[Chapter, ...]
    style: str
    cover: str
    cover_picture: bytes
    cover_text: str
    description: str = ""
    rights: str = ""
    accessibility: str = ""
    language: str = "fr"


def _title(title: str, fallback: str) -> str:
    """A title on one line, escaped; never empty: a contents list may not hold an empty link."""
    return escaped(one_line(title) or fallback)


def _names(chapters: Iterable[Chapter]) -> list[str]:
    """A name for each chapter: plain letters, and different even where case does not count."""
    names, seen = [], Counter(("couverture", "sommaire"))
    for chapter in chapters:
        name = re.sub(r"[^a-z0-9]+", "-", chapter.name.lower()).strip("-")[:100] or "texte"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name}--{seen[name]}")
    return names


def _packs(chapters: Sequence[Chapter]) -> list[list[int]]:
    """The ranks of the chapters of each file, in reading order."""
    packs: list[list[int]] = []
    length = 0
    for rank, chapter in enumerate(chapters):
        both_short = packs and chapter.short and chapters[rank - 1].short
        if both_short and length + len(chapter.html) <= FILE_TARGET:
            packs[-1].append(rank)
            length += len(chapter.html)
        else:
            packs.append([rank])
            length = len(chapter.html)
    return packs


class _Binder:
    """The book while it is bound: the name, fragment and place of each chapter, and where links lead."""

    def __init__(self, book: Book):
        self.book, self.chapters = book, book.chapters
        self.names = _names(self.chapters)
        classes = frozenset(_CLASS.findall(book.style))
        self.fragments = [Fragment.of(chapter.html, classes) for chapter in self.chapters]
        self.packs = _packs(self.chapters)
        self.file_names = {rank: f"{self.names[pack[0]]}.xhtml" for pack in self.packs for rank in pack}
        self.shared = {rank for pack in self.packs if len(pack) > 1 for rank in pack}
        ranks = range(len(self.chapters))
        pages = [(urljoin(book.site, chapter.url), rank) for rank, chapter in enumerate(self.chapters)]
        self.pages = {page: rank for page, rank in reversed(pages) if self.chapters[rank].url}
        counts = Counter(anchor for fragment in self.fragments for anchor in fragment.anchors)
        self.anchors = {
            anchor: rank for rank in ranks for anchor in self.fragments[rank].anchors if counts[anchor] == 1
        }

    def href_of(self, rank: int, anchor: str = "") -> str:
        """The address of a chapter in the book, or of one of its anchors."""
        if rank in self.shared:
            anchor = f"{self.names[rank]}.{anchor}" if anchor else self.names[rank]
        return f"{self.file_names[rank]}#{anchor}" if anchor else self.file_names[rank]

    def resolve(self, rank: int, url: str) -> str:
        """Where an address written in a chapter leads: in the book, outside, or nowhere."""
        url = url.strip()
        if url.startswith("#"):
            anchor = url[1:]
            target = rank if anchor in self.fragments[rank].anchors else self.anchors.get(anchor)
            return "" if target is None else self.href_of(target, anchor)
        try:
            full_url = urljoin(urljoin(self.book.site, self.chapters[rank].url), url)
        except ValueError:
            return ""
        page, _, anchor = full_url.partition("#")
        target = self.pages.get(page)
        if target is None:
            return external_url(full_url)
        return self.href_of(target, anchor if anchor in self.fragments[target].anchors else "")

    def page(self, title: str, body: str) -> str:
        return _PAGE.format(language=escaped(self.book.language), title=title, body=body)

    def file(self, pack: list[int]) -> str:
        """A file, of one chapter or several short ones."""
        ends = dict.fromkeys((pack[0], pack[-1]))
        title = " – ".join(self.title(rank) for rank in ends)
        return self.page(title, "\n".join(self.chapter(rank) for rank in pack))

    def chapter(self, rank: int) -> str:
        """A chapter, named for assistive technologies as it is in the contents."""
        epub_type, shared = self.chapters[rank].epub_type, rank in self.shared
        role = f' role="{ROLES[epub_type]}" aria-label="{self.title(rank)}"' if epub_type in ROLES else ""
        anchor = f' id="{self.names[rank]}"' if shared else ""
        body = self.fragments[rank].xhtml(partial(self.resolve, rank), f"{self.names[rank]}." if shared else "")
        return f'<section epub:type="{epub_type}"{role}{anchor}>\n{body}\n</section>'

    def title(self, rank: int) -> str:
        return _title(self.chapters[rank].title, self.chapters[rank].name)

    def cover(self) -> str:
        """The page that shows the cover, its words as a text for who does not see it."""
        alt = _title(self.book.cover_text, self.book.title)
        image = f'<img class="cover" src="couverture.svg" alt="{alt}" role="doc-cover"/>'
        return self.page(_title(self.book.title, "Couverture"), f'<section epub:type="cover">{image}</section>')

    @cached_property
    def depths(self) -> list[int]:
        """The depth of each chapter in the contents: its level, or one below the chapter before if that is less."""
        depths = [0]
        for chapter in self.chapters:
            depths.append(min(max(1, chapter.level), depths[-1] + 1))
        return depths[1:]

    @cached_property
    def landmarks(self) -> list[tuple[str, str, str]]:
        """The type, the address and the escaped name of the chief places of the book."""
        landmarks = [("cover", "couverture.xhtml", "Couverture"), ("toc", "sommaire.xhtml#sommaire", "Sommaire")]
        landmarks += [
            (
                "bodymatter" if chapter.epub_type in ("chapter", "part") else chapter.epub_type,
                self.href_of(rank),
                escaped(chapter.landmark),
            )
            for rank, chapter in enumerate(self.chapters)
            if chapter.landmark
        ]
        return landmarks

    def contents(self) -> str:
        """The navigation document: contents in reading order, nested by level, then landmarks."""
        chunks = []
        for rank, (before, depth) in enumerate(pairwise((0, *self.depths))):
            chunks.append("<ol>\n" if depth > before else "</li>\n" + "</ol></li>\n" * (before - depth))
            chunks.append(f'<li><a href="{self.href_of(rank)}">{self.title(rank)}</a>')
        chunks.append("</li></ol>\n" * self.depths[-1])
        items = "".join(
            f'<li><a epub:type="{epub_type}" href="{href}">{label}</a></li>\n'
            for epub_type, href, label in self.landmarks
        )
        body = (
            '<nav epub:type="toc" role="doc-toc" id="sommaire" aria-labelledby="titre-sommaire">\n'
            f'<h1 id="titre-sommaire">Sommaire</h1>\n{"".join(chunks)}</nav>\n'
            '<nav epub:type="landmarks" aria-labelledby="titre-reperes" hidden="hidden">\n'
            f'<h2 id="titre-reperes">Points de repère</h2>\n<ol>\n{items}</ol>\n</nav>'
        )
        return self.page("Sommaire", body)

    @property
    def identifier(self) -> str:
        return f"urn:uuid:{uuid5(NAMESPACE_URL, self.book.identity)}"

    def older_contents(self) -> str:
        """The same contents, for reading systems that know EPUB 2 alone."""
        entries = [(depth, self.href_of(rank), self.title(rank)) for rank, depth in enumerate(self.depths)]
        title = _title(self.book.title, "Sans titre")
        return ncx(title, self.identifier, escaped(self.book.language), entries)

    def package(self) -> str:
        """The package document: metadata, files, reading order."""
        names = [self.names[pack[0]] for pack in self.packs]
        items = [
            ("couverture", "couverture.xhtml", "application/xhtml+xml", ""),
            ("dessin", "couverture.svg", "image/svg+xml", ""),
            ("image", "couverture.png", "image/png", ' properties="cover-image"'),
            ("sommaire", "sommaire.xhtml", "application/xhtml+xml", ' properties="nav"'),
            ("ncx", "sommaire.ncx", "application/x-dtbncx+xml", ""),
            ("style", "livre.css", "text/css", ""),
            *((f"x-{name}", f"{name}.xhtml", "application/xhtml+xml", "") for name in names),
        ]
        manifest = "".join(f'<item id="{i}" href="{n}" media-type="{t}"{p}/>\n' for i, n, t, p in items)
        first, *others = [f"x-{name}" for name in names]
        spine = "".join(f'<itemref idref="{i}"/>\n' for i in ("couverture", first, "sommaire", *others))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0"'
            f' unique-identifier="identifiant" xml:lang="{escaped(self.book.language)}">\n'
            f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{self.metadata()}</metadata>\n'
            f"<manifest>\n{manifest}</manifest>\n"
            f'<spine toc="ncx">\n{spine}</spine>\n{guide(self.landmarks)}</package>\n'
        )

    def metadata(self) -> str:
        book = self.book
        moment = book.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        dublin_core = [
            ("title", _title(book.title, "Sans titre")),
            ("language", escaped(book.language)),
            ("creator", escaped(book.author)),
            ("publisher", escaped(book.author)),
            ("date", moment),
            ("description", _title(book.description, "")),
            ("rights", _title(book.rights, "")),
        ]
        lines = [f'<dc:identifier id="identifiant">{self.identifier}</dc:identifier>\n']
        lines += [f"<dc:{name}>{value}</dc:{name}>\n" for name, value in dublin_core if value]
        properties = [("dcterms:modified", moment), *self.accessibility()]
        lines += [f'<meta property="{name}">{escaped(value)}</meta>\n' for name, value in properties]
        return "".join(lines) + '<meta name="cover" content="image"/>\n'

    def accessibility(self) -> list[tuple[str, str]]:
        """What the book has, in the words of schema.org."""
        features = ["alternativeText", "ARIA", "displayTransformability", "readingOrder", "structuralNavigation"]
        features += ["tableOfContents"]
        features += ["index"] if any(chapter.epub_type == "index" for chapter in self.book.chapters) else []
        entries = [("accessMode", "textual"), ("accessMode", "visual"), ("accessModeSufficient", "textual")]
        entries += [("accessibilityFeature", feature) for feature in features]
        entries += [("accessibilityHazard", "none"), ("accessibilitySummary", self.book.accessibility)]
        return [(f"schema:{name}", value) for name, value in entries if value]

    def files(self) -> dict[str, str | bytes]:
        """Every file of the book but its first, by path."""
        files = {
            "META-INF/container.xml": _CONTAINER,
            "EPUB/livre.opf": self.package(),
            "EPUB/livre.css": self.book.style,
            "EPUB/couverture.svg": printable(self.book.cover),
            "EPUB/couverture.png": self.book.cover_picture,
            "EPUB/couverture.xhtml": self.cover(),
            "EPUB/sommaire.ncx": self.older_contents(),
            "EPUB/sommaire.xhtml": self.contents(),
        }
        return files | {f"EPUB/{self.file_names[pack[0]]}": self.file(pack) for pack in self.packs}


def _entry(name: str, date: datetime, method: int) -> zipfile.ZipInfo:
    """An entry dated by the content, the same on every system. ZIP counts from 1980, without a time zone."""
    moment = max(date.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type, entry.create_system, entry.external_attr = method, 3, 0o644 << 16
    return entry


def write_epub(book: Book) -> bytes:
    """The book as EPUB 3. ValueError when it has no chapter, or a date without a time zone."""
    if not book.chapters or book.date.tzinfo is None:
        raise ValueError("Un livre a au moins un chapitre et une date avec son fuseau horaire.")
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        # First and bare: programs recognise an EPUB by these bytes.
        archive.writestr(_entry("mimetype", book.date, zipfile.ZIP_STORED), MEDIA_TYPE)
        for name, content in sorted(_Binder(book).files().items()):
            archive.writestr(_entry(name, book.date, zipfile.ZIP_DEFLATED), content, compresslevel=9)
    return output.getvalue()
