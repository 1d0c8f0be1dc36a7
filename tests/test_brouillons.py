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
from tests.adresses import FIXED, toutes

pytestmark = pytest.mark.django_db

CANARI = "Quetzalcoatl"
CACHES = [statut for statut in Statut if not statut.is_public]
MACHINES = [
    "/donnees/fiches.json",
    "/donnees/fiches.csv",
    "/donnees/experiences.json",
    "/donnees/experiences.csv",
    "/sitemap.xml",
    "/flux.xml",
]


@pytest.fixture(params=CACHES, ids=[statut.value for statut in CACHES])
def caches(request):
    """A fiche, an experience and a landmark that were published and crossed with everything, then hidden."""
    fiche = Fiche.objects.get(slug="creer-une-ressourcerie")
    experience = Experience.objects.get(slug="groupe-ulisse-ressourcerie")
    repere = Repere.objects.get(slug="vita")
    for texte, champ in ((fiche, "titre"), (experience, "nom"), (repere, "titre")):
        setattr(texte, champ, CANARI)
        texte.resume = texte.resume + CANARI
        texte.statut = request.param
        texte.save()
    return fiche, experience, repere


def test_a_hidden_text_is_in_no_page(caches, visiteur):
    for adresse in [
        *toutes(),
        *MACHINES,
        f"/fiches/?q={CANARI}x",
        "/fiches/?tri=recent",
        "/fiches/?page=3",
        "/experiences/?page=2",
        f"/recherche/?q={CANARI}x",
        "/recherche/?q=ressourcerie",
        "/recherche/suggestions/?q=ressourc",
    ]:
        reponse = visiteur.get(adresse)
        assert reponse.status_code == 200, adresse
        assert CANARI not in reponse.content.decode().replace(f"{CANARI}x", ""), adresse
        assert "creer-une-ressourcerie" not in reponse.content.decode(), adresse


def test_a_hidden_text_has_no_address(caches, visiteur):
    for texte in caches:
        assert visiteur.get(texte.get_absolute_url()).status_code == 404
    for adresse in (
        "/fiches/creer-une-ressourcerie.pdf",
        "/fiches/creer-une-ressourcerie/outil.pdf",
        "/experiences/groupe-ulisse-ressourcerie.pdf",
    ):
        assert visiteur.get(adresse).status_code == 404


def test_a_hidden_text_counts_nowhere(caches, visiteur):
    page = visiteur.get("/fiches/").content.decode()
    assert 'data-total="51"' in page
    assert 'data-total="33"' in visiteur.get("/experiences/").content.decode()
    assert f'data-count="{Fiche.objects.published().filter(missions__slug="creation-activites").count()}"' in page


def documents() -> Iterator[Document]:
    """Every document that holds texts, as it would now be made."""
    fiches = list(Fiche.objects.published().with_everything())
    experiences = list(Experience.objects.published().with_everything().with_crossings())
    prolongees = fiches_prolonging(experiences)
    yield Manuel.read().document()
    yield Livret.of([*fiches, *experiences], "Tout", "").document()
    yield from (plaquette_document(Plaquette.read(), for_printer) for for_printer in (False, True))
    yield from map(fiche_document, fiches)
    yield from (outil_document(fiche) for fiche in fiches if hasattr(fiche, "outil"))
    yield from (experience_document(experience, prolongees[experience.pk]) for experience in experiences)


def test_a_hidden_text_is_in_no_document(caches):
    for document in documents():
        dit = repr(document)  # its parts, their heads and bookmarks, its name, its texts
        assert CANARI not in dit, document.name
        assert "/fiches/creer-une-ressourcerie/" not in dit, document.name


def test_what_is_sought_in_documents_is_there_when_it_is_public(db):
    manuel = repr(Manuel.read().document())
    assert "/fiches/creer-une-ressourcerie/" in manuel
    assert Experience.objects.get(slug="groupe-ulisse-ressourcerie").nom in manuel


def test_the_manual_holds_exactly_the_published_texts(caches):
    document = Manuel.read().document()
    tenues = {adresse for morceau in document.sections for adresse in morceau.answers_for}
    publiques = {absolute(t.get_absolute_url()) for m in (Fiche, Experience, Repere) for t in m.objects.published()}
    toutes_les_adresses = {absolute(t.get_absolute_url()) for m in (Fiche, Experience, Repere) for t in m.objects.all()}
    assert tenues & toutes_les_adresses == publiques
    assert {absolute(texte.path) for texte in document.texts} == publiques


def test_the_fixed_pages_stand_on_an_empty_site(db):
    for modele in (Fiche, Experience, Repere, Theme, Terme):
        modele.objects.all().delete()
    for adresse in [*FIXED, *MACHINES, "/robots.txt", "/sante/"]:
        assert Client().get(adresse).status_code == 200, adresse
