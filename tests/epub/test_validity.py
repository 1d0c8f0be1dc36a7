"""EPUBCheck finds nothing wrong in any kind of book: each is judged once, which takes seconds."""

import pytest

from tests.epub.read_book import faults
from tests.epub.samples import hostile_book, hostile_livret, ordinary_livret

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MANUEL_MAX_BYTES = 700_000  # 165 texts, most tools with a filled case
BOOKS = {"titles": hostile_book, "livret": ordinary_livret, "hostile livret": hostile_livret}


@pytest.mark.parametrize("make", BOOKS.values(), ids=BOOKS)
def test_book_is_valid_whatever_its_words(make, tmp_path):
    assert faults(make(), tmp_path) == []


def test_whole_manuel_epub_is_valid_and_under_its_weight(manuel_book, tmp_path):
    data = manuel_book[1].data
    assert len(data) <= MANUEL_MAX_BYTES
    assert faults(data, tmp_path) == []
