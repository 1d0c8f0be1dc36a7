"""What the tests of downloads share: addresses, a reader, the words of what was given."""

import zipfile
from io import BytesIO

import pytest

from fiches.models import BuiltDocument
from tests.fiches.documents.building import SLUG

FICHE_URL, OUTIL_URL = f"/fiches/{SLUG}.pdf", f"/fiches/{SLUG}/outil.pdf"
MANUEL_URL, EPUB_URL = "/manuel.pdf", "/manuel.epub"
LIVRET_URL = "/selection.pdf?s=1.13"


@pytest.fixture
def client(client):
    """A reader to whom an exception is a page, as it would be on the site."""
    client.raise_request_exception = False
    return client


def words_of(response) -> str:
    """All the words of a PDF of the false workshop, or of an EPUB."""
    if response.headers["Content-Type"] != "application/epub+zip":
        return response.content.decode()
    book = zipfile.ZipFile(BytesIO(response.content))
    return "".join(book.read(name).decode() for name in book.namelist() if name.endswith((".xhtml", ".opf", ".ncx")))


def built_document(name: str) -> BuiltDocument:
    return BuiltDocument.objects.get(nom=name)
