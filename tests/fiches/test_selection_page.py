"""The page of the reader’s own booklet: what it does with anything, what it never shows."""

import html
import re

import pytest
from django.http import QueryDict

from dts_platform.finder.finder import PER_PAGE
from dts_platform.search import mirror
from dts_platform.search.indexing import catch_up
from experiences.models import Experience
from fiches.models import Fiche
from fiches.selection import booklet
from fiches.selection.address import MOST_TEXTS, Shelf
from fiches.selection.page import BookletPage
from missions.models import Mission
from tests.factories import a_fiche, an_experience

pytestmark = pytest.mark.django_db
ADDRESSES = [
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
    ("/selection/?s=13.2.5&a=premier-3", "/selection/?s=5.13.2#texte-1"),
    ("/selection/?s=13.2.5&a=monter-3", "/selection/?s=13.5.2#texte-2"),
    ("/selection/?s=13.2.5&a=monter-1", "/selection/?s=13.2.5#texte-1"),
    ("/selection/?s=13.2.5&a=retirer-3", "/selection/?s=13.2#texte-2"),
    ("/selection/?s=13.2.5&a=retirer-1", "/selection/?s=2.5#texte-1"),
    ("/selection/?s=13&a=retirer-1&t=Titre", "/selection/?t=Titre"),
    ("/selection/?s=13&a=retirer-99", "/selection/?s=13#texte-1"),
    ("/selection/?s=13.2&t=Nous&a=vider", ""),
    ("/selection/?s=13.13.2&t=Nous&n=&q=&f=&a=vider", "/selection/?s=13.2&t=Nous&a=vider"),
    ("/selection/?t=Nous&a=vider", "/selection/"),
    ("/selection/?s=13&a=zut-1", "/selection/?s=13"),
    ("/selection/?s=13&f=&q=v%C3%A9lo", "/selection/?s=13&q=v%C3%A9lo#ajouter"),
]


@pytest.mark.parametrize(("address", "canonical"), ADDRESSES)
def test_selection_has_one_canonical_address(visitor, address, canonical):
    response = visitor.get(address)
    assert response.status_code == (302 if canonical else 200)
    assert response.headers.get("Location", "") == canonical
    if canonical:
        assert visitor.get(canonical.partition("#")[0]).status_code == 200


@pytest.mark.parametrize(("asked", "words"), [("13", "le texte"), ("13.2", "les 2\u00a0textes")])
def test_selection_that_is_emptied_offers_its_texts_back_and_holds_none(visitor, asked, words):
    page = visitor.get(f"/selection/?s={asked}&t=Nous&a=vider").content.decode()
    assert re.search(rf'href="/selection/\?s={re.escape(asked)}&amp;t=Nous"[^>]*>\s*Rétablir {words}</a>', page)
    assert 'data-selection=""' in page
    assert chosen_titles(page) == []
    assert "Rétablir" not in visitor.get("/selection/").content.decode()


HOSTILE = [
    "a=vider",
    "s=zut&t=%3Cscript%3Ealert(1)%3C/script%3E&a=vider",
    "s=13&t=%3Cscript%3Ealert(1)%3C/script%3E&n=%22%3E%3Cimg%20src=x%3E&a=vider",
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


@pytest.mark.parametrize("query_string", HOSTILE, ids=range(len(HOSTILE)))
def test_page_with_a_hostile_address_still_answers(visitor, query_string):
    response = visitor.get(f"/selection/?{query_string}", follow=True)
    assert response.status_code == 200
    assert len(response.redirect_chain) <= 1
    page = response.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\x00" not in page


def chosen_titles(page: str) -> list[str]:
    return [html.unescape(t) for t in re.findall(r'id="texte-\d+".*?<a href="[^"]*">(.*?)</a>', page, re.S)]


def test_withdrawn_text_is_left_out_without_its_title(visitor, accounts):
    fiche, kept = a_fiche(titre="Accorder un balafon"), a_fiche(titre="Jouer du tambour")
    experience = an_experience(slug="essai-chant")
    address = f"/selection/?s={fiche.numero}.{kept.numero}.x:essai-chant&t=Nous"
    assert chosen_titles(visitor.get(address).content.decode())[0] == "Accorder un balafon"
    Fiche.objects.filter(pk=fiche.pk).update(statut="retire")
    Experience.objects.filter(pk=experience.pk).update(statut="brouillon")
    page = visitor.get(address).content.decode()
    assert chosen_titles(page) == ["Jouer du tambour"]
    assert "Deux textes demandés ne sont pas publiés, ou ne le sont plus" in page
    assert f"«\u202ffiche {fiche.numero}\u202f»" in page
    assert "Accorder un balafon" not in page
    assert f'data-selection="s={kept.numero}&amp;t=Nous"' in page
    assert f'<input type="hidden" name="s" value="{kept.numero}">' in page
    shown_to_an_editor = accounts["admin"].get(address).content.decode()
    assert chosen_titles(shown_to_an_editor) == chosen_titles(page)


def test_page_of_every_public_text_offers_to_add_it(visitor):
    shelf = Shelf.of(mirror.current())
    assert (len(shelf.fiches), len(shelf.experiences)) == (
        Fiche.objects.published().count(),
        Experience.objects.published().count(),
    )
    for text in (*shelf.fiches, *shelf.experiences):
        page = visitor.get(text.record.url).content.decode()
        link = re.search(rf'href="([^"]+)" rel="nofollow" data-text="{re.escape(text.name)}"', page)
        response = visitor.get(link[1])
        assert response.status_code == 200, text
        assert chosen_titles(response.content.decode()) == [text.title]


@pytest.mark.parametrize("address", ["/fiches/", "/fiches/?q=mobilite", "/experiences/", "/experiences/?q=mobilite"])
def test_every_card_offers_to_add_its_text(visitor, address):
    page = visitor.get(address).content.decode()
    cards = page.count('<article class="card')
    assert cards > 1
    assert page.count('class="add add-sign"') == cards


def test_filtered_list_makes_a_livret_in_its_order(visitor):
    page = visitor.get("/fiches/?mission=animation-territoire&tri=titre").content.decode()
    link = html.unescape(re.search(r'<p class="to-livret"><a[^>]* href="([^"]+)"', page)[1])
    titles = [html.unescape(t) for t in re.findall(r'class="card-title"><a [^>]*>\d+\. (.*?)</a>', page)]
    livret = chosen_titles(visitor.get(link).content.decode())
    assert len(livret) == Fiche.objects.published().filter(missions__slug="animation-territoire").count() > PER_PAGE
    assert livret[:PER_PAGE] == titles
    assert "to-livret" not in visitor.get("/fiches/").content.decode()
    assert "to-livret" not in visitor.get("/fiches/?q=glockenspiel").content.decode()


def add_fiches(how_many: int) -> None:
    missions = Mission.objects.filter(slug="creation-activites")
    for number in range(100, 100 + how_many):
        a_fiche(numero=number, missions=missions)
    catch_up()


def test_list_too_long_for_a_livret_says_so(visitor):
    add_fiches(60)
    page = visitor.get("/fiches/?mission=creation-activites").content.decode()
    assert "avec les 80 premières fiches de cette liste" in page
    link = re.search(r'<p class="to-livret"><a[^>]* href="([^"]+)"', page)[1]
    full = visitor.get(link).content.decode()
    assert len(chosen_titles(full)) == MOST_TEXTS
    assert "Votre dossier est plein" in full
    assert 'name="f"' not in full


@pytest.mark.parametrize("how_many", [0, 1, 80])
def test_selection_of_any_size_runs_the_same_few_queries(visitor, how_many, django_assert_max_num_queries):
    mirror.vocabulary(mirror.current())
    add_fiches(60)
    names = [*range(1, 53), *range(100, 160)][:how_many]
    with django_assert_max_num_queries(3):  # the mirror, its new rows, the records
        assert visitor.get(f"/selection/?s={'.'.join(map(str, names))}", follow=True).status_code == 200
    with django_assert_max_num_queries(2):
        visitor.get(f"/selection/?s={'.'.join(map(str, names))}", follow=True)


def test_page_depends_on_its_address_alone_and_is_closed_to_search_engines(visitor):
    empty, full = visitor.get("/selection/"), visitor.get("/selection/?s=13")
    assert "noindex" not in empty.content.decode()
    assert '<meta name="robots" content="noindex">' in full.content.decode()
    for response in (empty, full):
        assert not response.cookies
        assert "ETag" not in response.headers
    robots = visitor.get("/robots.txt").content.decode()
    assert {"Disallow: /selection.pdf", "Disallow: /selection.epub"} <= set(robots.splitlines())


def test_empty_selection_proposes_one_livret_for_each_mission(visitor):
    page = visitor.get("/selection/").content.decode()
    ideas = BookletPage.of(QueryDict(), mirror.current()).ideas
    assert [idea.title for idea in ideas] == [
        "Création d’activités",
        "Sécurisation des parcours",
        "Animation du territoire",
    ]
    for idea in ideas:
        assert html.escape(idea.address) in page
        livret = visitor.get(idea.address)
        assert livret.status_code == 200
        assert len(chosen_titles(livret.content.decode())) == idea.fiche_count > 5


def test_proposed_texts_are_not_chosen_yet():
    workshop = BookletPage.of(QueryDict("s=13.14.x:groupe-ulisse-ressourcerie&q=ressourcerie"), mirror.current())
    chosen = set(workshop.selection.texts)
    assert workshop.suggestions
    assert workshop.found
    assert not chosen & {*workshop.suggestions, *workshop.found}
    assert not set(workshop.suggestions) & set(workshop.found)
    left = [text for _, texts in workshop.choices for text in texts]
    assert (
        len(left)
        == len(set(left))
        == Fiche.objects.published().count() + Experience.objects.published().count() - len(chosen)
    )


def test_selection_of_experiences_alone_has_suggestions():
    assert BookletPage.of(QueryDict("s=x:jura-service"), mirror.current()).suggestions


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        (None, "Le nombre de pages sera connu quand le manuel du jour sera construit."),
        (1, "Votre dossier compterait environ 1\u00a0page."),
        (42, "42\u00a0pages."),
    ],
)
def test_number_of_pages_is_told_when_known(visitor, monkeypatch, pages, sentence):
    monkeypatch.setattr(booklet, "livret_pages", lambda selection: pages)
    assert sentence in visitor.get("/selection/?s=13").content.decode()


def test_legal_page_tells_what_a_browser_keeps(visitor):
    assert "gardé par votre navigateur" in visitor.get("/mentions-legales/").content.decode()
