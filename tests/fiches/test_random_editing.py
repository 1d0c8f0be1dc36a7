"""Editors at work in any order: after each step, lists and counts against brute force. Slow to shrink, quick to pass."""

import itertools

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from dts_platform.editorial.states import Statut
from dts_platform.search import mirror
from fiches.filters import find
from fiches.models import Fiche
from missions.models import Mission, Principe, Strategie, Theme
from tests.long import long_or
from tests.search.index import listed_slugs, published_slugs

pytestmark = pytest.mark.django_db

NUMBERS = itertools.count(1000)


class EditorsAtWork(RuleBasedStateMachine):
    """Editors at work, in any order; after each step, any list and any count against brute force."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.doctrine = {
            "mission": list(Mission.objects.all()),
            "principe": list(Principe.objects.all()),
            "strategie": list(Strategie.objects.all()),
            "theme": list(Theme.objects.all()[:4]),
        }

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def pick(self, rank: int) -> Fiche | None:
        keys = list(Fiche.objects.order_by("pk").values_list("pk", flat=True))
        return Fiche.objects.get(pk=keys[rank % len(keys)]) if keys else None

    @rule(data=st.data(), statut=st.sampled_from(Statut))
    def create(self, data, statut):
        number = next(NUMBERS)
        fiche = Fiche.objects.create(
            numero=number, partie=1 + number % 5, slug=f"neuve-{number}", titre=f"Zygomar {number}", resume="Essai.",
            statut=statut, publie_le="2026-01-01", region=data.draw(st.sampled_from(["", "bretagne", "corse"])),
        )  # fmt: skip
        for name, objects in self.doctrine.items():
            getattr(fiche, f"{name}s").set(data.draw(st.lists(st.sampled_from(objects), unique=True, max_size=3)))

    @rule(rank=st.integers(0, 200), statut=st.sampled_from(Statut), in_bulk=st.booleans())
    def change_state(self, rank, statut, in_bulk):
        fiche = self.pick(rank)
        fiche.statut, fiche.publie_le = statut, fiche.publie_le or "2026-01-01"
        if in_bulk:
            Fiche.objects.filter(pk=fiche.pk).update(statut=statut, publie_le=fiche.publie_le)
        else:
            fiche.save()

    @rule(rank=st.integers(0, 200), number=st.integers(0, 9))
    def rename(self, rank, number):
        Fiche.objects.filter(pk=self.pick(rank).pk).update(titre=f"Glockenspiel {number}")

    @rule(rank=st.integers(0, 200))
    def delete(self, rank):
        self.pick(rank).delete()

    @rule(rank=st.integers(0, 3), name=st.sampled_from(["Alpha", "Bêta"]))
    def rename_theme(self, rank, name):
        theme = self.doctrine["theme"][rank]
        Theme.objects.filter(pk=theme.pk).update(name=f"{name} {theme.pk}")

    @rule(data=st.data(), text=st.sampled_from(["", "glockenspiel", "zygomar"]))
    def look(self, data, text):
        chosen = {
            name: data.draw(st.lists(st.sampled_from(objects), unique=True, max_size=2))
            for name, objects in self.doctrine.items()
        }
        query = QueryDict(mutable=True)
        for name, objects in chosen.items():
            query.setlist(name, [obj.slug for obj in objects])
        query["q"] = text
        finder = find(query, mirror.current())
        public_ones = [
            (f.titre, {n: set(getattr(f, f"{n}s").values_list("slug", flat=True)) for n in self.doctrine})
            for f in Fiche.objects.published().prefetch_related("missions", "principes", "strategies", "themes")
        ]

        def answers(title, carried, but=""):
            return text in title.lower() and all(
                name == but or not objects or carried[name] & {o.slug for o in objects}
                for name, objects in chosen.items()
            )

        assert finder.total == sum(answers(*public_one) for public_one in public_ones)
        for group in finder.groups:
            name = group.facet.name
            if name in self.doctrine:
                for option in group.options:
                    assert option.total == sum(
                        answers(title, carried, name) and option.slug in carried[name] for title, carried in public_ones
                    )

    @invariant()
    def nothing_hidden_is_listed(self):
        assert set(listed_slugs()) == published_slugs()


def test_lists_and_counts_after_random_editing_match_brute_force():
    run_state_machine_as_test(
        EditorsAtWork,
        settings=hypothesis_settings(
            max_examples=long_or(8, 50),
            stateful_step_count=long_or(10, 30),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
