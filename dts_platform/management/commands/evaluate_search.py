"""Measure how well the search finds, on the engine that DATABASE_URL chooses; prints JSON."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dts_platform.content.loader import load
from dts_platform.measures.recall import evaluate
from dts_platform.measures.throwaway import throwaway_database

SYNONYMS = ("cadre/synonymes.yaml", "cadre/glossaire.yaml")


class Command(BaseCommand):
    help = (
        "Charge les documents d’un fichier JSON dans une base jetable, pose ses questions, imprime le rappel à cinq. "
        "Les synonymes et le glossaire du site servent, comme aux visiteurs."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *args, file: Path, **options):
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            documents, questions = data["documents"], data["queries"]
            _ = [document["id"] for document in documents], [(q["q"], list(q["expected"])) for q in questions]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"« {file} » ne se lit pas comme un jeu de questions : {error!r}") from error
        with throwaway_database():
            load(
                settings.CONTENT_DIR,
                paths=[path for name in SYNONYMS if (path := settings.CONTENT_DIR / name).is_file()],
            )
            result = evaluate(documents, questions)
        self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1))
