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
from statistics import mean

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.models import Count
from django.http import QueryDict
from django.utils import timezone

from dts_platform.content.loader import load
from dts_platform.content.territoires import REGIONS
from dts_platform.editorial.names import PublicName
from dts_platform.editorial.states import Statut
from dts_platform.measures.throwaway import database_url, throwaway_database
from dts_platform.measures.timing import Visitor, once, resident_memory, time_it
from dts_platform.search import mirror
from dts_platform.search.indexing import catch_up, rebuild
from dts_platform.search.triggers import install_triggers, remove_triggers
from dts_platform.wsgi import application, django_application
from fiches.filters import FICHES, find
from fiches.models import Fiche, ThemeDeFiche
from missions.models import Mission, Principe, Strategie, Theme

SIZES = (50, 5_000, 100_000)
BODY_WORDS = 40
PUBLICATIONS = 20
PAGES = {
    "accueil": ("/", 2),
    "liste avec décomptes": ("/fiches/?mission=creation-activites&principe=cooperation", 3),
    "fiche": ("/fiches/creer-une-ressourcerie/", 2),
    "recherche dans les fiches": ("/fiches/?q=clauses sociales", 4),
    "recherche partout": ("/recherche/?q=clauses sociales", 4),
}
QUERY_LIMITS = {"/fiches/": 3, "/fiches/?q=insertion": 4, "/fiches/?q=insertion xylophone": 5}
HOSTILE_QUERIES = [
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
        parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="nombres de fiches, séparés par ,")
        parser.add_argument("--memory", action="store_true", help="(interne) charge l’index et dit la mémoire")

    def handle(self, *args, sizes: str, memory: bool, **options):
        if memory:
            self.stdout.write(str(self.index_memory()))
            return
        with tempfile.TemporaryDirectory() as folder:
            if connection.vendor == "sqlite":
                connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "mesures.sqlite3")
            with throwaway_database():
                load(settings.CONTENT_DIR)
                self.measure([int(size) for size in sizes.split(",")])

    def measure(self, sizes: list[int]):
        """Every measure, in a database whose fiches may go."""
        engine = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
        self.stdout.write(
            f"\n## {engine}, {timezone.localdate():%d/%m/%Y}, {os.cpu_count()} cœurs, Python {platform.python_version()}\n"
        )
        catch_up()
        self.visitor = Visitor(django_application, settings.ALLOWED_HOSTS[0], settings.PRODUCTION)
        self.pages()
        self.time_after_publication()
        self.time_not_modified()
        Fiche.objects.all().delete()
        PublicName.objects.all().delete()  # the numbers of the texts gone are free for those of the measure
        remove_triggers()
        self.row("fiches", "page (ms)", "/ 50", "décomptes (ms)", "GROUP BY (ms)", "rapport", "écriture nue (ms)",
                   "+ notes", "+ index", "texte rare", "texte partout", "puis une facette", "mémoire (Mo)")  # fmt: skip
        self.row(*["---"] * 13)
        reference = None
        for size in sizes:
            populate(size)
            rebuild()
            reference = self.measure_size(size, reference)
            if size == 5_000:
                self.hostile = max(time_it(lambda q=q: self.search(q), rounds=3).cpu for q in HOSTILE_QUERIES)
        if 5_000 in sizes:
            self.stdout.write(f"\nRequête la plus coûteuse parmi {len(HOSTILE_QUERIES)} hostiles, à 5 000 fiches : "
                              f"{self.hostile:.0f} ms (borne 250).")  # fmt: skip

    def row(self, *cells):
        self.stdout.write("| " + " | ".join(str(cell) for cell in cells) + " |")

    def pages(self):
        """The real content: each page for the first time after a change, then when the process knows the content."""
        self.row("page, contenu réel", "ms processeur", "borne", "ms montre", "la première fois", "requêtes")
        self.row(*["---"] * 6)
        for name, (url, limit) in PAGES.items():
            first = time_it(lambda url=url: self.cold_page(url), rounds=5)
            duration = self.visitor.time_it([url], rounds=200)
            self.row(name, f"{duration.cpu:.2f}", f"≤ {limit}", f"{duration.wall:.2f}", f"{first.cpu:.1f}",
                       self.visitor.query_count(url))  # fmt: skip
        self.stdout.write("")
        for url, limit in QUERY_LIMITS.items():
            mirror.current().forget()
            self.stdout.write(f"Requêtes de {url} sans rien en mémoire : {self.visitor.query_count(url)} (≤ {limit})")

    def cold_page(self, url: str):
        mirror.current().forget()
        self.visitor.get(url)

    def time_after_publication(self):
        """The first view of a fiche after the publication of another, which the index already holds."""
        url, _ = PAGES["fiche"]
        others = list(Fiche.objects.published().exclude(slug=url.split("/")[2])[:PUBLICATIONS])
        durations = []
        for turn in range(PUBLICATIONS):
            other = others[turn % len(others)]
            other.resume = f"{other.resume} Une phrase de plus."
            other.save()
            mirror.current()
            durations.append(once(lambda: self.visitor.get(url)).cpu)
        self.stdout.write(
            f"Première vue d’une fiche après la publication d’une autre : {mean(durations):.1f} ms, "
            f"moyenne de {PUBLICATIONS} (borne 3 ; la plus longue {max(durations):.1f})"
        )

    def time_not_modified(self):
        """304 against 200, for the list: a page remembered, and one made."""
        door = Visitor(application, settings.ALLOWED_HOSTS[0], settings.PRODUCTION)
        url = "/fiches/?mission=creation-activites"
        etag = door.get(url)[1]["ETag"]
        page = self.visitor.time_it([url], rounds=200)
        not_modified = time_it(lambda: door.get(url, HTTP_IF_NONE_MATCH=etag), rounds=200)
        self.stdout.write(
            f"304 : {not_modified.cpu:.3f} ms, 200 : {page.cpu:.2f} ms, rapport 1/{page / not_modified:.0f}\n\n"
        )

    def measure_size(self, size: int, reference):
        """One size: a page, the counts, a write, two texts, the memory."""
        snapshot = mirror.current()
        queries = [f"mission={m}&theme={t}&theme={u}" for m, t, u in random_choices(12)]
        page = self.visitor.time_it([f"/fiches/?{query}" for query in queries])
        counts = time_it(lambda: count_facets(queries, snapshot), rounds=15)
        sql = time_it(lambda: count_in_sql(queries[0]), rounds=5)
        self.time_writes()  # the first writes after filling are slower, whatever they do
        writes = [self.time_writes(), None, None]
        install_triggers()
        writes[1], writes[2] = self.time_writes(), self.time_writes(catch_up)
        remove_triggers()
        rare = self.time_search("mot-rare")
        everywhere = self.time_search("territoire")
        narrowed = time_it(
            lambda: find(QueryDict("q=territoire&mission=creation-activites"), mirror.current()).results, 5
        )
        self.row(f"{size:,}".replace(",", " "), f"{page.cpu:.2f}", f"{page / (reference or page):.2f}",
                   f"{counts.cpu / len(queries):.3f}", f"{sql.wall:.1f}", f"{sql.wall / (counts.wall / len(queries)):.0f} ×",
                   f"{writes[0].wall:.2f}", *(f"{(e.wall / writes[0].wall - 1) * 100:+.0f} %" for e in writes[1:]),
                   f"{rare.cpu:.1f}", f"{everywhere.cpu:.1f}", f"{narrowed.cpu:.1f}", self.process_memory())  # fmt: skip
        return reference or page

    def search(self, q: str):
        query = QueryDict(mutable=True)
        query["q"] = q
        snapshot = mirror.current()
        snapshot.memory.clear()
        return find(query, snapshot).results

    def time_search(self, q: str):
        """A text nobody asked for yet; the vocabulary is at hand."""
        mirror.vocabulary(mirror.current())
        return time_it(lambda: self.search(q), rounds=5)

    def time_writes(self, then=lambda: None):
        """Save a fiche with its crossings, in one transaction, each time with other words."""
        fiches = list(Fiche.objects.order_by("pk")[:40])
        missions, themes = list(Mission.objects.all()), list(Theme.objects.all()[:6])
        turns = iter(range(10_000))

        def save():
            turn = next(turns)
            fiche = fiches[turn % len(fiches)]
            with transaction.atomic():
                fiche.pourquoi = f"{fiche.pourquoi} {WORDS[turn % len(WORDS)]}"
                fiche.save()
                fiche.missions.set([missions[turn % 3]])
                fiche.principes.set(fiche.principes.all())
                fiche.strategies.set(fiche.strategies.all())
                fiche.themes.set([themes[turn % 6], themes[(turn + 1) % 6]])
            then()

        return time_it(save, rounds=40)

    def process_memory(self) -> str:
        """The memory of a new process that has loaded this index, vocabulary included."""
        environment = {"DATABASE_URL": database_url()}
        command = [sys.executable, "manage.py", "bench_finder", "--memory"]
        completed = subprocess.run(  # noqa: S603 – our own command
            command,
            cwd=settings.BASE_DIR,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return f"{float(completed.stdout):.0f}"

    def index_memory(self) -> float:
        mirror.vocabulary(mirror.current())
        find(QueryDict("mission=creation-activites"), mirror.current()).groups  # noqa: B018 – what a page would load
        return resident_memory()


SYLLABLES = ["ba", "co", "du", "fa", "ge", "ji", "lo", "mu", "no", "pa", "que", "ri", "so", "tu", "va", "xe"]
WORDS = [a + b + c for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES]


def populate(size: int) -> None:
    """Bring the number of fiches to `size`: crossings drawn at random, words drawn as in a language, few often."""
    rng, existing = random.Random(size), Fiche.objects.count()
    axes = {"missions": Mission, "principes": Principe, "strategies": Strategie}
    keys = {name: list(model.objects.values_list("pk", flat=True)) for name, model in axes.items()}
    themes = list(Theme.objects.values_list("pk", flat=True))
    new_fiches = (_fiche(numero, rng) for numero in range(existing + 1, size + 1))
    while batch := list(islice(new_fiches, 2_000)):
        Fiche.objects.bulk_create(batch)
        for name, count in (("missions", 2), ("principes", 3), ("strategies", 1)):
            link = getattr(Fiche, name).through
            column = link._meta.get_fields()[-1].attname
            link.objects.bulk_create(
                link(fiche_id=fiche.pk, **{column: key}) for fiche in batch for key in rng.sample(keys[name], count)
            )
        ThemeDeFiche.objects.bulk_create(
            ThemeDeFiche(content_object_id=fiche.pk, tag_id=key) for fiche in batch for key in rng.sample(themes, 3)
        )


def _fiche(numero: int, rng: random.Random) -> Fiche:
    def words(count: int) -> str:
        return " ".join(WORDS[int(len(WORDS) * rng.random() ** 3)] for _ in range(count))

    rare = " mot-rare" if numero % 500 == 0 else ""
    return Fiche(
        numero=numero, partie=1 + numero % 5, slug=f"fiche-{numero}", titre=words(6).capitalize(), resume=words(14),
        pourquoi=f"Le territoire {words(BODY_WORDS)}{rare}", region=rng.choice(["", *REGIONS]),
        statut=Statut.BROUILLON if numero % 8 == 0 else Statut.PUBLIE, publie_le="2026-01-01",
    )  # fmt: skip


def random_choices(count: int) -> Iterator[tuple[str, str, str]]:
    """Selections: a mission and two themes."""
    rng = random.Random(1)
    missions = list(Mission.objects.values_list("slug", flat=True))
    themes = list(Theme.objects.values_list("slug", flat=True))
    for _ in range(count):
        yield (rng.choice(missions), *rng.sample(themes, 2))


def count_facets(queries: list[str], snapshot) -> None:
    """Every count of every facet, for each selection."""
    index = FICHES.index(snapshot)
    for query in queries:
        parameters = QueryDict(query)
        index.count({name: parameters.getlist(name) for name in parameters})


def count_in_sql(query: str) -> dict:
    """The same counts for one selection, one GROUP BY per facet: what the integers replace."""
    parameters = QueryDict(query)
    relations = {"mission": "missions__slug", "principe": "principes__slug", "strategie": "strategies__slug",
                 "theme": "themes__slug", "region": "region", "partie": "partie", "outil": "outil__type"}  # fmt: skip
    counts = {}
    for name, relation in relations.items():
        published = Fiche.objects.published().order_by()
        for other in parameters:
            if other != name:
                published = published.filter(
                    pk__in=Fiche.objects.filter(**{f"{relations[other]}__in": parameters.getlist(other)}).values("pk")
                )
        counts[name] = dict(published.values_list(relation).annotate(Count("pk", distinct=True)))
    return counts
