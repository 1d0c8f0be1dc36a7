"""The manual in PDF: every printed number is right, everything is tagged, nothing stands outside the margins.

That of a few texts of each part; the whole of it with LONG=1.
"""

import re
from collections import Counter

import pytest

from dts_platform.web.addresses import absolute
from fiches.documents.manuel import Manuel
from tests.long import long_or
from tests.pdf.reading import bookmarks, faults, foreign_fonts, open_pdf, page_ranks, page_texts, words
from tests.pdf.rendering import pieces_of, render
from tests.pdf.tag_tree import TaggedPdf, squeezed, structure_faults
from tests.whole.beside_browser import database_beside_browser
from tests.whole.page_numbers import starts_of, wrong_numbers
from tests.whole.some_texts import some_texts

__all__ = ["database_beside_browser"]  # fixture

pytestmark = [pytest.mark.slow]

MAX_BYTES_OF_A_PAGE = 5_750
NOT_PRINTED = re.compile(r'<head.*?</head>|<span class="visually-hidden">.*?</span>|<[^>]*>', re.S)


@pytest.fixture(scope="module")
def manuel(django_db_setup, django_db_blocker):
    """The manual, laid out once: a minute when it is whole."""
    with django_db_blocker.unblock(), some_texts():
        texts = Manuel.read()
        document = texts.document()
    rendered = render(document)
    return texts, document, rendered


@pytest.fixture(scope="module")
def pages(manuel) -> list[str]:
    return page_texts(manuel[2].data)


@pytest.fixture(scope="module")
def tagged(manuel) -> TaggedPdf:
    return TaggedPdf(open_pdf(manuel[2].data))


class TestManual:
    """All on one manual, laid out by the first test: a minute, and another to check it, when it is whole."""

    def test_manuel_passes_pdf_ua_and_pdf_a(self, manuel, tmp_path):
        assert faults(manuel[2].data, tmp_path / "manuel.pdf") == []

    def test_manuel_is_under_its_weight_and_its_pages_are_counted(self, manuel, pages):
        assert len(pages) == manuel[2].pages == sum(piece.part.pages for piece in pieces_of(manuel[1]))
        assert len(manuel[2].data) / len(pages) <= MAX_BYTES_OF_A_PAGE

    def test_each_section_begins_on_its_announced_page(self, manuel, pages):
        texts, document, rendered = manuel
        sections_and_starts = list(zip(document.sections, rendered.starts, strict=True))
        for section, start in sections_and_starts[1:]:  # the cover has no title of its own
            title = squeezed(section.title).rpartition("·")[2][:18]  # its number stands beside it, between two lines
            assert title in squeezed(pages[start - 1]), section.title
        assert len(rendered.starts) > long_or(50, 100)
        assert len(texts.fiches) == Counter(m.title.startswith("Fiche ") for m in document.sections)[True]

    def test_page_number_beside_each_link_is_the_page_of_its_target(self, manuel):
        wrong, right = wrong_numbers(manuel[1], manuel[2])
        assert wrong == []
        assert right["reference"] > long_or(150, 1000)
        assert right["(en ligne)"] == 0  # the manual holds every text

    def test_page_references_read_from_the_drawn_text_are_right(self, manuel, pages):
        """The same, read from the drawn text by a program that knows nothing of links."""
        texts, document, rendered = manuel
        starts = starts_of(document, rendered)
        numbers = {f.numero: starts[absolute(f.get_absolute_url())] for f in texts.fiches}
        reference = re.compile(r"fiche (\d+)(?:, [^()]{5,90}?)? \(p\. ?(\d+) ?\)")
        assert len(reference.findall(pages[1])) == 1  # the example of how to use the manual, as true as the others
        references = reference.findall(" ".join(pages))
        assert len(references) > long_or(6, 100)
        assert [(n, p) for n, p in references if numbers[int(n)] != int(p)] == []
        first, last = starts[absolute("/manuel/#index")], starts[absolute("/manuel/#sources")] - 1
        index = " ".join(page_texts(rendered.data, "-raw", "-f", str(first), "-l", str(last)))
        entries = re.findall(r"fiche (\d+), p\. ?(\d+)", index)
        assert len(entries) > long_or(60, 400)
        assert [(n, p) for n, p in entries if numbers[int(n)] != int(p)] == []
        starts_by_name = {squeezed(e.nom): starts[absolute(e.get_absolute_url())] for e in texts.experiences}
        read_back = {
            name: set(re.findall(rf"(?:;|^|\D){re.escape(name)},p\.(\d+)", squeezed(index))) for name in starts_by_name
        }
        assert {name: p for name, p in read_back.items() if p and p != {str(starts_by_name[name])}} == {}
        assert sum(map(bool, read_back.values())) > long_or(3, 30)

    def test_contents_and_dividers_name_every_text_with_its_page(self, manuel, tagged):
        texts, document, rendered = manuel
        starts, titles = starts_of(document, rendered), [section.title for section in document.sections]
        parts = tagged.tree.elements
        contents = squeezed(tagged.text(parts[titles.index("Sommaire")]))
        for heading in texts.contents:
            assert squeezed(heading.title) in contents
            for entry in heading.entries:
                assert f"{starts[entry.url]}{squeezed(entry.label)}" in contents, entry
        for partie in texts.parties:
            divider = squeezed(tagged.text(parts[titles.index(f"Partie {partie.numero} · {partie.titre}")]))
            for fiche in partie.fiches:
                start = starts[absolute(fiche.get_absolute_url())]
                assert re.search(
                    rf"{start}{re.escape(squeezed(str(fiche)))}|{re.escape(squeezed(str(fiche)))},p\.{start}\b", divider
                )

    def test_each_page_but_the_cover_has_a_head_and_a_foot(self, manuel, pages):
        _, document, rendered = manuel
        ends = [*rendered.starts[1:], rendered.pages + 1]
        for section, start, end in zip(document.sections, rendered.starts, ends, strict=True):
            for number in range(start, end):
                page = squeezed(pages[number - 1])
                if section.running_heads is None:
                    assert f"{number}/{rendered.pages}" not in page
                    assert number == 1
                else:
                    assert page.startswith(squeezed(section.running_heads[0]))
                    assert (
                        squeezed(section.running_heads[1])[:30] in page[: len(squeezed("".join(section.running_heads)))]
                    )
                    assert page.endswith(f"{number}/{rendered.pages}")
                    assert squeezed(document.foot) in page

    def test_no_word_is_printed_outside_the_margins(self, manuel):
        external_url = [
            (number, word)
            for number, page in enumerate(words(manuel[2].data)[1:], 2)
            for left, top, right, bottom, word in page
            if left < 56 or right > 595.3 - 56 or top < 20 or bottom > 841.9 - 20
        ]
        assert external_url == []

    def test_bookmarks_nest_and_lead_to_each_section(self, manuel):
        _, document, rendered = manuel
        expected = [
            (m.level, m.title, start - 1)
            for m, start in zip(document.sections, rendered.starts, strict=True)
            if m.title
        ]
        assert bookmarks(open_pdf(rendered.data)) == expected
        assert Counter(level for level, *_ in expected)[2] > long_or(40, 100)

    def test_glossaire_words_lead_to_their_definition(self, manuel):
        pdf = open_pdf(manuel[2].data)
        ranks, starts = page_ranks(pdf), starts_of(manuel[1], manuel[2])
        glossaire = {page for url, page in starts.items() if "#mot-" in url}
        inner_links = [a for p in pdf.pages for a in p.get("/Annots", ()) if "/Dest" in a]
        to_glossaire = [a for a in inner_links if ranks[a.Dest[0].objgen] + 1 in glossaire and float(a.Dest[3]) < 800]
        assert len(to_glossaire) > long_or(20, 100)

    def test_manuel_has_the_tags_of_its_structure(self, manuel, tagged):
        assert structure_faults(tagged, len(manuel[1].sections)) == []

    def test_manuel_tags_lead_from_content_to_element_and_back(self, tagged):
        assert tagged.round_trip_faults() == []

    def test_running_heads_and_feet_are_not_read_aloud(self, manuel, tagged):
        kinds = Counter(artifact.kind for artifact in tagged.artifacts if artifact.text)
        assert kinds.pop("/Pagination") > 0  # heads of tables that go on
        assert kinds == dict.fromkeys(("/Pagination/Header", "/Pagination/Footer"), manuel[2].pages - 1)
        assert f" / {manuel[2].pages}" not in tagged.text(tagged.tree)
        assert manuel[1].foot not in tagged.text(tagged.tree)

    def test_manuel_fonts_are_ours_and_each_is_embedded_once(self, tagged):
        assert foreign_fonts(tagged.pdf) == []
        names = [str(o.BaseFont) for o in tagged.pdf.objects if _is_drawn(o)]
        assert Counter(names).most_common(1)[0][1] == 1

    def test_line_end_hyphens_are_not_read_aloud_and_others_are(self, manuel, tagged):
        read_aloud = tagged.text(tagged.tree)
        assert read_aloud.count("\u00ad") > long_or(40, 200)
        written = sum(NOT_PRINTED.sub("", section.html).count("-") for section in manuel[1].sections)
        assert read_aloud.count("-") == written


def _is_drawn(obj) -> bool:
    return hasattr(obj, "get") and obj.get("/Subtype") == "/CIDFontType2"
