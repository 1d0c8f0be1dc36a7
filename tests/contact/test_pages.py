"""From every page, a way to write to somebody; the pages where one writes are never kept and leave no cookie."""

import re

import pytest
from django.test import override_settings

from dts_platform.editorial.kinds import with_pages
from dts_platform.search import mirror
from dts_platform.search.indexing import catch_up
from dts_platform.web.page_memory import parameters_of
from experiences.models import Experience
from fiches.models import Fiche
from tests.contact.sending import ERROR, FICHE, MESSAGE, SERVED, a_group, send
from tests.factories import a_fiche

pytestmark = pytest.mark.django_db
FORMS = [MESSAGE, ERROR, f"{SERVED}?texte={FICHE}"]


def test_pages_of_errors_too_lead_to_a_form_and_it_says_who_receives_it(visitor):
    """tests/site/test_pages.py walks through all the others."""
    a_group()
    for address in ("/absente/", "/fiches/absente/"):
        assert f'href="{MESSAGE}"' in visitor.get(address).content.decode(), address
    assert "Groupe fictif national" in visitor.get(MESSAGE).content.decode()


def test_page_of_each_text_lets_its_reader_ask_tell_an_error_and_say_whether_it_served(visitor):
    for kind in with_pages():
        for text in kind.public()[:2]:
            address = text.get_absolute_url()
            page = visitor.get(address).content.decode()
            ways = re.findall(rf'href="([^"?]+)\?texte={address}(?:&amp;reponse=[a-z-]+)?"', page)
            assert ways == [SERVED, SERVED, SERVED, ERROR, MESSAGE], address


def test_page_of_a_region_leads_to_a_message_for_its_group(visitor):
    a_group("bretagne")
    page = visitor.get("/territoires/bretagne/").content.decode()
    assert f'href="{MESSAGE}?region=bretagne"' in page
    asked = visitor.get(f"{MESSAGE}?region=bretagne").content.decode()
    assert "Groupe fictif bretagne" in asked
    assert "bretagne@example.org" not in asked.split("<main")[1].split("</main")[0]


@pytest.mark.parametrize("address", FORMS)
def test_form_is_never_kept_leaves_no_cookie_and_is_remembered_by_no_process(visitor, address):
    pages = [visitor.get(address) for _ in range(2)]
    assert "no-store" in pages[0]["Cache-Control"]
    assert "public" not in pages[0]["Cache-Control"]
    assert "ETag" not in pages[0].headers
    assert not pages[0].cookies
    assert pages[0].content != pages[1].content  # each has an opening of its own
    assert parameters_of(address.partition("?")[0]) is None


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        (FICHE, "13. Créer une ressourcerie"),
        ("/fiches/fonder-une-ressourcerie/", "13. Créer une ressourcerie"),  # a former name
        ("/experiences/groupe-archer-pole-sud/", "Groupe Archer"),
        ("/reperes/vita/", "VITA"),
        ("/fiches/absente/", None),
        ("/fiches/", None),
        ("//ailleurs.example/fiches/x/", None),
        ("javascript:alert(1)", None),
        ("/fiches/\x00/", None),
        ("/fiches/" + "x" * 5_000, None),
        ("<script>", None),
    ],
)
def test_form_knows_the_public_text_that_an_address_names_and_no_other(visitor, asked, about):
    Fiche.objects.filter(numero=13).update(slug="fonder-une-ressourcerie")
    Fiche.objects.filter(numero=13).update(slug="creer-une-ressourcerie")
    page = visitor.get(MESSAGE, {"texte": asked}).content.decode().split("<main")[1].split("</main")[0]
    assert ("À propos de" in page) is (about is not None)
    assert about is None or about in page
    assert "<script>" not in page


def test_text_that_is_not_public_is_not_named(visitor):
    draft = a_fiche(published=False, titre="Canari secret")
    page = visitor.get(MESSAGE, {"texte": draft.get_absolute_url()}).content.decode()
    assert "Canari" not in page


def test_question_without_a_text_leads_to_a_message(visitor):
    answer = visitor.get(SERVED)
    assert (answer.status_code, answer.headers["Location"]) == (302, MESSAGE)


def test_answer_chosen_on_the_page_of_a_text_is_chosen_in_the_form(visitor):
    page = visitor.get(f"{SERVED}?texte={FICHE}&reponse=en-partie").content.decode()
    assert re.search(r'<input type="radio" name="answer" value="en-partie"[^>]* checked', page)
    assert page.count(" checked") == 1


@pytest.mark.parametrize(
    ("address", "queries"), [(MESSAGE, 2), (f"{MESSAGE}?texte={FICHE}", 4), (f"{ERROR}?texte={FICHE}", 4)]
)
def test_form_asks_as_few_queries_with_more_content(visitor, address, queries, django_assert_max_num_queries):
    visitor.get(address)
    for _ in range(20):
        a_fiche(experiences=Experience.objects.all()[:1])
    catch_up()
    mirror.current()
    with django_assert_max_num_queries(queries):
        assert visitor.get(address).status_code == 200


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_form_answers_no_other_method(visitor, method):
    assert getattr(visitor, method)(MESSAGE).status_code == 405


def test_mistake_is_tied_to_its_field_and_told_first(visitor):
    page = send(visitor, MESSAGE, "", email="pas une adresse").content.decode()
    assert 'role="alert"' in page
    assert re.search(r'aria-describedby="[^"]*id_email_error[^"]*"', page)
    assert 'id="id_email_error"' in page
    assert 'aria-invalid="true"' in page


def test_address_of_whoever_is_written_to_is_in_no_form_and_no_copy(visitor, clock):
    with override_settings(CONTACT_EMAIL="maison@example.org"):
        a_group("bretagne", courriel="cachee@example.org")
        pages = [visitor.get(address).content.decode() for address in [*FORMS, f"{MESSAGE}?region=bretagne"]]
        pages.append(send(visitor, MESSAGE, "", region="bretagne", texte="").content.decode())
    assert [page for page in pages if "cachee@" in page or "maison@" in page] == []
