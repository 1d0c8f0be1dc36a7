"""A reader’s booklet as EPUB: in the order of the reader, whatever the words."""

from urllib.parse import urldefrag

import pytest
from django.conf import settings

from missions.models import Terme
from tests.epub.read_book import ReadBook
from tests.epub.samples import NOTE, chosen_texts, hostile_livret, livret


@pytest.mark.django_db
class TestLivret:
    def test_livret_keeps_the_order_of_the_reader(self):
        texts = chosen_texts()
        book = ReadBook(livret("Réunion de mardi", [*texts, texts[0]], NOTE))
        titles = [title for _, title in book.contents]
        middle = [f"Fiche 13. {texts[0].titre}", texts[1].nom, f"Fiche 2. {texts[2].titre}"]
        assert titles == ["Page de titre", *middle, "Glossaire", "À propos de ce livre"]
        assert "Seconde &amp; &lt;b&gt;dernière&lt;/b&gt;." in book.text("titre.xhtml")
        assert book.dead_links() == []

    def test_livret_glossaire_holds_only_the_words_used(self):
        book = ReadBook(livret("Court", chosen_texts()))
        anchors = {anchor for anchor in book.ids("glossaire.xhtml") if anchor.startswith("mot-")}
        assert anchors == {urldefrag(url)[1] for _, url in book.links() if "#mot-" in url}
        assert 0 < len(anchors) < Terme.objects.count()

    def test_livret_links_to_texts_left_out_go_to_the_site(self):
        urls = {url for _, url in ReadBook(livret("Court", chosen_texts())).links()}
        assert any(url.startswith(f"{settings.SITE_URL}/missions/") for url in urls)
        assert any(url.startswith(f"{settings.SITE_URL}/fiches/") for url in urls)

    @pytest.mark.parametrize("title", ["", "  ", "\x00\x1f"])
    def test_livret_with_a_blank_title_gets_a_default_one(self, title):
        assert "Ma sélection" in ReadBook(livret(title, chosen_texts()[:1])).text("titre.xhtml")

    def test_livret_without_texts_is_refused(self):
        with pytest.raises(ValueError, match="au moins une fiche"):
            livret("Vide", [])

    def test_livret_with_hostile_titles_and_bodies_has_no_dead_link_and_no_script(self):
        book = ReadBook(hostile_livret())
        assert book.dead_links() == []
        assert all("script" not in element.tag for page in book.pages.values() for element in page.iter())
