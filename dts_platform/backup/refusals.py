"""Why a backup was not made, or not put back: each an exception with a French sentence that says what to do."""


class CannotBackUp(Exception):
    """No backup could be made; the sentence says why, in French."""


class CannotRestore(Exception):
    """Nothing was put back, and the database is as it was; the sentence says why, in French."""


class ToolMissing(CannotBackUp, CannotRestore):
    """A program of PostgreSQL is not there; the sentence says what to install."""


def told_by_the_system(error: OSError) -> str:
    """Why the system refused, in its own words."""
    return f"Le système répond\u00a0: «\u00a0{error.strerror}\u00a0»."
