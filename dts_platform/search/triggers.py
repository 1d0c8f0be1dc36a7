"""Which writes make which texts stale: a trigger on every table a text is made of.

Whoever writes (a form, a command, `update()`, a hand in the database console), the trigger notes the text in the same
transaction: a write that fails leaves no note, a write that stands is never forgotten.
"""

from collections.abc import Iterator

from django.db import connection

from dts_platform.search.searchable import SEARCHABLES, Watch
from dts_platform.search.tables import SearchState, SearchTouch

PREFIX = "touch_"
_MOMENTS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}


def _watches() -> Iterator[tuple[str, Watch, str]]:
    for kind, searchable in SEARCHABLES.items():
        for rank, watch in enumerate(searchable.watched):
            yield kind, watch, f"{PREFIX}{kind}_{rank}"


def _notes(kind: str, watch: Watch, rows: tuple[str, ...]) -> str:
    """SQL that notes the texts of the rows written, before and after."""
    keys = " UNION ".join(f"SELECT {watch.select.format(row=row)}" for row in rows)
    return (
        f"INSERT INTO {SearchTouch._meta.db_table} (kind, object_id) "  # noqa: S608 – our own names
        f"SELECT '{kind}', k.id FROM (SELECT NULL AS id WHERE FALSE UNION {keys}) AS k WHERE k.id IS NOT NULL;"
    )


def _when(watch: Watch, moment: str) -> str:
    """SQL that lets a trigger pass over changes of other columns than those that matter."""
    if moment != "UPDATE" or not watch.columns:
        return ""
    return f"WHEN ({' OR '.join(f'OLD.{column} IS DISTINCT FROM NEW.{column}' for column in watch.columns)}) "


def _on_sqlite(name: str, kind: str, watch: Watch) -> Iterator[str]:
    for moment, rows in _MOMENTS.items():
        yield f"DROP TRIGGER IF EXISTS {name}_{moment.lower()}"
        yield (
            f"CREATE TRIGGER {name}_{moment.lower()} AFTER {moment} ON {watch.table} {_when(watch, moment)}"
            f"BEGIN {_notes(kind, watch, rows)} END"
        )


def _on_postgresql(name: str, kind: str, watch: Watch) -> Iterator[str]:
    for moment, rows in _MOMENTS.items():
        full = f"{name}_{moment.lower()}"
        yield (
            f"CREATE OR REPLACE FUNCTION {full}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {_notes(kind, watch, rows)} RETURN NULL; END $$"
        )
        yield f"DROP TRIGGER IF EXISTS {full} ON {watch.table}"
        yield (
            f"CREATE TRIGGER {full} AFTER {moment} ON {watch.table} FOR EACH ROW "
            f"{_when(watch, moment)}EXECUTE FUNCTION {full}()"
        )


def install_triggers(**_) -> None:
    """Write the triggers anew, those of an older declaration taken away first."""
    tables = set(connection.introspection.table_names())
    if SearchTouch._meta.db_table not in tables:
        return
    remove_triggers()
    statements = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    with connection.cursor() as cursor:
        for kind, watch, name in _watches():
            if watch.table in tables:
                for sql in statements(name, kind, watch):
                    cursor.execute(sql)


def remove_triggers(prefix: str = PREFIX) -> None:
    """Take away every trigger whose name begins so, those of the index, whatever code wrote it."""
    with connection.cursor() as cursor:
        for name, table in _present():
            if name.startswith(prefix):
                cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor != "sqlite" else ""))


def before_migrations(plan=(), **_) -> None:
    """No trigger stands while tables change: SQLite cannot remake a table that the trigger of another one reads."""
    if plan:
        remove_triggers()


def after_migrations(plan=(), **_) -> None:
    """Put the triggers back; what migrations wrote was noted by none, so that the index is to be made again."""
    install_triggers()
    if plan and SearchState._meta.db_table in connection.introspection.table_names():
        SearchState.objects.update(shape="", shaped_by=0)


def _present() -> list[tuple[str, str]]:
    """The triggers that stand in the database, and their tables."""
    catalogue = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        return cursor.fetchall()


def present_triggers() -> set[str]:
    """The names of the triggers that stand in the database."""
    return {name for name, _ in _present()}


def missing_triggers() -> list[str]:
    """The triggers that ought to stand in the database and do not."""
    expected = {f"{name}_{moment.lower()}" for _, _, name in _watches() for moment in _MOMENTS}
    return sorted(expected - present_triggers())
