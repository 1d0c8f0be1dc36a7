"""Put content files in canonical form: French typography, literal blocks, stable order."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dts_platform.content.formatter import content_files, format_text
from dts_platform.content.reading import Misread, decode


class Command(BaseCommand):
    help = "Met en forme les fichiers de contenu : typographie française, blocs de texte lisibles."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *args, **options):
        changes = 0
        for path in options["files"] or content_files(settings.CONTENT_DIR):
            try:
                before = decode(path.read_bytes())
                after = format_text(before)
            except Misread as error:
                raise CommandError(f"Le fichier {path} ne peut pas être mis en forme\u202f: {error}") from error
            except OSError as error:
                raise CommandError(f"Le fichier {path} n’est pas un fichier lisible.") from error
            if after != before:
                path.write_text(after, encoding="utf-8")
                changes += 1
        self.stdout.write(f"{changes} fichier(s) mis en forme.")
