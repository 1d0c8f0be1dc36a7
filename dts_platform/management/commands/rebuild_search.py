"""Make the index of the search again, or verify it and repair what differs."""

from django.core.management.base import BaseCommand, CommandError

from dts_platform.search.check import differences
from dts_platform.search.indexing import catch_up, rebuild
from dts_platform.search.triggers import install_triggers


class Command(BaseCommand):
    help = "Refait l’index de la recherche ; avec --check, le vérifie et ne le refait que s’il diffère des textes."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="vérifie d’abord, répare seulement ce qu’il faut")

    def handle(self, *args, check: bool, **options):
        if check:
            catch_up()
            found = list(differences())
            if not found:
                self.stdout.write("L’index dit exactement ce que disent les textes.")
                return
            for sentence in found:
                self.stdout.write(f"  {sentence}")
        install_triggers()
        rebuild()
        remaining = list(differences())
        if remaining:
            raise CommandError("L’index diffère encore des textes : " + " ".join(remaining))
        self.stdout.write("L’index a été refait et vérifié.")
