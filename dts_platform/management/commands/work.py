"""Do what is done beside the requests: note rules past their date, send mail, delete what is kept too long, build documents."""

import time
from threading import Thread

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from dts_platform.background.life import MAILS, beat
from dts_platform.background.personal import purge
from dts_platform.background.sending import send_waiting
from dts_platform.text.formats import plural
from references.deadlines import tell_reviewers, write_deadlines

POLL = 2.0  # seconds between two looks at the mail
EVERY = 60.0  # seconds between two looks at the dates of rules
HOUR = 3600.0  # seconds between two looks at what is kept of people


class Command(BaseCommand):
    help = "Fait le travail de fond : note les règles échues, envoie les courriels, construit les documents."

    def add_arguments(self, parser):
        parser.add_argument("--quiet", action="store_true", help="ne dit que les échecs")
        parser.add_argument("--once", action="store_true", help="fait ce qui attend, puis s’arrête")

    def handle(self, *args, quiet: bool, once: bool, **options):
        self.looked, self.purged = -EVERY, -HOUR
        if once:
            self.look(quiet)
            self.send(quiet)
            self.purge(quiet)
            call_command("build_documents", quiet=quiet)
            return
        # Beside the documents, one of which may take a minute; mail begins first and ends with the process.
        Thread(target=self.send_for_ever, args=(quiet,), daemon=True).start()
        call_command("build_documents", watch=True, quiet=quiet)

    def send_for_ever(self, quiet: bool) -> None:
        while True:
            close_old_connections()
            try:
                self.look(quiet)
                self.send(quiet)
                self.purge(quiet)
            except DatabaseError as error:  # the database is away or held: it comes back
                self.stderr.write(f"La base ne répond pas : {error}")
            time.sleep(POLL)

    def look(self, quiet: bool) -> None:
        """Note the rules that are past their date since the last look, and tell who must read them again."""
        if time.monotonic() - self.looked < EVERY:
            return
        self.looked = time.monotonic()
        changed, told = write_deadlines(), tell_reviewers()
        if (changed or told) and not quiet:
            self.stdout.write(
                f"Échéances : {plural(changed, 'règle notée,règles notées')}, {plural(told, 'courriel écrit,courriels écrits')}."
            )

    def purge(self, quiet: bool) -> None:
        """Delete what is kept of people beyond its time, as the legal page says."""
        if time.monotonic() - self.purged < HOUR:
            return
        self.purged = time.monotonic()
        if (gone := purge()) and not quiet:
            self.stdout.write(f"Données gardées assez longtemps, effacées\u202f: {plural(gone, 'ligne,lignes')}.")

    def send(self, quiet: bool) -> None:
        beat(MAILS)
        if (sent := send_waiting()) and not quiet:
            self.stdout.write(f"Courriels envoyés : {sent}.")
