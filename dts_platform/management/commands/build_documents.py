"""Build the documents whose content changed: manual, brochure, fiches, tools, experiences, EPUB."""

import logging
import os
import signal
import sys
import time
from collections.abc import Iterator

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from dts_platform.background.life import DOCUMENTS, beat
from dts_platform.backup.watch import look as look_at_backups
from dts_platform.pdf.parts import LayoutFailed
from fiches.documents.build import BuildPlan, build, content_token, sweep
from fiches.documents.catalogue import Offer, offers
from fiches.documents.parts import PARTS, workshop
from fiches.documents.upkeep import misjudged, still_true
from fiches.models import BuiltDocument

POLL = 2.0  # seconds between two looks at the content
IDLE, TIDY_EVERY = 300.0, 3600.0  # seconds without work before the workshop closes; between two tidyings
BAR_WIDTH = 24

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    watching = False
    help = "Construit les documents dont le contenu a changé ; dit les pages, les tailles et les durées."

    def add_arguments(self, parser):
        parser.add_argument(
            "--only", nargs="*", default=(), help="début du nom des documents : manuel, fiche-13, outil…"
        )
        parser.add_argument("--quiet", action="store_true", help="ne dit que les échecs")
        parser.add_argument("--force", action="store_true", help="reconstruit même ce qui est à jour")
        parser.add_argument("--watch", action="store_true", help="reste, et reconstruit dès qu’un texte change")
        parser.add_argument(
            "--check", action="store_true", help="ne construit rien : lit tout, et dit ce que --watch aurait manqué"
        )

    def handle(self, *args, only, force: bool, quiet: bool, watch: bool, check: bool = False, **options):
        self.only, self.quiet, self.watching = tuple(only), quiet, watch
        if check:
            self.check_rule()
            return
        if force:
            PARTS.forget_failures()
        if watch:
            self.watch()
            return
        self.refuse_unknown()
        if failures := self.reconcile(force):
            raise CommandError(f"{failures} document(s) n’ont pas pu être construits.")

    def refuse_unknown(self) -> None:
        """Refuse a name that no document begins with: nothing would be built, and nothing said."""
        names = [offer.name for offer in offers()]
        if unknown := [asked for asked in self.only if not any(name.startswith(asked) for name in names)]:
            raise CommandError(f"Aucun document n’a un nom qui commence par {' ou '.join(unknown)}.")

    def watch(self) -> None:
        """Bring documents to their desired state each time the content changes, until stopped."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that leases are given back
        os.nice(10)  # readers first
        done, worked, tidied = "", time.monotonic(), time.monotonic()
        while True:
            close_old_connections()
            try:
                beat(DOCUMENTS)
                if (token := content_token()) != done or self.asked():
                    self.reconcile(shortest_first=bool(done))
                    done, worked = token, time.monotonic()
                if time.monotonic() - worked > IDLE:
                    workshop().close()
                if time.monotonic() - tidied > TIDY_EVERY:
                    tidied = time.monotonic()
                    look_at_backups()
                    self.tidy()
            except DatabaseError as error:  # the database is away or held: it comes back
                self.stderr.write(f"La base ne répond pas : {error}")
            time.sleep(POLL)

    def asked(self) -> bool:
        """Did an editor ask for a document to be made again?"""
        requests = BuiltDocument.objects.filter(jeton="", erreur="").values_list("nom", flat=True)
        return any(name.startswith(self.only or "") for name in requests)

    def tidy(self) -> None:
        """Delete what no document needs, and let what failed be tried again."""
        sweep(self.keys_in_use())
        BuiltDocument.objects.exclude(erreur="").update(jeton="", empreinte="", erreur="")

    def check_rule(self) -> None:
        """Compare what the watcher thinks unchanged with what all texts say."""
        if wrong := sorted(misjudged(offers())):
            raise CommandError(f"Documents crus à jour à tort : {', '.join(wrong)}.")
        if not self.quiet:
            self.stdout.write("Aucun document n’est cru à jour à tort.")

    def reconcile(self, force: bool = False, shortest_first: bool = False) -> int:
        """Build what is not as it should be; the number of documents that could not be.

        After an edit the shortest come first: who corrects a fiche waits for hers, not for the manual.
        """
        wanted = [offer for offer in offers() if offer.name.startswith(self.only or "")]
        standing = set() if force or self.only else still_true(wanted)
        stale = [offer for offer in wanted if offer.name not in standing]
        if shortest_first:
            stale.sort(key=lambda offer: offer.collective)
        failures = sum(
            not self.one(offer, force, f"{position}/{len(stale)}") for position, offer in enumerate(stale, 1)
        )
        if not self.only:
            self.remove_all_but({offer.name for offer in wanted})
        return failures

    def remove_all_but(self, names: set[str]) -> None:
        """Delete the documents that the site offers no more."""
        for document in BuiltDocument.objects.only("nom", "fichier"):
            if document.nom not in names:
                document.delete()
                if document.fichier:
                    default_storage.delete(document.fichier.name)

    def one(self, offer: Offer, force: bool, position: str) -> bool:
        """Build one document, and say how it went."""
        start = time.perf_counter()
        if self.watching:
            beat(DOCUMENTS)
        try:
            document, data = build(
                offer.read,
                force,
                lambda done, total: self.bar(position, offer.name, done, total),
                depends=offer.depends,
            )
        except LayoutFailed as error:
            self.bar()
            self.stderr.write(f"{offer.name} : {error}")
            return False
        except ObjectDoesNotExist:  # its text was deleted since the list was read
            return True
        except DatabaseError:
            raise
        except Exception:  # whatever a text does to a template: the other documents are built
            logger.exception("%s ne peut pas être construit.", offer.name)
            return False
        self.bar()
        if not self.quiet:
            seconds = time.perf_counter() - start
            pages = f"{document.pages:>4} p." if document.pages else " " * 7
            self.stdout.write(f"{offer.name:<72} {pages} {len(data) / 1000:>7.0f} ko {seconds:>6.1f} s")
        for line in document.erreur.splitlines():
            self.stderr.write(f"{offer.name} : {line}")
        return not document.erreur

    def bar(self, position: str = "", name: str = "", done: int = 0, total: int = 1) -> None:
        """A bar that grows, on a terminal only; nothing when the document is done."""
        if self.quiet or not sys.stderr.isatty():
            return
        filled = BAR_WIDTH * done // total
        line = f"[{'█' * filled}{'·' * (BAR_WIDTH - filled)}] {position} {name} {done}/{total}" if name else ""
        sys.stderr.write(f"\r\033[K{line}")
        sys.stderr.flush()

    def keys_in_use(self) -> set[str]:
        """The keys of all parts in use."""
        return set(self._keys())

    def _keys(self) -> Iterator[str]:
        for offer in offers():
            plan = offer.read()
            if isinstance(plan, BuildPlan):
                yield from plan.keys
