"""Hostile texts in every place of a document: nothing stops it, every sign is drawn, both norms hold, whatever the machine."""

import os
import re
import subprocess
import sys
from collections import Counter
from html import escape
from pathlib import Path

import pikepdf
import pytest

from dts_platform.pdf import assembly
from dts_platform.pdf.assembly import assemble
from dts_platform.pdf.fonts import Face
from dts_platform.pdf.layout import engine
from dts_platform.pdf.layout.engine import lay_out
from dts_platform.pdf.parts import DocumentInfo, Part, PartsRefused, Piece
from fiches.documents.parts import STATIC_FOLDER
from fiches.documents.printing import STYLESHEETS
from tests.long import LONG
from tests.pdf.hostile import BLOCKS, HOSTILE, SEQUENCES
from tests.pdf.reading import faults, open_pdf, page_texts, words
from tests.pdf.rendering import FONTS, INFO, assemble_pieces, page_html, part_from

SAMPLE = [*SEQUENCES, *list(BLOCKS)[:: 1 if LONG else 40]]
PER_PART = 20


def body(text: str) -> str:
    safe = escape(text)
    return (
        f"<h1>T {safe}</h1><p>Un {safe} texte <strong>{safe}</strong> <em>{safe}</em>.</p>"
        f"<table><tr><th>{safe}</th><td>x {safe}</td></tr></table><ul><li>{safe}</li></ul>"
    )


def hostile_part(texts: list[str]) -> Part:
    return lay_out(page_html("".join(map(body, texts))), STYLESHEETS, STATIC_FOLDER)


def glyphs_shown(form: pikepdf.Object) -> list[int]:
    """The glyph numbers that a drawing of furniture shows."""
    shown = [bytes(operands[0]) for operands, operator in pikepdf.parse_content_stream(form) if str(operator) == "Tj"]
    return [int.from_bytes(text[at : at + 2], "big") for text in shown for at in range(0, len(text), 2)]


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    """One document of them all: in titles, paragraphs, tables, heads, foot, bookmarks, metadata."""
    groups = [[HOSTILE[name] for name in SAMPLE[at : at + PER_PART]] for at in range(0, len(SAMPLE), PER_PART)]
    pieces = [
        Piece(hostile_part(group), "; ".join(group), running_heads=(group[0][:20], group[-1])) for group in groups
    ]
    everything = " ".join(SEQUENCES.values())
    return assemble(pieces, DocumentInfo(everything, "Nous", everything, INFO.date, f"Pied {everything[:60]}"), FONTS)


def test_hostile_texts_are_laid_out_in_one_go_with_every_sign_drawn(monkeypatch):
    seen = []
    write = engine._write

    def spy(*args):
        written = write(*args)
        seen.append(written[2])
        return written

    monkeypatch.setattr(engine, "_write", spy)
    hostile_part([HOSTILE[name] for name in SAMPLE[::3]])
    assert seen == [frozenset()]


def test_document_of_hostile_texts_holds_to_both_norms(document, tmp_path):
    assert faults(document.data, tmp_path / "hostile.pdf") == []


def test_heads_and_feet_of_hostile_texts_show_no_empty_box(document):
    for page in open_pdf(document.data).pages:
        for key in (assembly.HEAD_KEY, assembly.FOOT_KEY):
            form = page.Resources.XObject[key]
            assert all(glyphs_shown(form)), key
            assert set(form.Resources.Font.keys()) >= {assembly.FONT_KEY}


def test_signs_beyond_ours_are_read_back_from_body_and_heads():
    part = lay_out(page_html("<h1>Bravo ✅ Привет</h1><p>Nguyễn √2 漢</p>"), STYLESHEETS, STATIC_FOLDER)
    (page,) = page_texts(assemble_pieces(Piece(part, running_heads=("Ωμέγα", "Fin ✅ 漢 🎉"))).data)
    for sign in ("Bravo ✅ Привет", "Nguyễn √2 \ufffd", "Ωμέγα", "Fin ✅ \ufffd 🎉"):
        assert sign in page


def test_ordinary_text_holds_our_faces_alone():
    assert set(part_from("<h1>Été</h1><p>Cœur</p>").to_unicode_maps) == {"Territoires-Sans", "Territoires-Serif-Bold"}


@pytest.mark.parametrize("fonts_of_machine", ["none", "its own"])
def test_fonts_of_the_machine_change_nothing(tmp_path, fonts_of_machine):
    """A process that sees no font at all, and one that sees those of this machine, write the same bytes."""
    program = (
        "import sys; from pathlib import Path; from dts_platform.pdf.layout.engine import lay_out\n"
        "html = '<html lang=fr><title>x</title><body><h1>É ✅ 漢 Ω</h1><p>Nguyễn</p></body></html>'\n"
        "sheets = ('css/tokens.css', 'css/print.css')\n"
        "sys.stdout.buffer.write(lay_out(html, sheets, Path('static')).data)"
    )
    empty = tmp_path / "fonts.conf"
    empty.write_text("<fontconfig></fontconfig>")
    environment = os.environ | ({"FONTCONFIG_FILE": str(empty)} if fonts_of_machine == "none" else {})
    root = Path(__file__).parents[2]
    process = subprocess.run(
        [sys.executable, "-c", program], cwd=root, env=environment, capture_output=True, timeout=60, check=True
    )
    html = "<html lang=fr><title>x</title><body><h1>É ✅ 漢 Ω</h1><p>Nguyễn</p></body></html>"
    assert process.stdout == lay_out(html, STYLESHEETS, STATIC_FOLDER).data


def test_face_that_cannot_be_shared_leaves_each_part_its_own(monkeypatch, tmp_path):
    read = Face.read

    def refuse(name, *args):
        if name == "Territoires-Serif-Bold":
            raise ValueError("no such glyph")
        return read(name, *args)

    monkeypatch.setattr(Face, "read", refuse)
    rendered = assemble_pieces(Piece(part_from("<h1>Un</h1>")), Piece(part_from("<h1>Deux</h1>")))
    assert [page.strip() for page in page_texts(rendered.data)] == ["Un", "Deux"]
    assert faults(rendered.data, tmp_path / "faces.pdf") == []


def test_part_that_cannot_be_joined_is_named():
    whole = part_from("<h1>Un</h1>")
    pieces = [Piece(whole), Piece(Part(b"%PDF-1.7\nnot one", 1)), Piece(whole)]
    with pytest.raises(PartsRefused) as refusal:
        assemble_pieces(*pieces)
    assert refusal.value.ranks == (1,)


LONG_WORD = "anticonstitutionnellement" * 6
WIDE = {
    "twelve columns": f"<table><tr>{'<th>Une colonne</th>' * 12}</tr><tr>{'<td>coopération intercommunale</td>' * 12}</tr></table>",
    "thirty columns": f"<table><tr>{'<td>mot</td>' * 30}</tr></table>",
    "a long word in a cell": f"<table><tr><td>{LONG_WORD}</td><td>x</td></tr></table>",
    "code in a cell": f"<table><tr><td><code>{'0123456789' * 16}</code></td><td>x</td></tr></table>",
    "a block of code": f"<pre><code>{'0123456789' * 16}</code></pre>",
    "a long word in a heading": f"<h2>{LONG_WORD}</h2><h3>{LONG_WORD}</h3>",
    "a long word in a list": f"<ul><li>{LONG_WORD}</li></ul><blockquote><p>{LONG_WORD}</p></blockquote>",
    "a long word on a cover": f'<section class="cover"><h1>{LONG_WORD}</h1><p class="cover-subtitle">{LONG_WORD}</p></section>',
    "an address": f'<p><a href="https://exemple.fr/{LONG_WORD}">https://exemple.fr/{LONG_WORD}</a></p>',
}


@pytest.mark.parametrize("html", WIDE.values(), ids=WIDE)
def test_wide_content_stays_on_the_paper_and_whole(html):
    pages = words(part_from(f"<h1>Large</h1>{html}").data)
    assert all(word[0] > 20 and word[2] < 595.3 - 20 for page in pages for word in page)
    printed = Counter(sign for page in pages for word in page for sign in word[4] if sign.isalnum())
    written = Counter(sign for sign in re.sub("<[^>]*>", "", html) + "Large" if sign.isalnum())
    assert printed == written
