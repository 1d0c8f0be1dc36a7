"""Copying and putting back a PostgreSQL database, with the programs of PostgreSQL and the site's own account."""

import os
import subprocess
from pathlib import Path

from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from psycopg import sql

from dts_platform.backup.archive import DAMAGED, BadArchive
from dts_platform.backup.refusals import CannotBackUp, CannotRestore, ToolMissing

COPY = "database.dump"
FRENCH = "PostgreSQL"
PATIENCE = 60  # seconds that another may hold a table
BUSY = "La base est occupée depuis une minute\u00a0: arrêtez les services du site, puis recommencez."
OF_ANY_ACCOUNT = ("--no-owner", "--no-privileges")  # the account that puts a copy back owns what it makes

# Whatever stands in the namespace goes, tables that the copy does not know included; what extensions brought stays.
EMPTY_THE_NAMESPACE = """
SET lock_timeout = '{patience}s';
DO $drop$
DECLARE item record;
BEGIN
  FOR item IN
    SELECT 'TABLE' AS kind, c.oid::regclass::text AS name FROM pg_catalog.pg_class c
    WHERE c.relnamespace = quote_ident({namespace})::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'ROUTINE', p.oid::regprocedure::text FROM pg_catalog.pg_proc p
    WHERE p.pronamespace = quote_ident({namespace})::regnamespace AND p.prokind IN ('f', 'p')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('DROP %s IF EXISTS %s CASCADE', item.kind, item.name);
  END LOOP;
END $drop$;
"""
COUNT_ROWS = """
DO $count$
BEGIN
  IF (SELECT count(*) FROM {namespace}.{table}) <> {rows} THEN
    RAISE EXCEPTION 'rows of % differ from the manifest', {name};
  END IF;
END $count$;
"""


def _run(program: str, *arguments: str) -> str:
    """What a program of PostgreSQL answers when it refuses; nothing when it did its work. Raises ToolMissing."""
    try:
        result = subprocess.run([program, *arguments], env=_environment(), capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise ToolMissing(f"Il manque {program}\u00a0: sudo apt-get install postgresql-client") from error
    return "" if result.returncode == 0 else (result.stderr.strip() or program)


def _environment() -> dict[str, str]:
    return {**os.environ, **(DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])[1] or {})}


def _to_the_site(*arguments: str) -> list[str]:
    """Arguments of a program of PostgreSQL, with those that lead it to the site's database; it asks no password."""
    return DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, ["--no-password", *arguments])[0][1:]


def dump(target: Path) -> tuple[str, dict[str, int]]:
    """A copy of one moment, the same in which rows are counted; writers go on meanwhile. Raises CannotBackUp."""
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT current_schema(), pg_export_snapshot()")
            namespace, snapshot = cursor.fetchone()
            options = ["--format=custom", *OF_ANY_ACCOUNT, f"--snapshot={snapshot}", f"--file={target}"]
            if refusal := _run("pg_dump", *_to_the_site(*options, f"--lock-wait-timeout={PATIENCE}s")):
                raise CannotBackUp(f"pg_dump a refusé\u00a0: {refusal}")
            return namespace, _rows(cursor)
    except DatabaseError as error:
        raise CannotBackUp(f"La base PostgreSQL ne répond pas\u00a0: {str(error).strip()}") from error


def _rows(cursor) -> dict[str, int]:
    """The rows of each table."""
    found = {}
    for name in connection.introspection.table_names(cursor):
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))
        found[name] = cursor.fetchone()[0]
    return found


def check(copy: Path, rows: dict[str, int]) -> Path:
    """The copy as a script of SQL beside itself, which PostgreSQL could read to its end. Raises BadArchive."""
    ready = copy.with_name("ready.sql")
    if _run("pg_restore", *OF_ANY_ACCOUNT, "--no-comments", f"--file={ready}", str(copy)):
        raise BadArchive(DAMAGED)
    return ready


def restore(ready: Path, namespace: str, rows: dict[str, int]) -> None:
    """Empty the namespace, play the script, count the rows again: one transaction, or nothing. Raises CannotRestore."""
    before, after = ready.with_name("before.sql"), ready.with_name("after.sql")
    before.write_text(
        _text(sql.SQL(EMPTY_THE_NAMESPACE).format(patience=sql.SQL(str(PATIENCE)), namespace=sql.Literal(namespace)))
    )
    after.write_text("".join(_text(_count(namespace, table, count)) for table, count in rows.items()))
    connection.close()
    files = [f"--file={file}" for file in (before, ready, after)]
    options = ["--no-psqlrc", "--quiet", "--output=/dev/null", "--single-transaction", "--set=ON_ERROR_STOP=1", *files]
    if refusal := _run("psql", *_to_the_site(*options)):
        raise CannotRestore(BUSY if "lock timeout" in refusal else f"PostgreSQL a refusé\u00a0: {refusal}.")


def _count(namespace: str, table: str, count: int) -> sql.Composed:
    names = {"namespace": sql.Identifier(namespace), "table": sql.Identifier(table), "name": sql.Literal(table)}
    return sql.SQL(COUNT_ROWS).format(**names, rows=sql.Literal(count))


def _text(query: sql.Composed) -> str:
    """A query as text, names and values quoted."""
    return query.as_string(None)


def is_damaged() -> bool:
    """What is wrong with a server of PostgreSQL is not a file of ours."""
    return False


def set_aside() -> None:
    """There is no file to rename."""
