"""A new edition adds a column to a loaded site, then its files name it: run by a test."""

import os
import shutil
import tempfile
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dts_platform.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, models  # noqa: E402

from dts_platform.content.loader import load  # noqa: E402
from dts_platform.search.triggers import after_migrations, before_migrations  # noqa: E402
from fiches.models import Fiche  # noqa: E402
from tests.processes.stage import perform  # noqa: E402

FICHE = "fiches/fiche-13-creer-une-ressourcerie.yaml"


def add_column() -> None:
    """What `migrate` does of an `AddField`, and what the new code says."""
    before_migrations(plan=["one"])
    field = models.CharField("niveau", max_length=20, blank=True, default="")
    field.contribute_to_class(Fiche, "niveau")
    with connection.schema_editor() as editor:
        editor.add_field(Fiche, field)
    after_migrations(plan=["one"])


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


def whole() -> dict:
    folder = Path(shutil.copytree(settings.CONTENT_DIR, Path(tempfile.mkdtemp(dir=settings.VAR_DIR)) / "fixtures"))
    fiches = Fiche.objects.filter(numero=13)
    fiches.update(resume="Récrit par une éditrice.")
    add_column()
    first = load(folder)
    edit(folder / FICHE, "titre: Créer une ressourcerie", "titre: Ouvrir une ressourcerie\n    niveau: facile")
    second = load(folder)
    facts = {
        "unchanged": [len(first.loaded), len(first.kept)],
        "loaded": second.loaded,
        "kept": [str(kept) for kept in second.kept],
        "fiche": list(fiches.values_list("titre", "resume", "niveau").get()),
    }
    fiches.update(niveau="difficile")
    edit(folder / FICHE, "niveau: facile", "niveau: moyen")
    third = load(folder)
    return facts | {"filled": [fiches.get().niveau, [str(kept) for kept in third.kept]]}


if __name__ == "__main__":
    perform({}, whole)
