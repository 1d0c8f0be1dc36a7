"""Which writes make which texts stale: a trigger on every table a text is made of.

Whoever writes (a form, a command, `update()`, a hand in the database console), the trigger notes the text in the same
transaction: a write that fails leaves no note, a write that stands is never forgotten.
"""

from collections.abc import Iterator

from django.db import connection

from dts_platform.search.searchable import SEARCHABLES, Watch
from dts_platform.search.tables import SearchState, SearchTouch

_MOMENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def _watches() -> Iterator[tuple[str, Watch, str]]:
    for kind, searchable in SEARCHABLES.items():
        for rank, watch in enumerate(searchable.watched):
            yield kind, watch, f"touch_{kind}_{rank}"


def _notes(kind: str, watch: Watch, rows: tuple[str, ...]) -> str:
    """SQL that notes the texts of the rows written, before and after."""
    keys = " UNION ".join(f"SELECT {watch.select.format(row=row)}" for row in rows)
    return (
        f"INSERT INTO {SearchTouch._meta.db_table} (kind, object_id) "  # noqa: S608 – our own names
        f"SELECT '{kind}', k.id FROM (SELECT NULL AS id WHERE FALSE UNION {keys}) AS k WHERE k.id IS NOT NULL;"
    )


def _on_sqlite(name: str, kind: str, watch: Watch) -> Iterator[str]:
    for moment, rows in _MOMENTS.items():
        yield f"DROP TRIGGER IF EXISTS {name}_{moment.lower()}"
        yield f"CREATE TRIGGER {name}_{moment.lower()} AFTER {moment} ON {watch.table} BEGIN {_notes(kind, watch, rows)} END"


def _on_postgresql(name: str, kind: str, watch: Watch) -> Iterator[str]:
    for moment, rows in _MOMENTS.items():
        full = f"{name}_{moment.lower()}"
        yield (
            f"CREATE OR REPLACE FUNCTION {full}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {_notes(kind, watch, rows)} RETURN NULL; END $$"
        )
        yield f"DROP TRIGGER IF EXISTS {full} ON {watch.table}"
        yield f"CREATE TRIGGER {full} AFTER {moment} ON {watch.table} FOR EACH ROW EXECUTE FUNCTION {full}()"


def install_triggers(**_) -> None:
    """Write the triggers anew. Runs after each migration: SQLite drops them when it remakes a table.

    What one that was not there would have noted is not known: the index is then made again at the next request.
    """
    tables = set(connection.introspection.table_names())
    if SearchTouch._meta.db_table not in tables:
        return
    statements = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    missed = bool(missing_triggers())
    with connection.cursor() as cursor:
        for kind, watch, name in _watches():
            if watch.table in tables:
                for sql in statements(name, kind, watch):
                    cursor.execute(sql)
    if missed:
        SearchState.objects.update(shape="")


def lift_triggers(plan=(), **_) -> None:
    """Before a migration, on SQLite: take away the triggers that read a table beyond the one they stand on.

    SQLite remakes a table by another name, and refuses while a trigger elsewhere reads it.
    """
    if connection.vendor != "sqlite" or not plan:
        return
    beyond = {
        f"{name}_{moment.lower()}" for _, watch, name in _watches() if " FROM " in watch.select for moment in _MOMENTS
    }
    with connection.cursor() as cursor:
        for name in sorted(present_triggers() & beyond):
            cursor.execute(f"DROP TRIGGER {name}")


def remove_triggers() -> None:
    """Take the triggers away, for a measure that fills a database by the hundred thousand."""
    with connection.cursor() as cursor:
        for _, watch, name in _watches():
            for moment in _MOMENTS:
                on = f" ON {watch.table}" if connection.vendor != "sqlite" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}_{moment.lower()}{on}")


def present_triggers() -> set[str]:
    """The names of the triggers that stand in the database."""
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        return {name for (name,) in cursor.fetchall()}


def missing_triggers() -> list[str]:
    """The triggers that ought to stand in the database and do not."""
    expected = {f"{name}_{moment.lower()}" for _, _, name in _watches() for moment in _MOMENTS}
    return sorted(expected - present_triggers())
