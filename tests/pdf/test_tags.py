"""The tags and the fonts of an assembled document, read back from its bytes."""

import re

import pikepdf
import pytest

from dts_platform.pdf.parts import Piece
from dts_platform.text.markdown import render
from tests.pdf.reading import faults, foreign_fonts, open_pdf
from tests.pdf.rendering import assemble_pieces, part_from
from tests.pdf.samples import LONG, RICH, SHORT
from tests.pdf.tag_tree import TaggedPdf, squeezed, structure_faults


@pytest.fixture(scope="module")
def rich() -> tuple[bytes, TaggedPdf]:
    data = assemble_pieces(Piece(part_from(RICH)), Piece(part_from(RICH), running_heads=("a", "b"))).data
    return data, TaggedPdf(open_pdf(data))


class TestTags:
    def test_each_content_is_in_the_tag_tree_once_and_leads_back(self, rich):
        _, tagged = rich
        assert tagged.round_trip_faults() == []
        assert len(tagged.tree.elements) == 2
        assert len(tagged.pdf.pages) > 6
        assert len(tagged.tree.find("P")) > 2 * RICH.count("<p")  # a paragraph over two pages is two

    def test_tag_tree_has_the_structure_of_the_text(self, rich):
        assert structure_faults(rich[1], parts=2) == []

    def test_assembled_document_passes_both_norms(self, rich, tmp_path):
        assert faults(rich[0], tmp_path / "riche.pdf") == []

    def test_tagged_document_is_read_in_the_order_of_the_text(self):
        data = assemble_pieces(Piece(part_from(SHORT))).data
        tagged = TaggedPdf(open_pdf(data))
        read_back = "".join(tagged.contents[spot] for spot in tagged.tree.spots(without=("Lbl",)))
        written = re.sub(r"<[^>]*>", "", SHORT).replace("(p.\u00a0000)", "(en\u00a0ligne)")
        assert squeezed(read_back) == squeezed(written)

    def test_two_parts_share_no_tagged_content(self, rich):
        _, tagged = rich
        first, second = tagged.tree.elements
        assert not {page for page, _ in first.spots()} & {page for page, _ in second.spots()}
        assert squeezed(tagged.text(first)) == squeezed(tagged.text(second))

    def test_table_over_pages_is_one_table_whose_head_is_read_once(self, tmp_path):
        rows = "".join(f"<tr><th scope='row'>Ligne {n}</th><td>Case {n}</td></tr>" for n in range(90))
        head = "<thead><tr><th scope='col'>Quoi</th><th scope='col'>Combien</th></tr></thead>"
        before = "<table><tbody><tr><td>Une autre table</td></tr></tbody></table>"
        data = assemble_pieces(Piece(part_from(f"<h1>T</h1>{before}<table>{head}<tbody>{rows}</tbody></table>"))).data
        tagged = TaggedPdf(open_pdf(data))
        assert len(tagged.pdf.pages) > 2
        _, table = tagged.tree.find("Table")
        assert [(group.kind, len(group.elements)) for group in table.elements] == [("THead", 1), ("TBody", 90)]
        assert squeezed(tagged.text(table)).count("Combien") == 1
        repeated = [squeezed(a.text) for a in tagged.artifacts if a.kind == "/Pagination"]
        assert repeated == ["Quoi", "Combien"] * (len(tagged.pdf.pages) - 1)
        assert tagged.round_trip_faults() == structure_faults(tagged, parts=1) == []
        assert faults(data, tmp_path / "table.pdf") == []

    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("- un\n\n  deux\n\n  - sous\n", "un deux sous"),
            ("- un\n\n  - sous\n\n  deux\n", "un sous deux"),
            ("- un\n  - sous\n  - dessous\n- deux\n", "un sous dessous deux"),
            ("- un\n\n  > cité\n\n  - sous\n\n  deux\n\n  - autre\n\n  trois\n", "un cité sous deux autre trois"),
            ("1. un\n   - sous\n     - plus bas\n2. deux\n", "un sous plusbas deux"),
            ("- un\n\n  | A |\n  |---|\n  | case |\n\n  - sous\n", "un A case sous"),
        ],
    )
    def test_lists_in_lists_are_read_in_their_order(self, tmp_path, text, read):
        data = assemble_pieces(Piece(part_from(f"<h1>T</h1>{render(text)}"))).data
        tagged = TaggedPdf(open_pdf(data))
        aloud = "".join(tagged.contents[spot] for spot in tagged.tree.spots(without=("Lbl",)))
        assert squeezed(aloud) == "T" + read.replace(" ", "")
        assert tagged.round_trip_faults() == structure_faults(tagged, parts=1) == []
        assert faults(data, tmp_path / "listes.pdf") == []

    def test_table_that_is_a_head_alone_has_a_body(self, tmp_path):
        data = assemble_pieces(Piece(part_from(f"<h1>T</h1>{render('| A | B |' + chr(10) + '|---|---|')}"))).data
        assert faults(data, tmp_path / "table.pdf") == []
        (table,) = TaggedPdf(open_pdf(data)).tree.find("Table")
        assert [group.kind for group in table.elements] == ["TBody"]

    def test_head_with_a_link_is_read_on_each_page_that_shows_it(self, tmp_path):
        rows = "<tr><td>Une case</td></tr>" * 90
        head = "<thead><tr><th><a href='https://exemple.fr/'>Quoi</a></th></tr></thead>"
        data = assemble_pieces(Piece(part_from(f"<h1>T</h1><table>{head}<tbody>{rows}</tbody></table>"))).data
        tagged = TaggedPdf(open_pdf(data))
        (table,) = tagged.tree.find("Table")
        assert len(tagged.tree.find("Link")) == len(tagged.pdf.pages) > 1
        assert tagged.round_trip_faults() == []
        assert faults(data, tmp_path / "table.pdf") == []


class TestLetters:
    def test_assembled_fonts_are_ours_and_shared(self, rich):
        pdf = rich[1].pdf
        assert foreign_fonts(pdf) == []
        programs = [f.FontDescriptor.FontFile2.objgen for f in pdf.objects if _is_drawn(f)]
        assert len(programs) == len(set(programs)) <= 6

    @pytest.mark.parametrize("signs", ["☐ ✓ → ≥ ½", "Ÿ Œ œ € …", "« à » – — ’ “ ”", "a−b × c ÷ d"])
    def test_french_signs_are_in_our_fonts(self, signs):
        data = assemble_pieces(Piece(part_from(f"<h1>{signs}</h1><p>{signs} <em>{signs}</em></p>"))).data
        assert foreign_fonts(open_pdf(data)) == []

    def test_line_end_hyphen_is_not_read_aloud(self):
        data = assemble_pieces(Piece(part_from(f'<h1>T</h1><p style="width: 30mm">{LONG} Porte-à-porte.</p>'))).data
        tagged = TaggedPdf(open_pdf(data))
        read_back = tagged.text(tagged.tree)
        assert read_back.count("\u00ad") >= 2
        assert "\u2010" not in read_back
        assert squeezed(read_back) == squeezed(f"T{LONG}Porte-à-porte.")

    def test_words_of_two_lines_are_read_apart(self):
        """A reader of tags alone, that knows nothing of lines, still hears words."""
        data = assemble_pieces(Piece(part_from(f'<h1>T</h1><p style="width: 60mm; hyphens: none">{LONG * 3}</p>'))).data
        tagged = TaggedPdf(open_pdf(data))
        (paragraph,) = tagged.tree.find("P")
        assert tagged.text(paragraph).split() == (LONG * 3).split()


def _is_drawn(obj) -> bool:
    return isinstance(obj, pikepdf.Dictionary) and obj.get("/Subtype") == "/CIDFontType2"
