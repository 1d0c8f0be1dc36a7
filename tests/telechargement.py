"""What the tests of downloads share: addresses, a reader, a workshop at once, the words of what was given."""

import zipfile
from io import BytesIO

import pytest

from fiches.models import BuiltDocument
from tests.construction import SLUG
from tests.fabrique import installer

FICHE, OUTIL = f"/fiches/{SLUG}.pdf", f"/fiches/{SLUG}/outil.pdf"
MANUEL, EPUB = "/manuel.pdf", "/manuel.epub"
LIVRET = "/selection.pdf?s=1.13"


@pytest.fixture(autouse=True)
def atelier(monkeypatch):
    return installer(monkeypatch)


@pytest.fixture
def client(client):
    """A reader to whom an exception is a page, as it would be on the site."""
    client.raise_request_exception = False
    return client


def lire(reponse) -> str:
    """All the words of a PDF of the false workshop, or of an EPUB."""
    if reponse.headers["Content-Type"] != "application/epub+zip":
        return reponse.content.decode()
    livre = zipfile.ZipFile(BytesIO(reponse.content))
    return "".join(livre.read(nom).decode() for nom in livre.namelist() if nom.endswith((".xhtml", ".opf", ".ncx")))


def construit(nom: str) -> BuiltDocument:
    return BuiltDocument.objects.get(nom=nom)
