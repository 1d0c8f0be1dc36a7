"""A form that cannot be saved, or is sent twice: nothing of what was typed is lost, nothing is done twice."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, Error, IntegrityError, InterfaceError, OperationalError
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.editorial import given_back
from dts_platform.editorial.sent_forms import KEPT_FOR, SavedForm
from dts_platform.editorial.typed import Sent
from dts_platform.models import Synonyme, User
from fiches.admin import FicheAdmin
from fiches.documents import editions
from fiches.models import Edition, Fiche
from missions.models import Terme
from tests.editorial.forms import form_fields, post_form
from tests.factories import a_fiche, a_theme, an_account, an_experience, signed_in

pytestmark = pytest.mark.django_db
TYPED = "Mon <travail>,\r\nsur deux lignes & une « citation »."
ADDRESS, ADD = "/admin/fiches/fiche/{}/change/", "/admin/missions/terme/add/"
HERE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def fiche() -> Fiche:
    return a_fiche(published=False, themes=[a_theme()])


@pytest.fixture
def editor():
    return signed_in(an_account("nationale"))


@pytest.fixture
def form(editor, fiche) -> dict:
    """The form of the fiche, once a summary and the title of a step were typed."""
    shown = form_fields(editor.get(ADDRESS.format(fiche.pk)).content.decode())
    return shown | {"resume": [TYPED], "etapes-0-titre": ["Un autre pas"]}


def fail(error: Exception):
    def failing(*arguments, **options):
        raise error

    return failing


def text_of(response) -> str:
    return html.unescape(response.content.decode()).replace("\n", "\r\n").replace("\r\r\n", "\r\n")


def sent_again(client, response, address: str):
    """What the button of a page that gives a text back sends."""
    assert "Enregistrer maintenant" in text_of(response)
    return client.post(address, form_fields(response.content.decode()))


# Sent twice -----------------------------------------------------------------------------------------------


def test_same_form_sent_twice_is_saved_once_and_answered_twice(editor, fiche, form):
    address = ADDRESS.format(fiche.pk)
    answers = [editor.post(address, form) for _ in range(3)]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/admin/fiches/fiche/")] * 3
    assert LogEntry.objects.filter(object_id=str(fiche.pk)).count() == 1
    assert "rien n’a été fait deux fois" in text_of(editor.get("/admin/"))


@pytest.mark.parametrize("button", ["_save", "_continue", "_addanother"])
def test_new_text_sent_twice_is_made_once(editor, button):
    form = form_fields(editor.get(ADD).content.decode())
    form |= {"nom": ["Biclou"], "slug": ["biclou"], "definition": ["Un vélo."], button: ["1"]}
    first, second = editor.post(ADD, form), editor.post(ADD, form)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Terme.objects.filter(nom="Biclou").count() == 1


def test_edition_sent_twice_is_frozen_once(editor, monkeypatch):
    def freeze(edition, user):
        edition.save()
        return edition

    monkeypatch.setattr(editions, "freeze", freeze)
    address = "/admin/fiches/edition/add/"
    form = form_fields(editor.get(address).content.decode()) | {"nom": ["Une"], "slug": ["une"]}
    first, second = (editor.post(address, form) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Edition.objects.count() == 1


def test_row_added_without_javascript_is_not_added_twice(editor, fiche, form):
    form |= {"_continue": ["etapes"]}
    first, second = (editor.post(ADDRESS.format(fiche.pk), form) for _ in range(2))
    assert first["Location"] == second["Location"] == f"{ADDRESS.format(fiche.pk)}?ligne=etapes#etapes-group"


def test_window_of_a_related_text_sent_twice_closes_twice(editor):
    form = form_fields(editor.get(f"{ADD}?_popup=1").content.decode())
    form |= {"nom": ["Biclou"], "slug": ["biclou"], "definition": ["Un vélo."], "_popup": ["1"]}
    first, second = editor.post(ADD, form), editor.post(ADD, form)
    assert first.content == second.content
    assert b"popup_response.js" in second.content
    assert Terme.objects.filter(nom="Biclou").count() == 1


def test_page_of_a_new_text_gone_back_to_makes_no_second_one(editor):
    form = form_fields(editor.get("/admin/dts_platform/synonyme/add/").content.decode())
    before = Synonyme.objects.count()
    post_form(editor, "/admin/dts_platform/synonyme/add/", form | {"slug": ["un"], "formes": ["biclou, vélo"]})
    page = editor.post("/admin/dts_platform/synonyme/add/", form | {"slug": ["deux"], "formes": ["bécane, vélo"]})
    assert "Vous avez déjà enregistré un texte depuis cette page" in text_of(page)
    assert "bécane, vélo" in text_of(page)
    assert Synonyme.objects.count() == before + 1


def test_form_refused_for_a_fault_may_be_sent_again_once_mended(editor, fiche, form):
    address = ADDRESS.format(fiche.pk)
    page = editor.post(address, form | {"titre": [""]})
    assert page.status_code == 200
    again = form_fields(page.content.decode())
    assert again["opening"] == form["opening"]
    post_form(editor, address, again | {"titre": ["Un titre"]})


def test_opening_is_worth_nothing_for_another_account_or_another_text(editor, fiche, form):
    post_form(editor, ADDRESS.format(fiche.pk), form)
    other = a_fiche(published=False)
    form = form_fields(editor.get(ADDRESS.format(other.pk)).content.decode()) | {"opening": form["opening"]}
    post_form(editor, ADDRESS.format(other.pk), form | {"resume": ["Autre."]})
    other.refresh_from_db()
    assert other.resume == "Autre."
    assert SavedForm.objects.count() == 2


def test_saved_forms_are_forgotten_after_a_session(editor, fiche, form):
    post_form(editor, ADDRESS.format(fiche.pk), form)
    SavedForm.objects.update(saved=SavedForm.objects.get().saved - KEPT_FOR * 2)
    again = form_fields(editor.get(ADDRESS.format(fiche.pk)).content.decode())
    post_form(editor, ADDRESS.format(fiche.pk), again)
    assert SavedForm.objects.count() == 1


def test_browser_is_told_which_forms_are_saved_and_no_other(editor, fiche, form):
    address = ADDRESS.format(fiche.pk)
    assert "saved" not in editor.post(address, form | {"titre": [""]}).cookies
    first = editor.post(address, form).cookies["saved"]
    assert (first.value, first["path"], first["samesite"]) == (form["opening"][0], "/admin/", "Strict")
    assert editor.post(address, form).cookies["saved"].value.split(".")[-1] == form["opening"][0]
    again = form_fields(editor.get(address).content.decode())
    assert editor.post(address, again).cookies["saved"].value.split(".")[-1] == again["opening"][0]
    strange = again | {
        "opening": ["a; Domain=x"],
        "version": form_fields(editor.get(address).content.decode())["version"],
    }
    assert "Domain" not in editor.post(address, strange).cookies["saved"].value


# The database does not take it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error", [OperationalError("database is locked"), OperationalError("database or disk is full")]
)
@pytest.mark.parametrize("where", ["save_model", "save_related", "log_change", "response_change"])
def test_form_that_the_database_does_not_take_comes_back_filled(monkeypatch, editor, fiche, form, where, error):
    address = ADDRESS.format(fiche.pk)
    with monkeypatch.context() as m:
        m.setattr(FicheAdmin, where, fail(error))
        page = editor.post(address, form)
    assert page.status_code == 503
    assert "La base de données n’a pas pu garder votre texte" in text_of(page)
    assert "a été modifié" not in text_of(page)
    filled = form_fields(page.content.decode())
    assert {name: values for name, values in filled.items() if values != form.get(name)}.keys() <= {
        "csrfmiddlewaretoken"
    }
    fiche.refresh_from_db()
    assert fiche.resume == "Un résumé."
    post_form(editor, address, filled)
    fiche.refresh_from_db()
    assert fiche.resume.startswith("Mon <travail>")


@pytest.mark.parametrize(
    "error", [OperationalError("gone"), InterfaceError("closed"), DatabaseError("?"), ValueError()]
)
def test_form_that_cannot_be_shown_again_is_given_back_with_a_button_that_saves_it(monkeypatch, fiche, form, error):
    user = an_account("nationale")
    client = Client(raise_request_exception=False)
    client.force_login(user)
    address = ADDRESS.format(fiche.pk)
    with monkeypatch.context() as m:
        m.setattr(FicheAdmin, "get_object", fail(error))
        page = client.post(address, form)
    assert page.status_code == (503 if isinstance(error, Error) else 500)
    assert TYPED in text_of(page)
    assert "Un autre pas" in text_of(page)
    assert "Étape 1, titre" in text_of(page)
    answer = sent_again(client, page, address)
    assert answer.status_code == 302
    fiche.refresh_from_db()
    assert fiche.resume.startswith("Mon <travail>")
    assert fiche.themes.count() == 1


def test_pages_that_give_a_text_back_ask_nothing_of_the_database(fiche, form, django_assert_num_queries):
    request = RequestFactory().post(
        ADDRESS.format(fiche.pk), urlencode(form, True), content_type="application/x-www-form-urlencoded"
    )
    with django_assert_num_queries(0):
        page = given_back.give_back(request, "Pourquoi.", 503, again=True)
    assert TYPED in text_of(page)


def test_database_that_does_not_answer_a_page_of_the_administration_is_told_as_such(monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(an_account("nationale"))
    monkeypatch.setattr(FicheAdmin, "get_changelist_instance", fail(OperationalError("gone")))
    page = client.get("/admin/fiches/fiche/")
    assert page.status_code == 503
    assert "Réessayez dans quelques secondes" in text_of(page)


def test_address_taken_at_the_same_moment_is_told_and_the_text_kept(editor, monkeypatch):
    form = form_fields(editor.get(ADD).content.decode())
    form |= {"nom": ["Biclou"], "slug": ["biclou"], "definition": ["Un vélo."]}
    monkeypatch.setattr("dts_platform.editorial.admin.VersionedAdmin.save_model", fail(IntegrityError("unique")))
    page = editor.post(ADD, form)
    assert page.status_code == 409
    assert "sous la même adresse ou le même numéro" in text_of(page)
    assert form_fields(page.content.decode())["definition"] == ["Un vélo."]


# Who sends it is no longer signed in ----------------------------------------------------------------------


def test_session_that_ended_keeps_the_text_behind_the_sign_in(fiche, form):
    user = an_account("nationale")
    user.set_password("une phrase que je retiens")
    user.save()
    client, address = Client(), ADDRESS.format(fiche.pk)
    page = client.post(address, form)
    assert page.status_code == 403
    assert "Votre session a pris fin" in text_of(page)
    assert TYPED in text_of(page)
    fields = form_fields(page.content.decode())
    keys = {name: fields[name] for name in ("next", "typed")} | {"username": user.username}
    wrong = client.post("/admin/login/", keys | {"password": "une phrase fausse"})
    assert "n’ouvrent aucun compte" in text_of(wrong)
    keys["typed"] = form_fields(wrong.content.decode())["typed"]
    back = client.post("/admin/login/", keys | {"password": "une phrase que je retiens"})
    assert "Votre texte n’est pas encore enregistré" in text_of(back)
    assert sent_again(client, back, address).status_code == 302
    fiche.refresh_from_db()
    assert fiche.resume.startswith("Mon <travail>")


@pytest.mark.parametrize("next_page", ["https://ailleurs.example/", "//ailleurs.example/", "/fiches/", "", "/admin/"])
def test_text_typed_elsewhere_is_not_shown_after_a_sign_in(next_page):
    user = an_account("nationale")
    user.set_password("une phrase que je retiens")
    user.save()
    keys = {
        "username": user.username,
        "password": "une phrase que je retiens",
        "typed": '[["resume", "Venu d’ailleurs"]]',
    }
    answer = Client().post("/admin/login/", keys | {"next": next_page})
    assert answer.status_code == 302
    assert "ailleurs" not in answer["Location"]


def test_account_without_role_meanwhile_gets_its_text_back_and_no_sign_in(fiche, form):
    user = an_account("nationale")
    client = signed_in(user)
    User.objects.filter(pk=user.pk).update(is_staff=False, role="")
    page = client.post(ADDRESS.format(fiche.pk), form)
    assert page.status_code == 403
    assert TYPED in text_of(page)
    assert 'type="password"' not in text_of(page)


@pytest.mark.parametrize(
    ("origin", "has_button"),
    [({}, False), ({"HTTP_ORIGIN": "https://ailleurs.example"}, False), ({"HTTP_ORIGIN": "null"}, False), (HERE, True)],
)
def test_form_too_old_is_given_back_with_a_button_only_to_our_own_pages(fiche, form, origin, has_button):
    client = Client(enforce_csrf_checks=True)
    client.force_login(an_account("nationale"))
    page = client.post(ADDRESS.format(fiche.pk), form | {"csrfmiddlewaretoken": ["x" * 32]}, **origin)
    assert page.status_code == 403
    assert TYPED in text_of(page)
    assert ("Enregistrer maintenant" in text_of(page)) == has_button
    if has_button:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
        again = form_fields(page.content.decode()) | {"csrfmiddlewaretoken": [token]}
        assert client.post(ADDRESS.format(fiche.pk), again, **origin).status_code == 302


# What cannot be read ----------------------------------------------------------------------------------------


def as_sent(client, address: str, form: dict):
    return client.post(address, urlencode(form, True), content_type="application/x-www-form-urlencoded")


def test_form_of_too_many_lines_is_given_back(editor, fiche, form, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 20
    page = as_sent(editor, ADDRESS.format(fiche.pk), form)
    assert page.status_code == 400
    assert "trop de lignes" in text_of(page)
    assert TYPED in text_of(page)


def test_form_too_heavy_to_be_read_says_so(editor, fiche, form, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 500
    page = as_sent(editor, ADDRESS.format(fiche.pk), form)
    assert page.status_code == 413
    assert "trop lourd" in text_of(page)


def test_longest_texts_of_a_fiche_are_refused_by_the_form_and_not_by_the_server(editor, fiche, form):
    texts = [name for name in form if name.split("-")[-1] in ("resume", "pourquoi", "vigilance", "texte", "corps")]
    page = as_sent(editor, ADDRESS.format(fiche.pk), form | {name: ["é" * 60_000] for name in texts})
    assert page.status_code == 200
    assert "30000 au plus" in text_of(page)


@pytest.mark.parametrize("error", [OperationalError("gone"), PermissionDenied()])
def test_passwords_are_never_given_back(monkeypatch, error):
    client = Client(raise_request_exception=False)
    client.force_login(an_account("admin"))
    form = form_fields(client.get("/admin/dts_platform/user/add/").content.decode())
    form |= {"username": ["zoé-martin"], "password1": ["secret-mot-1"], "password2": ["secret-mot-1"]}
    monkeypatch.setattr("dts_platform.admin.AccountAdmin.has_add_permission", fail(error))
    page = client.post("/admin/dts_platform/user/add/", form)
    assert page.status_code in (403, 503)
    assert "zoé-martin" in text_of(page)
    assert "secret-mot-1" not in text_of(page)


@pytest.mark.parametrize("make", [a_fiche, an_experience], ids=["fiche", "experience"])
def test_everything_typed_has_the_name_that_the_form_gives_it(editor, make):
    """No text of a form is left out of what is given back: each text area has its label."""
    obj = make(published=False)
    address = f"/admin/{obj._meta.app_label}/{obj._meta.model_name}/{obj.pk}/change/"
    page = editor.get(address).content.decode()
    areas = [name for name in re.findall(r'<textarea[^>]* name="([^"]+)"', page) if "__prefix__" not in name]
    assert len(areas) > 3
    sent = Sent(address, tuple((name, "Un texte, de quelques mots de plus.") for name in areas))
    assert [typed.name for typed in sent.texts()] == areas


@given(pairs=st.lists(st.tuples(st.text(max_size=9), st.text())))
def test_what_was_sent_goes_through_a_page_and_back_unchanged(pairs):
    sent = Sent(ADD, tuple(pair for pair in pairs if "password" not in pair[0]))
    assert Sent.from_json(ADD, sent.as_json()) == Sent(ADD, tuple(p for p in sent.pairs if p[0] != "next"))


@pytest.mark.parametrize("text", ["", "{", "[1]", '[["a"]]', '[["a", 1]]', "null", '{"a": "b"}', '[["a", "b", "c"]]'])
def test_what_no_page_of_ours_wrote_holds_nothing(text):
    assert Sent.from_json(ADD, text).pairs == ()
