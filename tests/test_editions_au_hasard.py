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
from tests.test_index import reelles, trouvees

pytestmark = pytest.mark.django_db

NUMEROS = itertools.count(1000)


class Editions(RuleBasedStateMachine):
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

    def une(self, rang: int) -> Fiche | None:
        cles = list(Fiche.objects.order_by("pk").values_list("pk", flat=True))
        return Fiche.objects.get(pk=cles[rang % len(cles)]) if cles else None

    @rule(data=st.data(), statut=st.sampled_from(Statut))
    def create(self, data, statut):
        numero = next(NUMEROS)
        fiche = Fiche.objects.create(
            numero=numero, partie=1 + numero % 5, slug=f"neuve-{numero}", titre=f"Zygomar {numero}", resume="Essai.",
            statut=statut, publie_le="2026-01-01", region=data.draw(st.sampled_from(["", "bretagne", "corse"])),
        )  # fmt: skip
        for nom, objects in self.doctrine.items():
            getattr(fiche, f"{nom}s").set(data.draw(st.lists(st.sampled_from(objects), unique=True, max_size=3)))

    @rule(rang=st.integers(0, 200), statut=st.sampled_from(Statut), en_masse=st.booleans())
    def change_state(self, rang, statut, en_masse):
        fiche = self.une(rang)
        fiche.statut, fiche.publie_le = statut, fiche.publie_le or "2026-01-01"
        if en_masse:
            Fiche.objects.filter(pk=fiche.pk).update(statut=statut, publie_le=fiche.publie_le)
        else:
            fiche.save()

    @rule(rang=st.integers(0, 200), numero=st.integers(0, 9))
    def rename(self, rang, numero):
        Fiche.objects.filter(pk=self.une(rang).pk).update(titre=f"Xylophone {numero}")

    @rule(rang=st.integers(0, 200))
    def delete(self, rang):
        self.une(rang).delete()

    @rule(rang=st.integers(0, 3), nom=st.sampled_from(["Alpha", "Bêta"]))
    def rename_theme(self, rang, nom):
        theme = self.doctrine["theme"][rang]
        Theme.objects.filter(pk=theme.pk).update(name=f"{nom} {theme.pk}")

    @rule(data=st.data(), texte=st.sampled_from(["", "xylophone", "zygomar"]))
    def look(self, data, texte):
        choix = {
            nom: data.draw(st.lists(st.sampled_from(objects), unique=True, max_size=2))
            for nom, objects in self.doctrine.items()
        }
        demande = QueryDict(mutable=True)
        for nom, objects in choix.items():
            demande.setlist(nom, [obj.slug for obj in objects])
        demande["q"] = texte
        finder = find(demande, mirror.current())
        publiques = [
            (f.titre, {n: set(getattr(f, f"{n}s").values_list("slug", flat=True)) for n in self.doctrine})
            for f in Fiche.objects.published().prefetch_related("missions", "principes", "strategies", "themes")
        ]

        def repond(titre, porte, sauf=""):
            return texte in titre.lower() and all(
                nom == sauf or not objects or porte[nom] & {o.slug for o in objects} for nom, objects in choix.items()
            )

        assert finder.total == sum(repond(*publique) for publique in publiques)
        for groupe in finder.groups:
            nom = groupe.facet.name
            if nom in self.doctrine:
                for option in groupe.options:
                    assert option.total == sum(
                        repond(titre, porte, nom) and option.slug in porte[nom] for titre, porte in publiques
                    )

    @invariant()
    def nothing_hidden_is_listed(self):
        assert set(trouvees()) == reelles()


def test_lists_and_counts_follow_any_editing():
    run_state_machine_as_test(
        Editions,
        settings=hypothesis_settings(
            max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
