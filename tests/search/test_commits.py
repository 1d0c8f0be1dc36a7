"""What was read of the database stands until somebody commits, this thread or another, by whatever connection."""

import os
import sqlite3

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from dts_platform.search import commits
from tests.deadlines import SECONDS, start_threads

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


class Reader:
    """Reads one row of a file of its own; counts how often it was asked."""

    def __init__(self, path, journal: str):
        shape = connections[DEFAULT_DB_ALIAS].settings_dict
        options = {"init_command": f"PRAGMA journal_mode={journal}"}
        self.writer = DatabaseWrapper({**shape, "NAME": str(path), "OPTIONS": options})
        self.asked = 0
        self.write("CREATE TABLE content (word TEXT)")
        self.write("INSERT INTO content VALUES ('un')")

    def write(self, sql: str) -> None:
        with self.writer.cursor() as cursor:
            cursor.execute(sql)

    def ask(self) -> str:
        self.asked += 1
        with self.writer.cursor() as cursor:
            return cursor.execute("SELECT word FROM content").fetchone()[0]

    def read(self) -> str:
        return commits.since_last_commit(self.ask)


@pytest.fixture(params=["WAL", "DELETE"])
def reader(request, tmp_path, monkeypatch):
    reader = Reader(tmp_path / "content.sqlite3", request.param)
    monkeypatch.setattr(commits, "connections", {DEFAULT_DB_ALIAS: reader.writer})
    monkeypatch.setattr(commits, "_WITNESS", commits._Witness())
    yield reader
    commits.close()
    reader.writer.close()


def test_what_was_read_is_not_read_again_while_nothing_is_committed(reader):
    assert [reader.read(), reader.read(), reader.read()] == ["un", "un", "un"]
    assert reader.asked == 1


def test_commit_of_the_same_thread_is_seen(reader):
    reader.read()
    reader.write("UPDATE content SET word = 'deux'")
    assert (reader.read(), reader.asked) == ("deux", 2)


def test_commit_of_another_connection_is_seen(reader, tmp_path):
    reader.read()
    with sqlite3.connect(tmp_path / "content.sqlite3") as other:
        other.execute("UPDATE content SET word = 'deux'")
    other.close()
    assert (reader.read(), reader.asked) == ("deux", 2)


def test_commit_made_while_it_is_read_is_seen_by_the_next_one(reader):
    def read_slowly() -> str:
        word = reader.ask()
        if reader.asked == 1:
            reader.write("UPDATE content SET word = 'deux'")
        return word

    assert [commits.since_last_commit(read_slowly) for _ in range(3)] == ["un", "deux", "deux"]
    assert reader.asked == 2


def test_transaction_reads_what_it_has_written_and_others_what_was_committed(reader):
    reader.read()
    reader.writer.set_autocommit(False)
    reader.writer.in_atomic_block = True
    reader.write("UPDATE content SET word = 'deux'")
    assert reader.read() == "deux"
    reader.writer.in_atomic_block = False
    reader.writer.rollback()
    reader.writer.set_autocommit(True)
    assert reader.read() == "un"


def test_each_thread_asks_for_itself(reader):
    reader.read()
    seen = []

    def read_and_close() -> None:
        reader.asked = 0
        reader.writer.inc_thread_sharing()
        seen.append((reader.read(), reader.read(), reader.asked))
        commits.close()

    for thread in start_threads(read_and_close, [()]):
        thread.join(SECONDS)
    assert seen == [("un", "un", 1)]


def test_database_put_in_the_place_of_another_is_seen_when_connections_are_opened_anew(reader, monkeypatch):
    reader.read()
    monkeypatch.setattr(commits._WITNESS, "until", 0.0)
    assert (reader.read(), reader.asked) == ("un", 2)


def test_witness_that_fails_leaves_the_question_to_the_database(reader, monkeypatch):
    reader.read()

    def fail(_self):
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(commits._Witness, "commits", fail)
    assert (reader.read(), reader.asked) == ("un", 2)


def test_log_is_read_without_asking_where_there_is_one_and_its_index_is_never_closed(reader, request):
    reader.read()
    followed = commits._WITNESS.log_index
    assert (followed is not None) == ("WAL" in request.node.name)
    if followed is not None:
        commits.close()
        reader.write("UPDATE content SET word = 'deux'")
        assert reader.read() == "deux"
        assert commits._WITNESS.log_index == followed
        assert os.pread(followed, 4, 0) == commits._LOG_INDEX_VERSION


def test_connections_opened_anew_hold_no_file_more(reader, monkeypatch):
    reader.read()
    held = len(commits._LOG_INDEX)
    for _ in range(5):
        reader.writer.close()
        monkeypatch.setattr(commits._WITNESS, "until", 0.0)
        assert reader.read() == "un"
    assert len(commits._LOG_INDEX) == held


def test_database_made_anew_under_the_same_name_is_followed_once_connections_are_opened_anew(reader, tmp_path):
    reader.read()
    commits.close()
    reader.writer.close()
    for path in tmp_path.glob("content.sqlite3*"):
        path.unlink()
    reader.write("CREATE TABLE content (word TEXT)")
    reader.write("INSERT INTO content VALUES ('trois')")
    assert reader.read() == "trois"
    reader.write("UPDATE content SET word = 'quatre'")
    assert reader.read() == "quatre"


def test_write_that_is_undone_makes_nobody_ask_again(reader, tmp_path):
    reader.read()
    other = sqlite3.connect(tmp_path / "content.sqlite3")
    other.execute("UPDATE content SET word = 'deux'")
    other.rollback()
    other.close()
    assert (reader.read(), reader.asked) == ("un", 1)
