"""The page numbers that assembly prints beside links, on small texts of the tests. No database."""

import re

from dts_platform.pdf.parts import Piece
from tests.pdf.reading import open_pdf, page_texts, words
from tests.pdf.rendering import assemble_pieces, part_from
from tests.pdf.samples import SITE, chapter, link


class TestNumbers:
    def test_forty_page_references_print_right_numbers(self):
        names = [f"c{n}" for n in range(40)]
        references = "".join(f"<li>{link(name)} et {link(name, 'number', '000')}</li>" for name in names)
        contents = Piece(part_from(f"<h1>Sommaire</h1><ul>{references}</ul>"))
        rendered = assemble_pieces(contents, *(chapter(name, 1 + rank % 3) for rank, name in enumerate(names)))
        pages = page_texts(rendered.data)
        read_back = re.findall(r"vers (c\d+) \(p\. (\d+)\) et vers c\d+ (\d+)", " ".join(pages[: contents.part.pages]))
        assert [name for name, *_ in read_back] == names
        assert [(name, first, other) for name, first, other in read_back if first != other] == []
        assert {name: f"Chapitre {name}." in pages[int(page) - 1] for name, page, _ in read_back} == dict.fromkeys(
            names, True
        )
        assert len(pages) == rendered.pages
        assert [int(page) for _, page, _ in read_back] == list(rendered.starts[1:])

    def test_anchor_has_the_page_where_its_text_begins(self):
        part = part_from(f'<h1>T</h1><section id="long">{"<p>ligne</p>" * 120}</section><p id="fin">fin</p>')
        assert part.pages > 2
        assert part.anchors["fin"][0] == part.pages - 1
        assert 0 < part.anchors["fin"][1] < 842
        before_it = Piece(part_from(f"<h1>S</h1><p>{link('x#fin')}</p>"))
        target_piece = Piece(part, answers_for={f"{SITE}x": "", f"{SITE}x#fin": "fin"})
        assert f"vers x#fin (p. {1 + part.pages})" in page_texts(assemble_pieces(before_it, target_piece).data)[0]

    def test_reference_to_a_missing_target_says_online_and_links_there(self):
        piece = Piece(
            part_from(f"<h1>S</h1><p>{link('la')}</p><p>{link('absent')}, {link('absent', 'number', '000')}.</p>")
        )
        data = assemble_pieces(piece, chapter("la")).data
        read_back = page_texts(data)[0]
        assert "vers la (p. 2)" in read_back
        assert "vers absent (en ligne), vers absent –." in read_back
        assert "000" not in read_back
        pdf = open_pdf(data)
        annotations = list(pdf.pages[0].Annots)
        assert ["/Dest" in a for a in annotations] == [True, False, False]
        assert {str(a.A.URI) for a in annotations[1:]} == {f"{SITE}absent"}

    def test_reference_answered_by_two_pieces_leads_to_the_first(self):
        piece = Piece(part_from(f"<h1>S</h1><p>{link('deux')}</p>"))
        assert "(p. 2)" in page_texts(assemble_pieces(piece, chapter("deux"), chapter("deux")).data)[0]

    def test_number_wider_than_its_slot_is_narrowed(self):
        narrow = Piece(part_from(f"<h1>S</h1><p>{link('la', 'number', '0')}<b>fin</b></p>"))
        wide = Piece(part_from(f"<h1>S</h1><p>{link('la', 'number', '000')}<b>fin</b></p>"))
        in_front = [chapter(f"c{n}") for n in range(12)]
        firsts = []
        for piece in (narrow, wide):
            page = words(assemble_pieces(piece, *in_front, chapter("la")).data)[0]
            (glued,) = [m for m in page if m[4].startswith(("14", "fin"))][:1]
            firsts.append(glued)
        assert firsts[0][4].startswith("14")
        free = next(m for m in words(assemble_pieces(wide, *in_front, chapter("la")).data)[0] if "14" in m[4])
        assert firsts[0][2] - firsts[0][0] < free[2] - free[0]
