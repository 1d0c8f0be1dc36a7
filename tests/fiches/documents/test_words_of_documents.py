"""The words that a document explains are those of its texts, whatever was printed before and in which order."""

import pytest

from experiences.models import Experience
from fiches.documents.ebook import Ebook
from fiches.documents.livret import Livret
from fiches.documents.printing import Printer
from fiches.models import Fiche
from missions.models import Terme
from tests.fiches.documents.kinds import fiche

pytestmark = pytest.mark.django_db


@pytest.fixture
def chosen() -> list[Fiche | Experience]:
    return [fiche(13), Experience.objects.published().with_everything().with_crossings()[0], fiche(2)]


def test_text_links_the_same_words_whatever_was_printed_before(chosen):
    first, _, other = chosen
    printer = Printer(page_references=True)
    before = [printer.fiche(first), printer.fiche(other)]
    after = [printer.fiche(other), printer.fiche(first)][::-1]
    assert before == after == [Printer(page_references=True).fiche(text) for text in (first, other)]
    assert before[0].words
    assert all(f"#mot-{word}" in before[0].html for word in before[0].words)


def test_livret_is_the_same_when_asked_again(chosen):
    livret = Livret.of(chosen, "Réunion de mardi", "")
    sections = livret.document().sections
    assert livret.document().sections == sections
    words = {word for section in sections for word in section.words}
    (glossaire,) = (section for section in sections if section.title == "Glossaire")
    assert {anchor.removeprefix("mot-") for anchor in glossaire.answers_for.values() if anchor} == words
    assert 0 < len(words) < Terme.objects.count()


def test_livret_contents_name_the_glossaire_only_when_it_explains_words(chosen):
    livret = Livret.of(chosen, "", "")
    livret.printed_texts()
    assert "Glossaire" not in [entry.label for heading in livret.contents([]) for entry in heading.entries]
    assert "Glossaire" in [entry.label for heading in livret.contents(Terme.objects.all()) for entry in heading.entries]


def test_book_has_the_same_chapters_when_asked_again(chosen):
    book = Ebook.of_reader("Réunion de mardi", chosen, Terme.objects.all(), "/selection/?s=13")
    chapters = book.chapters()
    assert book.chapters() == chapters
    assert "Glossaire" in [chapter.title for chapter in chapters]
