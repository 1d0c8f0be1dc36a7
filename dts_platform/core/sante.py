"""Is the site well? Each check is one sentence."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

PLACE_MINIMALE = 200 * 1024 * 1024


@dataclass(frozen=True)
class Bilan:
    """The result of the checks, name → (good, sentence)."""

    controles: dict[str, tuple[bool, str]]

    @classmethod
    def of(cls, connection: BaseDatabaseWrapper, depot: Path) -> "Bilan":
        return cls({"base": _base(connection), "documents": _depot(depot)})

    @property
    def bon(self) -> bool:
        return all(bon for bon, _ in self.controles.values())

    def as_json(self) -> dict:
        return {
            "etat": "ok" if self.bon else "en panne",
            "controles": {nom: phrase for nom, (_, phrase) in self.controles.items()},
        }


def _base(connection: BaseDatabaseWrapper) -> tuple[bool, str]:
    try:
        with connection.cursor() as curseur:
            curseur.execute("SELECT 1")
    except DatabaseError:
        return False, "La base de données ne répond pas."
    return True, "La base de données répond."


def _depot(depot: Path) -> tuple[bool, str]:
    existant = next((dossier for dossier in (depot, *depot.parents) if dossier.exists()), None)
    if not existant or not os.access(existant, os.W_OK):
        return False, "Le dossier des documents n’accepte pas d’écriture."
    if shutil.disk_usage(existant).free < PLACE_MINIMALE:
        return False, "Il reste moins de 200 Mo sur le disque des documents."
    return True, "Le dossier des documents accepte les écritures."
