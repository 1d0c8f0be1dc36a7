"""Addresses of the administration typed by hand: whatever a list or a form is asked, it answers, and never with an error."""

import pytest

from tests.editorial.forms import form_fields
from tests.factories import a_fiche, an_account, signed_in

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


def test_unknown_text_sent_in_a_choice_is_refused_and_the_form_shown_again(editor):
    fiche = a_fiche(published=False)
    address = f"/admin/fiches/fiche/{fiche.pk}/change/"
    fields = form_fields(editor.get(address).content.decode())
    assert editor.post(address, fields | {"prepare": ["x"]}).status_code == 200
