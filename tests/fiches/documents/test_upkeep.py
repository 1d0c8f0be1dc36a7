"""The watcher looks at what changed: it builds what all texts, read one by one, would have it build, and reads little."""

from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dts_platform.editorial.states import Statut
from dts_platform.management.commands.build_documents import Command
from dts_platform.models import Synonyme
from dts_platform.search import indexing
from dts_platform.search.searchable import SEARCHABLES
from experiences.models import Experience
from fiches.documents import build, catalogue, upkeep
from fiches.documents.build import content_token
from fiches.models import BuiltDocument, Etape, Fiche, Lease, Prolongement
from missions.models import Mission, Repere, Terme
from tests.fiches.documents.building import SLUG
from tests.fiches.documents.random_edits import EDITS, small_content
from tests.fiches.documents.upkeep import Watcher, singles, stored_states, wanted_states, watcher
from tests.long import long_or
from tests.storage.media import stored_files

__all__ = ["watcher"]  # fixture

MOST_QUERIES, MOST_OF_INDEXING = 36, 18  # leases counted
MOST_OF_A_COMMA = 40  # index included; leases, beginnings and ends of transactions left out
pytestmark = pytest.mark.django_db


class LayoutBegins(BaseException):
    """Nothing catches it: what comes before is counted."""


def by_name(prefix: str) -> catalogue.Offer:
    return next(offer for offer in catalogue.offers() if offer.name.startswith(prefix))


class TestRandomEdits:
    @pytest.mark.parametrize("seed", long_or(range(2), range(20)))
    def test_random_edits_build_what_the_exhaustive_way_would(self, watcher, seed):
        random, history = Random(seed), []
        small_content()
        watcher.look()
        for _ in range(long_or(8, 40)):
            history += [random.choice(EDITS)(random) for _ in range(random.choice([1, 1, 1, 2]))]
            before, wanted = stored_states(), wanted_states()
            watcher.look()
            changed = {name for name, state in wanted.items() if before.get(name) != state}
            assert set(watcher.built) == changed, (seed, history)
            assert stored_states() == wanted, (seed, history)
            assert not BuiltDocument.objects.exclude(jeton=content_token()).exists()

    def test_random_edits_leave_nothing_for_the_check_to_find(self, watcher, capsys):
        small_content()
        watcher.look()
        for seed in range(8):
            random = Random(f"vérifier {seed}")
            history = [random.choice(EDITS)(random) for _ in range(3)]
            call_command("build_documents", check=True, quiet=True)
            assert capsys.readouterr().err == "", history

    def test_check_of_a_rule_that_forgets_a_text_names_the_document(self, watcher, monkeypatch):
        small_content()
        watcher.look()
        Fiche.objects.published().update(resume="Autre chose.")
        monkeypatch.setattr(upkeep, "_stands", lambda built, offer, dependencies: True)
        with pytest.raises(CommandError, match="fiche-"):
            call_command("build_documents", check=True, quiet=True)


@pytest.mark.any_database
class TestOneEdit:
    @pytest.fixture(autouse=True)
    def _everything_built(self, watcher: Watcher):
        small_content()
        watcher.look()
        assert watcher.look().read == []
        self.watcher = watcher
        self.fiche, self.other = Fiche.objects.published().in_reading_order()[:2]
        self.experience = Experience.objects.published().first()

    def names(self, *texts) -> set[str]:
        slugs = {text.slug for text in texts}
        return {name for name in stored_states() if any(f"-{slug}." in name for slug in slugs)}

    def test_comma_reads_its_own_documents_and_the_collective_ones(self):
        Fiche.objects.filter(pk=self.fiche.pk).update(resume="Une virgule, de plus.")
        own = {name for name in self.names(self.fiche) if name.startswith(("fiche", "outil"))}
        assert len(own) == 2
        assert singles(self.watcher.look().read) == own
        assert set(self.watcher.read) - own == {
            "manuel.pdf", "manuel.epub", "plaquette.pdf", "plaquette-imprimeur.pdf",
        }  # fmt: skip

    def test_title_reads_the_documents_that_name_it(self):
        Fiche.objects.filter(pk=self.fiche.pk).update(titre="Un autre titre")
        neighbours = [self.fiche, self.other, *Experience.objects.published().filter(prolongements__fiche=self.fiche)]
        assert singles(self.watcher.look().read) == self.names(*neighbours) - {
            name for name in self.names(self.other) if name.startswith("outil")
        }

    @pytest.mark.parametrize(
        "edit",
        [
            lambda: Fiche.objects.filter(statut=Statut.BROUILLON).update(resume="Un brouillon corrigé."),
            lambda: Synonyme.objects.update(formes="vélo, bicyclette"),
            lambda: Synonyme.objects.create(formes="un mot, un autre"),
        ],
    )
    def test_edit_that_no_document_shows_reads_nothing(self, edit):
        edit()
        assert self.watcher.look().read == []
        assert not BuiltDocument.objects.exclude(jeton=content_token()).exists()

    def test_word_of_the_glossary_reads_every_document_of_texts(self):
        Terme.objects.filter(pk=Terme.objects.first().pk).update(definition="Une autre définition.")
        assert singles(self.watcher.look().read) == singles(stored_states())

    def test_framework_renamed_is_read_where_it_is_shown(self):
        Mission.objects.filter(pk=self.fiche.missions.first().pk).update(titre_court="Autrement dit")
        assert singles(self.watcher.look().built) >= self.names(self.fiche) - {
            name for name in self.names(self.fiche) if name.startswith("outil")
        }

    def test_text_published_again_is_led_to_again(self):
        Etape.objects.filter(fiche=self.fiche).update(texte=f"[Voir]({self.other.get_absolute_url()})")
        self.watcher.look()
        self.other.prepare.clear()
        self.other.preparee_par.clear()
        Prolongement.objects.filter(fiche=self.other).delete()
        for statut in (Statut.RETIRE, Statut.PUBLIE):
            self.watcher.look()
            Fiche.objects.filter(pk=self.other.pk).update(statut=statut)
            assert f"fiche-{self.fiche.numero:02d}-{self.fiche.slug}.pdf" in self.watcher.look().built

    def test_foundation_that_was_never_public_is_seen_when_renamed(self):
        foundation = Repere.objects.filter(famille=Repere.Family.FOUNDATION).last()
        Repere.objects.filter(pk=foundation.pk).update(statut=Statut.BROUILLON)
        Experience.objects.filter(pk=self.experience.pk).update(fondement=foundation, fondement_origine="source")
        self.watcher.look()
        Repere.objects.filter(pk=foundation.pk).update(titre="Renommé à l’abri des regards")
        wanted = wanted_states()
        self.watcher.look()
        assert stored_states() == wanted

    def test_text_that_the_index_cannot_read_is_seen_when_edited(self, monkeypatch):
        entry = SEARCHABLES["fiche"].entry
        monkeypatch.setattr(SEARCHABLES["fiche"], "entry", lambda f: 1 / 0 if f.pk == new.pk else entry(f))
        new = Fiche.objects.filter(statut=Statut.BROUILLON).first()
        Fiche.objects.filter(pk=new.pk).update(statut=Statut.PUBLIE, publie_le="2026-01-01")
        for resume in ("Une première.", "Une deuxième."):
            self.watcher.look()
            Fiche.objects.filter(pk=new.pk).update(resume=resume)
            wanted = wanted_states()
            self.watcher.look()
            assert stored_states() == wanted

    def test_index_made_again_reads_everything_and_builds_nothing(self):
        indexing.rebuild()
        assert set(self.watcher.look().read) == set(stored_states())
        assert self.watcher.built == []

    def test_engine_changed_reads_everything(self, monkeypatch):
        monkeypatch.setattr(build, "layout_digest", lambda: "0" * 72)
        assert set(self.watcher.look().read) == set(stored_states())

    def test_withdrawal_removes_the_documents_and_their_files(self):
        Fiche.objects.filter(pk=self.fiche.pk).update(statut=Statut.RETIRE)
        self.watcher.look()
        assert [name for name in stored_states() if self.fiche.slug in name] == []
        assert [file for file in stored_files() if f"-{self.fiche.slug}-" in file] == []

    def test_document_asked_for_again_is_read_and_built(self):
        BuiltDocument.objects.filter(nom="manuel.pdf").update(jeton="", empreinte="")
        assert self.watcher.look().built == ["manuel.pdf"]

    def test_name_changed_during_a_reading_and_back_after_it_has_the_document_read_again(self):
        """What it depends on is then as it was before the reading; what it holds is not."""
        offer, titles = by_name(f"fiche-{self.fiche.numero}"), iter(["Un titre", "Le titre pendant la lecture"])

        def read():
            Fiche.objects.filter(pk=self.other.pk).update(titre=next(titles))
            return offer.read()

        Fiche.objects.filter(pk=self.fiche.pk).update(resume="Un autre résumé.")
        build.build(read, depends=offer.depends)  # read twice: texts changed before the lease was taken
        assert list(titles) == []
        Fiche.objects.filter(pk=self.other.pk).update(titre="Un titre")
        wanted = wanted_states()
        self.watcher.look()
        assert stored_states() == wanted


@pytest.mark.slow
class TestWholeContent:
    @pytest.fixture(autouse=True)
    def _everything_built(self, watcher: Watcher, monkeypatch):
        watcher.look()
        watcher.read.clear()
        self.watcher = watcher
        self.command = Command()
        self.command.only, self.command.quiet = (), True

    def test_edits_cost_few_queries_before_the_layout_begins(self, monkeypatch):
        """An edit that no document shows is noted in one query; then a comma, told to the index by an earlier page."""
        Synonyme.objects.create(formes="un mot, un autre")
        offers, _ = list(catalogue.offers()), content_token()
        with CaptureQueriesContext(connection) as queries:
            assert len(upkeep.still_true(offers)) == len(offers) > 100
        assert len([query for query in queries if query["sql"].startswith("UPDATE")]) == 1
        assert len(queries) <= 10
        for told_before in (True, False):
            Fiche.objects.filter(slug=SLUG).update(resume=f"Une virgule, de plus : {told_before}.")
            if told_before:
                content_token()
            assert len(self.before_layout(monkeypatch)) <= MOST_QUERIES + (0 if told_before else MOST_OF_INDEXING)
            assert self.watcher.read == [f"fiche-13-{SLUG}.pdf"]
            self.watcher.read.clear()

    def test_added_comma_costs_few_queries_the_index_included(self, monkeypatch):
        fiche = Fiche.objects.get(slug=SLUG)
        Fiche.objects.filter(slug=SLUG).update(resume=f"{fiche.resume},")
        queries = [q["sql"] for q in self.before_layout(monkeypatch)]
        assert self.watcher.read == [f"fiche-13-{SLUG}.pdf"]
        beside = [sql for sql in queries if Lease._meta.db_table in sql or "SAVEPOINT" in sql]
        assert len(queries) - len(beside) <= MOST_OF_A_COMMA

    def before_layout(self, monkeypatch) -> CaptureQueriesContext:
        """The queries of a turn, up to the first page to be laid out."""

        def render(plan, progress):
            raise LayoutBegins

        monkeypatch.setattr(build.BuildPlan, "render", render)
        with CaptureQueriesContext(connection) as queries, pytest.raises(LayoutBegins):
            self.command.reconcile(shortest_first=True)
        return queries


def test_download_after_an_edit_elsewhere_reads_no_text(watcher, client, monkeypatch):
    small_content()
    watcher.look()
    fiche, other = Fiche.objects.published().in_reading_order()[:2]
    other.prepare.clear()
    Fiche.objects.filter(pk=other.pk).update(resume="Une virgule, de plus.")
    content_token()
    watcher.read.clear()
    watcher.built.clear()
    for most in (11, 4):  # found true, then known to be
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/fiches/{fiche.slug}.pdf").status_code == 200
        assert len(queries) <= most
    assert watcher.read == []
    assert client.get(f"/fiches/{other.slug}.pdf").status_code == 200
    assert watcher.built == [f"fiche-{other.numero:02d}-{other.slug}.pdf"]
