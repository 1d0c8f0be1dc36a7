"""What reading systems of EPUB 2, and shelves that draw no SVG, find in a book."""

import io

import pytest
from PIL import Image

from dts_platform.epub.cover import SIZE, draw_cover
from dts_platform.epub.writer import write_epub
from tests.epub.read_book import NCX, OPF, ReadBook
from tests.epub.samples import COVER_STYLE, chapter, hostile_book, small_book


def contents_of(points) -> list:
    """The titles of an NCX, as nested lists."""
    tree = []
    for point in points.findall(f"{NCX}navPoint"):
        tree.append(point.findtext(f"{NCX}navLabel/{NCX}text"))
        if below := contents_of(point):
            tree.append(below)
    return tree


def places_of(book: ReadBook) -> list[tuple[str, str]]:
    points = book.xml["EPUB/sommaire.ncx"].iter(f"{NCX}navPoint")
    return [(p.find(f"{NCX}content").get("src"), p.findtext(f"{NCX}navLabel/{NCX}text")) for p in points]


class TestContents:
    def test_older_contents_nest_as_the_contents_do(self):
        levels = [3, 1, 2, 3, 3, 1, 2]
        book = ReadBook(write_epub(small_book(*(chapter(f"n{r}", level=n) for r, n in enumerate(levels)))))
        navigation = book.xml["EPUB/sommaire.ncx"].find(f"{NCX}navMap")
        assert contents_of(navigation) == ["N0", "N1", ["N2", ["N3", "N4"]], "N5", ["N6"]]

    @pytest.mark.parametrize(
        "make", [hostile_book, lambda: write_epub(small_book(chapter("a"), chapter("b", short=True)))]
    )
    def test_older_contents_lead_where_the_contents_do(self, make):
        book = ReadBook(make())
        assert places_of(book) == book.contents

    def test_older_contents_are_those_of_this_book(self):
        book = ReadBook(write_epub(small_book(chapter("a"))))
        named = {meta.get("name"): meta.get("content") for meta in book.xml["EPUB/sommaire.ncx"].iter(f"{NCX}meta")}
        identifier = next(e.text for e in book.opf.iter() if e.get("id") == "identifiant")
        assert named["dtb:uid"] == identifier
        item = next(item for item in book.opf.iter(f"{OPF}item") if item.get("href") == "sommaire.ncx")
        assert book.opf.find(f"{OPF}spine").get("toc") == item.get("id")

    @pytest.mark.django_db
    def test_older_contents_of_the_manuel_name_every_text(self, manuel_book):
        book = manuel_book[1]
        assert places_of(book) == book.contents
        assert len(book.contents) > 100


def test_guide_names_the_first_place_of_each_type_that_it_knows():
    kinds = {
        "titlepage": "Titre",
        "chapter": "Début",
        "introduction": "Emploi",
        "part": "Suite",
        "index": "Index & fin",
    }
    chapters = [chapter(kind, epub_type=kind, landmark=label) for kind, label in kinds.items()]
    guide = ReadBook(write_epub(small_book(*chapters))).opf.find(f"{OPF}guide")
    assert [(r.get("type"), r.get("href"), r.get("title")) for r in guide] == [
        ("cover", "couverture.xhtml", "Couverture"),
        ("toc", "sommaire.xhtml#sommaire", "Sommaire"),
        ("title-page", "titlepage.xhtml", "Titre"),
        ("text", "chapter.xhtml", "Début"),
        ("index", "index.xhtml", "Index & fin"),
    ]


class TestCover:
    def test_cover_is_a_picture_for_shelves_of_both_editions(self):
        book = ReadBook(write_epub(small_book(chapter("a"))))
        items = {item.get("id"): item for item in book.opf.iter(f"{OPF}item")}
        covers = [item for item in items.values() if item.get("properties") == "cover-image"]
        older = next(meta.get("content") for meta in book.opf.iter(f"{OPF}meta") if meta.get("name") == "cover")
        assert [(item.get("id"), item.get("media-type")) for item in covers] == [(older, "image/png")]
        picture = Image.open(io.BytesIO(book.archive.read(f"EPUB/{covers[0].get('href')}")))
        assert picture.size == SIZE

    def test_cover_drawn_twice_has_the_same_bytes_and_little_weight(self):
        words = (["Développer des", "territoires", "solidaires\u202f: le", "manuel"], ["Repères", "Édition", "Nous"])
        first = draw_cover(*words, COVER_STYLE)
        assert draw_cover(*words, COVER_STYLE) == first
        assert len(first) < 25_000

    def test_cover_shows_its_words_in_its_colours(self):
        bare, worded = (Image.open(io.BytesIO(draw_cover(t, [], COVER_STYLE))).convert("RGB") for t in ([], ["Été"]))
        colours = [picture.getcolors() for picture in (bare, worded)]
        assert {colour for _, colour in colours[0]} == {(0x10, 0x20, 0x30), (0xD0, 0xA0, 0x40)}
        assert {(0x10, 0x20, 0x30), (0xD0, 0xA0, 0x40), (0xFF, 0xFF, 0xFF)} <= {colour for _, colour in colours[1]}

    @pytest.mark.parametrize("line", ["", "\x00\n\t", "\U0001f30d", "W" * 500])
    def test_cover_of_any_words_is_drawn(self, line):
        assert Image.open(io.BytesIO(draw_cover([line] * 8, [line], COVER_STYLE))).size == SIZE
