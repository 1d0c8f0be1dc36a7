"""A part laid out is kept as it was, and follows its style sheets."""

import re

import pytest

from dts_platform.pdf.layout.engine import MAX_PAGES, lay_out
from dts_platform.pdf.parts import LayoutFailed, Part, Piece
from dts_platform.text.markdown import render
from fiches.documents.parts import STATIC_FOLDER
from fiches.documents.printing import STYLESHEETS, Document, Section
from tests.pdf import rendering
from tests.pdf.reading import faults, page_texts
from tests.pdf.rendering import assemble_pieces, page_html, part_from
from tests.pdf.samples import RICH


def test_part_dumped_and_loaded_is_unchanged():
    part = part_from(RICH)
    assert Part.load(part.dump()) == part
    assert Part.load(part.dump()).dump() == part.dump()
    for damaged in (b"", b"{}", part.dump()[:40], part.data, b"{}\n%PDF-"):
        with pytest.raises((ValueError, KeyError)):
            Part.load(damaged)


def test_part_kept_for_another_run_is_read_again_until_its_text_or_the_engine_changes(monkeypatch, tmp_path):
    made = []
    monkeypatch.setattr(rendering, "KEPT_PARTS", tmp_path / "parts")
    monkeypatch.setattr(rendering, "LONG", False)
    monkeypatch.setattr(rendering, "lay_out", lambda html, *_: made.append(html) or Part(b"%PDF-" + html.encode(), 1))

    def another_run(*texts: str) -> list[bytes]:
        monkeypatch.setattr(rendering, "_LAID_OUT", {})
        document = Document("T", None, [Section(text) for text in texts], [])
        return [piece.part.data for piece in rendering.pieces_of(document)]

    assert another_run("un") == another_run("un") == [b"%PDF-un"]
    assert made == ["un"]
    assert another_run("un", "deux") == [b"%PDF-un", b"%PDF-deux"]
    assert made == ["un", "deux"]
    for damaged in (tmp_path / "parts").rglob("*.part"):
        damaged.write_bytes(b"{}")
    assert another_run("un") == [b"%PDF-un"]
    assert made == ["un", "deux", "un"]
    monkeypatch.setattr(rendering, "layout_digest", lambda: "another engine")
    monkeypatch.setattr(rendering, "key_of", lambda section: f"another engine {section.html}")
    assert another_run("un") == [b"%PDF-un"]
    assert made == ["un", "deux", "un", "un"]
    assert len(list((tmp_path / "parts").iterdir())) == 1
    monkeypatch.setattr(rendering, "LONG", True)
    assert another_run("un") == [b"%PDF-un"]
    assert made == ["un", "deux", "un", "un", "un"]


def test_part_under_style_sheets_has_other_margins():
    assert (
        lay_out(page_html("<h1>T</h1>"), STYLESHEETS, STATIC_FOLDER).margins
        != lay_out(page_html("<h1>T</h1>"), [], STATIC_FOLDER).margins
    )


def test_text_of_too_many_pages_is_refused():
    with pytest.raises(LayoutFailed, match=f"ferait {MAX_PAGES + 1} pages ; un texte en a {MAX_PAGES} au plus"):
        lay_out(page_html('<p style="break-after: page">x</p>' * MAX_PAGES + "<p>x</p>"), [], STATIC_FOLDER)


HEADER = "<thead><tr><th>Colonne de gauche</th><th>Colonne de droite</th></tr></thead>"


def rows(*cells: str) -> str:
    return "".join(f"<tr><td>Rang</td><td>{cell}</td></tr>" for cell in cells)


@pytest.mark.parametrize("before", range(4))
def test_head_of_rows_never_ends_a_page(before):
    rows = [f"| **Groupe {n}** | |\n| Ligne | a |\n| Ligne | b |" for n in range(40)]
    table = render("\n".join(["| A | B |", "|---|---|", *["| Avant | x |"] * before, *rows]))
    part = lay_out(page_html(f"<h1>T</h1><p>Mot.</p>{table}"), STYLESHEETS, STATIC_FOLDER)
    pages = page_texts(part.data)
    assert len(pages) > 2
    assert [page for page in pages if re.search(r"Groupe \d+\s*$", page.strip())] == []


@pytest.mark.parametrize("short_rows", [0, 2, 12])
def test_cell_taller_than_a_page_leaves_no_page_nearly_empty_and_its_header_is_repeated(short_rows):
    tall = [f"mot{rank}" for rank in range(1500)]
    cells = [*["court"] * short_rows, " ".join(tall), *["court"] * short_rows]
    body = f"<article><h1>Titre</h1><p>Avant.</p><h2>Tableau</h2><table>{HEADER}<tbody>{rows(*cells)}</tbody></table></article>"
    pages = page_texts(part_from(body).data, "-raw")
    held = [[word for word in page.split() if word.startswith("mot")] for page in pages]
    assert sum(held, []) == tall
    assert all("Colonne de gauche" in page for page, found in zip(pages, held, strict=True) if found)
    assert "mot0" in held[0]
    assert all(len(found) > 300 for found in held[1:-2])
    assert len(pages) <= 5


@pytest.mark.parametrize("words", [300, 700, 1500])
@pytest.mark.parametrize("body", ["", rows("court", "court")])
def test_head_that_no_page_has_room_for_is_on_paper_as_the_first_row_of_its_table(tmp_path, words, body):
    said = [f"mot{rank}" for rank in range(words)]
    head = f"<thead><tr><th>Rang</th><th>{' '.join(said)}</th></tr></thead>"
    data = assemble_pieces(Piece(part_from(f"<h1>T</h1><table>{head}<tbody>{body}</tbody></table>"))).data
    shown = " ".join(page_texts(data, "-raw")).split()
    assert set(said) - set(shown) == set()
    assert shown.count("court") == body.count("court")
    assert faults(data, tmp_path / "tete.pdf") == []


@pytest.mark.parametrize(("count", "pages"), [(36, 1), (37, 2), (40, 2)])
def test_what_a_text_says_of_itself_is_never_alone_on_its_last_page(count, pages):
    """Its code and its address took a page of their own in one text of ten."""
    state = (
        '<div class="text-state"><div class="state-code"></div><p>Cette page en ligne.</p><p>Texte du jour.</p></div>'
    )
    lines = "".join(f"<li>ligne {rank}</li>" for rank in range(count))
    made = page_texts(assemble_pieces(Piece(part_from(f"<section><ul>{lines}</ul></section>{state}"))).data)
    assert len(made) == pages
    assert "Cette page en ligne." in made[-1]
    assert f"ligne {count - 1}" in made[-1]


def test_other_names_of_a_principle_are_never_alone_on_a_last_page():
    """One line had a page of its own in the manual, twice: whatever comes before, the last of its points goes with it."""
    points = "".join(f"<div><dt>Point {rank}</dt><dd><p>Un mot.</p></dd></div>" for rank in range(3))
    cut = []
    for height in range(206, 222, 2):  # millimetres before the points: some of these leave the line no room on the page
        text = (
            f'<div style="height: {height}mm">Avant.</div><section><dl class="points">{points}</dl></section>'
            '<p class="alias">On dit aussi : essai.</p>'
        )
        last = page_texts(assemble_pieces(Piece(part_from(text))).data)[-1]
        assert "On dit aussi" in last
        cut += [] if "Point 2" in last else [height]
    assert cut == []


@pytest.mark.parametrize("number", range(6))
def test_address_that_a_page_prints_is_never_hyphenated(number):
    address = f"https://ressources.exemple.fr/fiches/{'a' * number}-cooperation-economique-solidaire-territoriale/"
    body = (
        f'<div class="text-state"><p><strong>Cette page en ligne :</strong> <a href="{address}">{address}</a></p></div>'
    )
    (page,) = page_texts(part_from(f"<article><h1>T</h1><p>Mot.</p>{body}</article>").data, "-raw")
    assert address in "".join(page.split())
