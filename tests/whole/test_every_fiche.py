"""Every fiche and every outil of the content, laid out one by one."""

import io

import pikepdf
import pytest

from fiches.documents.printing import fiche_document, outil_document
from fiches.models import Fiche
from tests.fiches.documents.test_every_kind import FICHE_MAX_BYTES
from tests.pdf.form_fields import MAX_BYTES, fields_of, fill_in, form_faults, sheet_data
from tests.pdf.reading import faults, foreign_fonts, open_pdf
from tests.pdf.rendering import render
from tests.whole.beside_browser import database_beside_browser

__all__ = ["database_beside_browser"]  # fixture

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_every_fiche_stays_under_its_weight_in_our_fonts():
    """Lays out the fifty-two fiches: half a minute."""
    culprits = {}
    for obj in Fiche.objects.published().with_everything():
        data = render(fiche_document(obj)).data
        foreign = foreign_fonts(open_pdf(data))
        if foreign or len(data) > FICHE_MAX_BYTES:
            culprits[obj.numero] = (len(data), foreign)
    assert culprits == {}


def test_every_outil_prints_on_one_or_two_pages():
    """Lays out the fifty-two tools: half a minute."""
    fiches = Fiche.objects.published().with_everything()
    pages = {obj.slug: render(outil_document(obj)).pages for obj in fiches}
    assert {slug: count for slug, count in pages.items() if count > 2} == {}


def test_every_outil_is_a_valid_fillable_sheet(tmp_path):
    """Renders and checks the fifty-two tools: ten seconds once they are laid out."""
    findings = {}
    for fiche in Fiche.objects.published().with_everything():
        data = sheet_data(fiche.numero)
        pdf = pikepdf.open(io.BytesIO(data))
        found = faults(data, tmp_path / "feuille.pdf") + form_faults(pdf)
        if not fields_of(pdf) or len(pdf.pages) > 2 or len(data) > MAX_BYTES:
            found.append(f"{len(fields_of(pdf))} champs, {len(pdf.pages)} pages, {len(data)} octets")
        fill_in(data)
        if found:
            findings[fiche.numero] = found
    assert findings == {}
