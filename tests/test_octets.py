"""Streams and files as strict readers want them; sheets in the order that folding wants. No document here, only bytes."""

import io
import random
import re
import zlib

import pikepdf
import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, String

from dts_platform.pdf.fonts import FONT_FILES, Face
from dts_platform.pdf.imposition import impose, order
from dts_platform.pdf.parts import Piece
from dts_platform.pdf.streams import _avoid_carriage_returns, compressed, pdf_bytes, stream, strip_font
from tests.documents import FONTES, assembler, mots, ouvrir, partie

_FLUX = re.compile(rb"/Type /(ObjStm|XRef)[^\n]*?/Length (\d+)[^\n]*>>\nstream\n")
FIN_DE_LIGNE = (b"\r", b"\n")


class TestStreams:
    @given(st.binary(max_size=300), st.sampled_from([b" ", b"\1"]))
    def test_a_stream_never_ends_in_a_line_break(self, brut, fin):
        comprime = compressed(brut, fin)
        assert comprime[-1:] not in FIN_DE_LIGNE
        rendu = zlib.decompress(comprime)
        assert rendu.startswith(brut)
        assert rendu[len(brut) :].strip(fin) == b""

    def test_some_streams_had_to_be_changed_for_it(self):
        essais = [bytes([n % 251]) * (n % 7 + 1) for n in range(900)]
        touches = [brut for brut in essais if zlib.compress(brut, 9)[-1:] in FIN_DE_LIGNE]
        assert touches
        assert all(zlib.decompress(compressed(brut)).rstrip(b" ") == brut for brut in touches)

    @pytest.mark.parametrize("nom", FONT_FILES)
    def test_a_face_loads_and_draws_as_its_file_does(self, nom):
        face, origine = Face.read(nom, FONTES), TTFont(FONTES / FONT_FILES[nom])
        programme = zlib.decompress(face.program)
        assert len(programme) == face.length
        police = TTFont(io.BytesIO(programme), checkChecksums=2)  # a wrong sum is an error
        assert {"glyf", "head", "hhea", "hmtx", "loca", "maxp"} <= set(police.keys()) - {"GlyphOrder"}
        assert not {"GSUB", "GPOS", "cmap", "name", "OS/2"} & set(police.keys())
        dessins, avant = police.getGlyphSet(), origine.getGlyphSet()
        for signe in "aÉœ’€—\u202f":
            traits, voulus = DecomposingRecordingPen(dessins), DecomposingRecordingPen(avant)
            dessins[police.getGlyphName(face.glyph_ids[signe])].draw(traits)
            avant[origine.getBestCmap()[ord(signe)]].draw(voulus)
            assert traits.value == voulus.value, signe
            assert police["hmtx"][police.getGlyphName(face.glyph_ids[signe])][0] * 1000 / origine[
                "head"
            ].unitsPerEm == (pytest.approx(face.widths[face.glyph_ids[signe]], abs=0.5))

    def test_a_bare_program_stays_bare(self):
        programme = zlib.decompress(Face.read("Territoires-Serif", FONTES).program)
        assert strip_font(programme) == programme


OBJETS = st.recursive(
    st.one_of(
        st.integers(-99_999, 99_999),
        st.booleans(),
        st.text(max_size=40).map(String),
        st.binary(max_size=20).map(String),
        st.text("abcXYZ \n\r()\\", min_size=1, max_size=12).map(lambda nom: Name(f"/{nom}")),
    ),
    lambda un: st.one_of(
        st.lists(un, max_size=4).map(Array), st.dictionaries(st.sampled_from(["/A", "/B", "/C"]), un).map(Dictionary)
    ),
    max_leaves=8,
)


def fichier(*objects) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.Essai = Array([pdf.make_indirect(obj) for obj in objects])
    return pdf


def brut(pdf: pikepdf.Pdf) -> bytes:
    ecrit = io.BytesIO()
    pdf.save(ecrit, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return ecrit.getvalue()


def flux_empaquetes(octets: bytes) -> list[tuple[str, bytes]]:
    """The streams of objects and the table of a file, as their own length says."""
    trouves = []
    for entete in _FLUX.finditer(octets):
        fin = entete.end() + int(entete[2])
        assert octets[fin:].startswith(b"\nendstream\n")
        trouves.append((entete[1].decode(), octets[entete.end() : fin]))
    return trouves


def dits(pdf: pikepdf.Pdf) -> list[str]:
    """What a file says, object by object."""
    return [repr(obj) for obj in pdf.Root.Essai]


def est_sain(octets: bytes, attendu: list[str]) -> None:
    pdf = ouvrir(octets)
    assert pdf.check_pdf_syntax() == []
    assert dits(pdf) == attendu
    assert [sorte for sorte, _ in flux_empaquetes(octets)].count("XRef") == 1
    assert [sorte for sorte, flux in flux_empaquetes(octets) if flux[-1:] == b"\r"] == []


class TestFiles:
    @given(st.lists(OBJETS, max_size=12))
    def test_a_saved_file_says_what_it_was_given(self, objects):
        pdf = fichier(*objects)
        attendu = dits(pdf)
        octets = pdf_bytes(pdf)
        assert pdf_bytes(fichier(*objects)) == octets
        est_sain(octets, attendu)

    def test_a_file_that_had_to_be_mended_is_sound(self):
        """One stream of objects in 256 ends in a carriage return: enough files meet it."""
        hasard, repares = random.Random(7), 0
        for _ in range(1500):
            phrase = " ".join(hasard.choice(["territoire", "fiche", "été", "ligne\n", "retour\r"]) for _ in range(6))
            pdf = fichier(*(String(f"{phrase} {hasard.random()}") for _ in range(hasard.randint(1, 6))))
            avant = brut(pdf)
            apres = _avoid_carriage_returns(avant)
            assert len(apres) == len(avant)
            if any(flux[-1:] == b"\r" for _, flux in flux_empaquetes(avant)):
                repares += 1
                est_sain(apres, dits(ouvrir(avant)))
            else:
                assert apres == avant
        assert repares > 3

    def test_what_is_already_compressed_is_left_as_it_is(self):
        pdf = fichier()
        pdf.Root.Flux = stream(pdf, b"0 0 m 10 10 l S")
        assert compressed(b"0 0 m 10 10 l S") in pdf_bytes(pdf)


class TestFolding:
    @given(st.integers(1, 400))
    def test_a_folded_booklet_is_read_in_order_with_its_blanks_at_the_end(self, pages):
        faces = order(pages)
        assert len(faces) == 2 * -(-pages // 4)
        feuilles = list(zip(faces[::2], faces[1::2], strict=True))
        lues = [page for recto, verso in feuilles for page in (recto[1], verso[0])]
        lues += [page for recto, verso in reversed(feuilles) for page in (verso[1], recto[0])]
        assert lues == [*range(pages), *[-1] * (len(lues) - pages)]

    @pytest.mark.parametrize("pages", [1, 4, 5, 8, 9])
    def test_sheets_are_a4_on_their_side_and_show_each_page_once(self, pages):
        corps = "".join(f'<p style="break-before: page">numero{n}</p>' for n in range(1, pages))
        document = assembler(Piece(partie(f"<h1>Essai</h1><p>numero0</p>{corps}"), running_heads=("Tête", "Titre")))
        octets = impose(document.data)
        assert impose(document.data) == octets
        livret = ouvrir(octets)
        assert livret.check_pdf_syntax() == []
        assert {tuple(map(float, feuille.mediabox)) for feuille in livret.pages} == {(0, 0, 841.89, 595.276)}
        vus = []
        for feuille in mots(octets):
            numeros = [(gauche > 841.89 / 2, int(mot[6:])) for gauche, *_, mot in feuille if mot.startswith("numero")]
            cotes = dict(numeros)
            assert len(cotes) == len(numeros)
            vus.append((cotes.get(False, -1), cotes.get(True, -1)))
        assert vus == order(pages)
        assert str(livret.docinfo["/Title"]) == "Essai"
