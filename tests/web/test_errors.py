"""A database that does not answer: every address says to try again, and none that the site is broken."""

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.test import Client

from fiches.documents.catalogue import PUBLICATIONS
from tests.addresses import ONE_OF_EACH_KIND

pytestmark = pytest.mark.django_db
SLUG, NUMBER = "creer-une-ressourcerie", 13
DOCUMENTS = [
    "/" + (publication.address + format_.suffix).replace("<slug:slug>", SLUG)
    for publication in PUBLICATIONS
    for format_ in publication.formats
]
OTHERS = [
    f"/fiches/{NUMBER}/",
    f"/selection.pdf?s={NUMBER}",
    f"/selection.epub?s={NUMBER}",
    f"/selection/livret.pdf?s={NUMBER}",
    "/manuel/editions/premiere/manuel.pdf",
    "/documents/0123456789abcdef/manuel.pdf",
    "/donnees/fiches.json",
    "/donnees/experiences-tableur.csv",
    "/flux.xml",
    "/sitemap.xml",
    "/recherche/suggestions/?q=eau",
]
WITHOUT_DATABASE = {200, 302}  # pages that read nothing


@pytest.fixture
def down():
    """Call it with an error to have each query end with it."""

    def ask(error: type[Exception], act):
        def refuse(*args):
            raise error("away")

        with connection.execute_wrapper(refuse):
            return act(Client(raise_request_exception=False))

    return ask


@pytest.mark.parametrize("address", [*ONE_OF_EACH_KIND, *DOCUMENTS, *OTHERS])
def test_address_says_to_try_again_while_the_database_is_away(down, address):
    for error in (OperationalError, InterfaceError):
        response = down(error, lambda client: client.get(address))
        if response.status_code not in WITHOUT_DATABASE or address in (*DOCUMENTS, *OTHERS):
            assert (response.status_code, response.headers.get("Retry-After")) == (503, "5"), address
            assert "Réessayez dans quelques secondes" in response.content.decode()


def test_sign_in_says_to_try_again_while_the_database_is_away(down):
    sent = {"username": "ada", "password": "x", "next": "/admin/"}
    response = down(OperationalError, lambda client: client.post("/admin/login/", sent))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")


def test_fault_of_the_code_is_still_told_as_one(down):
    response = down(ProgrammingError, lambda client: client.get(f"/fiches/{NUMBER}/"))
    assert response.status_code == 500
