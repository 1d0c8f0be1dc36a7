"""The worker writes that the date of a rule is over, and tells reviewers of it once: pages and documents follow."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from dts_platform.background.outgoing import OutgoingMail
from dts_platform.search import mirror
from fiches.documents.dependencies import Dependencies
from fiches.models import Fiche
from references.deadlines import NOTICE, due_rules, tell_reviewers, write_deadlines
from references.models import Regle
from tests.factories import a_fiche, a_rule, an_account, signed_in
from tests.references.test_rules import page, printed

pytestmark = pytest.mark.django_db
DAY = date(2027, 3, 31)
PAST = "La date de cette règle est passée depuis le 31 mars 2027."


@pytest.fixture
def fiche(db) -> Fiche:
    Regle.objects.update(echeance=None, echeance_objet="", passee=False)
    return a_fiche()


def due_on(day: date, **fields) -> Regle:
    return a_rule(echeance=day, echeance_objet="Le balafon se tait.", **fields)


@pytest.mark.parametrize(("today", "over"), [(DAY - timedelta(1), False), (DAY, False), (DAY + timedelta(1), True)])
def test_rule_stands_on_its_day_and_is_past_the_day_after(fiche, today, over):
    rule = due_on(DAY)
    assert write_deadlines(today) == int(over)
    rule.refresh_from_db()
    assert rule.passee is over
    assert write_deadlines(today) == 0


def test_past_date_is_said_by_every_page_document_and_record_that_holds_the_rule(fiche):
    rule, path = due_on(DAY, held_by=[fiche]), fiche.get_absolute_url()
    other = a_fiche()
    before = Client().get(path)
    basis = Dependencies.read(mirror.current())
    modified = rule.modifie_le
    assert PAST not in before.content.decode() + printed(fiche) + page("/regles/")
    write_deadlines(DAY + timedelta(1))
    mirror.current()
    for html in (page(path), printed(fiche), page(rule.get_absolute_url())):
        assert PAST in html
    assert "Date passée depuis le 31 mars 2027." in page("/regles/?echeance=passee")
    assert Client().get(path, headers={"if-none-match": before["ETag"]}).status_code == 200
    after = Dependencies.read(mirror.current())
    assert basis.of_fiche(fiche.pk) != after.of_fiche(fiche.pk)
    assert basis.of_fiche(other.pk) == after.of_fiche(other.pk)
    records = {record["slug"]: record for record in Client().get("/donnees/regles.json").json()["regles"]}
    assert records[rule.slug]["echeance_passee"] == "oui"
    rule.refresh_from_db()
    assert rule.modifie_le == modified  # nobody rewrote the text


def test_nothing_said_depends_on_the_clock_alone(fiche, monkeypatch):
    """Until the worker writes it, a date that goes by changes neither a page nor a document: their validators stand."""
    due_on(DAY, held_by=[fiche])
    path = fiche.get_absolute_url()
    before, on_paper = page(path), printed(fiche)
    monkeypatch.setattr(timezone, "localdate", lambda *_: DAY + timedelta(300))
    mirror.current().memory.clear()
    assert (page(path), printed(fiche)) == (before, on_paper)


def test_new_date_takes_the_rule_back(fiche):
    rule = due_on(DAY)
    write_deadlines(DAY + timedelta(1))
    for later in (DAY + timedelta(365), None):
        Regle.objects.filter(pk=rule.pk).update(
            echeance=later, echeance_objet="Plus tard." if later else "", passee=True
        )
        assert write_deadlines(DAY + timedelta(2)) == 1
        rule.refresh_from_db()
        assert rule.passee is False


def test_date_typed_in_a_form_is_judged_at_once(fiche):
    rule = a_rule()
    for day, over in ((date(2026, 1, 1), True), (timezone.localdate() + timedelta(1), False)):
        rule.echeance, rule.echeance_objet = day, "Fin."
        rule.full_clean()
        assert rule.passee is over


def test_each_reviewer_is_told_once_for_each_date(fiche):
    an_account("nationale", email="relectrice@exemple.fr")
    an_account("admin", email="administratrice@exemple.fr")
    an_account("referent", region="bretagne", email="referente@exemple.fr")
    an_account("nationale", email="partie@exemple.fr", is_active=False)
    an_account("nationale")
    rule, later = due_on(DAY, titre="Règle proche"), due_on(DAY + timedelta(1), titre="Règle lointaine")
    due_on(DAY, published=False, titre="Règle brouillon")
    assert tell_reviewers(DAY - NOTICE - timedelta(1)) == 0
    assert tell_reviewers(DAY - NOTICE) == 2
    mails = OutgoingMail.objects.all()
    assert {mail.to for mail in mails} == {"relectrice@exemple.fr", "administratrice@exemple.fr"}
    for mail in mails:
        assert "Règle proche" in mail.body
        assert "31 mars 2027" in mail.body
        assert rule.get_absolute_url() in mail.body
        assert "Règle lointaine" not in mail.body
        assert "Règle brouillon" not in mail.body
    assert tell_reviewers(DAY - NOTICE) == 0
    assert tell_reviewers(DAY - NOTICE + timedelta(1)) == 2  # of the other one
    Regle.objects.filter(pk__in=[rule.pk, later.pk]).update(echeance=DAY + timedelta(200))
    assert tell_reviewers(DAY + timedelta(190)) == 2
    assert OutgoingMail.objects.count() == 6


def test_rule_waits_until_there_is_somebody_to_tell(fiche):
    due_on(DAY)
    assert tell_reviewers(DAY) == 0
    an_account("nationale", email="relectrice@exemple.fr")
    assert tell_reviewers(DAY) == 1


def test_first_page_of_the_administration_names_what_is_due(fiche):
    today = timezone.localdate()
    due_on(today + NOTICE, titre="Règle proche")
    due_on(today + NOTICE + timedelta(1), titre="Règle lointaine")
    due_on(today - timedelta(1), titre="Règle brouillon", published=False)
    first_page = (
        signed_in(an_account("nationale")).get("/admin/").content.decode().split("messagelist")[1].split("</ul>")[0]
    )
    assert "Règle proche" in first_page
    assert "Règle lointaine" not in first_page
    assert "Règle brouillon" not in first_page
    assert [str(due).split("\u202f")[1] for due in due_rules()] == ["Règle proche"]


@pytest.mark.parametrize("number", [1, 12])
def test_what_is_due_is_read_in_one_query(fiche, number, django_assert_num_queries):
    for _ in range(number):
        due_on(timezone.localdate())
    with django_assert_num_queries(1):
        assert len([str(due) for due in due_rules()]) == number


def test_worker_notes_dates_and_writes_to_reviewers(fiche, monkeypatch):
    an_account("nationale", email="relectrice@exemple.fr")
    rule = due_on(timezone.localdate() - timedelta(1))
    monkeypatch.setattr("dts_platform.management.commands.work.call_command", lambda *_, **__: None)
    call_command("work", once=True, quiet=True)
    rule.refresh_from_db()
    assert rule.passee is True
    assert OutgoingMail.objects.filter(to="relectrice@exemple.fr").count() == 1
