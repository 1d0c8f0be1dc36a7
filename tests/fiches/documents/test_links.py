"""Links of a printed text: full addresses, page references, words of the glossaire, the outil sheet."""

import pytest
from django.conf import settings

from dts_platform.text.html_tree import parse, serialize
from dts_platform.web.addresses import absolute
from fiches.documents.manuel import Manuel
from fiches.documents.printing import fiche_document, resolve_links
from tests.fiches.documents.kinds import fiche

pytestmark = pytest.mark.django_db


SLUG = "creer-une-ressourcerie"
PAGE_REFERENCE = '&nbsp;<span class="folio reference" data-form="reference" data-target="{}">(p.&nbsp;000)</span>'


def resolved(html: str, references: bool) -> str:
    root = parse(html)
    resolve_links(root, references)
    return serialize(root)


@pytest.mark.parametrize(
    ("html", "alone", "reference"),
    [
        ('<a href="/fiches/a/">fiche 1</a>', f'<a href="{settings.SITE_URL}/fiches/a/">fiche 1</a>', "/fiches/a/"),
        ('<a href="/experiences/e/">e</a>', f'<a href="{settings.SITE_URL}/experiences/e/">e</a>', "/experiences/e/"),
        ('<a href="/missions/m/">mission</a>', f'<a href="{settings.SITE_URL}/missions/m/">mission</a>', ""),
        ('<a href="/fiches/?q=a">liste</a>', f'<a href="{settings.SITE_URL}/fiches/?q=a">liste</a>', ""),
        ('<a href="/fiches/a.pdf">pdf</a>', f'<a href="{settings.SITE_URL}/fiches/a.pdf">pdf</a>', ""),
        ('<a class="x" href="#ancre" lang="fr">x</a>', '<a class="x" href="#ancre" lang="fr">x</a>', ""),
        ('<a href="https://a.fr/">x</a>', '<a href="https://a.fr/">x</a>', ""),
    ],
)
def test_site_link_becomes_absolute_and_a_text_link_gets_a_page_reference(html, alone, reference):
    html, alone = f"<p>Voir {html}, puis…</p>", f"<p>Voir {alone}{{}}, puis…</p>"
    assert resolved(html, references=False) == alone.format("")
    assert resolved(html, references=True) == alone.format(
        PAGE_REFERENCE.format(absolute(reference)) if reference else ""
    )


def test_glossaire_word_links_to_the_glossaire_of_the_document():
    html = '<a class="terme" href="#mot-iae">IAE</a>'
    assert resolved(html, references=False) == html
    url = absolute("/reperes/glossaire/#mot-iae")
    assert resolved(html, references=True) == f'<a class="terme" href="{url}">IAE</a>'
    assert url in {a for section in Manuel.read().document().sections for a in section.answers_for}


def test_fiche_without_printable_outil_has_no_outil_sheet(client):
    obj = fiche()
    obj.outil.imprimable = False
    obj.outil.save()
    assert client.get(f"/fiches/{SLUG}/outil.pdf").status_code == 404
    assert "outil.pdf" not in client.get(f"/fiches/{SLUG}/").content.decode()
    obj.outil.delete()
    assert client.get(f"/fiches/{SLUG}/outil.pdf").status_code == 404
    assert client.get(f"/fiches/{SLUG}/").status_code == 200
    assert client.get("/manuel/").status_code == 200
    assert 'class="outil' not in fiche_document(fiche()).sections[0].html
    assert Manuel.read().document().sections
