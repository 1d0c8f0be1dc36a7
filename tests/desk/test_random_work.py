"""Four roles at work in any order: nothing public without another person’s act, history whole, no word lost."""

import itertools

import pytest
from django.db import transaction
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from dts_platform.desk.copies import Refused, abandon, bring_up_to_date, open_copy
from dts_platform.desk.transitions import publish, reopen, send, send_back, take_over, withdraw
from dts_platform.editorial.permissions import may_edit, may_propose, only_reviewer
from dts_platform.editorial.states import Statut
from dts_platform.editorial.versions import Passage, Version, record
from fiches.models import Fiche
from tests.factories import a_fiche, an_account
from tests.long import long_or

pytestmark = pytest.mark.django_db
WORDS = itertools.count(1)
ROLES = ("breton", "occitan", "reviewer", "admin")
who = st.sampled_from(ROLES)
which = st.integers(0, 20)


class DeskAtWork(RuleBasedStateMachine):
    """Two referents, a reviewer and an administrator; what visitors read is followed word by word."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        Fiche.objects.all().delete()
        self.people = {
            "breton": an_account("referent", region="bretagne"),
            "occitan": an_account("referent", region="occitanie"),
            "reviewer": an_account("nationale"),
            "admin": an_account("admin"),
        }
        for region in ("", "bretagne", "occitanie"):
            a_fiche(region=region, steps=1)
        self.written: list[tuple[int, str]] = []  # the key of a text, words that were saved in it
        self.public = self.read_by_visitors()

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def read_by_visitors(self) -> dict[int, str]:
        return dict(Fiche.objects.published().values_list("pk", "resume"))

    def row(self, rank: int) -> Fiche:
        rows = list(Fiche.with_copies.order_by("pk"))
        return rows[rank % len(rows)]

    def attempt(self, act, *arguments) -> bool:
        """Do an act; False when it is refused, and then nothing of it is left."""
        kept = Version.objects.count(), Passage.objects.count()
        try:
            with transaction.atomic():
                act(*arguments)
        except Refused:
            assert (Version.objects.count(), Passage.objects.count()) == kept
            return False
        return True

    @rule(rank=which, role=who)
    def propose(self, rank, role):
        text = self.row(rank)
        if may_propose(self.people[role], text):
            self.attempt(open_copy, text, self.people[role])

    @rule(role=st.sampled_from(["breton", "occitan"]))
    def begin(self, role):
        region = {"breton": "bretagne", "occitan": "occitanie"}[role]
        if Fiche.objects.count() < 6:
            a_fiche(published=False, region=region, steps=1, auteur=self.people[role])

    @rule(rank=which, role=who)
    def write(self, rank, role):
        """As the form does: what was there is kept, then what is saved."""
        text = self.row(rank)
        if text.is_public or not may_edit(self.people[role], text):
            return
        record(text, None, Version.Nature.FOUND)
        words = f"Des mots {next(WORDS)}"
        text.resume = words
        text.save()
        text.etapes.update(texte=words)
        record(text, self.people[role], Version.Nature.SAVED)
        self.written.append((text.identity, words))

    @rule(rank=which, role=who, act=st.sampled_from([send, reopen, take_over, withdraw]))
    def act(self, rank, role, act):
        text = self.row(rank)
        done = self.attempt(act, text, self.people[role])
        if act is withdraw and done:
            assert role in ("reviewer", "admin")
            self.public.pop(text.pk)

    @rule(rank=which, role=who)
    def return_it(self, rank, role):
        self.attempt(send_back, self.row(rank), self.people[role], "Encore un effort.")

    @rule(rank=which, role=who)
    def abandon(self, rank, role):
        text = self.row(rank)
        if text.is_copy and may_edit(self.people[role], text):
            self.attempt(abandon, text, self.people[role])

    @rule(rank=which, role=who)
    def catch_up(self, rank, role):
        text = self.row(rank)
        if text.is_copy and may_edit(self.people[role], text):
            bring_up_to_date(text, self.people[role])

    @rule(rank=which, role=who)
    def publish(self, rank, role):
        text, account = self.row(rank), self.people[role]
        author, state, words, original = text.auteur_id, text.statut, text.resume, text.identity
        if self.attempt(publish, text, account):
            assert role in ("reviewer", "admin")
            assert author != account.pk
            assert state == Statut.RELECTURE
            assert not only_reviewer(account)
            self.public[original] = words

    @invariant()
    def visitors_read_only_what_another_person_published(self):
        assert self.read_by_visitors() == self.public
        for fiche in Fiche.objects.published():
            assert {step.texte for step in fiche.etapes.all()} <= {fiche.resume, "Avancer."}

    @invariant()
    def no_word_that_was_saved_is_lost(self):
        kept = list(Version.objects.values_list("key", "content"))
        for key, words in self.written:
            assert any(key == one and content[0]["fields"]["resume"] == words for one, content in kept)

    @invariant()
    def passages_follow_one_another(self):
        chains: dict[tuple, str] = {}
        for passage in Passage.objects.order_by("pk"):
            place = passage.key, passage.copy
            assert chains.get(place, passage.before) == passage.before
            chains[place] = passage.after

    @invariant()
    def one_copy_of_a_text_and_none_is_public(self):
        copies = Fiche.with_copies.exclude(copie_de=None)
        assert len({copy.copie_de_id for copy in copies}) == len(copies)
        assert not [copy for copy in copies if copy.is_public]


def test_four_roles_at_work_publish_nothing_alone_and_lose_no_word():
    run_state_machine_as_test(
        DeskAtWork,
        settings=hypothesis_settings(
            max_examples=long_or(6, 60),
            stateful_step_count=long_or(15, 50),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
