"""The brochure: a sheet and a page that say the same thing, and follow what editors change."""

import re

import pytest
import segno

from dts_platform.editorial.states import Statut
from dts_platform.web.addresses import absolute
from fiches.documents.plaquette import FIRST_STEPS, Plaquette, QRCode, first_sentence, step_of
from fiches.models import Fiche
from missions.models import Principe
from tests.fiches.documents.plaquette_sheet import (
    sheet_html,
)


@pytest.fixture
def plaquette(db) -> Plaquette:
    return Plaquette.read()


def headings(html: str) -> set[str]:
    """The headings of a document or of the brochure in a page."""
    body = html[html.index("<h1") :]
    return {re.sub(r"<[^>]+>", "", heading).strip() for heading in re.findall(r"<h[1-6]\b.*?</h[1-6]>", body, re.S)}


def test_plaquette_is_read_in_few_queries(db, django_assert_num_queries):
    with django_assert_num_queries(8):
        plaquette = Plaquette.read()
    with django_assert_num_queries(4):  # what every document is printed with: references, glossary; two counts
        sheet_html(plaquette)


def test_plaquette_after_an_edit_shows_the_new_title(plaquette):
    Principe.objects.filter(slug="cooperation").update(titre="Faire à plusieurs")
    html = sheet_html(Plaquette.read())
    assert "Faire à plusieurs" in html
    assert "La coopération" not in html


@pytest.mark.parametrize("slug", FIRST_STEPS)
def test_plaquette_with_a_withdrawn_fiche_keeps_its_step_without_link(plaquette, slug):
    number = plaquette.steps[slug].numero
    Fiche.objects.filter(slug=slug).update(statut=Statut.RETIRE)
    html = sheet_html(Plaquette.read())
    assert "Essayer" in html
    assert slug not in html
    assert f"/fiches/{number}/" not in html
    assert f"{plaquette.fiche_count - 1}\u00a0fiches pratiques" in html


@pytest.mark.parametrize("slug", FIRST_STEPS)
def test_plaquette_keeps_a_renamed_fiche_as_a_first_step(plaquette, slug):
    fiche = plaquette.steps[slug]
    for name in ("un-autre-nom", "encore-un-autre"):
        Fiche.objects.filter(pk=fiche.pk).update(slug=name)
    after = Plaquette.read()
    assert {step: text.pk for step, text in after.steps.items()} == {s: t.pk for s, t in plaquette.steps.items()}
    html = sheet_html(after)
    assert "/fiches/encore-un-autre/" in html
    assert slug not in html
    renamed = Fiche.objects.get(pk=fiche.pk)
    renamed.titre = "Titre revu"
    assert after.with_text(renamed).steps[slug].titre == "Titre revu"
    assert step_of(renamed) == slug


def test_fiche_of_no_first_step_is_none(plaquette):
    other = Fiche.objects.published().exclude(slug__in=FIRST_STEPS).first()
    assert step_of(other) == step_of(Fiche(slug="nouvelle")) == ""
    assert plaquette.with_text(other).steps == plaquette.steps


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Une phrase.\nUne autre.", "Une phrase."),
        ("Une phrase. Une autre.", "Une phrase."),
        ("Voir l’art. L. 5132-1 du Code. Puis la suite.", "Voir l’art. L. 5132-1 du Code."),
        ("Est-ce utile\u202f? Oui, dit-on.", "Est-ce utile\u202f?"),
        ("Une concurrence «\u202fresponsable\u202f». Elle dure.", "Une concurrence «\u202fresponsable\u202f»."),
        ("Du **gras** et un [lien](/fiches/). Rien.", "Du gras et un lien."),
        ("Sans point final", "Sans point final"),
        ("", ""),
    ],
)
def test_first_sentence_stops_at_its_own_full_stop(text, expected):
    assert first_sentence(text) == expected


@pytest.mark.parametrize("url", ["https://a.fr/", "https://manuel.territoires-solidaires.exemple.fr/"])
def test_drawn_qr_code_is_the_matrix_of_its_address(url):
    code = QRCode.of(url)
    dark_cells = {
        (int(x) + n, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", code.path)
        for n in range(int(length))
    }
    matrix = segno.make(url, error="m", micro=False).matrix
    assert dark_cells == {(x + 4, y + 4) for y, line in enumerate(matrix) for x, dark in enumerate(line) if dark}
    assert code.side == len(matrix) + 8


class TestAddresses:
    """What the site answers; the page and the sheet from one source."""

    def test_plaquette_page_and_sheet_have_the_same_headings(self, visitor):
        page = visitor.get("/plaquette/").content.decode()
        article = page[page.index("<article") : page.index("</article>")]
        assert headings(article) == headings(sheet_html(Plaquette.read()))
        assert len(headings(article)) > 25

    def test_both_plaquette_versions_are_served(self, visitor):
        sizes = set()
        for url in ("/plaquette.pdf", "/plaquette/imprimeur.pdf"):
            response = visitor.get(url)
            assert response.headers["Content-Type"] == "application/pdf"
            sizes.add(len(response.content))
            assert url in visitor.get("/plaquette/").content.decode()
        assert len(sizes) == 2

    def test_printed_numbers_redirect_to_their_fiches(self, visitor):
        html = sheet_html(Plaquette.read())
        for slug in FIRST_STEPS:
            fiche = Fiche.objects.get(slug=slug)
            assert f"fiche {fiche.numero}, {fiche.titre}" in html.replace("\u202f", " ")
            assert f'href="{absolute(fiche.get_absolute_url())}"' in html
            assert visitor.get(f"/fiches/{fiche.numero}/").headers["Location"] == fiche.get_absolute_url()

    @pytest.mark.parametrize("number", ["0", "999", "9" * 40])
    def test_short_address_of_no_public_fiche_is_not_found(self, visitor, number):
        assert visitor.get(f"/fiches/{number}/").status_code == 404

    def test_short_address_of_a_withdrawn_fiche_says_that_it_is_gone(self, visitor):
        Fiche.objects.filter(numero=1).update(statut=Statut.RETIRE)
        assert visitor.get("/fiches/1/").status_code == 410
