"""The project's own measures, as ratios in one run: what one page costs beside another, on this machine, now."""

import statistics
import time
from collections.abc import Callable

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dts_platform.core.pdf import render_pdf
from fiches.croisements import Croisements
from fiches.documents import FicheDocument
from fiches.models import Fiche
from fiches.publishing import FEUILLES, RACINE
from missions.models import Mission, Principe, Strategie

TOURS = 30


def cpu(action: Callable[[], object], tours: int = TOURS) -> float:
    """The median processor time of an action, in milliseconds."""
    durees = []
    for _ in range(tours):
        debut = time.process_time()
        action()
        durees.append((time.process_time() - debut) * 1000)
    return statistics.median(durees)


def counts_by_sql() -> list[int]:
    """The doctrinal counts as one query each: what the facets replace."""
    publics = Fiche.objects.published()
    relations = {"missions": Mission, "principes": Principe, "strategies": Strategie}
    return [
        publics.filter(**{nom: objet}).count() for nom, modele in relations.items() for objet in modele.objects.all()
    ]


class Command(BaseCommand):
    help = "Mesure les pages et les documents : temps de calcul, requêtes, rapports."

    def handle(self, *args, **options):
        self.pages()
        self.facettes()
        self.documents()

    def pages(self):
        client = Client(headers={"host": settings.ALLOWED_HOSTS[0]})
        adresses = {
            "accueil": "/",
            "liste avec décomptes": "/fiches/?mission=creation-activites&principe=cooperation",
            "fiche": "/fiches/creer-une-ressourcerie/",
            "recherche": "/fiches/?q=clauses sociales",
            "expériences": "/experiences/",
        }
        self.stdout.write(f"{'page':<24}{'ms (processeur)':>16}{'requêtes':>10}{'/ accueil':>11}")
        reference = cpu(lambda: client.get("/", secure=settings.PRODUCTION))
        for nom, adresse in adresses.items():
            with CaptureQueriesContext(connection) as requetes:
                client.get(adresse, secure=settings.PRODUCTION)
            combien = len(requetes)  # before the next request empties the log
            duree = cpu(lambda adresse=adresse: client.get(adresse, secure=settings.PRODUCTION))
            self.stdout.write(f"{nom:<24}{duree:>16.1f}{combien:>10}{duree / reference:>11.2f}")

    def facettes(self):
        index = Croisements.read().index
        entiers, sql = cpu(lambda: index.count({})), cpu(counts_by_sql)
        self.stdout.write(
            f"\ndécomptes : entiers {entiers:.2f} ms, une requête par valeur {sql:.2f} ms, rapport {sql / max(entiers, 1e-3):.0f}"
        )

    def documents(self):
        document = FicheDocument.of(Fiche.objects.published().with_everything().first())
        html = document.html()
        page, pdf = cpu(document.html), cpu(lambda: render_pdf(html, FEUILLES, RACINE), tours=3)
        self.stdout.write(f"une fiche : HTML {page:.1f} ms, PDF {pdf:.0f} ms, rapport {pdf / page:.0f}")
