"""Which writes give a public name: triggers on every table of texts that have pages, whoever writes.

A name that was public belongs to its text for ever: giving it to another is refused by the database itself. That of a value
(a theme, a public, a document that is cited), which has no page, follows the row that bears it, and may be taken by another.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.models import Model

from dts_platform.editorial.kinds import Kind, values_of_texts, with_pages
from dts_platform.editorial.names import PublicName
from dts_platform.editorial.states import public_row

NAMES = PublicName._meta.db_table
_REFUSAL = "UNIQUE: this name was that of another public text"


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


def _notes_of_a_value(model: type[Model]) -> str:
    """SQL that notes the name of a value, and forgets who bore it before."""
    name, slug = model._meta.model_name, "CAST(NEW.slug AS VARCHAR(100))"
    return (
        f"DELETE FROM {NAMES} WHERE kind = '{name}' AND field = 'slug' AND name = {slug} AND key <> NEW.id; "  # noqa: S608
        f"INSERT INTO {NAMES} (kind, field, name, key) SELECT '{name}', 'slug', {slug}, NEW.id WHERE NOT EXISTS "  # noqa: S608
        f"(SELECT 1 FROM {NAMES} WHERE kind = '{name}' AND field = 'slug' AND name = {slug});"
    )


def _names_that_stand(model: type[Model]) -> str:
    """SQL that notes the values that were there before their trigger."""
    name, table = model._meta.model_name, model._meta.db_table
    return (
        f"INSERT INTO {NAMES} (kind, field, name, key) SELECT '{name}', 'slug', slug, id FROM {table} WHERE NOT EXISTS "  # noqa: S608
        f"(SELECT 1 FROM {NAMES} n WHERE n.kind = '{name}' AND n.field = 'slug' AND n.name = {table}.slug)"
    )


@dataclass(frozen=True)
class _Noted:
    """What a write to some columns of a table notes, and the SQL that is true when it is refused."""

    name: str
    table: str
    columns: str
    note: str
    refused: str = ""

    @property
    def moments(self) -> dict[str, str]:
        return {"insert": "INSERT", "update": f"UPDATE OF {self.columns}"}


def _of_texts() -> Iterator[_Noted]:
    for kind in with_pages():
        for field in kind.named_by:
            columns = f"{field}, statut" if kind.has_states else field
            name, table = f"name_{kind.name}_{field}", kind.model._meta.db_table
            yield _Noted(name, table, columns, _note(kind, field), _taken(kind, field))


def _of_values() -> Iterator[_Noted]:
    for model in values_of_texts():
        name, table = f"name_{model._meta.model_name}_slug", model._meta.db_table
        yield _Noted(name, table, "slug", _notes_of_a_value(model))


def _on_sqlite(noted: _Noted) -> Iterator[str]:
    refuse = f"SELECT RAISE(ABORT, '{_REFUSAL}') WHERE {noted.refused};" if noted.refused else ""  # noqa: S608
    for suffix, moment in noted.moments.items():
        yield f"DROP TRIGGER IF EXISTS {noted.name}_{suffix}"
        yield f"CREATE TRIGGER {noted.name}_{suffix} AFTER {moment} ON {noted.table} BEGIN {refuse} {noted.note} END"


def _on_postgresql(noted: _Noted) -> Iterator[str]:
    name, raised = noted.name, f"RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'unique_violation'"
    refuse = f"IF {noted.refused} THEN {raised}; END IF;" if noted.refused else ""
    yield (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {refuse} {noted.note} RETURN NULL; END $$"
    )
    for suffix, moment in noted.moments.items():
        yield f"DROP TRIGGER IF EXISTS {name}_{suffix} ON {noted.table}"
        yield f"CREATE TRIGGER {name}_{suffix} AFTER {moment} ON {noted.table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def install_name_triggers(**_) -> None:
    """Write the triggers anew. Runs after each migration: SQLite drops them when it remakes a table."""
    tables = set(connection.introspection.table_names())
    if NAMES not in tables:
        return
    statements = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    with connection.cursor() as cursor:
        for noted in (*_of_texts(), *_of_values()):
            for sql in statements(noted) if noted.table in tables else ():
                cursor.execute(sql)
        for model in values_of_texts():
            if model._meta.db_table in tables:
                cursor.execute(_names_that_stand(model))
