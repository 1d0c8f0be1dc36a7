"""A4 pages as an A5 booklet: two to a sheet side, in the order that folding wants. For printers: it is not tagged."""

import io

import pikepdf
from pikepdf import Dictionary

from dts_platform.core.pdf.streams import saved, stream

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
    formes = [livret.copy_foreign(source.make_indirect(page.as_form_xobject())) for page in source.pages]
    for gauche, droite in order(len(formes)):
        feuille, ressources, dessins = livret.add_blank_page(page_size=(largeur, hauteur)), Dictionary(), []
        for numero, x in ((gauche, 0.0), (droite, largeur / 2)):
            if numero >= 0:
                ressources[f"/P{numero}"] = formes[numero]
                echelle = hauteur / float(source.pages[numero].mediabox[3])
                dessins.append(b"q %.5f 0 0 %.5f %.3f 0 cm /P%d Do Q" % (echelle, echelle, x, numero))
        feuille.Resources = Dictionary(XObject=ressources)
        feuille.Contents = stream(livret, b"\n".join(dessins) or b" ")
    for cle in ("/Title", "/Author"):
        if cle in source.docinfo:
            livret.docinfo[cle] = source.docinfo[cle]
    livret.Root.Lang = pikepdf.String("fr")
    return saved(livret)
