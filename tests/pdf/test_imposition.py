"""Sheets in the order that folding wants."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.pdf.imposition import impose, order
from dts_platform.pdf.parts import Piece
from tests.pdf.reading import open_pdf, words
from tests.pdf.rendering import assemble_pieces, part_from


class TestFolding:
    @given(st.integers(1, 400))
    def test_folded_sheets_read_in_order_with_blanks_at_the_end(self, pages):
        faces = order(pages)
        assert len(faces) == 2 * -(-pages // 4)
        sheets = list(zip(faces[::2], faces[1::2], strict=True))
        read_order = [page for recto, verso in sheets for page in (recto[1], verso[0])]
        read_order += [page for recto, verso in reversed(sheets) for page in (verso[1], recto[0])]
        assert read_order == [*range(pages), *[-1] * (len(read_order) - pages)]

    @pytest.mark.parametrize("pages", [1, 4, 5, 8, 9])
    def test_imposed_sheets_are_landscape_a4_and_show_each_page_once(self, pages):
        body = "".join(f'<p style="break-before: page">numero{n}</p>' for n in range(1, pages))
        document = assemble_pieces(
            Piece(part_from(f"<h1>Essai</h1><p>numero0</p>{body}"), running_heads=("Tête", "Titre"))
        )
        data = impose(document.data)
        assert impose(document.data) == data
        folded = open_pdf(data)
        assert folded.check_pdf_syntax() == []
        assert {tuple(map(float, sheet.mediabox)) for sheet in folded.pages} == {(0, 0, 841.89, 595.276)}
        seen = []
        for sheet in words(data):
            numbers = [(left > 841.89 / 2, int(word[6:])) for left, *_, word in sheet if word.startswith("numero")]
            sides = dict(numbers)
            assert len(sides) == len(numbers)
            seen.append((sides.get(False, -1), sides.get(True, -1)))
        assert seen == order(pages)
        assert str(folded.docinfo["/Title"]) == "Essai"
