"""Each kind of document: accessible, lasting, light, with our letters, and the same each time."""

import pytest

from fiches.documents.plaquette import Plaquette, plaquette_document
from fiches.documents.printing import fiche_document
from tests.fiches.documents.kinds import KINDS, fiche
from tests.pdf.reading import faults, foreign_fonts, open_pdf
from tests.pdf.rendering import render
from tests.pdf.tag_tree import TaggedPdf

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PLAQUETTE_MAX_BYTES = 100_000


def most_bytes(pages: int) -> int:
    """What the document of a fiche may weigh: its fonts, its motif, and so much a page."""
    return 30_600 + 6_200 * pages


@pytest.mark.parametrize("document", KINDS.values(), ids=KINDS)
class TestEveryKind:
    def test_document_passes_pdf_ua_and_pdf_a(self, document, tmp_path):
        assert faults(render(document()).data, tmp_path / "essai.pdf") == []

    def test_document_fonts_are_ours_and_embedded(self, document):
        assert foreign_fonts(open_pdf(render(document()).data)) == []

    def test_document_tags_lead_from_content_to_element_and_back(self, document):
        assert TaggedPdf(open_pdf(render(document()).data)).round_trip_faults() == []

    def test_document_metadata_has_its_title_and_subject(self, document):
        document = document()
        pdf = open_pdf(render(document).data)
        assert str(pdf.docinfo["/Title"]) == document.title
        assert document.title in pdf.Root.Metadata.read_bytes().decode().replace("&amp;", "&")
        assert str(pdf.docinfo["/Subject"]).strip()
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True


@pytest.mark.parametrize("number", [1, 13, 52])
def test_fiche_document_stays_under_its_weight(number):
    rendered = render(fiche_document(fiche(number)))
    assert len(rendered.data) <= most_bytes(rendered.pages)


@pytest.mark.parametrize("for_printer", [False, True])
def test_plaquette_stays_under_its_weight(for_printer):
    assert len(render(plaquette_document(Plaquette.read(), for_printer)).data) <= PLAQUETTE_MAX_BYTES


@pytest.mark.parametrize("time_zone", ["Pacific/Kiritimati", "America/Adak"])
def test_document_date_in_another_time_zone_is_that_of_its_text(settings, monkeypatch, time_zone):
    before = fiche_document(fiche()).info
    monkeypatch.setenv("TZ", time_zone)
    assert fiche_document(fiche()).info == before
