"""Which writes give a public name: triggers on every table of texts that have pages, whoever writes.

A name that was public belongs to its text for ever: giving it to another is refused by the database itself.
"""

from collections.abc import Iterator

from django.db import connection

from dts_platform.editorial.kinds import Kind, with_pages
from dts_platform.editorial.names import PublicName
from dts_platform.editorial.states import public_row

NAMES = PublicName._meta.db_table
_REFUSAL = "UNIQUE: this name was that of another public text"


def _triggers() -> Iterator[tuple[str, Kind, str]]:
    for kind in with_pages():
        for field in kind.named_by:
            yield f"name_{kind.name}_{field}", kind, field


def _taken(kind: Kind, field: str) -> str:
    """SQL that is true when the name given was that of another text; a working copy bears the name of its own."""
    original = "NEW.copie_de_id IS NULL AND " if kind.has_states else ""
    return (
        f"{original}EXISTS (SELECT 1 FROM {NAMES} WHERE kind = '{kind.name}' AND field = '{field}' "  # noqa: S608 – our own names
        f"AND name = CAST(NEW.{field} AS VARCHAR(100)) AND key <> NEW.id)"
    )


def _note(kind: Kind, field: str) -> str:
    """SQL that notes the name of a text that is public."""
    condition = public_row("NEW") if kind.has_states else "TRUE"
    return (
        f"INSERT INTO {NAMES} (kind, field, name, key) "  # noqa: S608 – our own names
        f"SELECT '{kind.name}', '{field}', CAST(NEW.{field} AS VARCHAR(100)), NEW.id WHERE {condition} AND NOT EXISTS "
        f"(SELECT 1 FROM {NAMES} WHERE kind = '{kind.name}' AND field = '{field}' "
        f"AND name = CAST(NEW.{field} AS VARCHAR(100)));"
    )


def _moments(kind: Kind, field: str) -> dict[str, str]:
    columns = f"{field}, statut" if kind.has_states else field
    return {"insert": "INSERT", "update": f"UPDATE OF {columns}"}


def _on_sqlite(name: str, kind: Kind, field: str) -> Iterator[str]:
    refuse = f"SELECT RAISE(ABORT, '{_REFUSAL}') WHERE {_taken(kind, field)};"  # noqa: S608
    for suffix, moment in _moments(kind, field).items():
        yield f"DROP TRIGGER IF EXISTS {name}_{suffix}"
        yield (
            f"CREATE TRIGGER {name}_{suffix} AFTER {moment} ON {kind.model._meta.db_table} "
            f"BEGIN {refuse} {_note(kind, field)} END"
        )


def _on_postgresql(name: str, kind: Kind, field: str) -> Iterator[str]:
    table = kind.model._meta.db_table
    refuse = f"IF {_taken(kind, field)} THEN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'unique_violation'; END IF;"
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {refuse} {_note(kind, field)} RETURN NULL; END $$"
    )
    for suffix, moment in _moments(kind, field).items():
        yield f"DROP TRIGGER IF EXISTS {name}_{suffix} ON {table}"
        yield (f"CREATE TRIGGER {name}_{suffix} AFTER {moment} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def install_name_triggers(**_) -> None:
    """Write the triggers anew. Runs after each migration: SQLite drops them when it remakes a table."""
    tables = set(connection.introspection.table_names())
    if NAMES not in tables:
        return
    statements = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    with connection.cursor() as cursor:
        for name, kind, field in _triggers():
            if kind.model._meta.db_table in tables:
                for sql in statements(name, kind, field):
                    cursor.execute(sql)
