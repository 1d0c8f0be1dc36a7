"""The desk: what each finds first in the administration, and the lists that open on one’s own texts."""

import pytest

from dts_platform.desk.copies import open_copy
from dts_platform.desk.home import desk
from dts_platform.desk.transitions import send, send_back
from dts_platform.editorial.kinds import with_states
from tests.factories import a_fiche, an_account, an_experience, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    return {
        "author": an_account("referent", region="bretagne"),
        "colleague": an_account("referent", region="bretagne"),
        "stranger": an_account("referent", region="occitanie"),
        "reviewer": an_account("nationale"),
        "no role": an_account("none"),
        "no region": an_account("referent"),
    }


@pytest.fixture
def works(people):
    """A copy being written, one sent, one that came back, and a new text of the region; titles say which."""
    author, reviewer = people["author"], people["reviewer"]
    written, sent, returned = (open_copy(a_fiche(titre=title), author) for title in ("Écrite", "Envoyée", "Revenue"))
    send(sent, author)
    send(returned, author)
    send_back(returned, reviewer, "Encore un effort.")
    return written, sent, returned, an_experience(published=False, nom="Nouvelle", region="bretagne", auteur=author)


FOUND = {
    "author": {
        "Ce qui m’est revenu": {"Revenue"},
        "Ce que j’écris": {"Écrite", "Nouvelle"},
        "Ce que j’ai envoyé en relecture": {"Envoyée"},
    },
    "colleague": {"Ce que j’écris": set(), "Dans mes régions, ce que d’autres écrivent": {"Nouvelle"}},
    "stranger": {"Ce que j’écris": set()},
    "reviewer": {
        "Ce qui attend une relecture": {"Envoyée"},
        "Ce que j’écris": set(),
        "Ce que d’autres écrivent": {"Écrite", "Revenue", "Nouvelle"},
    },
    "no role": {},
    "no region": {},
}


@pytest.mark.parametrize("who", FOUND)
def test_desk_lists_what_is_mine_what_came_back_and_what_waits(people, works, who):
    found = {
        section.title: {getattr(work.text, "titre", None) or work.text.nom for work in section.works}
        for section in desk(people[who])
    }
    assert found == FOUND[who]
    page = signed_in(people[who]).get("/admin/").content.decode()
    shown = {title for titles in found.values() for title in titles}
    assert {title for title in ("Écrite", "Envoyée", "Revenue", "Nouvelle") if title in page} == shown
    assert ("Encore un effort." in page) is (who in ("author", "reviewer"))


def test_what_waits_is_listed_by_age(people):
    copies = [open_copy(a_fiche(), people["author"]) for _ in range(3)]
    for copy in (copies[1], copies[2], copies[0]):
        send(copy, people["author"])
    (waiting,) = [section for section in desk(people["reviewer"]) if "attend" in section.title]
    assert [work.text for work in waiting.works] == [copies[1], copies[2], copies[0]]


def test_queries_of_the_desk_do_not_grow_with_what_it_lists(people, django_assert_num_queries):
    people["author"].regions  # noqa: B018 – read once for a request
    for count in (1, 4):
        for _ in range(count):
            open_copy(a_fiche(), people["author"])
        with django_assert_num_queries(len(with_states()) + 1):  # one for each kind of text, one for what happened
            desk(people["author"])


def test_lists_of_a_referent_open_on_their_own_texts(people):
    mine, other = a_fiche(region="bretagne", titre="De Bretagne"), a_fiche(titre="Nationale")
    client = signed_in(people["author"])
    page = client.get("/admin/fiches/fiche/").content.decode()
    assert mine.titre in page
    assert other.titre not in page
    for query in ("?qui=tous", "?q=Nationale"):
        assert other.titre in client.get(f"/admin/fiches/fiche/{query}").content.decode()
    assert other.titre in signed_in(people["reviewer"]).get("/admin/fiches/fiche/").content.decode()


def test_list_says_which_texts_are_being_changed_and_shows_no_copy(people):
    fiche = a_fiche(titre="Une seule ligne")
    copy = open_copy(fiche, people["author"])
    page = signed_in(people["reviewer"]).get("/admin/fiches/fiche/?q=seule").content.decode()
    assert "en cours" in page
    assert f"/{fiche.pk}/change/" in page
    assert f"/{copy.pk}/change/" not in page
