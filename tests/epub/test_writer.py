"""The bytes of a book: well-formed, poor, with links that stay inside, whatever is written."""

import re
from datetime import datetime
from xml.etree import ElementTree

import pytest

from dts_platform.epub.writer import FILE_TARGET, write_epub
from dts_platform.epub.xhtml import Fragment, external_url
from tests.epub.read_book import XHTML, ReadBook
from tests.epub.samples import SITE, chapter, hostile_book, small_book


class TestBytes:
    @pytest.mark.parametrize(
        ("html", "expected"),
        [
            ("<p>a<br>b</p><hr>", "<p>a<br/>b</p><hr/>"),
            ("<p>a<wbr>b <em>c</em></p>d", "<p>a<wbr/>b <em>c</em></p>d"),
            ("a<!-- x --><b>b</b><?php x ?>c", "abc"),
            ("<p>a &nbsp;&amp; &lt;b&gt; ]]&gt;</p>", "<p>a \u00a0&amp; &lt;b&gt; ]]&gt;</p>"),
            ("<ul><li>a<li>b</ul></div>", "<ul><li>a</li><li>b</li></ul>"),
            ("<p><strong>a", "<p><strong>a</strong></p>"),
            ("<p>a<script>alert(1)</script><svg><rect/></svg>b</p>", "<p>ab</p>"),
            ("<p onclick='x()' style='color:red' data-x=1>a</p>", "<p>a</p>"),
            ("<video><p>a</p></video>", "<p>a</p>"),
            ('<div class="table-scroll" tabindex="0" role="group" aria-label="T"><table></table></div>', "<div><table></table></div>"),
            ('<p class="lead inconnue">a</p>', '<p class="lead">a</p>'),
            ('<h2 id="a">x</h2><h2 id="a">y</h2><p id=" ">z</p>', '<h2 id="a">x</h2><h2>y</h2><p>z</p>'),
            ('<em lang="en">a</em>', '<em lang="en" xml:lang="en">a</em>'),
            ('<th scope="col">a</th><td scope="col">b</td>', '<th scope="col">a</th><td>b</td>'),
            ('<p title="a &quot;b&quot; &lt;">x\x00\x0c\x7f\x9f\ufdd0\U0001f30d</p>', '<p title="a &quot;b&quot; &lt;">x\U0001f30d</p>'),
        ],
    )  # fmt: skip
    def test_any_html_becomes_well_formed_plain_xhtml(self, html, expected):
        xhtml = Fragment.of(html, {"lead"}).xhtml(lambda url: url)
        ElementTree.fromstring(f"<x>{xhtml}</x>")
        assert xhtml == expected

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("https://a.fr/b?c=d&e=f#g", "https://a.fr/b?c=d&e=f#g"),
            ("https://é.fr/un été/50%/%zz", "https://xn--9ca.fr/un%20%C3%A9t%C3%A9/50%25/%25zz"),
            ("http://moi:secret@a.fr:8080/", "http://a.fr:8080/"),
            ("mailto:a@b.fr", "mailto:a@b.fr"),
            *((refused, "") for refused in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://a.fr/")),
            *((refused, "") for refused in ("http://", "http://[", "http://a b/", "http://a.fr:x/", "http://-a.fr/")),
            *((refused, "") for refused in ("http://999.1.1.1/", "mailto:", "x", "http://a..fr/")),
        ],
    )  # fmt: skip
    def test_outside_address_is_strictly_encoded_or_dropped(self, url, expected):
        assert external_url(url) == expected

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("/fiches/b/", "b.xhtml"),
            ("/fiches/b/#etapes", "b.xhtml#etapes"),
            ("/fiches/b/#absente", "b.xhtml"),
            (f"{SITE}fiches/b/", "b.xhtml"),
            ("../b/", "b.xhtml"),
            ("/fiches/z/", f"{SITE}fiches/z/"),
            ("/fiches/b/?x=1", f"{SITE}fiches/b/?x=1"),
            ("/fiches/b.pdf", f"{SITE}fiches/b.pdf"),
            ("//ailleurs.fr/x", "https://ailleurs.fr/x"),
            ("#ici", "a.xhtml#ici"),
            ("#mot-iae", "glossaire.xhtml#mot-iae"),
            ("/reperes/glossaire/#mot-iae", "glossaire.xhtml#mot-iae"),
            ("#double", None),
            ("#absente", None),
            ("http://[", None),
            ("/court/2/", "c-1.xhtml#c-2"),
            ("/court/2/#etapes", "c-1.xhtml#c-2.etapes"),
        ],
    )
    def test_link_to_a_text_of_the_book_stays_in_the_book(self, url, expected):
        data = write_epub(
            small_book(
                chapter("a", f'<h1 id="ici">A</h1><p><a href="{url}">x</a></p>', url="/fiches/a/"),
                chapter("b", '<h2 id="etapes">E</h2><p id="double">d</p>', url="/fiches/b/"),
                chapter("c-1", '<h2 id="etapes">E</h2><p id="double">d</p>', url="/court/1/", short=True),
                chapter("c-2", '<h2 id="etapes">E</h2>', url="/court/2/", short=True),
                chapter("glossaire", '<dl><dt id="mot-iae">IAE</dt><dd>…</dd></dl>', url="/reperes/glossaire/"),
            )
        )
        book = ReadBook(data)
        assert next(book.pages["a.xhtml"].iter(f"{XHTML}a")).get("href") == expected
        assert book.dead_links() == []

    def test_chapter_file_names_are_plain_and_distinct(self):
        names = ["Été", "a", "A", "a--2", "", "…", "../x", "couverture", "sommaire", "x" * 300]
        book = ReadBook(write_epub(small_book(*(chapter(name, title="T") for name in names))))
        assert len(set(book.order)) == len(book.order) == len(names) + 2
        assert all(re.fullmatch(r"[a-z0-9-]{1,120}\.xhtml", name) for name in book.order)

    def test_short_chapters_share_files_of_bounded_size(self):
        medium = f"<h1 id='t'>T</h1><p>{'mot ' * (FILE_TARGET // 10)}</p>"
        book = ReadBook(
            write_epub(small_book(*(chapter(f"c{n}", medium, short=n > 1) for n in range(7)), chapter("fin")))
        )
        assert book.order == [
            "couverture.xhtml",
            "c0.xhtml",
            "sommaire.xhtml",
            "c1.xhtml",
            "c2.xhtml",
            "c4.xhtml",
            "c6.xhtml",
            "fin.xhtml",
        ]
        assert all(len(book.ids(name)) == len(set(book.ids(name))) for name in book.pages)

    def test_contents_nest_by_level(self):
        levels = [3, 1, 2, 3, 3, 1, 2]
        book = ReadBook(write_epub(small_book(*(chapter(f"n{r}", level=n) for r, n in enumerate(levels)))))
        lists = [nav.find(f"{XHTML}ol") for nav in book.pages["sommaire.xhtml"].iter(f"{XHTML}nav")]
        assert self._tree(lists[0]) == ["N0", "N1", ["N2", ["N3", "N4"]], "N5", ["N6"]]

    def _tree(self, ol) -> list:
        tree = []
        for entry in ol:
            tree.append(entry.find(f"{XHTML}a").text)
            if (nested := entry.find(f"{XHTML}ol")) is not None:
                tree.append(self._tree(nested))
        return tree

    def test_archive_begins_with_its_media_type_then_sorted_dated_files(self):
        book = ReadBook(write_epub(small_book(chapter("z"), chapter("a"))))
        assert book.data[30:58] == b"mimetypeapplication/epub+zip"
        assert book.names[1:] == sorted(book.names[1:])
        assert {entry.date_time for entry in book.archive.infolist()} == {(2026, 3, 2, 8, 30, 14)}

    def test_hostile_or_empty_title_becomes_plain_words(self):
        book = ReadBook(hostile_book())
        assert [title for _, title in book.contents][0] == "a"
        assert "<script" not in book.everything

    @pytest.mark.parametrize("fields", [{"chapters": ()}, {"date": datetime(2026, 1, 1)}])
    def test_book_without_chapter_or_time_zone_is_refused(self, fields):
        with pytest.raises(ValueError, match="au moins un chapitre"):
            write_epub(small_book(**{"chapters": (chapter("a"),), **fields}))
