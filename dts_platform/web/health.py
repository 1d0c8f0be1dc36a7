"""Whether the database answers and the documents have room, each in one sentence."""

import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

MIN_FREE_SPACE = 200 * 1024 * 1024


@dataclass(frozen=True)
class HealthReport:
    """The result of the checks, name → (good, sentence). Without one of those `watched`, pages are still served."""

    checks: dict[str, tuple[bool, str]]
    watched: dict[str, tuple[bool, str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, connection: BaseDatabaseWrapper, storage: Path, watched: Mapping[str, Callable[[], tuple[bool, str]]]
    ) -> "HealthReport":
        """The report of now; what is `watched` is asked only of a database that answers."""
        checks = {"base": _database(connection), "documents": _storage(storage)}
        return cls(checks, {name: check() for name, check in watched.items()} if checks["base"][0] else {})

    @property
    def healthy(self) -> bool:
        return all(healthy for healthy, _ in self.checks.values())

    @property
    def state(self) -> str:
        if not self.healthy:
            return "en panne"
        return "ok" if all(good for good, _ in self.watched.values()) else "à surveiller"

    def as_json(self) -> dict:
        checks = self.checks | self.watched
        return {"etat": self.state, "controles": {name: sentence for name, (_, sentence) in checks.items()}}


def _database(connection: BaseDatabaseWrapper) -> tuple[bool, str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False, "La base de données ne répond pas."
    return True, "La base de données répond."


def _storage(storage: Path) -> tuple[bool, str]:
    existing = next((folder for folder in (storage, *storage.parents) if folder.exists()), None)
    if not existing or not os.access(existing, os.W_OK):
        return False, "Le dossier des documents n’accepte pas d’écriture."
    if shutil.disk_usage(existing).free < MIN_FREE_SPACE:
        return False, "Il reste moins de 200 Mo sur le disque des documents."
    return True, "Le dossier des documents accepte les écritures."
