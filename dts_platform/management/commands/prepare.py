"""Bring the site up to date with its code: database, content, style sheets, accounts. Quick when nothing changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files import locks
from django.core.management import call_command
from django.core.management.base import BaseCommand

from dts_platform.accounts.demonstration import DEMO_ACCOUNTS, ensure_accounts
from dts_platform.accounts.groups import ensure_groups
from dts_platform.search.indexing import catch_up


def static_state() -> str:
    """A digest of the static files to collect: names, sizes, dates."""
    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name}|{stat.st_size}|{stat.st_mtime_ns}".encode())
    return digest.hexdigest()


class Command(BaseCommand):
    help = "Prépare le site : base, contenu, feuilles de style, comptes. Ne refait que ce qui a changé."

    def handle(self, *args, **options):
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        with (settings.VAR_DIR / "prepare.lock").open("w") as alone:
            locks.lock(alone, locks.LOCK_EX)  # a second one waits for the first: both would make the same tables
            self.prepare()

    def prepare(self) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_content", stdout=self.stdout)
        catch_up()
        marker = Path(settings.STATIC_ROOT) / ".etat"
        state = static_state()
        if not marker.exists() or marker.read_text() != state:
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            marker.write_text(state)
        if settings.PRODUCTION:
            ensure_groups()
            return
        passwords = ensure_accounts()
        self.stdout.write("\nComptes de démonstration pour /admin/ :")
        for account in DEMO_ACCOUNTS:
            self.stdout.write(f"  {account.name:<10} {passwords[account.name]}   ({account.person})")
