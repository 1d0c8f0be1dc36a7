"""Measure how well the search finds, on the engine that DATABASE_URL chooses; prints JSON."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dts_platform.core.contenu import charger
from dts_platform.core.search.evaluation import evaluate
from dts_platform.core.throwaway import throwaway_database

SYNONYMS = ("cadre/synonymes.yaml", "cadre/glossaire.yaml")


class Command(BaseCommand):
    help = (
        "Charge les documents d’un fichier JSON dans une base jetable, pose ses questions, imprime le rappel à cinq. "
        "Les synonymes et le glossaire du site servent, comme aux visiteurs."
    )

    def add_arguments(self, parser):
        parser.add_argument("fichier", type=Path)

    def handle(self, *args, fichier: Path, **options):
        try:
            jeu = json.loads(fichier.read_text(encoding="utf-8"))
            documents, questions = jeu["documents"], jeu["queries"]
            _ = [document["id"] for document in documents], [(q["q"], list(q["expected"])) for q in questions]
        except (OSError, ValueError, KeyError, TypeError) as erreur:
            raise CommandError(f"« {fichier} » ne se lit pas comme un jeu de questions : {erreur!r}") from erreur
        with throwaway_database():
            charger(
                settings.CONTENT_DIR, chemins=[c for nom in SYNONYMS if (c := settings.CONTENT_DIR / nom).is_file()]
            )
            resultat = evaluate(documents, questions)
        self.stdout.write(json.dumps(resultat, ensure_ascii=False, indent=1))
