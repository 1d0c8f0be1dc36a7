"""The whole manual as EPUB, made once."""

import pytest

from fiches.documents.ebook import manuel_epub
from fiches.documents.manuel import Manuel
from tests.epub.read_book import ReadBook


@pytest.fixture(scope="session")
def manuel_book(django_db_setup, django_db_blocker) -> tuple[Manuel, ReadBook]:
    """The manual, and the book made of it, for tests that change neither."""
    with django_db_blocker.unblock():
        manuel = Manuel.read()
        return manuel, ReadBook(manuel_epub(manuel))
