"""Load the whole content from fixtures/, in dependency order."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dts_platform.core.contenu import ContenuIllisible, charger


class Command(BaseCommand):
    help = "Charge tout le contenu. Deux fois ne change rien ; le travail des rédacteurs n’est jamais écrasé sans --overwrite."

    def add_arguments(self, parser):
        parser.add_argument("--overwrite", action="store_true", help="remplace aussi les textes modifiés depuis")
        parser.add_argument("--dir", type=Path, default=settings.CONTENT_DIR, help="dossier du contenu")

    def handle(self, *args, overwrite: bool, dir: Path, **options):
        try:
            bilan = charger(dir, ecraser=overwrite)
        except ContenuIllisible as erreur:
            raise CommandError(str(erreur)) from erreur
        self.stdout.write(
            f"{len(bilan.charges)} fichiers chargés, {len(bilan.inchanges)} inchangés, {len(bilan.gardes)} gardés."
        )
        for chemin in bilan.gardes:
            self.stdout.write(f"  gardé : {chemin} a été modifié ici depuis ; --overwrite le remplacerait.")
