"""Versions and passages are written once: triggers refuse every other write, whoever writes, but for what is erased and told.

An account that is no more leaves them without a name; words that must be kept nowhere leave them with the day of it.
"""

from collections.abc import Iterable, Iterator

from django.db import connection

from dts_platform.editorial.versions import KEPT, KeptRow
from dts_platform.search.triggers import remove_triggers

PREFIX = "kept_"
_REFUSAL = "what is kept of a text is neither changed nor taken away"


def _changed(columns: Iterable[str]) -> str:
    return "(" + " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in sorted(columns)) + ")"


def _wrong(model: type[KeptRow]) -> str:
    """SQL that is true of a change that may not be."""
    columns = {field.column for field in model._meta.concrete_fields}
    words = {*model.WORDS, "erased"}
    fixed = columns - words - {"who_id", "erased_by_id"}
    is_told = f"(NEW.erased IS NOT NULL AND {_changed(['erased'])})"
    return (
        f"{_changed(fixed)} OR ({_changed(words)} AND NOT {is_told}) OR (NEW.who_id IS NOT NULL AND {_changed(['who_id'])}) "
        f"OR (NEW.erased_by_id IS NOT NULL AND {_changed(['erased_by_id'])} AND NOT {is_told})"
    )


def _on_sqlite(table: str, wrong: str) -> Iterator[str]:
    refuse = f"SELECT RAISE(ABORT, '{_REFUSAL}')"
    for moment, condition in (("update", wrong), ("delete", "TRUE")):
        yield f"DROP TRIGGER IF EXISTS {PREFIX}{table}_{moment}"
        yield (
            f"CREATE TRIGGER {PREFIX}{table}_{moment} BEFORE {moment.upper()} ON {table} "
            f"WHEN {condition} BEGIN {refuse}; END"
        )


def _on_postgresql(table: str, wrong: str) -> Iterator[str]:
    yield (
        f"CREATE OR REPLACE FUNCTION {PREFIX}for_ever() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    for moment, condition in (("update", wrong), ("delete", "TRUE")):
        yield f"DROP TRIGGER IF EXISTS {PREFIX}{table}_{moment} ON {table}"
        yield (
            f"CREATE TRIGGER {PREFIX}{table}_{moment} BEFORE {moment.upper()} ON {table} "
            f"FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {PREFIX}for_ever()"
        )


def before_migrations(plan=(), **_) -> None:
    """No trigger stands while tables change: PostgreSQL alters no column that one reads."""
    if plan:
        remove_triggers(PREFIX)


def install(**_) -> None:
    """Write the triggers anew. Runs after each migration, as those of names."""
    tables = set(connection.introspection.table_names())
    statements = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    with connection.cursor() as cursor:
        for model in KEPT:
            if model._meta.db_table in tables:
                for sql in statements(model._meta.db_table, _wrong(model)):
                    cursor.execute(sql)
