"""The fiches and the outils of the content, laid out one by one: a sample each time, every one with LONG=1."""

import io
from collections.abc import Callable

import pikepdf
import pytest

from fiches.documents.parts import key_of
from fiches.documents.printing import Document, fiche_document, outil_document
from fiches.models import Fiche
from tests.fiches.documents.test_every_kind import most_bytes
from tests.long import sample
from tests.pdf.form_fields import fields_of, fill_in, form_faults, most_pages_and_bytes
from tests.pdf.reading import faults, foreign_fonts, open_pdf
from tests.pdf.rendering import render
from tests.whole.beside_browser import database_beside_browser

__all__ = ["database_beside_browser"]  # fixture

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def layout_of(made: tuple[Fiche, Document]) -> str:
    """Names all that shapes the layout of a document: its words, the style sheets, the engine."""
    return "".join(key_of(section) for section in made[1].sections)


def documents(make: Callable[[Fiche], Document], count: int) -> list[tuple[Fiche, Document]]:
    """The documents of `count` fiches."""
    fiches = Fiche.objects.published().with_everything()
    return sample([(fiche, make(fiche)) for fiche in fiches], count, layout_of)


def test_every_fiche_stays_under_its_weight_in_our_fonts():
    """Lays out some fiches, half a second each."""
    culprits = {}
    for fiche, document in documents(fiche_document, 5):
        rendered = render(document)
        foreign = foreign_fonts(open_pdf(rendered.data))
        if foreign or len(rendered.data) > most_bytes(rendered.pages):
            culprits[fiche.numero] = (len(rendered.data), foreign)
    assert culprits == {}


def test_every_outil_is_a_valid_fillable_sheet_of_two_pages_at_most_and_its_case_too(tmp_path):
    """Lays out and checks some tools, half a second each."""
    findings = {}
    for fiche, document in documents(outil_document, 6):
        data = render(document).data
        pdf = pikepdf.open(io.BytesIO(data))
        found = faults(data, tmp_path / "feuille.pdf") + form_faults(pdf)
        pages, weight = most_pages_and_bytes(fiche)
        if not fields_of(pdf) or len(pdf.pages) > pages or len(data) > weight:
            found.append(f"{len(fields_of(pdf))} champs, {len(pdf.pages)} pages, {len(data)} octets")
        fill_in(data)
        if found:
            findings[fiche.numero] = found
    assert findings == {}
