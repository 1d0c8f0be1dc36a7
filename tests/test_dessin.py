"""What a page draws weighs less and looks the same: same glyphs, same places, same fonts."""

from itertools import accumulate

import pikepdf
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.pdf.layout.shorten import shorten

POLICES = st.sampled_from([b"/AAAA 9.5", b"/BBBB 13.0667", b"/AAAA 12"])
GLYPHES = st.lists(
    st.tuples(st.integers(0, 0xFFFF), st.floats(-90, 90, allow_nan=False).map(lambda x: round(x, 4))), min_size=1
)
POINTS = st.floats(0, 1200, allow_nan=False)
MATRICES = st.sampled_from([b"1 0 0 -1", b"1 0 0 -1", b"1 0 0 -1", b".9 0 .2 -1"])
LIGNES = st.tuples(MATRICES, POINTS, POINTS, POLICES, GLYPHES)
TEXTES = st.lists(st.lists(LIGNES, min_size=1, max_size=5), min_size=1, max_size=4)


def dessin(textes: list) -> bytes:
    """As WeasyPrint writes it: a text object for each line, glyphs as digits, an adjustment after each."""
    ecrit = []
    for paragraphe in textes:
        ecrit.append(b"/Span\n<</MCID 0>>\nBDC\n0.106 0.141 0.149 rg\n")
        for matrice, x, y, police, glyphes in paragraphe:
            montre = b"".join(b"<%04x>%.4f" % glyphe for glyphe in glyphes) + b"<>"
            ecrit.append(b"BT\n%s %.6f %.6f Tm\n%s Tf\n[%s] TJ\nET\n" % (matrice, x, y, police, montre))
        ecrit.append(b"EMC\n")
    return b"".join(ecrit)


def montres(flux: bytes) -> list[tuple]:
    """Each text shown: its matrix, its font, its glyphs, how far each is pushed."""
    pdf = pikepdf.new()
    matrice, police, lus = None, None, []
    for operandes, operateur in pikepdf.parse_content_stream(pikepdf.Stream(pdf, flux)):
        match str(operateur):
            case "BT":
                matrice, police = [1, 0, 0, 1, 0, 0], None
            case "Tm":
                matrice = [float(nombre) for nombre in operandes]
            case "Td":
                x, y = (float(nombre) for nombre in operandes)
                a, b, c, d, e, f = matrice
                matrice = [a, b, c, d, a * x + c * y + e, b * x + d * y + f]
            case "Tf":
                police = (str(operandes[0]), round(float(operandes[1]), 2))
            case "TJ":
                pousse, glyphes = 0.0, []
                for element in operandes[0]:
                    if isinstance(element, pikepdf.String):
                        octets = bytes(element)
                        glyphes += [(octets[rang : rang + 2], pousse) for rang in range(0, len(octets), 2)]
                    else:
                        pousse += float(element)
                lus.append((matrice, police, glyphes))
    return lus


class TestShortening:
    @given(TEXTES)
    def test_each_glyph_stays_where_it_was_to_a_tenth_of_a_point(self, textes):
        avant, apres = montres(dessin(textes)), montres(shorten(dessin(textes)))
        assert len(avant) == len(apres) == sum(map(len, textes))
        for (ou, police, voulus), (la, dite, lus) in zip(avant, apres, strict=True):
            assert dite == police
            assert all(abs(a - b) <= 0.02 for a, b in zip(ou, la, strict=True))
            assert [glyphe for glyphe, _ in lus] == [glyphe for glyphe, _ in voulus]
            assert all(abs(a - b) <= 8.1 for (_, a), (_, b) in zip(voulus, lus, strict=True))

    @given(TEXTES)
    def test_it_is_never_longer(self, textes):
        assert len(shorten(dessin(textes))) <= len(dessin(textes))

    def test_lines_of_a_paragraph_are_told_from_one_another_without_drift(self):
        hauteurs = list(accumulate([19.0773] * 60, initial=96.7651))
        lignes = [(b"1 0 0 -1", 332.5981, y, b"/AAAA 13.0667", [(1, 0.0)]) for y in hauteurs]
        lus = montres(shorten(dessin([lignes])))
        assert all(abs(ou[5] - y) <= 0.01 for (ou, *_), y in zip(lus, hauteurs, strict=True))
        assert shorten(dessin([lignes])).count(b" Tm") == 1
