"""What assembly adds: running heads, feet, bookmarks, links inside."""

import re

import pytest

from dts_platform.pdf.parts import Piece
from tests.pdf.reading import bookmarks, open_pdf, page_ranks, page_texts, words
from tests.pdf.rendering import assemble_pieces, part_from
from tests.pdf.samples import SITE, chapter
from tests.pdf.tag_tree import TaggedPdf


class TestFurniture:
    def test_running_heads_and_feet_are_printed_and_not_read_aloud(self):
        rendered = assemble_pieces(chapter("seul", 2), chapter("a", 2, running_heads=("À gauche", "À droite")))
        pages = page_texts(rendered.data)
        assert [("À gauche" in page, "À droite" in page, "Pied" in page) for page in pages] == [
            (False,) * 3,
            (False,) * 3,
            (True,) * 3,
            (True,) * 3,
        ]
        assert [re.findall(r"(\d+) ?/ ?4$", page) for page in pages] == [[], [], ["3"], ["4"]]
        tagged = TaggedPdf(open_pdf(rendered.data))
        assert {a.text for a in tagged.artifacts if a.kind.startswith("/Pagination")} == {
            "À gaucheÀ droite",
            "Pied3 / 4",
            "Pied4 / 4",
        }
        assert "À gauche" not in tagged.text(tagged.tree)

    @pytest.mark.parametrize("title", ["T" * 300, "mot " * 90, "œuvre·" * 80, ""])
    def test_running_head_too_long_is_cut_before_the_other(self, title):
        page = words(
            assemble_pieces(chapter("a", running_heads=("Partie 2 · Une partie au nom plutôt long", title))).data
        )[0]
        head = [word for word in page if word[1] < 50]
        assert all(word[0] > 50 and word[2] < 595.3 - 50 for word in head)
        assert all(b[0] >= a[2] for a, b in zip(sorted(head), sorted(head)[1:], strict=False))
        assert any("…" in word[4] for word in head) == bool(title)

    def test_bookmarks_nest_and_lead_to_their_pages(self):
        detail = part_from(f"<h1>D</h1><h2>Un</h2><h3>Un bis</h3>{'<p>x</p>' * 90}<h2>Deux</h2>")
        rendered = assemble_pieces(
            chapter("a", 2), chapter("b", level=2), Piece(detail, "Détail", 2, True), Piece(detail), chapter("c")
        )
        expected = [(1, "Chapitre a", 0), (2, "Chapitre b", 2), (2, "Détail", 3), (2, "D", 3), (3, "Un", 3)]
        expected += [(3, "Deux", 2 + detail.pages), (1, "Chapitre c", 3 + 2 * detail.pages)]
        assert bookmarks(open_pdf(rendered.data)) == expected

    def test_link_to_an_assembled_target_leads_inside(self):
        here = chapter(
            "ici", body=f'<p><a href="{SITE}loin#la">loin</a> <a href="#note">note</a></p><p id="note">n</p>'
        )
        far = chapter("loin", 3, answers_for={f"{SITE}loin#la": "la"})
        target = Piece(
            part_from('<h1>L</h1><p style="break-before: page" id="la">là</p>'), answers_for={f"{SITE}loin#la": "la"}
        )
        for pieces, page in (((here, far), 1), ((here, target, far), 2)):
            pdf = open_pdf(assemble_pieces(*pieces).data)
            ranks = page_ranks(pdf)
            assert [ranks[a.Dest[0].objgen] for a in pdf.pages[0].Annots] == [page, 0]
