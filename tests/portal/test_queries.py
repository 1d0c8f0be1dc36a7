"""Every kind of page answers in few queries, whatever the size of the content."""

import pytest

from dts_platform.search import mirror
from dts_platform.search.indexing import catch_up
from experiences.models import Experience
from missions.models import Mission, Theme
from tests.addresses import ONE_OF_EACH_KIND
from tests.factories import a_fiche

pytestmark = pytest.mark.django_db
MOST_QUERIES = 13


@pytest.mark.parametrize("address", ONE_OF_EACH_KIND)
def test_page_runs_few_queries(visitor, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(MOST_QUERIES):
        assert visitor.get(address).status_code == 200


BOUNDS = [
    ("/", 3),
    ("/fiches/", 3),
    ("/fiches/?mission=creation-activites&principe=cooperation&theme=mobilite", 3),
    ("/experiences/", 3),
    ("/fiches/?q=territoire", 4),
    ("/fiches/?q=mobilté%20solidaire", 5),
    ("/fiches/?q=%22garde%20d’enfants%22", 5),
    ("/fiches/?q=mobilité%20glockenspiel", 5),
    ("/recherche/?q=territoire", 4),
    ("/recherche/?q=mairie", 6),
    ("/recherche/suggestions/?q=terri", 4),
    ("/fiches/reperer-un-besoin-sans-reponse/", 15),
    ("/fiches/faire-progresser-les-clauses-sociales-avec-les-acheteurs/", 16),
    ("/manuel/creer/", 3),
    ("/manuel/creer/entiere/", 14),
    ("/regles/", 3),
    ("/chiffres/", 4),
    ("/chiffres/?unite=employees", 6),
    ("/regles/?perimetre=ai&q=heures", 4),
    ("/regles/plafond-de-480-heures-en-ai/", 7),
    ("/nouveautes/", 4),
    ("/nouveautes/?importantes=1&page=3", 4),
    ("/nouveautes/depuis/?copie=20200101000000", 8),
    ("/nouveautes/depuis/?copie=20200101000000&s=1.2.3", 8),
    ("/territoires/", 3),
    ("/territoires/bretagne/", 6),
    ("/mentions-legales/", 4),
    ("/situations/", 6),
    ("/situations/je-rencontre-un-elu/", 10),
]


@pytest.mark.parametrize(("address", "queries"), BOUNDS)
def test_page_runs_as_few_queries_after_a_change_and_with_more_content(
    visitor, address, queries, django_assert_max_num_queries
):
    mirror.vocabulary(mirror.current())  # a process at work, that knows the content as it was
    themes = list(Theme.objects.filter(slug="mobilite"))
    for _ in range(40):
        a_fiche(missions=Mission.objects.all(), themes=themes, experiences=Experience.objects.all()[:1])
    catch_up()  # by whoever came first
    with django_assert_max_num_queries(queries):
        assert visitor.get(address).status_code == 200
