"""What editors see of documents: their state in words, why one failed, who may ask for it again."""

import re
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from dts_platform.editorial.states import Statut
from dts_platform.storage import blobs
from fiches.documents.catalogue import offers_of
from fiches.documents.parts import FAILURE, PARTS
from fiches.documents.states import DocumentState, with_state
from fiches.models import BuiltDocument, Fiche, Lease
from tests.fiches.documents.frozen import store_document

pytestmark = pytest.mark.django_db

LIST_URL = "/admin/fiches/builtdocument/"
STATES = [
    # record, someone at work, state
    ({}, False, DocumentState.UP_TO_DATE),
    ({}, True, DocumentState.BUILDING),
    ({"jeton": "vieux"}, False, DocumentState.TO_REBUILD),
    ({"jeton": ""}, False, DocumentState.TO_REBUILD),
    ({"sha256": ""}, False, DocumentState.TO_REBUILD),
    ({"jeton": "vieux", "erreur": "Panne."}, False, DocumentState.FAILED),
    ({"jeton": "vieux", "erreur": "Panne."}, True, DocumentState.BUILDING),
    ({"sha256": "", "erreur": "Panne."}, False, DocumentState.FAILED),
    ({"erreur": "Fiche 13 : panne."}, False, DocumentState.PARTIAL),
]


@pytest.mark.parametrize(("record", "in_progress", "state"), STATES)
def test_document_record_shows_its_state_in_words(accounts, record, in_progress, state):
    document = store_document("manuel.pdf", **record)
    Lease.objects.take("autre.pdf", "un autre", 60)
    if in_progress:
        Lease.objects.take("manuel.pdf", "un autre", 60)
    assert with_state(BuiltDocument.objects).get().state == state
    listing = accounts["bretagne"].get(LIST_URL).content.decode()
    assert re.search(rf'class="field-state[^"]*">{re.escape(state.label)}</td>', listing)
    assert state.label in accounts["bretagne"].get(f"{LIST_URL}{document.pk}/change/").content.decode()


def test_document_with_an_expired_lease_is_not_in_progress():
    store_document("manuel.pdf")
    Lease.objects.create(cle="manuel.pdf", par="mort", jusqu_a=timezone.now() - timedelta(seconds=1))
    assert with_state(BuiltDocument.objects).get().state == DocumentState.UP_TO_DATE


@pytest.mark.parametrize(
    ("wanted_state", "found"),
    [
        ("en-echec", {"b.pdf", "c.pdf"}),
        ("a-jour", {"a.pdf"}),
        ("a-reconstruire", {"d.pdf"}),
        ("en-cours", {"e.pdf"}),
        ("n-importe-quoi", {"a.pdf", "b.pdf", "c.pdf", "d.pdf", "e.pdf"}),
    ],
)
def test_document_list_filtered_by_state_shows_those_documents(accounts, wanted_state, found):
    store_document("a.pdf")
    store_document("b.pdf", erreur="Panne.", jeton="")
    store_document("c.pdf", erreur="Fiche 13 : panne.")
    store_document("d.pdf", jeton="vieux")
    store_document("e.pdf")
    Lease.objects.take("e.pdf", "un autre", 60)
    page = accounts["nationale"].get(f"{LIST_URL}?etat={wanted_state}").content.decode()
    assert set(re.findall(r"/change/[^>]*>([a-e]\.pdf)</a>", page)) == found


def test_long_error_is_cut_in_the_list_and_whole_on_its_page(accounts):
    error = "Une ligne <b>très</b> longue. " * 20 + "Fin."
    document = store_document("manuel.pdf", erreur=error)
    listing = accounts["bretagne"].get(LIST_URL).content.decode()
    page = accounts["bretagne"].get(f"{LIST_URL}{document.pk}/change/").content.decode()
    assert "&lt;b&gt;très&lt;/b&gt;" in listing
    assert "Fin." not in listing
    assert "Fin." in page
    assert "<b>très" not in listing + page


def test_document_list_with_many_documents_costs_the_same_queries(accounts):
    store_document("a.pdf")
    accounts["nationale"].get(LIST_URL)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            accounts["nationale"].get(LIST_URL)
        counts.append(len(queries))
        for rank in range(20):
            store_document(f"fiche-{rank}.pdf")
    assert counts[0] == counts[1]


def test_rebuild_action_forgets_the_record_and_failures_and_keeps_the_file(accounts):
    document, other = store_document("manuel.pdf", erreur="Panne.", empreinte="x"), store_document("autre.pdf")
    assert blobs.put(PARTS.file_name("ab" * 32, FAILURE), b"Panne.")
    form = {"action": "rebuild", "_selected_action": [document.pk]}
    assert accounts["nationale"].post(LIST_URL, form).status_code == 302
    document.refresh_from_db()
    assert (document.jeton, document.empreinte, document.erreur) == ("", "", "")
    assert default_storage.exists(document.fichier.name)
    assert blobs.get(PARTS.file_name("ab" * 32, FAILURE)) is None
    other.refresh_from_db()
    assert other.jeton


@pytest.mark.parametrize(
    ("statut", "record", "phrases"),
    [
        (Statut.PUBLIE, None, ["La fiche en PDF\u202f: en préparation", "L’outil seul en PDF\u202f: en préparation"]),
        (Statut.PUBLIE, {}, ["La fiche en PDF\u202f: à jour (", ">télécharger</a>"]),
        (Statut.PUBLIE, {"jeton": "vieux"}, ["La fiche en PDF\u202f: en préparation"]),
        (
            Statut.PUBLIE,
            {"erreur": "Un mot <i>trop</i> long."},
            ["<strong>n’a pas pu être mis en page</strong>", "Un mot &lt;i&gt;trop&lt;/i&gt; long."],
        ),
        (Statut.BROUILLON, {}, ["Le PDF se prépare à la publication."]),
        (Statut.RETIRE, {}, ["Le PDF se prépare à la publication."]),
    ],
)
def test_fiche_form_shows_the_state_of_its_documents(accounts, statut, record, phrases):
    Fiche.objects.filter(numero=13).update(statut=statut)
    object_url = Fiche.objects.get(numero=13)
    if record is not None:
        fiche_pdf, outil_pdf = offers_of(object_url)
        store_document(fiche_pdf.name, **record)
        store_document(outil_pdf.name)
    page = accounts["nationale"].get(f"/admin/fiches/fiche/{object_url.pk}/change/").content.decode()
    for phrase in phrases:
        assert phrase in page


def test_new_fiche_form_says_the_pdf_comes_at_publication(accounts):
    assert (
        "Le PDF se prépare à la publication." in accounts["bretagne"].get("/admin/fiches/fiche/add/").content.decode()
    )


@pytest.mark.parametrize(
    ("account", "view_status", "action"),
    [
        ("admin", 200, True),
        ("nationale", 200, True),
        ("bretagne", 200, False),
        ("occitanie", 200, False),
        ("", 302, False),
    ],
)
def test_document_list_and_rebuild_by_each_account_are_allowed_or_refused(
    accounts, client, account, view_status, action
):
    document = store_document("manuel.pdf", erreur="Panne.")
    who = accounts.get(account, client)
    object_url = f"{LIST_URL}{document.pk}/"
    assert [who.get(a).status_code for a in (LIST_URL, f"{object_url}change/")] == [view_status] * 2
    form = {"action": "rebuild", "_selected_action": [document.pk]}
    who.post(LIST_URL, form)
    who.post(f"{object_url}change/", {"nom": "autre.pdf", "sha256": "0" * 64})
    who.post(f"{object_url}delete/", {"post": "yes"})
    after = BuiltDocument.objects.get(nom="manuel.pdf")
    assert (after.jeton == "") is action
    assert after.sha256 == document.sha256
    assert who.get(f"{LIST_URL}add/").status_code in (302, 403)
