"""Load the whole content from fixtures/, in dependency order."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dts_platform.content.loader import UnreadableContent, load


class Command(BaseCommand):
    help = "Charge tout le contenu. Deux fois ne change rien ; le travail des rédacteurs n’est jamais écrasé sans --overwrite."

    def add_arguments(self, parser):
        parser.add_argument("--overwrite", action="store_true", help="remplace aussi les textes modifiés depuis")
        parser.add_argument("--dir", type=Path, default=settings.CONTENT_DIR, help="dossier du contenu")

    def handle(self, *args, overwrite: bool, dir: Path, **options):
        try:
            report = load(dir, overwrite=overwrite)
        except UnreadableContent as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{len(report.loaded)} fichiers chargés, {len(report.unchanged)} inchangés, {len(report.kept)} écarts gardés."
        )
        for kept in report.kept:
            self.stdout.write(f"  gardé : {kept}.")
        for remark in report.remarks:
            self.stdout.write(f"  à relire : {remark}")
        if report.kept:
            self.stdout.write(
                "Ces textes restent tels qu’ils sont ici ; --overwrite rétablirait partout ceux des fichiers."
            )
