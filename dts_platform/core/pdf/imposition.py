"""A4 pages as an A5 booklet: two to a sheet side, in the order that folding wants. For printers: it is not tagged."""

import io

import pikepdf

from dts_platform.core.pdf.streams import saved

_A4 = (595.276, 841.89)


def order(pages: int) -> list[tuple[int, int]]:
    """The pages (from 0, -1 for a blank) to the left and right of each sheet side, front and back in turn."""
    total = -(-pages // 4) * 4
    numeros = [numero if numero < pages else -1 for numero in range(total)]
    sides = []
    for sheet in range(total // 4):
        first, last = 2 * sheet, total - 1 - 2 * sheet
        sides += [(numeros[last], numeros[first]), (numeros[first + 1], numeros[last - 1])]
    return sides


def impose(octets: bytes) -> bytes:
    """The document folded in two: print on both sides, turn on the short edge, fold, staple."""
    source, livret = pikepdf.open(io.BytesIO(octets)), pikepdf.new()
    largeur, hauteur = _A4[1], _A4[0]
    for gauche, droite in order(len(source.pages)):
        feuille = livret.add_blank_page(page_size=(largeur, hauteur))
        for numero, x in ((gauche, 0.0), (droite, largeur / 2)):
            if numero >= 0:
                cadre = pikepdf.Rectangle(x, 0, x + largeur / 2, hauteur)
                feuille.add_overlay(source.pages[numero], cadre)
    for cle in ("/Title", "/Author"):
        if cle in source.docinfo:
            livret.docinfo[cle] = source.docinfo[cle]
    livret.Root.Lang = pikepdf.String("fr")
    return saved(livret)
