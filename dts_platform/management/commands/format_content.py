"""Put content files in canonical form: French typography, literal blocks, stable order."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from dts_platform.core.fixtures import fichiers, mettre_en_forme


class Command(BaseCommand):
    help = "Met en forme les fichiers de contenu : typographie française, blocs de texte lisibles."

    def add_arguments(self, parser):
        parser.add_argument("fichiers", nargs="*", type=Path)

    def handle(self, *args, **options):
        changes = 0
        for chemin in options["fichiers"] or fichiers(settings.CONTENT_DIR):
            avant = chemin.read_text(encoding="utf-8")
            apres = mettre_en_forme(avant)
            if apres != avant:
                chemin.write_text(apres, encoding="utf-8")
                changes += 1
        self.stdout.write(f"{changes} fichier(s) mis en forme.")
