"""Do what is done beside the requests: send the mail that waits, build the documents whose content changed."""

import time
from threading import Thread

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from dts_platform.background.life import MAILS, beat
from dts_platform.background.sending import send_waiting

POLL = 2.0  # seconds between two looks at the mail


class Command(BaseCommand):
    help = "Fait le travail de fond : envoie les courriels, construit les documents dont le contenu a changé."

    def add_arguments(self, parser):
        parser.add_argument("--quiet", action="store_true", help="ne dit que les échecs")
        parser.add_argument("--once", action="store_true", help="fait ce qui attend, puis s’arrête")

    def handle(self, *args, quiet: bool, once: bool, **options):
        if once:
            self.send(quiet)
            call_command("build_documents", quiet=quiet)
            return
        # Beside the documents, one of which may take a minute; mail begins first and ends with the process.
        Thread(target=self.send_for_ever, args=(quiet,), daemon=True).start()
        call_command("build_documents", watch=True, quiet=quiet)

    def send_for_ever(self, quiet: bool) -> None:
        while True:
            close_old_connections()
            try:
                self.send(quiet)
            except DatabaseError as error:  # the database is away or held: it comes back
                self.stderr.write(f"La base ne répond pas : {error}")
            time.sleep(POLL)

    def send(self, quiet: bool) -> None:
        beat(MAILS)
        if (sent := send_waiting()) and not quiet:
            self.stdout.write(f"Courriels envoyés : {sent}.")
