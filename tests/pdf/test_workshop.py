"""The process where documents are made: what a hostile text can do to it, and what it cannot do to the others."""

import os
import re
import signal
import subprocess
import sys
from types import SimpleNamespace

import pikepdf
import pytest

from dts_platform.pdf import workshop as workshop_module
from dts_platform.pdf.layout.engine import lay_out
from dts_platform.pdf.parts import LayoutFailed, Piece
from dts_platform.pdf.workshop import Workshop
from fiches.documents.parts import STATIC_FOLDER
from tests.deadlines import deadline, join_threads, start_threads
from tests.pdf.reading import open_pdf, page_texts
from tests.pdf.rendering import FONTS, INFO, assemble_pieces, page_html

__all__ = ["deadline"]  # fixture

pytestmark = pytest.mark.usefixtures("deadline")

CPU_SECONDS = 3


def dictionaries(data: bytes) -> list[pikepdf.Object]:
    return [o for o in open_pdf(data).objects if isinstance(o, pikepdf.Dictionary | pikepdf.Stream)]


@pytest.fixture(scope="module")
def workshop():
    workshop = Workshop(cpu_seconds=CPU_SECONDS)
    yield workshop
    workshop.close()


def lay_out_body(workshop: Workshop, body: str):
    return workshop.lay_out(page_html(body), [], STATIC_FOLDER)


@pytest.mark.parametrize(
    "body",
    [
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="/etc/passwd" alt="x">',
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<img src="//127.0.0.1:9/x.png" alt="x">',
        '<img src="projet:../dts_platform/settings.py" alt="x">',
        '<img src="projet:/etc/passwd" alt="x">',
        '<img src="projet:" alt="x">',
        '<img src="PROJET:css/print.css" alt="x">',
        '<img src="ftp://127.0.0.1/x" alt="x">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        '<style>@import url("file:///etc/passwd");</style>',
        '<style>@font-face { font-family: x; src: url("file:///etc/passwd") } p { font-family: x }</style>',
        '<p style="background: url(file:///etc/passwd)">x</p>',
        '<object data="file:///etc/passwd"></object>',
        '<embed src="file:///etc/passwd">',
        '<svg viewBox="0 0 9 9"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
        '<svg viewBox="0 0 9 9"><use href="file:///etc/passwd#x"/></svg>',
        "<img alt=x src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>"
        "<image href='file:///etc/passwd' width='9' height='9'/></svg>\">",
    ],
)
def test_text_asking_for_a_file_or_the_network_is_refused_or_gets_nothing(body):
    try:
        part = lay_out(page_html(f"<h1>T</h1><p>texte</p>{body}"), [], STATIC_FOLDER)
    except LayoutFailed as error:
        refusal, read_back = str(error), ""
    else:
        refusal, read_back = "", page_texts(part.data)[0]
        assert not any("/EmbeddedFile" in str(obj.get("/Type", "")) for obj in dictionaries(part.data))
    assert re.match("Le texte demande un fichier qu’il ne peut pas lire : (adresse|fichier) refusée? : ", refusal) or (
        read_back in ("T texte", "T texte x")
    )


@pytest.mark.parametrize(
    "body", ['<img src="file:///etc/passwd" alt="x">', '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">']
)
def test_refusal_of_the_child_process_is_raised_here(workshop, body):
    with pytest.raises(LayoutFailed, match="qu’il ne peut pas lire : adresse refusée"):
        lay_out_body(workshop, body)


def nested_drawing(depth: int) -> str:
    """A drawing where each level uses ten times the one below."""
    levels = "".join(f'<g id="n{n}">{f"<use href=#n{n - 1} xlink:href=#n{n - 1} />" * 10}</g>' for n in range(1, depth))
    defs = '<g id="n0"><rect width="1" height="1"/></g>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"><defs>{defs}{levels}</defs>'
    return f'{svg}<use href="#n{depth - 1}" xlink:href="#n{depth - 1}"/></svg>'


BOMBS = {
    "colspan": '<table><tr><td colspan="1000000">x</td></tr></table>',
    "divs": "<div>" * 5000,
    "flex": '<div style="display:flex">' * 25 + "x",
    "svg": nested_drawing(9),
    "rows": "<table>" + "<tr><td>a</td><td>b</td></tr>" * 8000 + "</table>",
    "pages": '<p style="break-after: page">x</p>' * 100,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_bomb_is_refused_and_the_next_text_is_made(workshop, bomb):
    with pytest.raises(LayoutFailed) as ended:
        lay_out_body(workshop, f"<h1>T</h1>{bomb}")
    assert str(ended.value).startswith(("Le texte ", "La mise en page a dépassé ses limites"))
    assert page_texts(lay_out_body(workshop, "<h1>Après</h1>").data) == ["Après"]


def test_text_taking_all_memory_is_refused_and_the_next_is_made():
    workshop = Workshop(cpu_seconds=20, memory_bytes=400 * 1024**2)
    try:
        with pytest.raises(LayoutFailed):
            lay_out_body(workshop, "mot " * 15_000_000)
        assert page_texts(lay_out_body(workshop, "<h1>Après</h1>").data) == ["Après"]
    finally:
        workshop.close()


CHATTY_WORKER = """
import os, sys
from dts_platform.pdf import worker
def lay_out(request, html):
    print('{"sizes": [0]}', flush=True)
    os.write(1, b'{"sizes": [0]}\\n')
    os.system("echo chatter")
    return quiet(request, html)
quiet, worker.JOBS["lay_out"] = worker.JOBS["lay_out"], lay_out
sys.exit(worker.main())
"""


def test_worker_whose_library_prints_still_answers(monkeypatch):
    def launch(command, **options):
        return subprocess.Popen([sys.executable, "-c", CHATTY_WORKER], **options)

    monkeypatch.setattr(workshop_module, "subprocess", SimpleNamespace(**{**vars(subprocess), "Popen": launch}))
    workshop = Workshop()
    try:
        assert page_texts(lay_out_body(workshop, "<h1>Un</h1>").data) == ["Un"]
        assert page_texts(lay_out_body(workshop, "<h1>Deux</h1>").data) == ["Deux"]
    finally:
        workshop.close()


@pytest.mark.parametrize("signum", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_workshop_whose_process_died_starts_again(workshop, signum):
    lay_out_body(workshop, "<h1>Avant</h1>")
    dead = workshop._process.pid
    os.kill(dead, signum)
    os.waitid(os.P_PID, dead, os.WEXITED | os.WNOWAIT)  # dead, and nobody has looked yet
    assert page_texts(lay_out_body(workshop, "<h1>Après</h1>").data) == ["Après"]
    assert workshop._process.pid != dead


def test_workshop_after_a_refusal_keeps_its_process(workshop):
    lay_out_body(workshop, "<h1>Un</h1>")
    pid = workshop._process.pid
    with pytest.raises(LayoutFailed):
        lay_out_body(workshop, '<img src="file:///x" alt="x">')  # refused: nothing broke
    lay_out_body(workshop, "<h1>Deux</h1>")
    assert workshop._process.pid == pid


def test_workshop_output_is_that_of_this_process(workshop):
    body = "<h1>Le même</h1><p>texte</p>"
    part = lay_out_body(workshop, body)
    assert part.dump() == lay_out(page_html(body), [], STATIC_FOLDER).dump()
    piece = Piece(part, "Titre", 1, True, ("À gauche", "À droite"), {"https://a.fr/": ""})
    rendered = workshop.assemble([piece, piece], INFO, FONTS)
    assert rendered == assemble_pieces(piece, piece)
    assert (rendered.pages, rendered.starts) == (2, (1, 2))


def test_workshop_shared_by_threads_does_not_mix_answers(workshop):
    words_read, errors = {}, []

    def work(name: str) -> None:
        for n in range(6):
            word = f"{name}{n}"
            try:
                part = lay_out_body(workshop, f"<h1>{word}</h1>{'<p>x</p>' * n}")
                words_read[word] = page_texts(part.data)[0].split()[0]
            except Exception as error:
                errors.append(error)

    join_threads(start_threads(work, [("alpha",), ("beta",), ("gamma",)]))
    assert errors == []
    assert len(words_read) == 18
    assert {word: read_back for word, read_back in words_read.items() if word != read_back} == {}
