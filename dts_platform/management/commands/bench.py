"""What a document costs beside its page, on this machine, now. The finder has `bench_finder`."""

from django.core.management.base import BaseCommand

from dts_platform.core.mesures import durer
from dts_platform.core.pdf import render_pdf
from fiches.documents import FicheDocument
from fiches.models import Fiche
from fiches.publishing import FEUILLES, RACINE


class Command(BaseCommand):
    help = "Mesure les documents : temps de calcul, rapports."

    def handle(self, *args, **options):
        document = FicheDocument.of(Fiche.objects.published().with_everything().first())
        html = document.html()
        page, pdf = durer(document.html), durer(lambda: render_pdf(html, FEUILLES, RACINE), tours=3)
        self.stdout.write(f"une fiche : HTML {page.cpu:.1f} ms, PDF {pdf.cpu:.0f} ms, rapport {pdf / page:.0f}")
