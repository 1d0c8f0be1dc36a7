"""A lease belongs to one builder at a time; the others wait for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from dts_platform.pdf.parts import LayoutFailed
from fiches.documents import catalogue, leases
from fiches.documents.build import build
from fiches.documents.parts import FAILURE
from fiches.models import BuiltDocument, Lease
from tests.fiches.documents.building import plan_of
from tests.storage.media import stored_files

pytestmark = pytest.mark.django_db


LEASES = [  # what is done in turn by whom, and what each answers; time passes with "attend"
    ([("prend", "a"), ("prend", "b")], [True, False]),
    ([("prend", "a"), ("prend", "a")], [True, True]),
    ([("prend", "a"), ("rend", "a"), ("prend", "b")], [True, None, True]),
    ([("prend", "a"), ("rend", "b"), ("prend", "b")], [True, None, False]),
    ([("prend", "a"), ("attend", 31), ("prend", "b"), ("prend", "a")], [True, None, True, False]),
    ([("prend", "a"), ("attend", 20), ("prend", "a"), ("attend", 20), ("prend", "b")], [True, None, True, None, False]),
    ([("prend", "a"), ("tenu", ""), ("attend", 31), ("tenu", "")], [True, True, None, False]),
    ([("tenu", ""), ("prend", "a"), ("rend", "a"), ("tenu", "")], [False, True, None, False]),
]


@pytest.mark.parametrize(("steps", "answers"), LEASES)
def test_lease_taken_is_refused_to_others_until_released_or_expired(steps, answers):
    def pass_time(seconds):
        for lease in Lease.objects.all():
            Lease.objects.filter(pk=lease.pk).update(jusqu_a=lease.jusqu_a - timedelta(seconds=seconds))

    actions = {
        "prend": lambda holder: Lease.objects.take("x", holder, 30),
        "rend": lambda holder: Lease.objects.release("x", holder),
        "tenu": lambda _: Lease.objects.held("x"),
        "attend": pass_time,
    }
    assert [actions[step](argument) for step, argument in steps] == answers
    assert Lease.objects.count() <= 1


def test_lease_during_work_is_prolonged_for_its_holder_only(monkeypatch):
    """A maker that is slow and alive keeps its lease; the beat stops with the work."""
    beats = []

    class Done:
        def wait(self, seconds):
            beats.append(seconds)
            return len(beats) > 2

    Lease.objects.create(cle="x", par="moi", jusqu_a=timezone.now() - timedelta(seconds=5))
    monkeypatch.setattr(leases, "connection", type("Aucune", (), {"close": staticmethod(lambda: None)}))
    leases._stay_alive("x", "un autre", Done())
    assert not Lease.objects.held("x")
    beats.clear()
    leases._stay_alive("x", "moi", Done())
    assert Lease.objects.held("x")
    assert beats == [leases.LEASE / 3] * 3


def test_build_waiting_too_long_for_another_records_no_failure(fiche, workshop, monkeypatch):
    """Neither a stand-in, nor a failure remembered: the text is fine."""
    monkeypatch.setattr(leases, "WAIT_FOR_OTHER", 0)
    plan = plan_of(fiche)
    Lease.objects.take(f"part-{plan.keys[0]}", "un autre", 30)
    with pytest.raises(LayoutFailed, match="Un autre serveur"):
        build(catalogue.FICHE.offer(fiche).read)
    assert stored_files(f".{FAILURE}") == []
    assert not BuiltDocument.objects.exclude(erreur="").exists()
    Lease.objects.all().delete()
    build(catalogue.FICHE.offer(fiche).read)
    assert workshop.jobs == 1
    assert not Lease.objects.exists()
