"""Make a backup: the database and the files that nothing can make again, in one archive, verified, copied, rotated."""

from django.core.management.base import BaseCommand, CommandError

from dts_platform.backup.making import back_up
from dts_platform.backup.refusals import CannotBackUp
from dts_platform.backup.watch import tell_administrators_now
from dts_platform.text.formats import plural, weight


class Command(BaseCommand):
    help = "Sauvegarde la base et les fichiers qui ne se refont pas, dans une archive vérifiée, et efface les plus anciennes."

    def handle(self, *args, **options):
        try:
            made = back_up()
        except CannotBackUp as error:
            tell_administrators_now(str(error))
            raise CommandError(str(error)) from error
        manifest = made.manifest
        held = (
            f"{plural(sum(manifest.rows.values()), 'ligne,lignes')}, {plural(len(manifest.files), 'fichier,fichiers')}"
        )
        self.stdout.write(f"{made.path} ({weight(made.path.stat().st_size)}, {held})")
        if made.copy:
            self.stdout.write(f"{made.copy} (copie)")
        for name in manifest.missing:
            self.stderr.write(f"Pas dans la sauvegarde, car absent du stockage ou mal nommé : {name}")
