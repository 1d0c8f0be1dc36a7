"""The sheets of the tools: fillable by all, accessible, lasting, small, the same each time."""

import io

import pikepdf
import pypdf
import pytest

from dts_platform.pdf.forms import FONT_NAME, build_acroform, make_fillable
from dts_platform.pdf.layout.engine import lay_out
from dts_platform.pdf.streams import pdf_bytes
from fiches.documents.parts import STATIC_FOLDER
from fiches.documents.printing import outil_document
from fiches.models import Fiche
from tests.documents import fautes, rendre

TAPE = "L’été, Noël, œuvre, façade : 12 € – « où ? » ÀÉÈÇŒŸ"
LOURD = 75_000  # a hundred fields weigh some 40 kB: an appearance each, and a whole font
CONTRASTES = (1, 13, 30)  # cells, boxes in cells, a questionnaire


def feuille(numero: int) -> bytes:
    fiche = Fiche.objects.published().with_everything().get(numero=numero)
    return rendre(outil_document(fiche)).data


def champs_de(pdf: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    return [a for page in pdf.pages for a in page.get("/Annots", []) if a.Subtype == "/Widget"]


def fautes_de_formulaire(pdf: pikepdf.Pdf) -> list[str]:
    """What is wrong with the fields of a document."""
    fautes, champs = [], champs_de(pdf)
    formulaire = pdf.Root.get("/AcroForm")
    if formulaire is None or [c.objgen for c in formulaire.Fields] != [c.objgen for c in champs]:
        fautes.append("AcroForm ne tient pas tous les champs")
    elif "/NeedAppearances" in formulaire or FONT_NAME not in str(formulaire.DA):
        fautes.append("AcroForm mal réglé")
    noms = [str(champ.T) for champ in champs]
    fautes += [f"nom répété ou impropre : {nom}" for nom in noms if noms.count(nom) > 1 or "." in nom]
    parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for page in pdf.pages:
        if "/Annots" in page and page.get("/Tabs") != "/S":
            fautes.append("ordre de tabulation absent")
        gauche, bas, droite, haut = (float(v) for v in page.MediaBox)
        for champ in (a for a in page.get("/Annots", []) if a.Subtype == "/Widget"):
            x1, y1, x2, y2 = (float(v) for v in champ.Rect)
            if not (gauche + 50 < x1 < x2 < droite - 50 and bas + 50 < y1 < y2 < haut - 50):
                fautes.append(f"hors des marges : {champ.T} {x1, y1, x2, y2}")
            if y2 - y1 < 8 or x2 - x1 < 8:
                fautes.append(f"trop petit pour écrire : {champ.T}")
            element = parents[int(champ.StructParent)]
            if element.S != "/Form" or element.K.Obj.objgen != champ.objgen:
                fautes.append(f"hors de la structure : {champ.T}")
            if not str(champ.TU).strip() or champ.F != 4 or "/AP" not in champ:
                fautes.append(f"sans description, impression ou apparence : {champ.T}")
            if champ.FT == "/Btn" and set(champ.AP.N.keys()) != {"/Oui", "/Off"}:
                fautes.append(f"case sans ses deux états : {champ.T}")
    return fautes


def remplir(octets: bytes) -> dict[str, str]:
    """Type in every field, with a program that is not ours, and read back what the file says."""
    ecrivain = pypdf.PdfWriter(clone_from=io.BytesIO(octets))
    valeurs = {
        nom: "/Oui" if champ["/FT"] == "/Btn" else TAPE
        for nom, champ in pypdf.PdfReader(io.BytesIO(octets)).get_fields().items()
    }
    for feuille in ecrivain.pages:
        ecrivain.update_page_form_field_values(feuille, valeurs, auto_regenerate=False)
    sortie = io.BytesIO()
    ecrivain.write(sortie)
    lus = {nom: champ.get("/V") for nom, champ in pypdf.PdfReader(sortie).get_fields().items()}
    assert lus == valeurs
    return lus


@pytest.mark.django_db
class TestSheets:
    @pytest.mark.parametrize("numero", CONTRASTES)
    def test_a_sheet_holds_to_both_norms_and_its_fields_are_whole(self, numero, tmp_path):
        octets = feuille(numero)
        pdf = pikepdf.open(io.BytesIO(octets))
        assert fautes(octets, tmp_path / "feuille.pdf") == []
        assert fautes_de_formulaire(pdf) == []
        assert len(champs_de(pdf)) > 20
        assert len(octets) < LOURD
        assert len(pdf.pages) <= 2

    def test_a_cell_is_filled_from_edge_to_edge(self):
        """A row of several lines of text gives its empty cell as many to write on."""
        pdf = pikepdf.open(io.BytesIO(feuille(1)))
        champ = next(c for c in champs_de(pdf) if str(c.T).startswith("Contrats très courts"))
        assert float(champ.Rect[3]) - float(champ.Rect[1]) > 20
        assert int(champ.Ff) & 1 << 12

    def test_what_is_typed_survives(self):
        assert TAPE in remplir(feuille(1)).values()

    def test_what_is_typed_is_drawn_with_the_embedded_font(self):
        pdf = pikepdf.open(io.BytesIO(feuille(1)))
        fonte = pdf.Root.AcroForm.DR.Font[f"/{FONT_NAME}"]
        largeurs = [int(largeur) for largeur in fonte.Widths]
        assert fonte.Encoding == "/WinAnsiEncoding"
        assert int(fonte.FontDescriptor.FontFile2.Length1) == len(fonte.FontDescriptor.FontFile2.read_bytes())
        from fontTools.ttLib import TTFont

        glyphes = TTFont(io.BytesIO(fonte.FontDescriptor.FontFile2.read_bytes())).getBestCmap()
        assert {ord(lettre) for lettre in TAPE} <= set(glyphes)
        assert all(largeurs[code - 32] > 0 for code in TAPE.encode("cp1252"))

    def test_the_same_tool_gives_the_same_bytes(self):
        fiche = Fiche.objects.published().with_everything().get(numero=13)
        morceau = outil_document(fiche).sections[0]
        premiere, seconde = (
            lay_out(morceau.html, morceau.stylesheets, STATIC_FOLDER, morceau.glyphs) for _ in range(2)
        )
        assert premiere.dump() == seconde.dump()

    def test_completing_twice_changes_nothing(self):
        pdf = pikepdf.open(io.BytesIO(feuille(30)))
        make_fillable(pdf, STATIC_FOLDER / "fonts")
        premier = pdf_bytes(pdf)
        make_fillable(pdf, STATIC_FOLDER / "fonts")
        build_acroform(pdf)
        assert pdf_bytes(pdf) == premier
        assert len(pdf.pages[0].Contents) == 4  # what stands before, the page, the frames, the furniture: drawn once

    @pytest.mark.filterwarnings("ignore:Copying pages from another Pdf")
    def test_pages_put_together_make_one_form_without_twins(self):
        livre = pikepdf.new()
        parties = [pikepdf.open(io.BytesIO(feuille(numero))) for numero in (1, 1, 13)]
        for partie in parties:
            livre.pages.extend(partie.pages)
        build_acroform(livre)
        champs = champs_de(livre)
        assert len({str(champ.T) for champ in champs}) == len(champs) == len(livre.Root.AcroForm.Fields)
        assert all(c.P.objgen == p.obj.objgen for p in livre.pages for c in p.Annots if c.Subtype == "/Widget")
        programmes = {
            c.AP.N.Resources.Font[f"/{FONT_NAME}"].objgen
            for c in champs
            if c.FT == "/Tx" and "/Font" in c.AP.N.get("/Resources", {})
        }
        assert programmes == {livre.Root.AcroForm.DR.Font[f"/{FONT_NAME}"].objgen}


def test_a_document_without_field_gets_no_form():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    build_acroform(pdf)
    assert "/AcroForm" not in pdf.Root


@pytest.mark.slow
@pytest.mark.django_db
def test_every_tool_is_a_sheet_to_fill(tmp_path):
    """Renders and checks the fifty-two tools: some two minutes."""
    trouvailles = {}
    for fiche in Fiche.objects.published().with_everything():
        octets = feuille(fiche.numero)
        pdf = pikepdf.open(io.BytesIO(octets))
        trouvees = fautes(octets, tmp_path / "feuille.pdf") + fautes_de_formulaire(pdf)
        if not champs_de(pdf) or len(pdf.pages) > 2 or len(octets) > LOURD:
            trouvees.append(f"{len(champs_de(pdf))} champs, {len(pdf.pages)} pages, {len(octets)} octets")
        remplir(octets)
        if trouvees:
            trouvailles[fiche.numero] = trouvees
    assert trouvailles == {}
