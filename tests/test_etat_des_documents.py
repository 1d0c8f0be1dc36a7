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
from fiches.documents.parts import PARTS
from fiches.documents.printing import name_of_fiche, name_of_tool
from fiches.documents.states import DocumentState, with_state
from fiches.models import BuiltDocument, Fiche, Lease
from tests.editions import construit

pytestmark = pytest.mark.django_db

DOCUMENTS = "/admin/fiches/documentconstruit/"
ETATS = [
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


@pytest.mark.parametrize(("record", "en_cours", "etat"), ETATS)
def test_the_state_of_a_document_is_said_in_words(comptes, record, en_cours, etat):
    document = construit("manuel.pdf", **record)
    Lease.objects.take("autre.pdf", "un autre", 60)
    if en_cours:
        Lease.objects.take("manuel.pdf", "un autre", 60)
    assert with_state(BuiltDocument.objects).get().state == etat
    liste = comptes["bretagne"].get(DOCUMENTS).content.decode()
    assert re.search(rf'class="field-etat[^"]*">{re.escape(etat.label)}</td>', liste)
    assert etat.label in comptes["bretagne"].get(f"{DOCUMENTS}{document.pk}/change/").content.decode()


def test_a_dead_worker_is_not_at_work():
    construit("manuel.pdf")
    Lease.objects.create(cle="manuel.pdf", par="mort", jusqu_a=timezone.now() - timedelta(seconds=1))
    assert with_state(BuiltDocument.objects).get().state == DocumentState.UP_TO_DATE


@pytest.mark.parametrize(
    ("filtre", "trouves"),
    [
        ("en-echec", {"b.pdf", "c.pdf"}),
        ("a-jour", {"a.pdf"}),
        ("a-reconstruire", {"d.pdf"}),
        ("en-cours", {"e.pdf"}),
        ("n-importe-quoi", {"a.pdf", "b.pdf", "c.pdf", "d.pdf", "e.pdf"}),
    ],
)
def test_documents_are_found_by_state(comptes, filtre, trouves):
    construit("a.pdf")
    construit("b.pdf", erreur="Panne.", jeton="")
    construit("c.pdf", erreur="Fiche 13 : panne.")
    construit("d.pdf", jeton="vieux")
    construit("e.pdf")
    Lease.objects.take("e.pdf", "un autre", 60)
    page = comptes["nationale"].get(f"{DOCUMENTS}?etat={filtre}").content.decode()
    assert set(re.findall(r"/change/[^>]*>([a-e]\.pdf)</a>", page)) == trouves


def test_an_error_is_short_in_the_list_and_whole_on_its_page(comptes):
    erreur = "Une ligne <b>très</b> longue. " * 20 + "Fin."
    document = construit("manuel.pdf", erreur=erreur)
    liste = comptes["bretagne"].get(DOCUMENTS).content.decode()
    page = comptes["bretagne"].get(f"{DOCUMENTS}{document.pk}/change/").content.decode()
    assert "&lt;b&gt;très&lt;/b&gt;" in liste
    assert "Fin." not in liste
    assert "Fin." in page
    assert "<b>très" not in liste + page


def test_the_list_costs_the_same_for_one_document_and_for_many(comptes):
    construit("a.pdf")
    comptes["nationale"].get(DOCUMENTS)
    compte = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as requetes:
            comptes["nationale"].get(DOCUMENTS)
        compte.append(len(requetes))
        for rang in range(20):
            construit(f"fiche-{rang}.pdf")
    assert compte[0] == compte[1]


def test_to_rebuild_forgets_the_record_and_the_failures_but_keeps_the_file(comptes):
    document, autre = construit("manuel.pdf", erreur="Panne.", empreinte="x"), construit("autre.pdf")
    assert blobs.put(PARTS._name("ab" * 32, "echec"), b"Panne.")
    envoi = {"action": "rebuild", "_selected_action": [document.pk]}
    assert comptes["nationale"].post(DOCUMENTS, envoi).status_code == 302
    document.refresh_from_db()
    assert (document.jeton, document.empreinte, document.erreur) == ("", "", "")
    assert default_storage.exists(document.fichier.name)
    assert blobs.get(PARTS._name("ab" * 32, "echec")) is None
    autre.refresh_from_db()
    assert autre.jeton


@pytest.mark.parametrize(
    ("statut", "record", "phrases"),
    [
        (Statut.PUBLIE, None, ["La fiche\u202f: en préparation", "L’outil\u202f: en préparation"]),
        (Statut.PUBLIE, {}, ["La fiche\u202f: à jour (", ">télécharger</a>"]),
        (Statut.PUBLIE, {"jeton": "vieux"}, ["La fiche\u202f: en préparation"]),
        (
            Statut.PUBLIE,
            {"erreur": "Un mot <i>trop</i> long."},
            ["<strong>n’a pas pu être mis en page</strong>", "Un mot &lt;i&gt;trop&lt;/i&gt; long."],
        ),
        (Statut.BROUILLON, {}, ["Le PDF se prépare à la publication."]),
        (Statut.RETIRE, {}, ["Le PDF se prépare à la publication."]),
    ],
)
def test_an_editor_learns_from_the_form_that_a_text_cannot_be_laid_out(comptes, statut, record, phrases):
    Fiche.objects.filter(numero=13).update(statut=statut)
    fiche = Fiche.objects.get(numero=13)
    if record is not None:
        construit(name_of_fiche(fiche), **record)
        construit(name_of_tool(fiche))
    page = comptes["nationale"].get(f"/admin/fiches/fiche/{fiche.pk}/change/").content.decode()
    for phrase in phrases:
        assert phrase in page


def test_a_new_fiche_has_no_document_yet(comptes):
    assert "Le PDF se prépare à la publication." in comptes["bretagne"].get("/admin/fiches/fiche/add/").content.decode()


@pytest.mark.parametrize(
    ("compte", "vue", "action"),
    [
        ("admin", 200, True),
        ("nationale", 200, True),
        ("bretagne", 200, False),
        ("occitanie", 200, False),
        ("", 302, False),
    ],
)
def test_who_sees_documents_and_asks_for_them_again(comptes, client, compte, vue, action):
    document = construit("manuel.pdf", erreur="Panne.")
    qui = comptes.get(compte, client)
    fiche = f"{DOCUMENTS}{document.pk}/"
    assert [qui.get(a).status_code for a in (DOCUMENTS, f"{fiche}change/")] == [vue] * 2
    demande = {"action": "rebuild", "_selected_action": [document.pk]}
    qui.post(DOCUMENTS, demande)
    qui.post(f"{fiche}change/", {"nom": "autre.pdf", "sha256": "0" * 64})
    qui.post(f"{fiche}delete/", {"post": "yes"})
    apres = BuiltDocument.objects.get(nom="manuel.pdf")
    assert (apres.jeton == "") is action
    assert apres.sha256 == document.sha256
    assert qui.get(f"{DOCUMENTS}add/").status_code in (302, 403)
