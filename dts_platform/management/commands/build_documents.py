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

from dts_platform.core.pdf.parts import RenduImpossible
from fiches.bibliotheque import Offre, offres
from fiches.models import DocumentConstruit
from fiches.publishing import PARTS, Plan, build, content_token, sweep, workshop

RYTHME = 2.0  # seconds between two looks at the content
REPOS, MENAGE = 300.0, 3600.0  # seconds without work before the workshop closes; between two tidyings
BARRE = 24

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Construit les documents dont le contenu a changé ; dit les pages, les tailles et les durées."

    def add_arguments(self, parser):
        parser.add_argument(
            "--only", nargs="*", default=(), help="début du nom des documents : manuel, fiche-13, outil…"
        )
        parser.add_argument("--quiet", action="store_true", help="ne dit que les échecs")
        parser.add_argument("--force", action="store_true", help="reconstruit même ce qui est à jour")
        parser.add_argument("--watch", action="store_true", help="reste, et reconstruit dès qu’un texte change")

    def handle(self, *args, only, force: bool, quiet: bool, watch: bool, **options):
        self.only, self.quiet = tuple(only), quiet
        if force:
            PARTS.forget_failures()
        if watch:
            self.watch()
        elif echecs := self.reconcile(force):
            raise CommandError(f"{echecs} document(s) n’ont pas pu être construits.")

    def watch(self) -> None:
        """Bring documents to their desired state each time the content changes, until stopped."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that leases are given back
        os.nice(10)  # readers first
        done, worked, tidied = "", time.monotonic(), time.monotonic()
        while True:
            close_old_connections()
            try:
                if (token := content_token()) != done or self.asked():
                    self.reconcile()
                    done, worked = token, time.monotonic()
                if time.monotonic() - worked > REPOS:
                    workshop().close()
                if time.monotonic() - tidied > MENAGE:
                    self.tidy()
                    tidied = time.monotonic()
            except DatabaseError as erreur:  # the database is away or held: it comes back
                self.stderr.write(f"La base ne répond pas : {erreur}")
            time.sleep(RYTHME)

    def asked(self) -> bool:
        """Did an editor ask for a document to be made again?"""
        demandes = DocumentConstruit.objects.filter(jeton="", erreur="").values_list("nom", flat=True)
        return any(nom.startswith(self.only or "") for nom in demandes)

    def tidy(self) -> None:
        """Delete what no document needs, and let what failed be tried again."""
        sweep(self.utiles())
        DocumentConstruit.objects.exclude(erreur="").update(jeton="", empreinte="", erreur="")

    def reconcile(self, force: bool = False) -> int:
        """Build what is not as it should be; the number of documents that could not be."""
        jeton, echecs = content_token(), 0
        construits = DocumentConstruit.objects.filter(jeton=jeton).values_list("nom", "fichier")
        justes = {nom for nom, fichier in construits if fichier and default_storage.exists(fichier)}
        voulues = [offre for offre in offres() if offre.nom.startswith(self.only or "")]
        for rang, offre in enumerate(voulues, 1):
            if (force or offre.nom not in justes or self.only) and not self.one(offre, force, f"{rang}/{len(voulues)}"):
                echecs += 1
        if not self.only:
            for construit in DocumentConstruit.objects.exclude(nom__in=[offre.nom for offre in voulues]):
                construit.delete()
                if construit.fichier:
                    default_storage.delete(construit.fichier.name)
        return echecs

    def one(self, offre: Offre, force: bool, rang: str) -> bool:
        """Build one document, and say how it went."""
        debut = time.perf_counter()
        try:
            construit, octets = build(offre.read, force, lambda fait, total: self.bar(rang, offre.nom, fait, total))
        except RenduImpossible as erreur:
            self.bar()
            self.stderr.write(f"{offre.nom} : {erreur}")
            return False
        except ObjectDoesNotExist:  # its text was deleted since the list was read
            return True
        except DatabaseError:
            raise
        except Exception:  # whatever a text does to a template: the other documents are built
            logger.exception("%s ne peut pas être construit.", offre.nom)
            return False
        self.bar()
        if not self.quiet:
            duree = time.perf_counter() - debut
            pages = f"{construit.pages:>4} p." if construit.pages else " " * 7
            self.stdout.write(f"{offre.nom:<72} {pages} {len(octets) / 1000:>7.0f} ko {duree:>6.1f} s")
        for ligne in construit.erreur.splitlines():
            self.stderr.write(f"{offre.nom} : {ligne}")
        return not construit.erreur

    def bar(self, rang: str = "", nom: str = "", fait: int = 0, total: int = 1) -> None:
        """A bar that grows, on a terminal only; nothing when the document is done."""
        if self.quiet or not sys.stderr.isatty():
            return
        plein = BARRE * fait // total
        ligne = f"[{'█' * plein}{'·' * (BARRE - plein)}] {rang} {nom} {fait}/{total}" if nom else ""
        sys.stderr.write(f"\r\033[K{ligne}")
        sys.stderr.flush()

    def utiles(self) -> set[str]:
        """The keys of all parts in use."""
        return set(self._keys())

    def _keys(self) -> Iterator[str]:
        for offre in offres():
            plan = offre.read()
            if isinstance(plan, Plan):
                yield from plan.cles
