"""Put a backup back in place: judged before anything is touched, in one transaction, what was there before kept."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from dts_platform.backup.archive import BadArchive
from dts_platform.backup.refusals import CannotBackUp, CannotRestore
from dts_platform.backup.restoring import judge, restore
from dts_platform.text import formats


class Command(BaseCommand):
    help = "Remet une sauvegarde en place, après l’avoir vérifiée, et garde la base qu’elle remplace."

    def add_arguments(self, parser):
        parser.add_argument("archive", type=Path, help="l’archive à remettre en place")
        parser.add_argument("--no-input", action="store_false", dest="interactive", help="ne demande pas confirmation")
        parser.add_argument("--discard-previous", action="store_true", help="ne garde pas la base actuelle")

    def handle(self, *args, archive: Path, interactive: bool, discard_previous: bool, **options):
        try:
            if interactive and not self.confirmed(archive):
                raise CommandError("Rien n’a été changé.")
            restored = restore(archive, keep_previous=not discard_previous)
        except (BadArchive, CannotRestore, CannotBackUp) as error:
            raise CommandError(f"{error} La base n’a pas été touchée.") from error
        moment = formats.date(parse_datetime(restored.manifest.made_at), "j F Y à H:i")
        self.stdout.write(
            f"La base du {moment} est en place ; {formats.plural(restored.files, 'fichier remis,fichiers remis')}."
        )
        if restored.previous:
            self.stdout.write(f"Ce qu’elle remplace est gardé : {restored.previous}")
        self.stdout.write("Lancez maintenant : manage.py prepare")

    def confirmed(self, archive: Path) -> bool:
        moment = formats.date(parse_datetime(judge(archive).made_at), "j F Y à H:i")
        self.stdout.write(f"La base du site sera remplacée par celle du {moment}.")
        return input("Écrivez « oui » pour continuer : ").strip().lower() == "oui"
