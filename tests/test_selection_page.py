"""The page of the reader’s own booklet: what it does with anything, what it never shows."""

import html
import re

import pytest
from django.http import QueryDict

from dts_platform.search import mirror
from dts_platform.search.indexing import catch_up
from experiences.models import Experience
from fiches.models import Fiche
from fiches.selection.address import MOST_TEXTS, Shelf, booklet
from fiches.selection.page import BookletPage

pytestmark = pytest.mark.django_db

ADRESSES = [
    ("/selection/", ""),
    ("/selection/?s=13.x:jura-service", ""),
    ("/selection/?s=13&q=mobilit%C3%A9", ""),
    ("/selection/?s=13&t=L%27%C3%A9quipe", ""),
    ("/selection/?s=13&t=L'%C3%A9quipe", ""),  # written otherwise, but the same
    ("/selection/?s=13.x%3Ajura-service", ""),
    ("/selection/?f=creer-une-ressourcerie&f=x:jura-service", "/selection/?s=13.x:jura-service"),
    ("/selection/?s=2&f=creer-une-ressourcerie&f=x:jura-service", "/selection/?s=2.13.x:jura-service#ajouter"),
    ("/selection/?s=13.13.2", "/selection/?s=13.2"),
    ("/selection/?t=Mobilit%C3%A9&s=13", "/selection/?s=13&t=Mobilit%C3%A9"),
    ("/selection/?s=13&t=+a++b+", "/selection/?s=13&t=a+b"),
    ("/selection/?s=13&utm_source=x", "/selection/?s=13"),
    ("/selection/?s=13.2.5&a=descendre-1&t=&n=&q=&f=", "/selection/?s=2.13.5#texte-2"),
    ("/selection/?s=13.2.5&a=descendre-3", "/selection/?s=13.2.5#texte-3"),
    ("/selection/?s=13.2.5&a=monter-3", "/selection/?s=13.5.2#texte-2"),
    ("/selection/?s=13.2.5&a=monter-1", "/selection/?s=13.2.5#texte-1"),
    ("/selection/?s=13.2.5&a=retirer-3", "/selection/?s=13.2#texte-2"),
    ("/selection/?s=13.2.5&a=retirer-1", "/selection/?s=2.5#texte-1"),
    ("/selection/?s=13&a=retirer-1&t=Titre", "/selection/?t=Titre"),
    ("/selection/?s=13&a=retirer-99", "/selection/?s=13#texte-1"),
    ("/selection/?s=13&a=zut-1", "/selection/?s=13"),
    ("/selection/?s=13&f=&q=v%C3%A9lo", "/selection/?s=13&q=v%C3%A9lo#ajouter"),
]


@pytest.mark.parametrize(("adresse", "ailleurs"), ADRESSES)
def test_a_selection_has_one_address(visiteur, adresse, ailleurs):
    reponse = visiteur.get(adresse)
    assert reponse.status_code == (302 if ailleurs else 200)
    assert reponse.headers.get("Location", "") == ailleurs
    if ailleurs:
        assert visiteur.get(ailleurs.partition("#")[0]).status_code == 200


HOSTILES = [
    "s=%00",
    "s=%ff%fe",
    "s=" + "1." * 5_000,
    "s=" + "zut." * 5_000,
    "s=" + "9" * 5_000,
    "s=²",
    "s=١",
    "s=-1",
    "s=1e3",
    "s[]=1",
    "s=1&s=2&s=3",
    "f=%3Cscript%3Ealert(1)%3C/script%3E",
    "s=1&t=%3Cscript%3Ealert(1)%3C/script%3E&n=%22%3E%3Cimg%20src=x%3E",
    "t=%E2%80%AE%00%0A%0D",
    "s=1&a=monter-",
    "s=1&a=monter--1",
    "s=1&a=monter-²",
    "s=1&a=monter-99999999999999999999",
    "s=1&a=descendre-0",
    "s=1&a=__class__-1",
    "s=1&q=" + "a" * 2_000,
    "s=1&q=%22%22%22%00",
    "s=1&q=-",
    "a=retirer-1",
    "&".join(f"f=zut{n}" for n in range(1_900)),
    "%",
    "=&=&;",
]


@pytest.mark.parametrize("requete", HOSTILES, ids=range(len(HOSTILES)))
def test_nothing_in_an_address_breaks_the_page(visiteur, requete):
    reponse = visiteur.get(f"/selection/?{requete}", follow=True)
    assert reponse.status_code == 200
    assert len(reponse.redirect_chain) <= 1
    page = reponse.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\x00" not in page


def lire(page: str) -> list[str]:
    return [html.unescape(t) for t in re.findall(r'id="texte-\d+".*?<a href="[^"]*">(.*?)</a>', page, re.S)]


def test_a_text_withdrawn_is_left_out_and_its_title_is_not_told(visiteur, comptes):
    adresse = "/selection/?s=13.2.x:jura-service&t=Nous"
    assert lire(visiteur.get(adresse).content.decode())[0] == "Créer une ressourcerie"
    Fiche.objects.filter(slug="creer-une-ressourcerie").update(statut="retire")
    Experience.objects.filter(slug="jura-service").update(statut="brouillon")
    page = visiteur.get(adresse).content.decode()
    assert lire(page) == ["Définir l’utilité sociale et la qualité sociale visées"]
    assert "Deux textes demandés ne sont pas publiés, ou ne le sont plus" in page
    assert "«\u202ffiche 13\u202f»" in page
    assert "Créer une ressourcerie" not in page
    assert 'data-selection="s=2&amp;t=Nous"' in page
    assert "/selection.pdf?s=2&amp;t=Nous" in page
    assert lire(comptes["admin"].get(adresse).content.decode()) == lire(page)  # the same for an editor


def test_every_public_text_can_be_added_from_its_page_in_one_click(visiteur):
    rayon = Shelf.of(mirror.current())
    assert (len(rayon.fiches), len(rayon.experiences)) == (
        Fiche.objects.published().count(),
        Experience.objects.published().count(),
    )
    for texte in (*rayon.fiches, *rayon.experiences):
        page = visiteur.get(texte.record.url).content.decode()
        lien = re.search(rf'href="([^"]+)" rel="nofollow" data-texte="{re.escape(texte.name)}"', page)
        reponse = visiteur.get(lien[1])
        assert reponse.status_code == 200, texte
        assert lire(reponse.content.decode()) == [texte.title]


@pytest.mark.parametrize(
    "adresse", ["/", "/fiches/", "/fiches/?q=mobilite", "/experiences/", "/experiences/?q=mobilite"]
)
def test_every_card_offers_to_be_added(visiteur, adresse):
    page = visiteur.get(adresse).content.decode()
    cartes = page.count('<article class="carte')
    assert cartes > 1
    assert page.count('class="ajouter"') == cartes


def test_a_filtered_list_makes_a_booklet_in_its_order(visiteur):
    page = visiteur.get("/fiches/?mission=animation-territoire&tri=titre").content.decode()
    lien = html.unescape(re.search(r'<p class="vers-livret"><a[^>]* href="([^"]+)"', page)[1])
    titres = [html.unescape(t) for t in re.findall(r'class="carte-titre"><a [^>]*><span.*?</span>(.*?)</a>', page)]
    livret = lire(visiteur.get(lien).content.decode())
    assert len(livret) == 31
    assert livret[:20] == titres[:20]
    assert "vers-livret" not in visiteur.get("/fiches/").content.decode()
    assert "vers-livret" not in visiteur.get("/fiches/?q=xylophone").content.decode()


def copier_des_fiches(combien: int) -> None:
    modele = Fiche.objects.get(slug="creer-une-ressourcerie")
    missions = list(modele.missions.all())
    for numero in range(100, 100 + combien):
        copie = Fiche.objects.get(pk=modele.pk)
        copie.pk, copie.numero, copie.slug = None, numero, f"copie-{numero}"
        copie.save()
        copie.missions.set(missions)
    catch_up()


def test_a_list_too_long_for_a_booklet_says_so(visiteur):
    copier_des_fiches(60)
    page = visiteur.get("/fiches/?mission=creation-activites").content.decode()
    assert "avec les 80 premières fiches de cette liste" in page
    lien = re.search(r'<p class="vers-livret"><a[^>]* href="([^"]+)"', page)[1]
    plein = visiteur.get(lien).content.decode()
    assert len(lire(plein)) == MOST_TEXTS
    assert "Votre livret est plein" in plein
    assert 'name="f"' not in plein


@pytest.mark.parametrize("combien", [0, 1, 80])
def test_a_selection_of_any_size_runs_the_same_few_queries(visiteur, combien, django_assert_max_num_queries):
    mirror.vocabulary(mirror.current())
    copier_des_fiches(60)
    noms = [*range(1, 53), *range(100, 160)][:combien]
    with django_assert_max_num_queries(3):  # the mirror, its new rows, the records
        assert visiteur.get(f"/selection/?s={'.'.join(map(str, noms))}", follow=True).status_code == 200
    with django_assert_max_num_queries(2):
        visiteur.get(f"/selection/?s={'.'.join(map(str, noms))}", follow=True)


def test_the_page_depends_on_its_address_alone_and_search_engines_leave_it(visiteur):
    vide, pleine = visiteur.get("/selection/"), visiteur.get("/selection/?s=13")
    assert "noindex" not in vide.content.decode()
    assert '<meta name="robots" content="noindex">' in pleine.content.decode()
    for reponse in (vide, pleine):
        assert not reponse.cookies
        assert "ETag" not in reponse.headers
    robots = visiteur.get("/robots.txt").content.decode()
    assert {"Disallow: /selection.pdf", "Disallow: /selection.epub"} <= set(robots.splitlines())


def test_an_empty_selection_gives_one_idea_for_each_mission(visiteur):
    page = visiteur.get("/selection/").content.decode()
    ideas = BookletPage.of(QueryDict(), mirror.current()).ideas
    assert [idee.title for idee in ideas] == [
        "Création d’activités",
        "Sécurisation des parcours",
        "Animation du territoire",
    ]
    for idee in ideas:
        assert html.escape(idee.address) in page
        livret = visiteur.get(idee.address)
        assert livret.status_code == 200
        assert len(lire(livret.content.decode())) == idee.fiche_count > 5


def test_suggestions_and_answers_are_texts_not_chosen_yet():
    atelier = BookletPage.of(QueryDict("s=13.14.x:groupe-ulisse-ressourcerie&q=ressourcerie"), mirror.current())
    choisis = set(atelier.selection.texts)
    assert atelier.suggestions
    assert atelier.found
    assert not choisis & {*atelier.suggestions, *atelier.found}
    assert not set(atelier.suggestions) & set(atelier.found)
    restants = [texte for _, textes in atelier.choices for texte in textes]
    assert len(restants) == len(set(restants)) == 52 + 34 - 3


def test_a_selection_of_experiences_alone_has_neighbours():
    assert BookletPage.of(QueryDict("s=x:jura-service"), mirror.current()).suggestions


@pytest.mark.parametrize(
    ("pages", "phrase"),
    [
        (None, "Le nombre de pages sera connu quand le manuel du jour sera construit."),
        (1, "Votre livret compterait environ 1\u00a0page."),
        (42, "42\u00a0pages."),
    ],
)
def test_the_number_of_pages_is_told_when_known(visiteur, monkeypatch, pages, phrase):
    monkeypatch.setattr(booklet, "livret_pages", lambda selection: pages)
    assert phrase in visiteur.get("/selection/?s=13").content.decode()


def test_what_a_browser_keeps_is_told(visiteur):
    assert "gardée par votre navigateur" in visiteur.get("/mentions-legales/").content.decode()
