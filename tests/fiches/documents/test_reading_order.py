"""What a document says to those who listen to it: its tags, its order, its bookmarks."""

import re
from html import unescape

import pytest

from fiches.documents.printing import fiche_document
from tests.fiches.documents.kinds import KINDS, fiche
from tests.pdf.reading import bookmarks, open_pdf, page_texts
from tests.pdf.rendering import render
from tests.pdf.tag_tree import TaggedPdf, squeezed, structure_faults

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@pytest.mark.parametrize("kind", ["fiche", "experience", "livret"])
def test_text_document_has_the_tags_of_its_structure(kind):
    document = KINDS[kind]()
    tagged = TaggedPdf(open_pdf(render(document).data))
    assert structure_faults(tagged, len(document.sections)) == []
    assert {"L", "LI", "Lbl", "LBody", "Link", "P", "H2"} <= {e.kind for e in tagged.tree.descendants()}


def words_of_html(html: str) -> str:
    """What a body says."""
    body = re.sub(r"<(head|svg)\b.*?</\1>", "", html, flags=re.S)
    body = re.sub(r'<span class="visually-hidden">.*?</span>', "", body, flags=re.S)  # what the link already says
    return squeezed(unescape(re.sub(r"<[^>]*>", "", body)))


@pytest.mark.parametrize("kind", ["fiche", "experience"])
def test_text_document_is_read_whole_in_the_order_of_its_html(kind):
    document = KINDS[kind]()
    tagged = TaggedPdf(open_pdf(render(document).data))
    # Numbers and dots of lists are drawn by the style sheet.
    read_aloud = "".join(tagged.contents[spot] for spot in tagged.tree.spots(without=("Lbl",)))
    assert squeezed(read_aloud) == words_of_html(document.sections[0].html)


@pytest.mark.parametrize("kind", ["fiche", "experience", "outil"])
def test_running_heads_and_feet_are_printed_and_not_read_aloud(kind):
    document = KINDS[kind]()
    data = render(document).data
    tagged = TaggedPdf(open_pdf(data))
    pages = page_texts(data)
    read_aloud = tagged.text(tagged.tree)
    (section,) = document.sections
    for number, page in enumerate(pages, 1):
        assert page.startswith(" ".join(section.running_heads[0].split()))
        assert re.search(rf"{re.escape(document.foot)} ?{number} ?/ ?{len(pages)}$", page)
    assert document.foot not in read_aloud
    for drawn in ("/Pagination/Header", "/Pagination/Footer"):
        assert sum(artifact.kind == drawn for artifact in tagged.artifacts) == len(pages)
    assert [a for a in tagged.artifacts if not a.kind.startswith("/Pagination") and a.text.strip()] == []


def test_fiche_alone_has_its_own_headings_as_bookmarks():
    pdf = open_pdf(render(fiche_document(fiche())).data)
    bookmark_list = bookmarks(pdf)
    assert [level for level, *_ in bookmark_list] == [1] + [2] * (len(bookmark_list) - 1)
    tagged = TaggedPdf(pdf)
    pages = {tagged.text(title): next(title.spots())[0] for title in tagged.tree.find("H1", "H2")}
    page_of_title = {squeezed(title): page for title, page in pages.items()}
    assert {squeezed(title): page for _, title, page in bookmark_list} == page_of_title
    assert {"Les étapes", "Points de vigilance", "Références"} <= {title for _, title, _ in bookmark_list}
