"""The database of the first edition (commit 61b71c5), at hand for what brings it to the present code."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

FIRST_EDITION = [
    ("dts_platform", "0002_recherche"),
    ("missions", "0001_initial"),
    ("experiences", "0001_initial"),
    ("fiches", "0003_documents_par_parts"),
    ("references", None),
]
OURS = ("dts_platform_", "missions_", "experiences_", "fiches_", "references_", "auth_", "django_admin_log", "taggit_")
REMADE = ("dts_platform_search",)  # the index, which each site makes again


def tables(cursor) -> list[str]:
    """The tables that hold what people wrote."""
    names = connection.introspection.table_names(cursor)
    return [name for name in names if name.startswith(OURS) and not name.startswith(REMADE)]


def keys() -> dict[str, list[int]]:
    """{table: keys of its rows}; the tables of the first edition all have a number as key."""
    with connection.cursor() as cursor:
        found = {}
        for table in tables(cursor):
            cursor.execute(f"SELECT id FROM {table} ORDER BY id")
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def write_rows(source: sqlite3.Connection) -> None:
    """Copy every row of the stored database in the tables of that day, no trigger or foreign key looking."""
    names = [name for (name,) in source.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in connection.introspection.table_names(cursor):
            if table not in names or table == "django_migrations":
                continue
            rows = source.execute(f"SELECT * FROM {table}")
            columns = [description[0] for description in rows.description]
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND data_type = 'boolean'",
                [table],
            )
            booleans = {name for (name,) in cursor.fetchall()}
            marks = ", ".join(["%s"] * len(columns))
            lines = [
                [bool(value) if name in booleans else value for name, value in zip(columns, row, strict=True)]
                for row in rows
            ]
            cursor.execute(f"DELETE FROM {table}")
            cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", lines)
        cursor.execute("SET session_replication_role = origin")
        for statement in connection.ops.sequence_reset_sql(django.core.management.color.no_style(), _models()):
            cursor.execute(statement)


def _models() -> list:
    """Those whose table was there on that day."""
    known = set(connection.introspection.table_names())
    models = django.apps.apps.get_models(include_auto_created=True)
    return [model for model in models if model._meta.auto_field and model._meta.db_table in known]


def store_document() -> None:
    """The record of a document as the first edition kept it."""
    columns = "nom, adresse, empreinte, jeton, fichier, sha256, taille, pages, duree, textes, erreur"
    values = ["manuel.pdf", "/manuel.pdf", "a" * 64, "jeton", "documents/manuel.pdf", "b" * 64, 1, 1, 1.0, "[]", ""]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM fiches_documentconstruit WHERE nom = %s", values[:1])
        marks = ", ".join(["%s"] * len(values))
        cursor.execute(f"INSERT INTO fiches_documentconstruit ({columns}) VALUES ({marks})", values)


@contextmanager
def first_edition(stored: Path) -> Iterator[None]:
    """The database of that day, at hand."""
    if connection.vendor == "sqlite":
        Path(connection.settings_dict["NAME"]).write_bytes(stored.read_bytes())
        yield
        return
    former = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"upgrade_{os.getpid()}"
    name = connection.creation._create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        executor = MigrationExecutor(connection)
        others = [key for key in executor.loader.graph.leaf_nodes() if key[0] not in dict(FIRST_EDITION)]
        executor.migrate([*others, *FIRST_EDITION])
        with closing(sqlite3.connect(stored)) as source:
            write_rows(source)
        yield
    finally:
        connection.creation.destroy_test_db(former, verbosity=0)
