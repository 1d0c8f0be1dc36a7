"""Deleting is withdrawing: what an editor says when a text is withdrawn, who may delete one, which names a form refuses."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.test import Client, RequestFactory

from dts_platform.editorial.names import Withdrawal
from dts_platform.editorial.states import Statut
from dts_platform.models import FruitlessSearch
from experiences.models import Experience
from fiches.models import Fiche
from missions.models import Mission, Repere
from tests.editorial.forms import form_fields, post_form
from tests.factories import a_fiche, an_account, an_experience, signed_in

pytestmark = pytest.mark.django_db


def address_of(text, act="change") -> str:
    return f"/admin/{text._meta.app_label}/{text._meta.model_name}/{text.pk}/{act}/"


def sent(client: Client, text, **changes) -> str:
    """Send the form of a text with these changes; the errors that the page then shows."""
    address = address_of(text)
    fields = form_fields(client.get(address).content.decode())
    response = client.post(address, fields | {name: [value] for name, value in changes.items()})
    assert response.status_code in (200, 302)
    return " ".join(re.findall(r'class="errorlist[^>]*>(.*?)</ul>', response.content.decode(), re.S))


@pytest.fixture
def reviewer(db) -> Client:
    return signed_in(an_account("nationale"))


def test_text_is_withdrawn_with_a_reason_that_visitors_read(reviewer):
    fiche, other = a_fiche(slug="une-fiche"), a_fiche(slug="a-la-place")
    assert "Dites en une phrase" in sent(reviewer, fiche, _withdraw="1")
    fiche.refresh_from_db()
    assert fiche.is_public
    said = {"withdrawal_reason": "Elle n'est plus vraie.", "successor": str(other.pk)}
    assert sent(reviewer, fiche, _withdraw="1", **said) == ""
    page = Client().get("/fiches/une-fiche/")
    assert page.status_code == 410
    assert "Elle n’est plus vraie." in page.content.decode()
    assert "/fiches/a-la-place/" in page.content.decode()
    assert sent(reviewer, fiche, merged="on") == ""
    assert Client().get("/fiches/une-fiche/").headers["Location"] == "/fiches/a-la-place/"


@pytest.mark.parametrize("make", [a_fiche, an_experience, lambda: Repere.objects.published().first()])
def test_form_of_a_public_text_asks_what_to_say_of_its_withdrawal(reviewer, make):
    assert {"withdrawal_reason", "successor"} <= set(form_fields(reviewer.get(address_of(make())).content.decode()))


def test_merger_needs_the_text_that_holds_it(reviewer):
    fiche = a_fiche()
    errors = sent(reviewer, fiche, _withdraw="1", withdrawal_reason="Fondue.", merged="on")
    assert "Dites dans quel texte" in errors


def test_text_that_comes_back_forgets_its_withdrawal(reviewer):
    fiche = a_fiche()
    sent(reviewer, fiche, _withdraw="1", withdrawal_reason="Une erreur.")
    assert Withdrawal.objects.count() == 1
    assert sent(reviewer, fiche, _reopen="1") == ""
    assert not Withdrawal.objects.exists()


def test_second_of_two_reasons_is_refused(reviewer):
    fiche = a_fiche()
    sent(reviewer, fiche, _withdraw="1", withdrawal_reason="Première raison.")
    fields = form_fields(reviewer.get(address_of(fiche)).content.decode())
    assert sent(reviewer, fiche, withdrawal_reason="Deuxième raison.") == ""
    response = reviewer.post(address_of(fiche), fields | {"withdrawal_reason": ["Troisième raison."]})
    assert response.status_code == 200
    assert Withdrawal.objects.get().reason == "Deuxième raison."


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("slug", "ancien-nom", "a été celle d’un autre texte"),
        ("slug", "17", "mènerait à une autre page"),
        ("numero", "901", "a été celui d’une autre fiche publiée"),
    ],
)
def test_name_that_is_not_free_is_refused_in_french(reviewer, field, value, error):
    other = a_fiche(numero=901, slug="ancien-nom")
    Fiche.objects.filter(pk=other.pk).update(numero=902, slug="nouveau-nom")
    fiche = a_fiche(numero=903, slug="la-mienne")
    assert error in sent(reviewer, fiche, **{field: value})
    fiche.refresh_from_db()
    assert (fiche.numero, fiche.slug) == (903, "la-mienne")


def test_address_of_a_list_is_refused_to_a_text(reviewer):
    assert "mènerait à une autre page" in sent(reviewer, Repere.objects.first(), slug="glossaire")


def test_name_of_a_text_of_the_framework_is_kept_too(reviewer):
    mission, other = Mission.objects.all()[:2]
    former = mission.slug
    assert sent(reviewer, mission, slug="autre-adresse") == ""
    assert Client().get(f"/missions/{former}/").headers["Location"] == "/missions/autre-adresse/"
    assert "a été celle d’un autre texte" in sent(reviewer, other, slug=former)


def test_new_fiche_is_offered_the_first_free_number(reviewer):
    a_fiche(numero=9_001).delete()
    fields = form_fields(reviewer.get("/admin/fiches/fiche/add/").content.decode())
    assert fields["numero"] == ["9002"]


# Deleting: who, role by role

ROLES = {
    "author": ("referent", "bretagne"),
    "colleague": ("referent", "bretagne"),
    "reviewer": ("nationale", ""),
    "admin": ("admin", ""),
}
STATES = {  # state, was it public once: who deletes
    ("brouillon", False): {"author", "admin"},
    ("relecture", False): {"author", "admin"},
    ("brouillon", True): {"admin"},
    ("relecture", True): {"admin"},
    ("retire", True): {"admin"},
    ("publie", True): set(),
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("state", "who"), STATES.items())
def test_text_is_deleted_by_who_may_and_its_names_are_retired(role, state, who):
    statut, was_public = state
    account = an_account(ROLES[role][0], region=ROLES[role][1])
    text = an_experience(published=was_public, region="bretagne", slug="un-texte")
    Experience.objects.filter(pk=text.pk).update(statut=statut)
    if role == "author":
        log = {"content_type": ContentType.objects.get_for_model(text), "object_id": text.pk, "action_flag": ADDITION}
        LogEntry.objects.create(user=account, **log)
    signed_in(account).post(address_of(text, "delete"), {"post": "yes"})
    gone = not Experience.objects.filter(pk=text.pk).exists()
    assert gone is (role in who)
    if gone:
        assert Client().get("/experiences/un-texte/").status_code == (410 if was_public else 404)


def test_deleted_text_says_since_when_it_is_no_more():
    fiche = a_fiche(slug="une-fiche")
    Fiche.objects.filter(pk=fiche.pk).update(statut=Statut.RETIRE)
    signed_in(an_account("admin")).post(address_of(fiche, "delete"), {"post": "yes"})
    page = Client().get("/fiches/une-fiche/").content.decode()
    assert "depuis le" in page


def test_draft_begun_in_the_administration_is_deleted_by_its_author():
    account = an_account("referent", region="bretagne")
    client = signed_in(account)
    model = an_experience(published=False, region="bretagne")
    fields = form_fields(client.get(address_of(model)).content.decode())
    fields = {name: value for name, value in fields.items() if not name.endswith(("-id", "-experience", "version"))}
    fields |= {name: ["0"] for name in fields if name.endswith("INITIAL_FORMS")}
    post_form(client, "/admin/experiences/experience/add/", fields | {"slug": ["la-mienne"], "nom": ["La mienne"]})
    own = Experience.objects.get(slug="la-mienne")
    client.post(address_of(own, "delete"), {"post": "yes"})
    client.post(address_of(model, "delete"), {"post": "yes"})
    assert list(Experience.objects.filter(pk__in=[own.pk, model.pk])) == [model]


@pytest.mark.parametrize("role", ["admin", "nationale", "referent"])
def test_nothing_is_deleted_in_bulk_but_searches_without_result(role):
    request = RequestFactory().get("/admin/")
    request.user = an_account(role)
    offering = {
        model
        for model, model_admin in admin.site._registry.items()
        if "delete_selected" in model_admin.get_actions(request)
    }
    assert offering == ({FruitlessSearch} if role != "referent" else set())


def test_bulk_deletion_sent_by_hand_deletes_nothing():
    fiche = a_fiche(published=False)
    fields = {"action": "delete_selected", "_selected_action": [fiche.pk], "post": "yes"}
    signed_in(an_account("admin")).post("/admin/fiches/fiche/", fields)
    assert Fiche.objects.filter(pk=fiche.pk).exists()
