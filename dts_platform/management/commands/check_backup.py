"""Verify an archive to its last byte, the newest one when none is named; tell of backups that are too old."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from dts_platform.backup.archive import BadArchive
from dts_platform.backup.engines import ENGINES
from dts_platform.backup.folders import newest
from dts_platform.backup.refusals import CannotBackUp, CannotRestore
from dts_platform.backup.restoring import judge
from dts_platform.backup.watch import backup_trouble, tell_administrators_now
from dts_platform.text import formats


class Command(BaseCommand):
    help = "Vérifie une sauvegarde jusqu’au dernier octet ; sans archive nommée, la dernière, et dit si elle date."

    def add_arguments(self, parser):
        parser.add_argument("archive", nargs="?", type=Path, help="l’archive à vérifier ; sans elle, la dernière")

    def handle(self, *args, archive: Path | None = None, **options):
        try:
            self.verify(archive or self.last())
        except (BadArchive, CannotBackUp, CannotRestore, OSError) as error:
            self.refuse(f"{archive or 'Dernière sauvegarde'} : {error}", told=archive is None)
        if archive is None and (trouble := backup_trouble()):
            self.refuse(trouble, told=True)

    def last(self) -> Path:
        """The newest archive. Raises CannotBackUp when there is none."""
        found = newest(Path(settings.BACKUP_DIR), timezone.now())
        if found is None:
            raise CannotBackUp(f"il n’y en a pas dans {settings.BACKUP_DIR}.")
        return found.path

    def verify(self, path: Path) -> None:
        """Judge an archive, and say what it holds."""
        manifest = judge(path)
        moment = formats.date(parse_datetime(manifest.made_at), "j F Y à H:i")
        self.stdout.write(f"{path} : archive entière, faite le {moment}, base {ENGINES[manifest.engine].FRENCH}.")
        for table, count in sorted(manifest.rows.items()):
            self.stdout.write(f"  {table:<48}{count:>8}")
        self.stdout.write(f"  {'fichiers rangés':<48}{len(manifest.files):>8}")
        for name in manifest.missing:
            self.stdout.write(f"  absent quand elle a été faite : {name}")

    def refuse(self, trouble: str, told: bool) -> None:
        """End with an error, mailed when it is about the site's own backups."""
        if told:
            tell_administrators_now(trouble)
        raise CommandError(trouble)
