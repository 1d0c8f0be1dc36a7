"""The booklets that readers make: every printed number is right, whatever the texts and their order."""

import random
import re
from collections import Counter

import pytest

from dts_platform.web.addresses import absolute
from experiences.models import Experience
from fiches.documents.livret import Livret
from fiches.documents.printing import Document
from fiches.models import Fiche
from tests.long import long_or
from tests.pdf.reading import page_texts
from tests.pdf.rendering import render
from tests.pdf.tag_tree import squeezed
from tests.whole.beside_browser import database_beside_browser
from tests.whole.page_numbers import starts_of, wrong_numbers

__all__ = ["database_beside_browser"]  # fixture

pytestmark = pytest.mark.any_database


@pytest.fixture(scope="module")
def short_texts(django_db_setup, django_db_blocker) -> list:
    """Every experience and a few fiches."""
    with django_db_blocker.unblock():
        fiches = Fiche.objects.published().with_everything().filter(numero__in=(1, 2, 13, 14, 30, 47))
        return [*fiches, *Experience.objects.published().with_everything().with_crossings()]


def _booklet(chosen_texts: list, seed: int, django_db_blocker) -> Document:
    with django_db_blocker.unblock():
        return Livret.of(chosen_texts, f"Livret {seed}", "Un mot." * (seed % 2)).document()


def assert_booklet_right(document: Document, rendered, chosen: list) -> Counter:
    """Hold a booklet to its rules; say how many references of each kind it has."""
    wrong, right = wrong_numbers(document, rendered)
    assert wrong == []
    pages = page_texts(rendered.data)
    assert not any(re.search(r"(?<!\d)000(?![ \u202f]?\d)(?<!\d[ \u202f]000)", page) for page in pages)
    starts, everything = starts_of(document, rendered), squeezed(pages[1])
    for obj in chosen:
        start = starts[absolute(obj.get_absolute_url())]
        assert f"{start}{squeezed(str(obj))}" in everything or f"{squeezed(str(obj))}{start}" in everything, obj
    order = [starts[absolute(obj.get_absolute_url())] for obj in chosen]
    assert order == sorted(order)
    return right


@pytest.mark.django_db
def test_livret_of_four_texts_prints_right_page_numbers(short_texts, django_db_blocker):
    chosen = [short_texts[2], short_texts[-1], short_texts[0], short_texts[9]]
    document = _booklet(chosen, 1, django_db_blocker)
    right = assert_booklet_right(document, render(document), chosen)
    assert right["(en ligne)"] > 5


@pytest.mark.slow
@pytest.mark.django_db
def test_random_livrets_print_right_page_numbers(short_texts, django_db_blocker):
    """Lays out forty texts once, then puts booklets together, each a second."""
    rng, right, count = random.Random(2010), Counter(), long_or(3, 50)
    for seed in range(count):
        chosen = rng.sample(short_texts, rng.randint(1, 12))
        document = _booklet(chosen, seed, django_db_blocker)
        right += assert_booklet_right(document, render(document), chosen)
    assert right["reference"] > 10 * count
    assert right["(en ligne)"] > 10 * count
