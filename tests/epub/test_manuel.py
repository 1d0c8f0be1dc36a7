"""The manual as EPUB: it says what it is, holds only what is public, and has no dead link."""

import re
from datetime import UTC, datetime
from urllib.parse import urldefrag

import pytest
from django.conf import settings

from experiences.models import Experience
from fiches.documents import ebook as ebook_module
from fiches.documents.ebook import Ebook, manuel_epub
from fiches.documents.manuel import Manuel
from fiches.models import Fiche
from tests.epub.read_book import XHTML, ReadBook

XML = "{http://www.w3.org/XML/1998/namespace}"


@pytest.mark.django_db
class TestManuel:
    def test_manuel_package_states_its_date_and_accessibility(self, manuel_book):
        manuel, book = manuel_book
        assert book.metas("dcterms:modified") == [manuel.date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")]
        assert book.metas("schema:accessModeSufficient") == ["textual"]
        assert book.metas("schema:accessibilityHazard") == ["none"]
        assert {"structuralNavigation", "tableOfContents", "readingOrder", "alternativeText", "index"} <= set(
            book.metas("schema:accessibilityFeature")
        )
        assert book.metas("dcterms:conformsTo") == []  # nobody has audited it: no claim
        assert "aucun audit complet" in book.metas("schema:accessibilitySummary")[0]
        languages = [(page.get("lang"), page.get(f"{XML}lang")) for page in book.pages.values()]
        assert set(languages) == {("fr", "fr")}

    def test_manuel_contents_follow_the_reading_order_and_name_every_file(self, manuel_book):
        manuel, book = manuel_book
        places = []
        for url, _ in book.contents:
            file, anchor = urldefrag(url)
            places.append((book.order.index(file), book.ids(file).index(anchor) if anchor else 0))
        assert places == sorted(places)
        assert {book.order[rank] for rank, _ in places} == set(book.order) - {"couverture.xhtml", "sommaire.xhtml"}
        expected = [str(o) for o in (*manuel.reperes, *manuel.doctrine)]
        fiches = sorted(manuel.fiches, key=lambda fiche: (fiche.partie, fiche.numero))  # part by part
        expected += [f"Fiche {f.numero}. {f.titre}" for f in fiches] + [e.nom for e in manuel.experiences]
        assert [title for _, title in book.contents if title in set(expected)] == expected

    def test_manuel_links_lead_somewhere_and_stay_in_the_book(self, manuel_book):
        manuel, book = manuel_book
        links = book.links()
        assert book.dead_links() == []
        assert [link for link in links if link[1].startswith("/")] == []
        inside = {f"{settings.SITE_URL}{o.get_absolute_url()}" for o in (*manuel.fiches, *manuel.experiences)}
        assert [link for link in links if link[1] in inside] == []
        assert len([link for link in links if link[1].startswith("fiche-")]) > 500
        glossaire = [link for link in links if link[1].startswith("glossaire.xhtml#mot-")]
        assert len(glossaire) > 100
        in_fiches = [link for link in glossaire if link[0].startswith("fiche-")]
        assert len(in_fiches) == len(set(in_fiches))  # the first meeting in each, no other

    def test_manuel_after_texts_become_drafts_holds_no_trace_of_them(self, manuel_book):
        fiche, experience = Fiche.objects.get(numero=13), Experience.objects.get(slug="groupe-archer-pole-sud")
        before = manuel_book[1]
        for text in (fiche, experience):
            type(text).objects.filter(pk=text.pk).update(statut="brouillon")
        after = ReadBook(manuel_epub(Manuel.read()))
        for title in (fiche.titre, experience.nom, fiche.slug, experience.slug):
            assert title in before.everything
            assert title not in after.everything
        assert after.dead_links() == []
        assert len(after.contents) == len(before.contents) - 2

    def test_manuel_identity_of_two_editions_is_the_same(self):
        identities = []
        for date in (datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)):
            manuel = Manuel.read()
            manuel.date = date
            identities.append(re.search(r"urn:uuid:[0-9a-f-]{36}", ReadBook(manuel_epub(manuel)).text("livre.opf"))[0])
        assert identities[0] == identities[1]

    def test_manuel_chapters_cost_two_queries(self, django_assert_num_queries):
        manuel = Manuel.read()
        with django_assert_num_queries(2):  # the public links, the words of the frame
            manuel_epub(manuel)


@pytest.mark.django_db
def test_manuel_cover_shows_the_title_and_has_it_as_alternative_text(manuel_book):
    manuel, book = manuel_book
    ebook = Ebook.of_manuel(manuel)
    cover_text = " ".join(" ".join(book.xml["EPUB/couverture.svg"].itertext()).split())
    image = next(book.pages["couverture.xhtml"].iter(f"{XHTML}img"))
    assert "Développer des" in cover_text
    assert ebook.title in image.get("alt")
    assert ebook_module.book(ebook).cover.count("<text") >= 5
