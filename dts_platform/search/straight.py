"""A statement asked of PostgreSQL through its own library, for the one question that each request asks.

A cursor of Django, and that of psycopg below it, cost five times what the statement does.
"""

from django.db import DEFAULT_DB_ALIAS, connections

_ROWS = 2  # PGRES_TUPLES_OK


def one_row(statement: bytes) -> list[bytes | None] | None:
    """The one row of a statement without parameters, each value as PostgreSQL writes it.

    None where Django must ask: on another database, without a connection, in a transaction that failed, where statements
    are counted, and after any error, which is then Django’s to tell.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "postgresql" or connection.connection is None or connection.needs_rollback:
        return None
    if connection.queries_logged or connection.execute_wrappers:
        return None
    try:
        found = connection.connection.pgconn.exec_(statement)
    except connection.Database.Error:
        return None
    if found.status != _ROWS or found.ntuples != 1:
        return None
    connection.health_check_done = True  # it answered
    return [found.get_value(0, rank) for rank in range(found.nfields)]
