"""Whether the database answers and the documents have room, each in one sentence."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

MIN_FREE_SPACE = 200 * 1024 * 1024


@dataclass(frozen=True)
class HealthReport:
    """The result of the checks, name → (good, sentence)."""

    checks: dict[str, tuple[bool, str]]

    @classmethod
    def of(cls, connection: BaseDatabaseWrapper, storage: Path) -> "HealthReport":
        return cls({"base": _database(connection), "documents": _storage(storage)})

    @property
    def healthy(self) -> bool:
        return all(healthy for healthy, _ in self.checks.values())

    def as_json(self) -> dict:
        return {
            "etat": "ok" if self.healthy else "en panne",
            "controles": {name: sentence for name, (_, sentence) in self.checks.items()},
        }


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
