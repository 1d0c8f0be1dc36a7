"""The engine of a database, as a backup knows it: how to copy it, to judge a copy, to put one in place."""

from pathlib import Path
from typing import Protocol

from django.db import connection

from dts_platform.backup import postgresql, sqlite


class Engine(Protocol):
    """What the module of an engine offers."""

    COPY: str  # the name of the copy in an archive
    FRENCH: str  # the engine, as people call it

    def dump(self, target: Path) -> tuple[str, dict[str, int]]:
        """Copy the site's database as it is at one moment, whoever writes; its namespace, and the rows of each table.

        Raises CannotBackUp.
        """

    def check(self, copy: Path, rows: dict[str, int]) -> Path:
        """What `restore` wants, made of a copy beside it, and judged. Needs no database. Raises BadArchive."""

    def restore(self, ready: Path, namespace: str, rows: dict[str, int]) -> None:
        """Put what `check` made in the place of the site's database: all of it, or nothing. Raises CannotRestore."""

    def is_damaged(self) -> bool:
        """Is the site's database a file that nothing can read whole?"""

    def set_aside(self) -> Path | None:
        """Give a damaged database another name, that a whole one can take its own; where it is now."""


ENGINES: dict[str, Engine] = {"sqlite": sqlite, "postgresql": postgresql}


def engine_of_the_site() -> Engine:
    return ENGINES[connection.vendor]
