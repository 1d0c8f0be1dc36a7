"""Bring the site up to date with its code: database, content, style sheets, accounts. Quick when nothing changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from dts_platform.core.search.indexing import catch_up
from dts_platform.demonstration import COMPTES, ensure_accounts, ensure_groups


def static_state() -> str:
    """A digest of the static files to collect: names, sizes, dates."""
    condense = hashlib.sha256()
    for finder in finders.get_finders():
        for nom, stockage in finder.list([]):
            etat = Path(stockage.path(nom)).stat()
            condense.update(f"{nom}|{etat.st_size}|{etat.st_mtime_ns}".encode())
    return condense.hexdigest()


class Command(BaseCommand):
    help = "Prépare le site : base, contenu, feuilles de style, comptes. Ne refait que ce qui a changé."

    def handle(self, *args, **options):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_content", stdout=self.stdout)
        catch_up()
        temoin = Path(settings.STATIC_ROOT) / ".etat"
        etat = static_state()
        if not temoin.exists() or temoin.read_text() != etat:
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            temoin.write_text(etat)
        if settings.PRODUCTION:
            ensure_groups()
            return
        mots_de_passe = ensure_accounts()
        self.stdout.write("\nComptes de démonstration pour /admin/ :")
        for compte in COMPTES:
            self.stdout.write(f"  {compte.nom:<10} {mots_de_passe[compte.nom]}   ({compte.role})")
