"""Ask each web address that texts give whether it still answers; keep what it said, tell of those that no longer do."""

from datetime import timedelta

from django.core.management.base import BaseCommand

from references.links import BETWEEN, addresses, check_all, forget, stale


class Command(BaseCommand):
    help = "Vérifie les adresses que citent les textes, l’une après l’autre ; l’administration dit celles qui ne répondent plus."

    def add_arguments(self, parser):
        parser.add_argument("--older-than", type=int, default=7, metavar="JOURS", help="seulement celles d’avant (7)")
        parser.add_argument("--limit", type=int, default=0, metavar="N", help="N adresses au plus")
        parser.add_argument(
            "--between", type=float, default=BETWEEN, metavar="SECONDES", help="entre deux questions à un même site"
        )
        parser.add_argument("--allow-private", action="store_true", help="interroge aussi les réseaux privés")

    def handle(self, *args, older_than: int, limit: int, between: float, allow_private: bool, **options):
        known = addresses()
        forget(known)
        asked = stale(known, timedelta(days=older_than))
        asked = asked[:limit] if limit else asked
        failed = 0
        for check in check_all(asked, between=between, allow_private=allow_private):
            if check.result not in (check.Result.FINE, check.Result.MOVED):
                failed += 1
                self.stdout.write(f"{check.address} : {check.get_result_display()} ({check.code or check.said})")
        self.stdout.write(f"{len(asked)} adresses vérifiées sur {len(known)}, {failed} à regarder.")
