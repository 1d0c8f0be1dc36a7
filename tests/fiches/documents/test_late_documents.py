"""Which public document is older than its texts for long, and why: on the health page and on the admin's first page."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from dts_platform.pdf.parts import LayoutFailed
from fiches.documents import upkeep
from fiches.documents.upkeep import LATE, late_documents
from fiches.models import BuiltDocument, Fiche, Lease
from tests.fiches.documents.downloading import FICHE_URL, SLUG, client
from tests.pdf.fake_workshop import workshop

__all__ = ["workshop", "client"]  # fixtures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("workshop")]
NAME = f"fiche-13-{SLUG}.pdf"


def late_names() -> list[str]:
    return [document.name for document in late_documents()]


def let_pass(monkeypatch, delay: timedelta) -> None:
    """Have the clock of this module say a later moment."""
    now = timezone.now() + delay
    monkeypatch.setattr(upkeep.timezone, "now", lambda: now)


@pytest.fixture
def changed(client) -> Fiche:
    """A fiche whose document was built before it changed."""
    assert client.get(FICHE_URL).status_code == 200
    Fiche.objects.filter(slug=SLUG).update(resume="zorglub")
    return Fiche.objects.get(slug=SLUG)


@pytest.mark.usefixtures("changed")
def test_document_is_late_after_ten_minutes_and_no_sooner(monkeypatch):
    assert late_names() == []
    let_pass(monkeypatch, LATE - timedelta(seconds=5))
    assert late_names() == []
    let_pass(monkeypatch, timedelta(seconds=10))
    assert late_names() == [NAME]


@pytest.mark.usefixtures("changed")
def test_document_changed_again_stays_late_since_the_first_change(monkeypatch):
    late_names()
    let_pass(monkeypatch, LATE - timedelta(minutes=1))
    Fiche.objects.filter(slug=SLUG).update(resume="encore")
    late_names()
    let_pass(monkeypatch, timedelta(minutes=2))
    assert late_names() == [NAME]


@pytest.mark.usefixtures("changed")
def test_document_built_again_is_late_no_more(client, monkeypatch):
    late_names()
    let_pass(monkeypatch, LATE * 2)
    assert late_names() == [NAME]
    client.get(FICHE_URL)
    assert late_names() == []
    assert BuiltDocument.objects.get(nom=NAME).behind_since is None


@pytest.mark.usefixtures("changed")
def test_text_put_back_as_it_was_leaves_no_document_late(client, monkeypatch):
    fiche = Fiche.objects.get(slug=SLUG)
    late_names()
    let_pass(monkeypatch, LATE * 2)
    Fiche.objects.filter(pk=fiche.pk).update(resume=fiche.resume)
    call_command("build_documents", only=[NAME], quiet=True)
    assert late_names() == []


def test_reasons_are_told_in_french(client, workshop, changed, monkeypatch):
    def refuse(*args):
        raise LayoutFailed("Le texte imbrique trop d’éléments.")

    late_names()
    let_pass(monkeypatch, LATE * 2)
    assert "rien ne le refait" in str(late_documents()[0])
    lease = Lease.objects.create(cle=NAME, par="x", jusqu_a=timezone.now() + timedelta(minutes=1))
    assert "en cours de fabrication" in str(late_documents()[0])
    lease.delete()
    monkeypatch.setattr(workshop, "assemble", refuse)
    client.get(FICHE_URL)
    assert "imbrique trop" in str(late_documents()[0])
    assert "plus ancien que ses textes" in str(late_documents()[0])


def test_document_that_was_never_made_says_so(client, workshop, monkeypatch):
    workshop.refused.add("Fiche 13")
    client.get(FICHE_URL)
    late_names()
    let_pass(monkeypatch, LATE * 2)
    assert f"{NAME} n’a pas pu être fabriqué" in str(late_documents()[0])


@pytest.mark.usefixtures("changed")
def test_health_page_and_admin_name_the_late_document(client, accounts, monkeypatch):
    assert client.get("/sante/").json()["etat"] == "ok"
    let_pass(monkeypatch, LATE * 2)
    response = client.get("/sante/")
    assert response.status_code == 200  # pages are served
    assert response.json()["etat"] == "à surveiller"
    assert NAME in response.json()["controles"]["editions"]
    for editor in accounts.values():
        assert NAME in editor.get("/admin/").content.decode()


def test_documents_all_true_cost_one_query(client, django_assert_num_queries):
    client.get(FICHE_URL)
    late_names()
    with django_assert_num_queries(2):  # the state of the content, the documents in doubt
        assert late_names() == []
