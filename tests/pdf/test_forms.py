"""The sheets of the tools: fillable by all, accessible, lasting, small, the same each time."""

import io

import pikepdf
import pytest

from dts_platform.pdf.forms import FONT_NAME, build_acroform, make_fillable
from dts_platform.pdf.layout.engine import lay_out
from dts_platform.pdf.streams import pdf_bytes
from dts_platform.text.blanks import fillable
from fiches.documents.parts import STATIC_FOLDER
from fiches.documents.printing import outil_document
from fiches.models import Fiche
from tests.pdf.form_fields import (
    TYPED,
    drawn,
    fields_of,
    fill_in,
    form_data,
    form_faults,
    most_pages_and_bytes,
    sheet_data,
)
from tests.pdf.reading import faults

pytestmark = pytest.mark.any_database

CONTRASTING = (1, 13, 30)  # cells, boxes in cells, a questionnaire


@pytest.mark.django_db
class TestSheets:
    @pytest.mark.parametrize("number", CONTRASTING)
    def test_outil_sheet_passes_both_norms_with_complete_fields(self, number, tmp_path):
        data = sheet_data(number)
        pdf = pikepdf.open(io.BytesIO(data))
        assert faults(data, tmp_path / "feuille.pdf") == []
        assert form_faults(pdf) == []
        assert len(fields_of(pdf)) > 20
        most_pages, most_bytes = most_pages_and_bytes(Fiche.objects.select_related("outil").get(numero=number))
        assert len(pdf.pages) <= most_pages
        assert len(data) <= most_bytes

    def test_empty_cell_of_a_tall_row_gets_a_multiline_field(self):
        """A row of several lines of text gives its empty cell as many to write on."""
        pdf = pikepdf.open(io.BytesIO(sheet_data(1)))
        field = next(c for c in fields_of(pdf) if str(c.T).startswith("Contrats très courts"))
        assert float(field.Rect[3]) - float(field.Rect[1]) > 20
        assert int(field.Ff) & 1 << 12

    def test_typed_values_are_read_back(self):
        assert TYPED in fill_in(sheet_data(1)).values()

    @pytest.mark.parametrize("number", CONTRASTING)
    def test_two_lines_typed_in_a_field_of_lines_stay_within_it(self, number):
        fields = drawn(sheet_data(number), "Une première ligne\nLa seconde")
        assert fields
        assert [name for name, field in fields.items() if not field.fits] == []

    def test_typed_values_are_drawn_with_the_embedded_font(self):
        pdf = pikepdf.open(io.BytesIO(sheet_data(1)))
        font = pdf.Root.AcroForm.DR.Font[f"/{FONT_NAME}"]
        widths = [int(width) for width in font.Widths]
        assert font.Encoding == "/WinAnsiEncoding"
        assert int(font.FontDescriptor.FontFile2.Length1) == len(font.FontDescriptor.FontFile2.read_bytes())
        from fontTools.ttLib import TTFont

        char_map = TTFont(io.BytesIO(font.FontDescriptor.FontFile2.read_bytes())).getBestCmap()
        assert {ord(letter) for letter in TYPED} <= set(char_map)
        assert all(widths[code - 32] > 0 for code in TYPED.encode("cp1252"))

    def test_outil_laid_out_twice_has_the_same_bytes(self):
        fiche = Fiche.objects.published().with_everything().get(numero=13)
        section = outil_document(fiche).sections[0]
        first, second = (lay_out(section.html, section.stylesheets, STATIC_FOLDER, section.glyphs) for _ in range(2))
        assert first.dump() == second.dump()

    def test_form_completed_twice_is_unchanged(self):
        pdf = pikepdf.open(io.BytesIO(sheet_data(30)))
        make_fillable(pdf, STATIC_FOLDER / "fonts")
        first = pdf_bytes(pdf)
        make_fillable(pdf, STATIC_FOLDER / "fonts")
        build_acroform(pdf)
        assert pdf_bytes(pdf) == first
        assert len(pdf.pages[0].Contents) == 4  # what stands before, the page, the frames, the furniture: drawn once

    @pytest.mark.filterwarnings("ignore:Copying pages from another Pdf")
    def test_merged_pages_make_one_form_with_distinct_fields(self):
        whole = pikepdf.new()
        parts = [pikepdf.open(io.BytesIO(sheet_data(number))) for number in (1, 1, 13)]
        for part in parts:
            whole.pages.extend(part.pages)
        build_acroform(whole)
        fields = fields_of(whole)
        assert len({str(field.T) for field in fields}) == len(fields) == len(whole.Root.AcroForm.Fields)
        assert all(
            c.P.objgen == p.obj.objgen for p in whole.pages for c in p.get("/Annots", []) if c.Subtype == "/Widget"
        )
        programs = {
            c.AP.N.Resources.Font[f"/{FONT_NAME}"].objgen
            for c in fields
            if c.FT == "/Tx" and "/Font" in c.AP.N.get("/Resources", {})
        }
        assert programs == {whole.Root.AcroForm.DR.Font[f"/{FONT_NAME}"].objgen}


def test_field_takes_what_its_kind_says(tmp_path):
    kinds = "Nom : ……\n\nÂge : […: Âge ; type=nombre] ans. Avis : […: Avis ; choix=d’accord / à revoir]. [☐: Lu] lu.\n"
    data = form_data(fillable(kinds))
    pdf = pikepdf.open(io.BytesIO(data))
    assert faults(data, tmp_path / "formulaire.pdf") == form_faults(pdf) == []
    fields = {str(field.T): field for field in fields_of(pdf)}
    assert {name: str(field.FT) for name, field in fields.items()} == {
        "Nom": "/Tx",
        "Âge": "/Tx",
        "Avis": "/Ch",
        "Lu": "/Btn",
    }
    assert [str(choice) for choice in fields["Avis"].Opt] == ["", "d’accord", "à revoir"]
    assert fill_in(data) == {"Nom": TYPED, "Âge": TYPED, "Avis": "à revoir", "Lu": "/Oui"}
    assert fields["Âge"].Rect[2] - fields["Âge"].Rect[0] < 50


def test_document_without_fields_gets_no_form():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    build_acroform(pdf)
    assert "/AcroForm" not in pdf.Root
