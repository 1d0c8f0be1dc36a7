"""The process where documents are made: what a hostile text can do to it, and what it cannot do to the others."""

import os
import re
import signal
import subprocess
import sys
import threading
from types import SimpleNamespace

import pikepdf
import pytest

from dts_platform.pdf import workshop as etabli
from dts_platform.pdf.layout.engine import lay_out
from dts_platform.pdf.parts import LayoutFailed, Piece
from dts_platform.pdf.workshop import Workshop
from fiches.documents.parts import STATIC_FOLDER
from tests.documents import ETIQUETTE, FONTES, assembler, ouvrir, page_html, textes

SECONDES = 3


def dictionnaires(octets: bytes) -> list[pikepdf.Object]:
    return [o for o in ouvrir(octets).objects if isinstance(o, pikepdf.Dictionary | pikepdf.Stream)]


@pytest.fixture(scope="module")
def atelier():
    atelier = Workshop(cpu_seconds=SECONDES)
    yield atelier
    atelier.close()


def mettre_en_page(atelier: Workshop, corps: str):
    return atelier.lay_out(page_html(corps), [], STATIC_FOLDER)


@pytest.mark.parametrize(
    "corps",
    [
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="/etc/passwd" alt="x">',
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<img src="//127.0.0.1:9/x.png" alt="x">',
        '<img src="projet:../dts_platform/settings.py" alt="x">',
        '<img src="projet:/etc/passwd" alt="x">',
        '<img src="projet:" alt="x">',
        '<img src="PROJET:css/impression.css" alt="x">',
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
def test_a_text_that_asks_for_a_file_or_the_network_is_refused_or_gets_nothing(corps):
    try:
        part = lay_out(page_html(f"<h1>T</h1><p>texte</p>{corps}"), [], STATIC_FOLDER)
    except LayoutFailed as erreur:
        refus, lu = str(erreur), ""
    else:
        refus, lu = "", textes(part.data)[0]
        assert not any("/EmbeddedFile" in str(obj.get("/Type", "")) for obj in dictionnaires(part.data))
    assert re.match("Le texte demande un fichier qu’il ne peut pas lire : (adresse|fichier) refusée? : ", refus) or (
        lu in ("T texte", "T texte x")
    )


@pytest.mark.parametrize(
    "corps", ['<img src="file:///etc/passwd" alt="x">', '<link rel="stylesheet" href="http://127.0.0.1:9/x.css">']
)
def test_the_refusal_comes_back_from_the_other_process(atelier, corps):
    with pytest.raises(LayoutFailed, match="qu’il ne peut pas lire : adresse refusée"):
        mettre_en_page(atelier, corps)


def echo(niveaux: int) -> str:
    """A drawing where each level uses ten times the one below."""
    suite = "".join(
        f'<g id="n{n}">{f"<use href=#n{n - 1} xlink:href=#n{n - 1} />" * 10}</g>' for n in range(1, niveaux)
    )
    defs = '<g id="n0"><rect width="1" height="1"/></g>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9"><defs>{defs}{suite}</defs>'
    return f'{svg}<use href="#n{niveaux - 1}" xlink:href="#n{niveaux - 1}"/></svg>'


BOMBES = {
    "colspan": '<table><tr><td colspan="1000000">x</td></tr></table>',
    "divs": "<div>" * 5000,
    "flex": '<div style="display:flex">' * 25 + "x",
    "svg": echo(9),
    "rows": "<table>" + "<tr><td>a</td><td>b</td></tr>" * 8000 + "</table>",
    "pages": '<p style="break-after: page">x</p>' * 100,
}


@pytest.mark.parametrize("bombe", BOMBES.values(), ids=BOMBES)
def test_a_bomb_ends_alone(atelier, bombe):
    with pytest.raises(LayoutFailed) as fin:
        mettre_en_page(atelier, f"<h1>T</h1>{bombe}")
    assert str(fin.value).startswith(("Le texte ", "La mise en page a dépassé ses limites"))
    assert textes(mettre_en_page(atelier, "<h1>Après</h1>").data) == ["Après"]


def test_a_text_that_takes_all_memory_ends_alone():
    atelier = Workshop(cpu_seconds=20, memory_bytes=400 * 1024**2)
    try:
        with pytest.raises(LayoutFailed):
            mettre_en_page(atelier, "mot " * 15_000_000)
        assert textes(mettre_en_page(atelier, "<h1>Après</h1>").data) == ["Après"]
    finally:
        atelier.close()


BAVARD = """
import os, sys
from dts_platform.core.pdf import child
def lay_out(demande, html):
    print('{"tailles": [0]}', flush=True)
    os.write(1, b'{"tailles": [0]}\\n')
    os.system("echo bavardage")
    return vrai(demande, html)
vrai, child.TRAVAUX["lay_out"] = child.TRAVAUX["lay_out"], lay_out
sys.exit(child.main())
"""


def test_a_library_that_prints_does_not_speak_in_its_place(monkeypatch):
    def lancer(commande, **reste):
        return subprocess.Popen([sys.executable, "-c", BAVARD], **reste)

    monkeypatch.setattr(
        etabli, "subprocess", SimpleNamespace(Popen=lancer, PIPE=subprocess.PIPE, DEVNULL=subprocess.DEVNULL)
    )
    atelier = Workshop()
    try:
        assert textes(mettre_en_page(atelier, "<h1>Un</h1>").data) == ["Un"]
        assert textes(mettre_en_page(atelier, "<h1>Deux</h1>").data) == ["Deux"]
    finally:
        atelier.close()


@pytest.mark.parametrize("signe", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_it_starts_again_when_its_process_dies_between_two_documents(atelier, signe):
    mettre_en_page(atelier, "<h1>Avant</h1>")
    mort = atelier._process.pid
    os.kill(mort, signe)
    os.waitid(os.P_PID, mort, os.WEXITED | os.WNOWAIT)  # dead, and nobody has looked yet
    assert textes(mettre_en_page(atelier, "<h1>Après</h1>").data) == ["Après"]
    assert atelier._process.pid != mort


def test_the_same_process_makes_the_next_document(atelier):
    mettre_en_page(atelier, "<h1>Un</h1>")
    pid = atelier._process.pid
    with pytest.raises(LayoutFailed):
        mettre_en_page(atelier, '<img src="file:///x" alt="x">')  # refused: nothing broke
    mettre_en_page(atelier, "<h1>Deux</h1>")
    assert atelier._process.pid == pid


def test_what_a_workshop_makes_is_what_this_process_makes(atelier):
    corps = "<h1>Le même</h1><p>texte</p>"
    part = mettre_en_page(atelier, corps)
    assert part.dump() == lay_out(page_html(corps), [], STATIC_FOLDER).dump()
    piece = Piece(part, "Titre", 1, True, ("À gauche", "À droite"), {"https://a.fr/": ""})
    rendu = atelier.assemble([piece, piece], ETIQUETTE, FONTES)
    assert rendu == assembler(piece, piece)
    assert (rendu.pages, rendu.starts) == (2, (1, 2))


def test_threads_that_share_a_workshop_do_not_mix_their_answers(atelier):
    lus, erreurs = {}, []

    def travail(nom: str) -> None:
        for n in range(6):
            mot = f"{nom}{n}"
            try:
                lus[mot] = textes(mettre_en_page(atelier, f"<h1>{mot}</h1>{'<p>x</p>' * n}").data)[0].split()[0]
            except Exception as erreur:
                erreurs.append(erreur)

    fils = [threading.Thread(target=travail, args=(nom,)) for nom in ("alpha", "beta", "gamma")]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert erreurs == []
    assert len(lus) == 18
    assert {mot: lu for mot, lu in lus.items() if mot != lu} == {}
