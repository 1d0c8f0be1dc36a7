"""What documents cost, on this machine, now: processor time, and ratios in one run. The finder has `bench_finder`."""

import re
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from dts_platform.measures.timing import time_it
from dts_platform.pdf import assembly
from dts_platform.pdf.layout import engine
from dts_platform.pdf.parts import Piece
from dts_platform.search import mirror
from dts_platform.storage import blobs
from fiches.documents import catalogue, parts
from fiches.documents.build import BuildPlan, Reading
from fiches.documents.livret import Livret
from fiches.documents.manuel import Manuel
from fiches.documents.parts import PARTS, STATIC_FOLDER
from fiches.documents.printing import STYLESHEETS, Section
from fiches.documents.upkeep import still_true
from fiches.models import BuiltDocument, Fiche

_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.S)
FONTS = STATIC_FOLDER / "fonts"


class InThisProcess:
    """A workshop in this process, so that its processor time is ours to measure."""

    lay_out = staticmethod(engine.lay_out)
    assemble = staticmethod(assembly.assemble)

    def close(self) -> None: ...


def timed(work: Callable[[], object]) -> tuple[float, object]:
    """The processor time of a piece of work, in seconds, and what it gives."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def counted(work: Callable[[], object]) -> tuple[float, int]:
    """The processor time of a piece of work, in seconds, and its queries."""
    with CaptureQueriesContext(connection) as queries:
        seconds, _ = timed(work)
    return seconds, len(queries)


def lay_out_whole(sections: Sequence[Section]) -> engine.Part:
    """All the parts as one HTML page, laid out at once, as such documents usually are."""
    body = "".join(f'<div style="break-before: page">{_BODY.search(m.html)[1]}</div>' for m in sections)
    html = f'<!doctype html><html lang="fr"><head><title>Tout</title></head><body>{body}</body></html>'
    return engine.lay_out(html, STYLESHEETS, STATIC_FOLDER, max_pages=10_000)


class Command(BaseCommand):
    help = "Mesure les documents : temps de calcul, rapports."

    def add_arguments(self, parser):
        parser.add_argument("--fast", action="store_true", help="sans la mise en page du manuel d’une seule traite")
        parser.add_argument(
            "--few", action="store_true", help="chaque mesure sur deux textes, pour essayer la commande"
        )

    def handle(self, *args, fast: bool, few: bool, **options):
        self.texts = 2 if few else None
        with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
            real_workshop, parts.workshop = parts.workshop, InThisProcess
            try:
                self.time_watching()
                self.time_fiche()
                self.time_manuel(fast)
                self.time_livret()
                self.time_serving()
            finally:
                parts.workshop = real_workshop

    def report(self, what: str, measure: str) -> None:
        self.stdout.write(f"{what:<58} {measure}")
        self.stdout.flush()

    def time_watching(self) -> None:
        """What one comma costs the watcher before the layout begins, against reading every document; nothing is kept."""
        with transaction.atomic():
            for offer in self.offers():
                reading = Reading.now(offer.read, offer.depends)
                file = blobs.save(f"documents/{offer.name}", b"un fichier")
                values = {"empreinte": reading.plan.state, "jeton": "ancien", "basis": reading.basis, "fichier": file}
                links = sorted(reading.plan.document.links.met)
                BuiltDocument.objects.update_or_create(nom=offer.name, defaults=values | {"links": links})
            fiche = Fiche.objects.published().first()
            Fiche.objects.filter(pk=fiche.pk).update(resume=f"{fiche.resume} Une virgule, de plus.")
            index, index_queries = counted(mirror.current)
            look, look_queries = counted(self.first_to_lay_out)
            whole, whole_queries = counted(lambda: [offer.read().state for offer in self.offers()])
            transaction.set_rollback(True)
        self.report("une virgule, vue et lue avant la mise en page", f"{look:.2f} s, {look_queries} requêtes")
        self.report("  l’index mis à jour, par qui le demande d’abord", f"{index:.2f} s, {index_queries} requêtes")
        self.report("tous les documents lus", f"{whole:.1f} s, {whole_queries} requêtes, {whole / look:.0f} × le temps")

    def offers(self) -> list[catalogue.Offer]:
        """The documents of the site; with `--few`, those of the first texts."""
        return list(catalogue.offers())[: self.texts and len(catalogue.COLLECTIVE) + self.texts]

    def first_to_lay_out(self) -> str:
        """The state of the first document that an edit would have made."""
        wanted = self.offers()
        standing = still_true(wanted)
        stale = [offer for offer in wanted if offer.name not in standing and not offer.collective]
        return Reading.now(stale[0].read, stale[0].depends).plan.state

    def time_fiche(self) -> None:
        plan = catalogue.FICHE.offer(Fiche.objects.published().first()).read()
        section = plan.document.sections[0]
        engine.lay_out(section.html, section.stylesheets, STATIC_FOLDER)
        measure = time_it(lambda: engine.lay_out(section.html, section.stylesheets, STATIC_FOLDER), rounds=3)
        self.report("une fiche, mise en page", f"{measure.cpu:.0f} ms")

    def time_manuel(self, fast: bool) -> None:
        reading, document = timed(lambda: Manuel.read().document())
        if self.texts:
            fiches = [section for section in document.sections if section.title.startswith("Fiche 13")]
            document = replace(document, sections=[document.sections[0], *fiches])
        self.report("manuel, lecture et HTML", f"{reading:.1f} s, {len(document.sections)} parts")
        plan = BuildPlan(document).at("manuel.pdf", "/manuel.pdf")  # one that is kept: its parts are stored
        cold, (rendered, _) = timed(plan.render)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.report(
            "manuel à froid",
            f"{cold:.1f} s, {rendered.pages} pages, {1000 * cold / rendered.pages:.0f} ms la page, "
            f"{len(rendered.data) / 1e6:.2f} Mo, {memory} Mo de mémoire",
        )
        warm, _ = timed(plan.render)
        self.report("manuel, parts prêtes", f"{warm:.2f} s")
        rank = next(rank for rank, m in enumerate(document.sections) if m.title.startswith("Fiche 13"))
        changed = replace(
            document.sections[rank], html=document.sections[rank].html.replace("ressourcerie", "recyclerie")
        )
        sections = [*document.sections[:rank], changed, *document.sections[rank + 1 :]]
        updated, _ = timed(lambda: BuildPlan(replace(plan.document, sections=sections)).render())
        self.report("une fiche change, nouveau manuel", f"{updated:.2f} s")
        self.time_growth(plan)
        if not fast:
            whole, part = timed(lambda: lay_out_whole(document.sections))
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            self.report("manuel d’une seule traite", f"{whole:.1f} s, {part.pages} pages, {memory} Mo")
            self.report("  une traite / une fiche change", f"{whole / updated:.0f} ×")

    def time_growth(self, plan: BuildPlan) -> None:
        """The assembly of a manual as long as five hundred fiches would make it, against this one, by page."""
        pieces = [
            Piece(PARTS.find(c), m.title, m.level) for c, m in zip(plan.keys, plan.document.sections, strict=True)
        ]
        short, _ = timed(lambda: assembly.assemble(pieces, plan.document.info, FONTS))
        long, rendered = timed(lambda: assembly.assemble(pieces * 8, plan.document.info, FONTS))
        self.report(
            "assemblage de huit fois plus de pages",
            f"{long:.1f} s, {rendered.pages} pages, {long / short:.1f} × le temps",
        )

    def time_livret(self) -> None:
        fiches = list(Fiche.objects.published().in_reading_order().with_everything()[: self.texts or 12])
        livret = Livret.of(fiches, "Pour notre groupe", "")
        document = livret.document()
        BuildPlan(document).render()
        parts.PAGES.made.clear()
        fresh, (rendered, _) = timed(lambda: BuildPlan(document).render())
        reading = time_it(lambda: BuildPlan(Livret.of(fiches, "Pour notre groupe", "").document()).state, rounds=3)
        retitled = replace(
            document,
            sections=[replace(m, html=m.html.replace("Pour notre groupe", "Le nôtre")) for m in document.sections],
        )
        warm, _ = timed(lambda: BuildPlan(retitled).render())
        whole, _ = timed(lambda: lay_out_whole(document.sections))
        self.report(
            f"livret de {len(fiches)} fiches, textes prêts",
            f"{fresh:.2f} s, {rendered.pages} pages, {len(rendered.data) / 1e3:.0f} ko",
        )
        self.report("  autre titre, toutes les autres parts prêtes", f"{warm:.2f} s")
        self.report("  dont lecture des textes, en plus", f"{reading.cpu:.0f} ms")
        self.report("  une traite / textes prêts", f"{whole / fresh:.0f} ×")
        self.report("  une traite / parts prêtes", f"{whole / warm:.0f} ×")

    def time_serving(self) -> None:
        client = Client(headers={"host": "127.0.0.1"})
        url = "/plaquette.pdf"
        with override_settings(ALLOWED_HOSTS=["*"]):
            etag = client.get(url).headers["ETag"]
            served = time_it(lambda: client.get(url).content, rounds=20)
            not_modified = time_it(lambda: client.get(url, headers={"If-None-Match": etag}), rounds=20)
        self.report("document rangé, servi", f"{served.cpu:.1f} ms ; inchangé (304) : {not_modified.cpu:.1f} ms")
        BuiltDocument.objects.filter(nom="plaquette.pdf").update(jeton="", sha256="", empreinte="")
