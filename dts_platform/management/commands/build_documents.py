"""Build the documents whose content changed: manual, fiches, tools, experiences."""

import time

from django.core.management.base import BaseCommand, CommandError

from dts_platform.core.pdf import RenduImpossible
from fiches.publishing import all_documents, build


class Command(BaseCommand):
    help = "Construit les PDF dont le contenu a changé ; dit les pages, les tailles et les durées."

    def add_arguments(self, parser):
        parser.add_argument(
            "--only", nargs="*", default=(), help="début du nom des documents : manuel, fiche-13, outil…"
        )
        parser.add_argument("--quiet", action="store_true", help="ne dit que les échecs")
        parser.add_argument("--force", action="store_true", help="reconstruit même ce qui est à jour")

    def handle(self, *args, only, force: bool, quiet: bool, **options):
        echecs = 0
        for document in all_documents():
            if only and not document.nom.startswith(tuple(only)):
                continue
            debut = time.perf_counter()
            try:
                construit = build(document, force=force)
            except RenduImpossible as erreur:
                echecs += 1
                self.stderr.write(f"{document.nom} : {erreur}")
                continue
            duree = time.perf_counter() - debut
            if quiet:
                continue
            self.stdout.write(
                f"{document.nom:<60} {construit.pages:>4} p. {construit.taille / 1000:>7.0f} ko {duree:>6.1f} s"
            )
        if echecs:
            raise CommandError(f"{echecs} document(s) n’ont pas pu être construits.")
