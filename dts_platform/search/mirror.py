"""The snapshot of this process, brought up to the database by one query a request."""

import threading
from collections.abc import Iterator
from typing import NamedTuple

from django.db import InterfaceError, OperationalError, connection

from dts_platform.search.commits import since_last_commit
from dts_platform.search.indexing import TOKEN, catch_up, outdated
from dts_platform.search.snapshot import Row, Snapshot
from dts_platform.search.straight import one_row
from dts_platform.search.tables import SearchRow, SearchState, SearchTouch
from dts_platform.search.vocabulary import Vocabulary

READ_AT_ONCE = 2_000
_BEYOND = 2**62  # after every change: the state alone


_CURRENT = (
    f"SELECT s.seq, s.lineage, s.shape, s.shaped_by, EXISTS (SELECT 1 FROM {SearchTouch._meta.db_table}), "  # noqa: S608
    f"r.slot, r.kind, r.live, r.mirror, r.object_id FROM {SearchState._meta.db_table} s "
    f"LEFT JOIN {SearchRow._meta.db_table} r ON r.seq > %s"
)
_STATE = (
    f"SELECT right(lineage, {TOKEN}), shape, shaped_by, EXISTS (SELECT 1 FROM {SearchTouch._meta.db_table}) "  # noqa: S608
    f"FROM {SearchState._meta.db_table}"
).encode()


class IndexState(NamedTuple):
    """How the index stands, in the order of the first columns of `_CURRENT`."""

    seq: int
    lineage: str
    shape: str
    shaped_by: int
    has_touches: bool

    @property
    def tokens(self) -> list[str]:
        """Those of its lineage, the present one last."""
        return self.lineage.split()

    @property
    def needs_indexing(self) -> bool:
        """Must texts be indexed before this state of the index is read?"""
        return outdated(self.shape, self.shaped_by) or bool(self.has_touches)


_OF_STATE = len(IndexState._fields)  # columns; those of a row follow


class _Mirror:
    """The last snapshot and vocabulary that this process read."""

    def __init__(self):
        self._lock = threading.Lock()
        self._snapshot, self._vocabulary = Snapshot(), Vocabulary()

    @property
    def last(self) -> Snapshot:
        """The last one read, as it was."""
        return self._snapshot

    def current(self) -> Snapshot:
        """The snapshot of the database as it stands now. One query at most; more after a change."""
        token = since_last_commit(self._token)
        known = self._snapshot
        return known if known.token == token else self._brought_up()

    def _token(self) -> str:
        return _asked_straight() or self._brought_up().token

    def _brought_up(self) -> Snapshot:
        caught_up = False
        while True:
            known = self._snapshot
            state, rows = _first_read(known.seq if known.token else _BEYOND)
            if not caught_up and (state is None or state.needs_indexing):
                catch_up()
                caught_up = True  # what is written from now on is for the next request
                continue
            tokens = state.tokens
            if known.token == tokens[-1]:
                return known
            if known.token in tokens:
                self._snapshot = known.changed(state.seq, tokens, rows, {slot for slot, *_ in rows})
                return self._snapshot
            # Nothing known of this history: read all of it, and again if another began meanwhile.
            read_anew = Snapshot().changed(state.seq, tokens, _all_rows(), set())
            state, _ = _read(_BEYOND)
            if state and read_anew.token in state.tokens:
                self._snapshot = read_anew
                return read_anew

    def vocabulary(self, snapshot: Snapshot) -> Vocabulary:
        with self._lock:
            self._vocabulary = self._vocabulary.at(snapshot.token, snapshot.seq, snapshot.lineage)
            return self._vocabulary


def _read(seq: int) -> tuple[IndexState | None, list[Row]]:
    """The state of the index, and the rows written after a change, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT, [seq])
        lines = cursor.fetchall()
    if not lines:
        return None, []
    return IndexState(*lines[0][:_OF_STATE]), [line[_OF_STATE:] for line in lines if line[_OF_STATE] is not None]


def _first_read(seq: int) -> tuple[IndexState | None, list[Row]]:
    """The first query of a request stands for the check of its connection: a lost one is opened again, once."""
    unchecked = connection.health_check_enabled and not connection.health_check_done and not connection.in_atomic_block
    if not unchecked:
        return _read(seq)
    connection.health_check_done = True
    try:
        return _read(seq)
    except (OperationalError, InterfaceError):
        connection.close()
        return _read(seq)


def _all_rows() -> Iterator[Row]:
    """Every row, a few thousand at a time: a process must not hold the whole table to read it."""
    start, columns = 0, "slot, kind, live, mirror, object_id"
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                f"SELECT {columns} FROM {SearchRow._meta.db_table} WHERE slot >= %s ORDER BY slot LIMIT %s",  # noqa: S608
                [start, READ_AT_ONCE],
            )
            lines = cursor.fetchall()
            yield from lines
            if len(lines) < READ_AT_ONCE:
                return
            start = lines[-1][0] + 1


def _asked_straight() -> str | None:
    """The token of the index where nothing waits to be indexed and PostgreSQL says so at once."""
    if row := one_row(_STATE):
        token, shape, shaped_by, waiting = row
        if waiting == b"f" and not outdated(shape.decode(), int(shaped_by)):
            return token.decode()
    return None


def _settled() -> str | None:
    if token := _asked_straight():
        return token
    state, _ = _first_read(_BEYOND)
    return None if state is None or state.needs_indexing else state.tokens[-1]


def settled() -> str | None:
    """The token of the index if nothing waits to be indexed; one query at most, and never a lock."""
    return since_last_commit(_settled)


_MIRROR = _Mirror()


def current() -> Snapshot:
    """The index as the database holds it now: what was committed a moment ago is in it."""
    return _MIRROR.current()


def last_known() -> Snapshot:
    """The last snapshot that this process read; no query, for what is shown when nothing can be asked of the database."""
    return _MIRROR.last


def vocabulary(snapshot: Snapshot) -> Vocabulary:
    """The words of the public texts, brought up to a snapshot; a query the first time."""
    return snapshot.remember("vocabulary", lambda: _MIRROR.vocabulary(snapshot))
