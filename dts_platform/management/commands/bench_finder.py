"""Measure the finder from 50 to 100,000 fiches, in a throwaway database of the engine that DATABASE_URL chooses."""

import os
import platform
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.models import Count
from django.http import QueryDict
from django.utils import timezone

from dts_platform.core.contenu import charger
from dts_platform.core.editorial import Statut
from dts_platform.core.mesures import Visiteur, durer, memoire
from dts_platform.core.search import mirror
from dts_platform.core.search.indexing import catch_up, rebuild
from dts_platform.core.search.touch import install_triggers, remove_triggers
from dts_platform.core.territoires import REGIONS
from dts_platform.core.throwaway import throwaway_database
from dts_platform.wsgi import application
from fiches.filters import FICHES, find
from fiches.models import Fiche, ThemeDeFiche
from missions.models import Mission, Principe, Strategie, Theme

TAILLES = (50, 5_000, 100_000)
MOTS_DU_CORPS = 40
PAGES = {
    "accueil": ("/", 2),
    "liste avec décomptes": ("/fiches/?mission=creation-activites&principe=cooperation", 3),
    "fiche": ("/fiches/creer-une-ressourcerie/", 2),
    "recherche dans les fiches": ("/fiches/?q=clauses sociales", 4),
    "recherche partout": ("/recherche/?q=clauses sociales", 4),
}
BORNES_DE_REQUETES = {"/fiches/": 3, "/fiches/?q=insertion": 4, "/fiches/?q=insertion xylophone": 5}
PATHOLOGIQUES = [
    " ".join("abcdefghij"[i:] + "x" for i in range(10)) * 6,
    "zzzzzzzz " * 60,
    "a b c d e f g h " * 30,
    "co",
    '"' * 500,
    "-a " * 150,
    " ".join(["entreprise", "territoire", "insertion", "emploi", "travail", "projet"] * 14),
    "entrepise teritoire inserttion emplloi travial porjet cooperatoin mobiltie " * 6,
]


class Command(BaseCommand):
    help = (
        "Mesure le chercheur : pages, décomptes, écritures, mémoire, requêtes hostiles ; imprime un tableau Markdown."
    )

    def add_arguments(self, parser):
        parser.add_argument("--tailles", default=",".join(map(str, TAILLES)), help="nombres de fiches, séparés par ,")
        parser.add_argument("--memoire", action="store_true", help="(interne) charge l’index et dit la mémoire")

    def handle(self, *args, tailles: str, memoire: bool, **options):
        if memoire:
            self.stdout.write(str(self.poids_de_l_index()))
            return
        with tempfile.TemporaryDirectory() as dossier:
            if connection.vendor == "sqlite":
                connection.settings_dict["TEST"]["NAME"] = str(Path(dossier) / "mesures.sqlite3")
            with throwaway_database():
                self.mesurer([int(taille) for taille in tailles.split(",")])

    def mesurer(self, tailles: list[int]):
        moteur = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
        self.stdout.write(
            f"\n## {moteur}, {timezone.localdate():%d/%m/%Y}, {os.cpu_count()} cœurs, Python {platform.python_version()}\n"
        )
        charger(settings.CONTENT_DIR)
        catch_up()
        self.visiteur = Visiteur(application, settings.ALLOWED_HOSTS[0], settings.PRODUCTION)
        self.pages()
        self.rien_de_neuf()
        Fiche.objects.all().delete()
        remove_triggers()
        self.ligne("fiches", "page (ms)", "/ 50", "décomptes (ms)", "GROUP BY (ms)", "rapport", "écriture nue (ms)",
                   "+ notes", "+ index", "texte rare", "texte partout", "puis une facette", "mémoire (Mo)")  # fmt: skip
        self.ligne(*["---"] * 13)
        reference = None
        for taille in tailles:
            peupler(taille)
            rebuild()
            reference = self.taille(taille, reference)
            if taille == 5_000:
                self.hostiles = max(durer(lambda q=q: self.texte(q), tours=3).cpu for q in PATHOLOGIQUES)
        if 5_000 in tailles:
            self.stdout.write(f"\nRequête la plus coûteuse parmi {len(PATHOLOGIQUES)} hostiles, à 5 000 fiches : "
                              f"{self.hostiles:.0f} ms (borne 250).")  # fmt: skip

    def ligne(self, *cellules):
        self.stdout.write("| " + " | ".join(str(cellule) for cellule in cellules) + " |")

    def pages(self):
        """The real content: each page for the first time after a change, then when the process knows the content."""
        self.ligne("page, contenu réel", "ms processeur", "borne", "ms montre", "la première fois", "requêtes")
        self.ligne(*["---"] * 6)
        for nom, (adresse, borne) in PAGES.items():
            premiere = durer(lambda adresse=adresse: self.a_froid(adresse), tours=5)
            duree = self.visiteur.durer([adresse], tours=200)
            self.ligne(nom, f"{duree.cpu:.2f}", f"≤ {borne}", f"{duree.mur:.2f}", f"{premiere.cpu:.1f}",
                       self.visiteur.requetes(adresse))  # fmt: skip
        self.stdout.write("")
        for adresse, borne in BORNES_DE_REQUETES.items():
            mirror.current().memory.clear()
            self.stdout.write(
                f"Requêtes de {adresse} sans rien en mémoire : {self.visiteur.requetes(adresse)} (≤ {borne})"
            )

    def a_froid(self, adresse: str):
        mirror.current().memory.clear()
        self.visiteur.get(adresse)

    def rien_de_neuf(self):
        """304 against 200, for the list."""
        adresse = "/fiches/?mission=creation-activites"
        etag = self.visiteur.get(adresse)[1]["ETag"]
        page = self.visiteur.durer([adresse], tours=200)
        rien = durer(lambda: self.visiteur.get(adresse, HTTP_IF_NONE_MATCH=etag), tours=200)
        self.stdout.write(f"304 : {rien.cpu:.3f} ms, 200 : {page.cpu:.2f} ms, rapport 1/{page / rien:.0f}\n\n")

    def taille(self, taille: int, reference):
        """One size: a page, the counts, a write, two texts, the memory."""
        snapshot = mirror.current()
        demandes = [f"mission={m}&theme={t}&theme={u}" for m, t, u in choix_au_hasard(12)]
        page = self.visiteur.durer([f"/fiches/?{demande}" for demande in demandes])
        decomptes = durer(lambda: compter(demandes, snapshot), tours=15)
        sql = durer(lambda: compter_en_sql(demandes[0]), tours=5)
        self.ecrire()  # the first writes after filling are slower, whatever they do
        ecrits = [self.ecrire(), None, None]
        install_triggers()
        ecrits[1], ecrits[2] = self.ecrire(), self.ecrire(catch_up)
        remove_triggers()
        rare = self.texte_neuf("mot-rare")
        partout = self.texte_neuf("territoire")
        ensuite = durer(
            lambda: find(QueryDict("q=territoire&mission=creation-activites"), mirror.current()).resultats, 5
        )
        self.ligne(f"{taille:,}".replace(",", " "), f"{page.cpu:.2f}", f"{page / (reference or page):.2f}",
                   f"{decomptes.cpu / len(demandes):.3f}", f"{sql.mur:.1f}", f"{sql.mur / (decomptes.mur / len(demandes)):.0f} ×",
                   f"{ecrits[0].mur:.2f}", *(f"{(e.mur / ecrits[0].mur - 1) * 100:+.0f} %" for e in ecrits[1:]),
                   f"{rare.cpu:.1f}", f"{partout.cpu:.1f}", f"{ensuite.cpu:.1f}", self.memoire_d_un_processus())  # fmt: skip
        return reference or page

    def texte(self, q: str):
        demande = QueryDict(mutable=True)
        demande["q"] = q
        snapshot = mirror.current()
        snapshot.memory.clear()
        return find(demande, snapshot).resultats

    def texte_neuf(self, q: str):
        """A text nobody asked for yet; the vocabulary is at hand."""
        mirror.current().vocabulary()
        return durer(lambda: self.texte(q), tours=5)

    def ecrire(self, ensuite=lambda: None):
        """Save a fiche with its crossings, in one transaction, each time with other words."""
        fiches = list(Fiche.objects.order_by("pk")[:40])
        missions, themes = list(Mission.objects.all()), list(Theme.objects.all()[:6])
        tours = iter(range(10_000))

        def save():
            tour = next(tours)
            fiche = fiches[tour % len(fiches)]
            with transaction.atomic():
                fiche.pourquoi = f"{fiche.pourquoi} {MOTS[tour % len(MOTS)]}"
                fiche.save()
                fiche.missions.set([missions[tour % 3]])
                fiche.principes.set(fiche.principes.all())
                fiche.strategies.set(fiche.strategies.all())
                fiche.themes.set([themes[tour % 6], themes[(tour + 1) % 6]])
            ensuite()

        return durer(save, tours=40)

    def memoire_d_un_processus(self) -> str:
        """The memory of a new process that has loaded this index, vocabulary included."""
        base = {"DATABASE_URL": _url_jetable()}
        commande = [sys.executable, "manage.py", "bench_finder", "--memoire"]
        sortie = subprocess.run(  # noqa: S603 – our own command
            commande, cwd=settings.BASE_DIR, env={**os.environ, **base}, capture_output=True, text=True, check=True
        )
        return f"{float(sortie.stdout):.0f}"

    def poids_de_l_index(self) -> float:
        mirror.current().vocabulary()
        find(QueryDict("mission=creation-activites"), mirror.current()).groupes  # noqa: B018 – what a page would load
        return memoire()


def _url_jetable() -> str:
    reglages = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{reglages['NAME']}"
    return (
        f"postgres://{reglages['USER']}:{reglages['PASSWORD']}@{reglages['HOST']}:{reglages['PORT']}/{reglages['NAME']}"
    )


SYLLABES = ["ba", "co", "du", "fa", "ge", "ji", "lo", "mu", "no", "pa", "que", "ri", "so", "tu", "va", "xe"]
MOTS = [a + b + c for a in SYLLABES for b in SYLLABES for c in SYLLABES]


def peupler(taille: int) -> None:
    """Bring the number of fiches to `taille`: crossings drawn at random, words drawn as in a language, few often."""
    hasard, deja = random.Random(taille), Fiche.objects.count()
    axes = {"missions": Mission, "principes": Principe, "strategies": Strategie}
    cles = {nom: list(modele.objects.values_list("pk", flat=True)) for nom, modele in axes.items()}
    themes = list(Theme.objects.values_list("pk", flat=True))
    nouvelles = (_fiche(numero, hasard) for numero in range(deja + 1, taille + 1))
    while lot := list(islice(nouvelles, 2_000)):
        Fiche.objects.bulk_create(lot)
        for nom, combien in (("missions", 2), ("principes", 3), ("strategies", 1)):
            lien = getattr(Fiche, nom).through
            colonne = lien._meta.get_fields()[-1].attname
            lien.objects.bulk_create(
                lien(fiche_id=fiche.pk, **{colonne: cle}) for fiche in lot for cle in hasard.sample(cles[nom], combien)
            )
        ThemeDeFiche.objects.bulk_create(
            ThemeDeFiche(content_object_id=fiche.pk, tag_id=cle) for fiche in lot for cle in hasard.sample(themes, 3)
        )


def _fiche(numero: int, hasard: random.Random) -> Fiche:
    def mots(combien: int) -> str:
        return " ".join(MOTS[int(len(MOTS) * hasard.random() ** 3)] for _ in range(combien))

    rare = " mot-rare" if numero % 500 == 0 else ""
    return Fiche(
        numero=numero, partie=1 + numero % 5, slug=f"fiche-{numero}", titre=mots(6).capitalize(), resume=mots(14),
        pourquoi=f"Le territoire {mots(MOTS_DU_CORPS)}{rare}", region=hasard.choice(["", *REGIONS]),
        statut=Statut.BROUILLON if numero % 8 == 0 else Statut.PUBLIE, publie_le="2026-01-01",
    )  # fmt: skip


def choix_au_hasard(combien: int) -> Iterator[tuple[str, str, str]]:
    """Selections: a mission and two themes."""
    hasard = random.Random(1)
    missions = list(Mission.objects.values_list("slug", flat=True))
    themes = list(Theme.objects.values_list("slug", flat=True))
    for _ in range(combien):
        yield (hasard.choice(missions), *hasard.sample(themes, 2))


def compter(demandes: list[str], snapshot) -> None:
    """Every count of every facet, for each selection."""
    index = FICHES.index(snapshot)
    for demande in demandes:
        parametres = QueryDict(demande)
        index.count({nom: parametres.getlist(nom) for nom in parametres})


def compter_en_sql(demande: str) -> dict:
    """The same counts for one selection, one GROUP BY per facet: what the integers replace."""
    parametres = QueryDict(demande)
    relations = {"mission": "missions__slug", "principe": "principes__slug", "strategie": "strategies__slug",
                 "theme": "themes__slug", "region": "region", "partie": "partie", "outil": "outil__type"}  # fmt: skip
    comptes = {}
    for nom, relation in relations.items():
        publiques = Fiche.objects.published().order_by()
        for autre in parametres:
            if autre != nom:
                publiques = publiques.filter(
                    pk__in=Fiche.objects.filter(**{f"{relations[autre]}__in": parametres.getlist(autre)}).values("pk")
                )
        comptes[nom] = dict(publiques.values_list(relation).annotate(Count("pk", distinct=True)))
    return comptes
