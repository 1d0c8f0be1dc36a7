"""A text that is not published appears nowhere: canaries in every state but one, sought in every skin."""

from collections.abc import Iterator

import pytest
from django.test import Client

from dts_platform.editorial.states import Statut
from dts_platform.web.addresses import absolute
from experiences.models import Experience
from fiches.documents.collection import fiches_prolonging
from fiches.documents.livret import Livret
from fiches.documents.manuel import Manuel
from fiches.documents.plaquette import Plaquette, plaquette_document
from fiches.documents.printing import Document, experience_document, fiche_document, outil_document
from fiches.models import Fiche
from missions.models import Repere, Terme, Theme
from tests.addresses import FIXED, every_address

pytestmark = pytest.mark.django_db
CANARY = "Quetzalcoatl"
HIDDEN_STATES = [status for status in Statut if not status.is_public]
MACHINE_READABLE = [
    "/donnees/fiches.json",
    "/donnees/fiches.csv",
    "/donnees/experiences.json",
    "/donnees/experiences.csv",
    "/sitemap.xml",
    "/flux.xml",
]


@pytest.fixture(params=HIDDEN_STATES, ids=[status.value for status in HIDDEN_STATES])
def hidden_texts(request):
    """A fiche, an experience and a landmark that were published and crossed with everything, then hidden."""
    fiche = Fiche.objects.get(slug="creer-une-ressourcerie")
    experience = Experience.objects.get(slug="groupe-ulisse-ressourcerie")
    repere = Repere.objects.get(slug="vita")
    for text, field in ((fiche, "titre"), (experience, "nom"), (repere, "titre")):
        setattr(text, field, CANARY)
        text.resume = text.resume + CANARY
        text.statut = request.param
        text.save()
    return fiche, experience, repere


def test_hidden_text_is_absent_from_every_page(hidden_texts, visitor):
    for address in [
        *every_address(),
        *MACHINE_READABLE,
        f"/fiches/?q={CANARY}x",
        "/fiches/?tri=recent",
        "/fiches/?page=3",
        "/experiences/?page=2",
        f"/recherche/?q={CANARY}x",
        "/recherche/?q=ressourcerie",
        "/recherche/suggestions/?q=ressourc",
    ]:
        response = visitor.get(address)
        assert response.status_code == 200, address
        assert CANARY not in response.content.decode().replace(f"{CANARY}x", ""), address
        assert "creer-une-ressourcerie" not in response.content.decode(), address


def test_hidden_text_has_no_page_and_no_document(hidden_texts, visitor):
    status = 410 if hidden_texts[0].statut == Statut.RETIRE else 404
    for text in hidden_texts:
        assert visitor.get(text.get_absolute_url()).status_code == status
    for address in (
        "/fiches/creer-une-ressourcerie.pdf",
        "/fiches/creer-une-ressourcerie/outil.pdf",
        "/experiences/groupe-ulisse-ressourcerie.pdf",
    ):
        response = visitor.get(address)
        assert response.status_code == status
        assert CANARY not in response.content.decode()


def test_hidden_text_is_left_out_of_the_counts(hidden_texts, visitor):
    page = visitor.get("/fiches/").content.decode()
    assert f'data-total="{Fiche.objects.published().count()}"' in page
    assert f'data-total="{Experience.objects.published().count()}"' in visitor.get("/experiences/").content.decode()
    assert f'data-count="{Fiche.objects.published().filter(missions__slug="creation-activites").count()}"' in page


def documents() -> Iterator[Document]:
    """Every document that holds texts, as it would now be made."""
    fiches = list(Fiche.objects.published().with_everything())
    experiences = list(Experience.objects.published().with_everything().with_crossings())
    prolonged = fiches_prolonging(experiences)
    yield Manuel.read().document()
    yield Livret.of([*fiches, *experiences], "Tout", "").document()
    yield from (plaquette_document(Plaquette.read(), for_printer) for for_printer in (False, True))
    yield from map(fiche_document, fiches)
    yield from (outil_document(fiche) for fiche in fiches if hasattr(fiche, "outil"))
    yield from (experience_document(experience, prolonged[experience.pk]) for experience in experiences)


def test_hidden_text_is_absent_from_every_document(hidden_texts):
    for document in documents():
        printed = repr(document)  # its parts, their heads and bookmarks, its name, its texts
        assert CANARY not in printed, document.name
        assert "/fiches/creer-une-ressourcerie/" not in printed, document.name


def test_public_text_is_in_the_manuel(db):
    manuel = repr(Manuel.read().document())
    assert "/fiches/creer-une-ressourcerie/" in manuel
    assert Experience.objects.get(slug="groupe-ulisse-ressourcerie").nom in manuel


def test_manuel_holds_exactly_the_published_texts(hidden_texts):
    document = Manuel.read().document()
    held = {address for section in document.sections for address in section.answers_for}
    public = {absolute(t.get_absolute_url()) for m in (Fiche, Experience, Repere) for t in m.objects.published()}
    all_addresses = {absolute(t.get_absolute_url()) for m in (Fiche, Experience, Repere) for t in m.objects.all()}
    assert held & all_addresses == public
    assert {absolute(text.path) for text in document.texts} == public


def test_fixed_pages_answer_on_an_empty_site(db):
    for model in (Fiche, Experience, Repere, Theme, Terme):
        model.objects.all().delete()
    for address in [*FIXED, *MACHINE_READABLE, "/robots.txt", "/sante/"]:
        assert Client().get(address).status_code == 200, address
