"""The index keeps itself: triggers, rebuilding, threads, processes, a database that fails or goes back."""

import hashlib
import os
import re
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from dts_platform.editorial.states import Statut
from dts_platform.finder.filters import FacetFilter, choices
from dts_platform.models import Editeur
from dts_platform.search import mirror
from dts_platform.search.check import differences
from dts_platform.search.indexing import (
    ANALYSER,
    PARAMETERS,
    SAMPLE,
    STARTED,
    Stored,
    catch_up,
    chunks,
    engine,
    rebuild,
)
from dts_platform.search.searchable import SEARCHABLES, register
from dts_platform.search.tables import SearchPosting, SearchRow, SearchState, SearchWord
from dts_platform.search.triggers import after_migrations, before_migrations, missing_triggers, present_triggers
from experiences.models import Experience
from fiches.filters import FICHES, FicheFilterSet, find
from fiches.models import Fiche, Prolongement
from missions.models import Theme
from tests.database import template_name
from tests.factories import a_fiche, an_experience
from tests.search.index import listed_slugs, published_slugs
from tests.territoires.groups import a_group

pytestmark = pytest.mark.django_db


def test_request_begun_before_a_withdrawal_answers_without_the_text(visitor, fiche, monkeypatch):
    """The snapshot knows a text that the table has just lost: it is left out, nothing breaks."""
    experience, kept_experience = an_experience(), an_experience()
    kept = a_fiche(titre="Jouer du balafon", experiences=[experience, kept_experience])
    Prolongement.objects.create(fiche=fiche, experience=kept_experience, ce_qu_elle_montre="Que c’est possible.")
    old = mirror.current()
    old.memory.clear()
    Fiche.objects.filter(pk=fiche.pk).update(statut=Statut.RETIRE)
    Experience.objects.filter(pk=experience.pk).update(statut=Statut.RETIRE)
    mirror.current()
    monkeypatch.setattr(mirror, "current", lambda: old)
    for address in ("/", "/fiches/", "/fiches/?q=balafon", "/recherche/?q=balafon", "/experiences/",
                    kept.get_absolute_url(), kept_experience.get_absolute_url()):  # fmt: skip
        response = visitor.get(address)
        assert response.status_code == 200, address
        assert f'href="{fiche.get_absolute_url()}"' not in response.content.decode(), address


def test_busy_database_answers_503_with_retry_after(visitor, fiche, monkeypatch):
    catch_up()

    def busy():
        raise OperationalError("database is locked")

    monkeypatch.setattr(mirror, "catch_up", busy)
    assert visitor.get("/fiches/").status_code == 200
    Fiche.objects.filter(pk=fiche.pk).update(titre="Glockenspiel")
    response = visitor.get("/fiches/")
    assert response.status_code == 503
    assert response.headers["Retry-After"]


def test_restored_database_is_read_again(fiche):
    """A restored backup, or a change rolled back: the counter comes back to a number already seen."""
    assert fiche.slug in listed_slugs()
    point = transaction.savepoint()
    Fiche.objects.filter(pk=fiche.pk).update(statut=Statut.RETIRE)
    assert fiche.slug not in listed_slugs()
    transaction.savepoint_rollback(point)
    Theme.objects.filter(slug="mobilite").update(name="Se déplacer")
    assert fiche.slug in listed_slugs()


def test_every_table_of_the_texts_has_a_trigger():
    watched = {watch.table for searchable in SEARCHABLES.values() for watch in searchable.watched}
    tables = {
        model._meta.db_table
        for name in ("missions", "experiences", "fiches")
        for model in apps.get_app_config(name).get_models(include_auto_created=True)
    }
    documents = {"fiches_documentconstruit", "fiches_bail", "fiches_edition", "fiches_fichierdedition"}
    assert tables - watched == documents
    assert missing_triggers() == []


def test_dropped_trigger_comes_back_with_the_next_migration():
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER touch_fiche_0_update" + (" ON fiches_fiche" if connection.vendor == "postgresql" else "")
        )
    assert missing_triggers() == ["touch_fiche_0_update"]
    call_command("migrate", verbosity=0)
    assert missing_triggers() == []


def test_passages_kept_of_the_content_show_words_and_no_mark(db):
    bodies = list(SearchRow.objects.exclude(body="").values_list("body", flat=True))
    assert len(bodies) > 75
    marks = re.compile(r"-{2,}|\||\*\*|`|☐|^\s*#", re.M)
    assert [found[0] for body in bodies if (found := marks.search(body))] == []


def test_rebuild_repairs_a_broken_index(capsys):
    catch_up()
    call_command("rebuild_search", check=True)
    assert "exactement" in capsys.readouterr().out
    SearchPosting.objects.filter(weight__gt=60).delete()
    SearchRow.objects.filter(kind="fiche").update(live=False)
    SearchWord.objects.update(documents=1)
    call_command("rebuild_search", check=True)
    assert "refait et vérifié" in capsys.readouterr().out
    assert set(listed_slugs()) == published_slugs()


def test_rebuild_writes_once_in_how_many_texts_each_word_stands():
    """Written with each few texts, 100,000 of them took PostgreSQL more than twelve minutes."""
    catch_up()
    with CaptureQueriesContext(connection) as queries:
        rebuild()
    words = [query["sql"] for query in queries if re.match(r'UPDATE "?dts_platform_searchword', query["sql"])]
    assert len(words) == -(-SearchWord.objects.count() // (PARAMETERS // 2 - 1)), "as few statements as hold the words"
    assert not list(differences())


def test_word_that_one_text_loses_as_another_gains_it_stays(monkeypatch):
    """Many texts written at once are read a few at a time, here one by one: the counts are those of all of them."""
    monkeypatch.setattr(chunks, "__defaults__", (1,))
    one, other = a_fiche(titre="Xylophone"), a_fiche(titre="Clavecin")
    catch_up()
    keys = [one.pk, other.pk]
    before = SearchWord.objects.get(word="xylophone").pk
    Fiche.objects.bulk_update(
        [Fiche(pk=keys[0], titre="Clavecin"), Fiche(pk=keys[1], titre="Xylophones et Xylophone")], ["titre"]
    )
    catch_up()
    assert SearchWord.objects.get(word="xylophone").pk == before
    assert not list(differences())


def test_text_that_cannot_be_read_hides_no_other(fiche, monkeypatch, caplog):
    other = a_fiche()
    entry = SEARCHABLES["fiche"].entry
    monkeypatch.setattr(SEARCHABLES["fiche"], "entry", lambda f: 1 / 0 if f.pk == fiche.pk else entry(f))
    Fiche.objects.filter(pk__in=[fiche.pk, other.pk]).update(titre="Glockenspiel")
    assert listed_slugs("q=glockenspiel") == [other.slug]
    assert "ne peut pas être indexé" in caplog.text


def test_unchanged_index_costs_one_query(django_assert_num_queries):
    mirror.current()
    with django_assert_num_queries(1):
        mirror.current()


def test_threads_read_one_snapshot_without_error():
    before = mirror.current()
    errors = []

    def read_often():
        for _ in range(200):
            total = before.kinds["fiche"].bit_count()
            if find(QueryDict("mission=creation-activites"), before).total > total:
                errors.append("plus que tout")

    threads = [threading.Thread(target=read_often) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads), "a reader still waits after 30 s"
    assert errors == []


@pytest.mark.slow
def test_index_equals_the_tables_after_four_concurrent_writers(tmp_path, kept_content):
    """Four processes write at once in a database of their own; the mirror ends as the tables do. Real commits."""
    env = {**os.environ, "VAR_DIR": str(tmp_path), "LOADED_CONTENT": str(kept_content or template_name())}
    if connection.vendor == "sqlite":
        env["DATABASE_URL"] = f"sqlite:///{tmp_path / 'writers.sqlite3'}"
    else:
        database = settings.DATABASES["default"]
        env["DATABASE_URL"] = (
            f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/postgres"
        )
    command = [sys.executable, "-m", "tests.processes.writers"]
    result = subprocess.run(
        command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False, timeout=180
    )
    assert result.returncode == 0, result.stderr[-3000:]
    assert "0 différence" in result.stdout


MADE = {"editeur": Editeur.objects.create, "groupe": a_group}  # kinds of which the delivered content holds none


@pytest.mark.parametrize("kind", sorted(SEARCHABLES))
def test_kind_declares_all_that_its_entries_hold(kind):
    """The shape of the index is named after these declarations."""
    searchable = SEARCHABLES[kind]
    if kind in MADE:
        MADE[kind]()
    (text,) = searchable.read([searchable.public().order_by("pk").values_list("pk", flat=True)[0]])
    entry = searchable.entry(text)
    assert set(entry.record) == set(searchable.record)
    assert set(entry.facets) == set(searchable.facets)
    assert set(entry.orders) == set(searchable.sorts)


def test_analyser_changes_only_with_its_number():
    """When this fails: raise ANALYSER in search/indexing.py, and write the new digest."""
    stored = Stored.of("", SAMPLE)
    assert (ANALYSER, hashlib.sha256(repr(stored).encode()).hexdigest()[:16]) == (8, "ebe4b3ae7c8d5111")


@pytest.fixture
def new_facet(monkeypatch):
    """A facet that the code of a running site gains: the fiches that each one prepares."""
    facet = FacetFilter("prepare__slug", label="Suite", values=choices([(SUITE, "Une suite")]))
    monkeypatch.setitem(FicheFilterSet.base_filters, "suite", facet)
    monkeypatch.setitem(FICHES.form_fields, "suite", facet.field)
    monkeypatch.setitem(FICHES.nothing_asked, "suite", ())
    register([SEARCHABLES["fiche"]])
    yield facet
    monkeypatch.undo()
    register([SEARCHABLES["fiche"]])


SUITE = "creer-une-ressourcerie"


def test_new_facet_shows_its_true_counts_at_the_next_request(visitor, request):
    for prepared in (Fiche.objects.filter(slug=SUITE), Fiche.objects.filter(slug=SUITE), Fiche.objects.none()):
        a_fiche().prepare.set(prepared)
    SearchState.objects.update(shaped_by=STARTED)  # the content may have been loaded by a process begun later
    visitor.get("/fiches/")  # the index is whole, without the facet
    expected = Fiche.objects.published().filter(prepare__slug=SUITE).count()
    assert expected >= 2
    request.getfixturevalue("new_facet")
    box = f'name="suite" value="{SUITE}" data-count="{expected}"'
    assert box in visitor.get("/fiches/").content.decode()
    assert f'data-total="{expected}"' in visitor.get(f"/fiches/?suite={SUITE}").content.decode()


def test_index_shaped_by_newer_code_is_left_to_it(fiche):
    """During a deployment, processes of two editions share an index: they do not remake it in turn."""
    mirror.current()
    SearchState.objects.update(shape="newer", shaped_by=STARTED + 1)
    seq = SearchState.objects.get().seq
    mirror.current()
    assert SearchState.objects.get().seq == seq
    Fiche.objects.filter(pk=fiche.pk).update(statut=Statut.RETIRE)
    assert fiche.slug not in listed_slugs()
    assert SearchState.objects.get().shape == ""  # the newer code makes it again


def test_index_shaped_by_older_code_is_made_again(fiche):
    mirror.current()
    SearchState.objects.update(shape="older", shaped_by=STARTED - 1)
    assert mirror.settled() is None
    assert fiche.slug in listed_slugs()
    assert SearchState.objects.get().shape == engine()


def test_lost_connection_is_opened_again_by_the_first_query(monkeypatch):
    """A server restarted: the request does not fail, and no query is spent to check beforehand."""
    read_at, closed = [], []

    def read(seq):
        read_at.append(seq)
        if len(read_at) == 1:
            raise OperationalError("server closed the connection unexpectedly")
        return (1, "jeton", 1, False), []

    lost = SimpleNamespace(
        health_check_enabled=True, health_check_done=False, in_atomic_block=False, close=lambda: closed.append(1)
    )
    monkeypatch.setattr(mirror, "_read", read)
    monkeypatch.setattr(mirror, "connection", lost)
    assert mirror._first_read(7) == ((1, "jeton", 1, False), [])
    assert (read_at, closed) == ([7, 7], [1])
    assert lost.health_check_done


def test_triggers_of_a_former_declaration_go_with_the_next_migration():
    """On PostgreSQL a trigger lives on its table: one whose rank passed to another table would read columns of that one."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("CREATE TRIGGER touch_former AFTER DELETE ON missions_theme BEGIN SELECT 1; END")
        else:
            cursor.execute(
                "CREATE TRIGGER touch_former AFTER DELETE ON missions_theme FOR EACH ROW "
                "EXECUTE FUNCTION touch_theme_0_delete()"
            )
    assert "touch_former" in present_triggers()
    after_migrations()
    assert "touch_former" not in present_triggers()
    assert missing_triggers() == []


def test_what_migrations_write_is_in_the_index_at_the_next_request(fiche):
    mirror.current()
    before_migrations(plan=["one"])
    Fiche.objects.filter(pk=fiche.pk).update(titre="Tendre un djembé")
    after_migrations(plan=["one"])
    assert listed_slugs("q=djembé") == [fiche.slug]
    assert list(differences()) == []


@pytest.mark.parametrize("plan", [[], ["one"]])
def test_triggers_stand_aside_only_while_tables_change(plan):
    before_migrations(plan=plan)
    assert (missing_triggers() == []) is not bool(plan)
    after_migrations(plan=plan)
    assert missing_triggers() == []
