"""Addresses of the administration typed by hand: whatever a list or a form is asked, it answers, and never with an error."""

import re

import pytest
from django.contrib import admin

from experiences.models import Experience
from tests.editorial.forms import form_fields
from tests.factories import a_fiche, a_source, an_account, an_experience, signed_in

pytestmark = pytest.mark.django_db
HUGE = "9" * 30
FICHES, ACCOUNTS, SEARCHES = "fiches/fiche", "dts_platform/user", "dts_platform/fruitlesssearch"

QUERIES = [
    (FICHES, {"titre__regex": "("}),
    (FICHES, {"titre__iregex": "(a+)+$"}),
    (FICHES, {"numero__in": HUGE}),
    (FICHES, {"id__in": f"1,{HUGE}"}),
    (FICHES, {"numero__gt": "x"}),
    (FICHES, {"modifie_le__year": HUGE}),
    (FICHES, {"modifie_le__date": "x"}),
    (FICHES, {"publie_le__week_day": "x"}),
    (FICHES, {"prepare": "1"}),
    (FICHES, {"statut__exact": "x", "q": "\u2028%'\"\\", "o": f"{HUGE}.-x", "p": "-4", "incomplet": "x"}),
    (FICHES, {"q": "(" * 5_000}),
    (FICHES, {"mission": "x" * 5_000, "e": "1", "_popup": "1", "_to_field": "id"}),
    (FICHES, {"_to_field": "titre"}),
    (ACCOUNTS, {"password__startswith": "p"}),
    (ACCOUNTS, {"affectations__region__regex": "("}),
    (SEARCHES, {"jour__year": HUGE}),
    (SEARCHES, {"jour__year": "9999"}),
    (SEARCHES, {"jour__year": "9999", "jour__month": "12"}),
    (SEARCHES, {"jour__year": "1"}),
    (SEARCHES, {"jour__year": "0"}),
    (SEARCHES, {"jour__year": "x", "jour__month": "y", "jour__day": "z"}),
    (SEARCHES, {"jour__month": "x"}),
    (SEARCHES, {"jour__day": HUGE}),
    ("fiches/fiche/add", {"prepare": "x", "missions": "x", "numero": "x", "verifie_le": "x", "themes": HUGE}),
    ("fiches/fiche/add", {"prepare": HUGE}),
    ("autocomplete", {"app_label": "x", "model_name": "y", "field_name": "z", "term": "t"}),
    (
        "autocomplete",
        {"app_label": "fiches", "model_name": "fiche", "field_name": "prepare", "term": "(" * 2_000, "page": "x"},
    ),
]


@pytest.fixture
def editor(db):
    client = signed_in(an_account("admin"))
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(("page", "query"), QUERIES)
def test_list_or_form_asked_anything_answers_without_error(editor, page, query):
    a_fiche()
    response = editor.get(f"/admin/{page}/", query)
    assert response.status_code < 500


NO_KEY = ["x", HUGE, f"-{HUGE}", "0", "-1", "9" * 5_000, "²", ""]


@pytest.mark.parametrize("key", NO_KEY, ids=lambda key: key[:4])
def test_unknown_text_sent_in_a_choice_is_refused_and_the_form_shown_again(editor, key):
    fiche = a_fiche(published=False)
    address = f"/admin/fiches/fiche/{fiche.pk}/change/"
    fields = form_fields(editor.get(address).content.decode())
    response = editor.post(address, fields | {"prepare": [key], "titre": ["Un titre tapé"]})
    assert response.status_code == 200
    assert "Un titre tapé" in response.content.decode()


def with_one_more_row(page: str) -> dict:
    """The fields of a form, with an empty row at the end of each of its lists."""
    fields = form_fields(page)
    for total in [name for name in fields if name.endswith("-TOTAL_FORMS")]:
        rows, count = total.removesuffix("-TOTAL_FORMS"), int(fields[total][0])
        names = re.findall(rf'name="{rows}-__prefix__-(\w+)"', page)
        fields |= {total: [str(count + 1)]} | {f"{rows}-{count}-{name}": [""] for name in names}
    return fields


def test_number_beyond_the_database_sent_in_every_field_is_refused_by_each_form(editor):
    """Keys, links, ranks, years, words: whatever a form asks, of every model and every list of rows."""
    a_fiche(experiences=[an_experience()])
    experience = Experience.objects.latest("pk")
    a_source(experience)
    seen = 0
    for model, model_admin in admin.site._registry.items():
        objects = model._base_manager.order_by("-pk")[:1]
        label = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for address in [f"{label}add/", *(f"{label}{obj.pk}/change/" for obj in objects)]:
            page = editor.get(address)
            if page.status_code != 200 or 'type="submit"' not in page.content.decode():
                continue
            fields = with_one_more_row(page.content.decode())
            sent = {name: value if name.endswith("_FORMS") else [HUGE] for name, value in fields.items()}
            assert editor.post(address, sent).status_code in (200, 302), (address, model_admin)
            seen += 1
    assert seen > 20


def test_number_beyond_the_database_sent_with_an_action_changes_nothing(editor):
    a_fiche()
    for model in admin.site._registry:
        address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        held = model._base_manager.count()
        for action in ("delete_selected", "try_again", "rebuild", HUGE):
            sent = {"action": action, "_selected_action": [HUGE, "x", "-1"], "index": HUGE, "post": "yes"}
            assert editor.post(address, sent).status_code in (200, 302, 403), address
        assert model._base_manager.count() == held
