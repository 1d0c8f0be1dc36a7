"""A text that is not published appears nowhere: canaries in every state but one, sought in every skin."""

import pytest
from django.test import Client

from dts_platform.core.editorial import Statut
from experiences.models import Experience
from fiches.documents import ExperienceDocument, FicheDocument, Manuel
from fiches.models import Fiche
from missions.models import Repere, Terme, Theme
from tests.adresses import FIXES, toutes

pytestmark = pytest.mark.django_db

CANARI = "Quetzalcoatl"
CACHES = [statut for statut in Statut if not statut.est_public]
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


def test_a_hidden_text_is_in_no_document(caches):
    documents = [Manuel.read()]
    documents += [FicheDocument.of(f) for f in Fiche.objects.published().with_everything()]
    documents += [ExperienceDocument.of(e) for e in Experience.objects.published().with_everything()]
    for document in documents:
        html = document.html()
        assert CANARI not in html, document.nom
        assert "fiche-creer-une-ressourcerie" not in html, document.nom


def test_the_manual_holds_exactly_the_published_texts(caches):
    html = Manuel.read().html()
    assert {
        f.slug for f in Fiche.objects.all() if f'<article class="partie-{f.partie}" id="fiche-{f.slug}">' in html
    } == set(Fiche.objects.published().values_list("slug", flat=True))
    assert {e.slug for e in Experience.objects.all() if f'id="experience-{e.slug}"' in html} == set(
        Experience.objects.published().values_list("slug", flat=True)
    )


def test_the_fixed_pages_stand_on_an_empty_site(db):
    for modele in (Fiche, Experience, Repere, Theme, Terme):
        modele.objects.all().delete()
    for adresse in [*FIXES, *MACHINES, "/robots.txt", "/sante/"]:
        assert Client().get(adresse).status_code == 200, adresse
