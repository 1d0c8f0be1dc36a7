"""The pages of the regions, and every page that shows whom to reach."""

import json

import pytest

from dts_platform.content.territoires import REGIONS
from dts_platform.models import Editeur, GroupeRessource, Referent
from dts_platform.search import mirror
from dts_platform.search.indexing import catch_up
from experiences.models import Experience
from missions.models import Mission
from tests.factories import a_fiche, a_figure, an_experience
from tests.territoires.groups import a_group

pytestmark = pytest.mark.django_db
QUERIES = 6


@pytest.fixture
def empty_region() -> None:
    """No text of the content shipped is of Mayotte: what is asserted is of the texts of the test."""
    Experience.objects.filter(region="mayotte").delete()


def words_of(visitor, address: str) -> str:
    answer = visitor.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_every_region_has_its_page_in_the_list_and_in_the_site_map(visitor):
    listed, site_map = words_of(visitor, "/territoires/"), words_of(visitor, "/sitemap.xml")
    assert len(REGIONS) == 18
    for region in REGIONS.values():
        page = words_of(visitor, f"/territoires/{region.slug}/")
        assert f'href="/territoires/{region.slug}/"' in listed
        assert f"/territoires/{region.slug}/</loc>" in site_map
        for departement in region.departements:
            assert departement.nom in page
    assert visitor.get("/territoires/atlantide/").status_code == 404


@pytest.mark.usefixtures("empty_region")
def test_page_shows_what_was_done_there_and_nothing_else(visitor):
    here, hidden = an_experience(region="mayotte", nom="Ici"), an_experience(False, region="mayotte", nom="Cachée")
    there = an_experience(region="corse", nom="Ailleurs")
    figure = a_figure(here, 7, libelle="Paniers portés")
    shown = a_fiche(titre="Fiche illustrée", experiences=[here])
    own = a_fiche(titre="Fiche de Mayotte", region="mayotte")
    others = [
        a_fiche(titre="Fiche d’ailleurs", experiences=[there]),
        a_fiche(False, titre="Brouillon", experiences=[here]),
    ]
    page = words_of(visitor, "/territoires/mayotte/")
    for text in (here, shown, own):
        assert text.get_absolute_url() in page
    assert figure.libelle in page
    for text in (hidden, there, *others):
        assert text.get_absolute_url() not in page
    covered = set(here.missions.all())
    for mission in Mission.objects.all():
        assert (f'<li><a href="{mission.get_absolute_url()}">' in page) == (mission not in covered)


@pytest.mark.usefixtures("empty_region")
def test_booklet_of_a_region_holds_its_texts_and_its_contact(visitor):
    here = an_experience(region="mayotte")
    fiche = a_fiche(experiences=[here])
    page = words_of(visitor, "/territoires/mayotte/")
    assert f"/selection.pdf?s=x:{here.slug}.{fiche.numero}&amp;t=" in page
    assert "&amp;r=mayotte" in page


@pytest.mark.parametrize("address", ["/territoires/", "/territoires/bretagne/"])
def test_page_runs_as_few_queries_with_more_content(visitor, address, django_assert_max_num_queries):
    for number in range(30):
        a_fiche(experiences=[an_experience(region="bretagne")])
        Referent.objects.create(groupe=GroupeRessource.objects.first() or a_group(), nom=f"P{number}", ordre=number)
    catch_up()
    mirror.current()
    with django_assert_max_num_queries(QUERIES):
        words_of(visitor, address)


def pages_of(region: str) -> list[str]:
    experience = an_experience(region=region)
    fiche = a_fiche(region=region)
    return [
        f"/territoires/{region}/",
        experience.get_absolute_url(),
        fiche.get_absolute_url(),
        f"/plaquette/?region={region}",
    ]


@pytest.mark.parametrize("change", ["courriel", "person gone", "hidden", "deleted"])
def test_page_that_shows_a_contact_follows_it_at_the_next_request(visitor, change):
    pages = pages_of("mayotte")
    group = a_group("mayotte", telephone="02 00 00 00 01")
    person = Referent.objects.create(groupe=group, nom="Personne fictive", courriel="personne@example.org")
    shown = {"courriel": "mayotte@example.org", "person gone": "personne@example.org"}.get(change, group.nom)
    before = {}
    for address in pages:
        answer = visitor.get(address)
        assert shown in answer.content.decode(), address
        before[address] = answer.headers["ETag"]
    match change:
        case "courriel":
            GroupeRessource.objects.filter(pk=group.pk).update(courriel="nouveau@example.org")
        case "person gone":
            person.delete()
        case "hidden":
            GroupeRessource.objects.filter(pk=group.pk).update(visible=False)
        case "deleted":
            group.delete()
    for address in pages:
        answer = visitor.get(address, headers={"if-none-match": before[address]})
        assert answer.status_code == 200, address
        assert shown not in answer.content.decode(), address


@pytest.mark.parametrize(
    ("groups", "publisher", "said"),
    [
        (["mayotte"], "", "mayotte@example.org"),
        ([""], "", "Le groupe national répond"),
        ([], "maison@example.org", "éditeur du site répond"),
        ([], "", "n’a pas encore inscrit où lui écrire"),
    ],
)
def test_page_says_plainly_who_answers(visitor, groups, publisher, said):
    Editeur.objects.create(courriel=publisher)
    for region in groups:
        a_group(region)
    assert said in words_of(visitor, "/territoires/mayotte/")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Bretagne", ["bretagne"]),
        ("insertion en bretagne", ["bretagne"]),
        ("île de france", ["ile-de-france"]),
        ("finistere", ["bretagne"]),
        ("ressourcerie dans le Finistère", ["bretagne"]),
        ("la réunion", ["la-reunion"]),
        ("animer une réunion", []),
        ("lot", ["occitanie"]),
        ("un lot de vélos", []),
        ("Côte-d’Or", ["bourgogne-franche-comte"]),
        ("glossaire", []),
        ("", []),
    ],
)
def test_search_leads_to_the_region_it_names(visitor, typed, found):
    page = visitor.get("/recherche/", {"q": typed}).content.decode()
    group = page.partition('class="first-answers"')[2].partition("</ul>")[0]
    assert [slug for slug in REGIONS if f"/territoires/{slug}/" in group] == found


def test_region_being_typed_is_suggested(visitor):
    found = json.loads(visitor.get("/recherche/suggestions/", {"q": "bretag"}).content)["suggestions"]
    assert {"titre": "Bretagne", "kind_label": "Territoire", "url": "/territoires/bretagne/"} in found


def test_groups_are_open_data_and_found_without_their_people(visitor):
    group = a_group("mayotte", presentation="Licorne et compagnie.")
    hidden = a_group("corse", visible=False)
    Referent.objects.create(groupe=group, nom="Personne fictive", courriel="personne@example.org")
    data = visitor.get("/donnees/groupes.json")
    assert [one["region"] for one in json.loads(data.content)["groupes"]] == ["mayotte"]
    assert "personne@example.org" not in data.content.decode()
    found = words_of(visitor, "/recherche/?q=licorne")
    assert group.nom in found
    assert hidden.nom not in found


def test_delivered_content_names_nobody(db):
    assert GroupeRessource.objects.count() == Referent.objects.count() == 0
    assert Experience.objects.published().count() > 0
