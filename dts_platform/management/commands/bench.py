"""What documents cost, on this machine, now: processor time, and ratios in one run. The finder has `bench_finder`."""

import re
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.core.management.base import BaseCommand
from django.test import Client, override_settings

from dts_platform.core.mesures import durer
from dts_platform.core.pdf import assembly, layout
from dts_platform.core.pdf.parts import Piece
from fiches import bibliotheque, publishing
from fiches.documents import FEUILLES, Morceau
from fiches.models import DocumentConstruit, Fiche
from fiches.publishing import PARTS, RACINE, Plan
from fiches.recueil import Livret, Manuel

_CORPS = re.compile(r"<body[^>]*>(.*)</body>", re.S)
POLICES = RACINE / "fonts"


class Ici:
    """A workshop in this process, so that its processor time is ours to measure."""

    lay_out = staticmethod(layout.lay_out)
    assemble = staticmethod(assembly.assemble)

    def close(self) -> None: ...


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    """The processor time of a piece of work, in seconds, and what it gives."""
    debut = time.process_time()
    fait = work()
    return time.process_time() - debut, fait


def in_one_go(morceaux: Sequence[Morceau]) -> layout.Part:
    """All the parts as one HTML page, laid out at once, as such documents usually are."""
    corps = "".join(f'<div style="break-before: page">{_CORPS.search(m.html)[1]}</div>' for m in morceaux)
    html = f'<!doctype html><html lang="fr"><head><title>Tout</title></head><body>{corps}</body></html>'
    return layout.lay_out(html, FEUILLES, RACINE, au_plus=10_000)


class Command(BaseCommand):
    help = "Mesure les documents : temps de calcul, rapports."

    def add_arguments(self, parser):
        parser.add_argument("--vite", action="store_true", help="sans la mise en page du manuel d’une seule traite")

    def handle(self, *args, vite: bool, **options):
        with tempfile.TemporaryDirectory() as dossier, override_settings(MEDIA_ROOT=dossier):
            ailleurs, publishing.workshop = publishing.workshop, Ici
            try:
                self.une_fiche()
                self.manuel(vite)
                self.livret()
                self.service()
            finally:
                publishing.workshop = ailleurs

    def dire(self, quoi: str, mesure: str) -> None:
        self.stdout.write(f"{quoi:<58} {mesure}")
        self.stdout.flush()

    def une_fiche(self) -> None:
        plan = bibliotheque.fiche_pdf(Fiche.objects.published().first()).read()
        morceau = plan.document.morceaux[0]
        layout.lay_out(morceau.html, morceau.feuilles, RACINE)
        mesure = durer(lambda: layout.lay_out(morceau.html, morceau.feuilles, RACINE), tours=3)
        self.dire("une fiche, mise en page", f"{mesure.cpu:.0f} ms")

    def manuel(self, vite: bool) -> None:
        lire, document = seconds(lambda: Manuel.read().document())
        self.dire("manuel, lecture et HTML", f"{lire:.1f} s, {len(document.morceaux)} parts")
        plan = Plan(document)
        froid, (rendu, _) = seconds(plan.render)
        memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        self.dire(
            "manuel à froid",
            f"{froid:.1f} s, {rendu.pages} pages, {1000 * froid / rendu.pages:.0f} ms la page, "
            f"{len(rendu.octets) / 1e6:.2f} Mo, {memoire} Mo de mémoire",
        )
        chaud, _ = seconds(plan.render)
        self.dire("manuel, parts prêtes", f"{chaud:.2f} s")
        rang = next(rang for rang, m in enumerate(document.morceaux) if m.titre.startswith("Fiche 13"))
        changee = replace(
            document.morceaux[rang], html=document.morceaux[rang].html.replace("ressourcerie", "recyclerie")
        )
        morceaux = [*document.morceaux[:rang], changee, *document.morceaux[rang + 1 :]]
        edition, _ = seconds(lambda: Plan(replace(document, morceaux=morceaux)).render())
        self.dire("une fiche change, nouveau manuel", f"{edition:.2f} s")
        self.croissance(plan)
        if not vite:
            traite, part = seconds(lambda: in_one_go(document.morceaux))
            memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            self.dire("manuel d’une seule traite", f"{traite:.1f} s, {part.pages} pages, {memoire} Mo")
            self.dire("  une traite / une fiche change", f"{traite / edition:.0f} ×")

    def croissance(self, plan: Plan) -> None:
        """The assembly of a manual as long as five hundred fiches would make it, against this one, by page."""
        pieces = [
            Piece(PARTS.kept(c), m.titre, m.niveau) for c, m in zip(plan.cles, plan.document.morceaux, strict=True)
        ]
        court, _ = seconds(lambda: assembly.assemble(pieces, plan.document.etiquette, POLICES))
        long, rendu = seconds(lambda: assembly.assemble(pieces * 8, plan.document.etiquette, POLICES))
        self.dire(
            "assemblage de huit fois plus de pages", f"{long:.1f} s, {rendu.pages} pages, {long / court:.1f} × le temps"
        )

    def livret(self) -> None:
        fiches = list(Fiche.objects.published().in_reading_order().with_everything()[:12])
        lire = Livret.of(fiches, "Pour notre groupe", "")
        document = lire.document()
        Plan(document).render()
        publishing.PAGES.made.clear()
        neuf, (rendu, _) = seconds(lambda: Plan(document).render())
        prepare = durer(lambda: Plan(Livret.of(fiches, "Pour notre groupe", "").document()).etat, tours=3)
        autre = replace(
            document,
            morceaux=[replace(m, html=m.html.replace("Pour notre groupe", "Le nôtre")) for m in document.morceaux],
        )
        chaud, _ = seconds(lambda: Plan(autre).render())
        traite, _ = seconds(lambda: in_one_go(document.morceaux))
        self.dire(
            "livret de 12 fiches, textes prêts", f"{neuf:.2f} s, {rendu.pages} pages, {len(rendu.octets) / 1e3:.0f} ko"
        )
        self.dire("  autre titre, toutes les autres parts prêtes", f"{chaud:.2f} s")
        self.dire("  dont lecture des textes, en plus", f"{prepare.cpu:.0f} ms")
        self.dire("  une traite / textes prêts", f"{traite / neuf:.0f} ×")
        self.dire("  une traite / parts prêtes", f"{traite / chaud:.0f} ×")

    def service(self) -> None:
        visiteur = Client(headers={"host": "127.0.0.1"})
        adresse = "/plaquette.pdf"
        with override_settings(ALLOWED_HOSTS=["*"]):
            etag = visiteur.get(adresse).headers["ETag"]
            range_ = durer(lambda: visiteur.get(adresse).content, tours=20)
            inchange = durer(lambda: visiteur.get(adresse, headers={"If-None-Match": etag}), tours=20)
        self.dire("document rangé, servi", f"{range_.cpu:.1f} ms ; inchangé (304) : {inchange.cpu:.1f} ms")
        DocumentConstruit.objects.filter(nom="plaquette.pdf").update(jeton="", sha256="", empreinte="")
