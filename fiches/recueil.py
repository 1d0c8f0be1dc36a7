"""Documents of several texts: the manual, and the booklet that a reader makes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.urls import reverse

from dts_platform.content.territoires import REGIONS, Region
from dts_platform.search.french import fold
from dts_platform.web.addresses import absolute
from experiences.models import ChiffreCle, Experience
from fiches.documents import AUTHOR, Document, PrintedText, Printer, Section, edition, last_date
from fiches.models import Fiche, Partie, Prolongement
from missions.models import Mission, Principe, Repere, Strategie, Terme

SHORT_LIVRET = 14  # texts: a booklet of so many has less than a hundred pages, or hardly more
MANUEL_TITLE = "Développer des territoires solidaires"
ANNEXES = {
    "chiffres": "Chiffres clés",
    "carte": "Carte des expériences",
    "glossaire": "Glossaire",
    "index": "Index",
    "sources": "Sources",
}


@dataclass(frozen=True)
class ManuelPart:
    """One of the five parts, with its public fiches."""

    partie: Partie
    fiches: list[Fiche]

    @property
    def numero(self) -> int:
        return self.partie.value

    @property
    def titre(self) -> str:
        return self.partie.label

    @property
    def anchor(self) -> str:
        return self.partie.anchor


@dataclass(frozen=True)
class Entry:
    """A line that leads to a text: in a table of contents or an index. `court` names it where there is little room."""

    path: str
    label: str
    short: str = ""

    @classmethod
    def of(cls, obj) -> "Entry":
        short = f"fiche {obj.numero}" if isinstance(obj, Fiche) else str(obj)
        return cls(obj.get_absolute_url(), str(obj), short)

    @classmethod
    def of_annex(cls, name: str) -> "Entry":
        return cls(_path_of_annex(name), ANNEXES[name])

    @property
    def url(self) -> str:
        return absolute(self.path)


def _path_of_annex(name: str) -> str:
    """The path by which a document calls one of its annexes; online, the page of the manual."""
    return f"{reverse('fiches:manuel')}#{name}"


@dataclass(frozen=True)
class Heading:
    """A heading and the lines under it; `partie` is the number of its part, for its colour, or 0."""

    title: str
    entries: Sequence
    partie: int = 0


def index_of(fiches: Sequence[Fiche], experiences: Sequence[Experience]) -> list[Heading]:
    """The families of the index, each a list of rubrics: by principle, mission, strategy, theme."""
    texts = [(text, Entry.of(text)) for text in (*fiches, *experiences)]
    families = {
        "Par principe d’action": ("principes", lambda obj: obj.numero),
        "Par mission": ("missions", lambda obj: obj.numero),
        "Par stratégie": ("strategies", lambda obj: obj.numero),
        "Par thème": ("themes", lambda theme: fold(theme.name)),
    }
    return [
        Heading(family, headings)
        for family, (relation, sort_key) in families.items()
        if (headings := _headings(texts, relation, sort_key))
    ]


def _headings(texts: Sequence[tuple], relation: str, sort_key) -> list[Heading]:
    """Each value of a relation with the texts that carry it, in the order of the document."""
    entries_by_value: dict = {}
    for text, entry in texts:
        for value in getattr(text, relation).all():
            entries_by_value.setdefault(value, []).append(entry)
    return [Heading(str(value), entries_by_value[value]) for value in sorted(entries_by_value, key=sort_key)]


@dataclass(frozen=True)
class ExperienceFigures:
    experience: Experience
    chiffres: list[ChiffreCle]


@dataclass(frozen=True)
class CitedSource:
    """A document cited by one text or more, without what each takes from it."""

    titre: str
    editeur: str
    date: str
    adresse: str
    note: str = ""


@dataclass(frozen=True)
class Tile:
    """A region on the printed map: place in the grid (from 1), initials, number of experiences."""

    region: Region
    count: int

    @property
    def shade(self) -> int:
        """A shade from 0 (none) to 4 (six or more)."""
        return min(4, (self.count + 1) // 2)


@dataclass
class Collection:
    """Texts read for a document: all its queries are run, its parts are made on demand."""

    title: str
    date: datetime
    fiches: list[Fiche]
    experiences: list[Experience]
    printer: Printer = field(default_factory=lambda: Printer(page_references=True))

    @property
    def edition(self) -> str:
        return edition(self.date)

    @property
    def widest_page_number(self) -> str:
        """The widest page number that its index has room for; a longer one is narrowed."""
        return "000"

    @property
    def index(self) -> list[Heading]:
        return index_of(self.fiches, self.experiences)

    def cover(self) -> Section:
        return Section(self.printer.html("print/couverture.html", self.title, document=self), "Couverture")

    def page(self, template: str, title: str, **context) -> Section:
        """A page of the document's own: a divider, a list."""
        return Section(
            self.printer.html(template, title, document=self, **context), title, running_heads=(self.title, title)
        )

    def annex(self, template: str, answers_for: Mapping[str, str] | None = None, **context) -> Section:
        """One of its annexes, named as its template; it also answers for `adresses`."""
        name = Path(template).stem
        title = ANNEXES[name]
        html = self.printer.html(template, title, document=self, **context)
        here = {absolute(_path_of_annex(name)): ""}
        return Section(html, title, running_heads=("Annexes", title), answers_for=here | (answers_for or {}))

    def printed_index(self) -> Iterable[Section]:
        if families := self.index:
            yield self.annex("print/index.html", families=families)

    def printed_glossaire(self, termes: Iterable[Terme]) -> Iterable[Section]:
        termes = sorted(termes, key=lambda terme: terme.slug)
        if termes:
            page = reverse("missions:glossaire")
            words = {absolute(f"{page}#mot-{terme.slug}"): f"mot-{terme.slug}" for terme in termes}
            yield self.annex("print/glossaire.html", words, objects=termes)

    def printed_experiences(self) -> Iterable[Section]:
        fiches = fiches_prolonging(self.experiences)
        for experience in self.experiences:
            yield self.printer.experience(experience, fiches[experience.pk])


def fiches_prolonging(experiences: Iterable[Experience]) -> dict[int, list[Fiche]]:
    """The public fiches that carry each experience on, in reading order; one query."""
    fiches: dict[int, list[Fiche]] = {experience.pk: [] for experience in experiences}
    prolongements = Prolongement.objects.filter(experience__in=fiches, fiche__in=Fiche.objects.published())
    for prolongement in prolongements.select_related("fiche").order_by("fiche__numero"):
        fiches[prolongement.experience_id].append(prolongement.fiche)
    return fiches


@dataclass
class Manuel(Collection):
    """The whole manual: framework, five parts, experiences, figures, map, glossary, index, sources."""

    reperes: list[Repere] = field(default_factory=list)
    missions: list[Mission] = field(default_factory=list)
    principes: list[Principe] = field(default_factory=list)
    strategies: list[Strategie] = field(default_factory=list)
    parties: list[ManuelPart] = field(default_factory=list)
    termes: list[Terme] = field(default_factory=list)

    @classmethod
    def read(cls) -> "Manuel":
        """Read all that is published, in a number of queries that does not grow with the content."""
        reperes = list(Repere.objects.published().in_reading_order().with_points())
        fiches = list(Fiche.objects.published().in_reading_order().with_everything())
        experiences = list(Experience.objects.published().with_everything().with_crossings())
        return cls(
            title=MANUEL_TITLE,
            date=last_date([*reperes, *fiches, *experiences]),
            fiches=fiches,
            experiences=experiences,
            reperes=reperes,
            missions=list(Mission.objects.prefetch_related("volets__points")),
            principes=list(Principe.objects.prefetch_related("facons_de_faire")),
            strategies=list(Strategie.objects.all()),
            parties=[ManuelPart(p, [f for f in fiches if f.partie == p]) for p in Partie],
            termes=list(Terme.objects.all()),
        )

    @property
    def doctrine(self) -> list[Mission | Principe | Strategie]:
        return [*self.missions, *self.principes, *self.strategies]

    @property
    def texts(self) -> list[PrintedText]:
        return [PrintedText.of(obj) for obj in (*self.reperes, *self.fiches, *self.experiences)]

    @property
    def contents(self) -> list[Heading]:
        annexes = [name for name in ANNEXES if self.experiences or name not in ("chiffres", "carte")]
        parties = [
            Heading(f"Partie {p.numero} · {p.titre}", [Entry.of(f) for f in p.fiches], p.numero)
            for p in self.parties
            if p.fiches
        ]
        headings = [
            Heading("Repères", [Entry.of(obj) for obj in self.reperes]),
            Heading("Missions, principes, stratégies", [Entry.of(obj) for obj in self.doctrine]),
            *parties,
            Heading("Expériences", [Entry.of(obj) for obj in self.experiences]),
            Heading("Annexes", [Entry.of_annex(name) for name in annexes]),
        ]
        return [heading for heading in headings if heading.entries]

    @property
    def chiffres(self) -> list[ExperienceFigures]:
        return [ExperienceFigures(e, chiffres) for e in self.experiences if (chiffres := list(e.chiffres.all()))]

    @property
    def map_tiles(self) -> list[Tile]:
        counts = Counter(experience.region for experience in self.experiences)
        return [Tile(region, counts[region.slug]) for region in REGIONS.values()]

    @property
    def sources(self) -> list[CitedSource]:
        """Each document that a text cites, once, by title."""
        cited = [s for obj in (*self.reperes, *self.experiences) for s in obj.sources.all()]
        cited += [reference for fiche in self.fiches for reference in fiche.references.all()]
        uniques = {
            (fold(s.titre), s.editeur, s.date): CitedSource(s.titre, s.editeur, s.date, s.adresse) for s in cited
        }
        return [uniques[key] for key in sorted(uniques)]

    def document(self) -> Document:
        return Document(
            "manuel.pdf",
            f"{self.title} : le manuel pratique",
            self.date,
            list(self._sections()),
            self.texts,
            "Repères, fiches pratiques et expériences pour développer des territoires solidaires. Édition nouvelle.",
            f"{self.title} · {self.edition}",
            reverse("fiches:manuel_pdf"),
        )

    def _sections(self) -> Iterable[Section]:
        yield self.cover()
        yield self.page("print/mode_d_emploi.html", "Comment se servir de ce manuel")
        yield self.page("print/sommaire.html", "Sommaire", headings=self.contents)
        yield from self._framework()
        for partie in self.parties:
            if partie.fiches:
                yield self.page(
                    "print/intercalaire.html",
                    f"Partie {partie.numero} · {partie.titre}",
                    label=f"Partie {partie.numero}",
                    heading=partie.titre,
                    partie=partie.numero,
                    entries=[Entry.of(fiche) for fiche in partie.fiches],
                )
                yield from map(self.printer.fiche, partie.fiches)
        if self.experiences:
            yield self._divider("Expériences", "Ce que d’autres ont fait", self.experiences)
            yield from self.printed_experiences()
        yield from self._annexes()

    def _framework(self) -> Iterable[Section]:
        yield self._divider("Repères", "Comprendre la démarche", [*self.reperes, *self.doctrine])
        groups = (
            ("print/repere.html", "Repères", self.reperes),
            ("print/mission.html", "Missions", self.missions),
            ("print/principe.html", "Principes d’action", self.principes),
            ("print/strategie.html", "Stratégies", self.strategies),
        )
        for template, heading, texts in groups:
            for obj in texts:
                yield self.printer.text(template, obj, obj.titre, (heading, obj.titre))

    def _divider(self, label: str, heading: str, texts: Iterable) -> Section:
        entries = [Entry.of(obj) for obj in texts]
        return self.page("print/intercalaire.html", label, label=label, heading=heading, partie=0, entries=entries)

    def _annexes(self) -> Iterable[Section]:
        if self.experiences:
            yield self.annex("print/chiffres.html")
            yield self.annex("print/carte.html")
        yield from self.printed_glossaire(self.termes)
        yield from self.printed_index()
        yield self.annex("print/sources.html")


@dataclass
class Livret(Collection):
    """The texts that a reader chose, in the reader's order, with a title and a line for the reader's group."""

    note: str = ""
    chosen: list[Fiche | Experience] = field(default_factory=list)

    @classmethod
    def of(cls, chosen: Sequence[Fiche | Experience], title: str, note: str) -> "Livret":
        """A booklet of public texts, read `with_everything` and, for experiences, `with_crossings`."""
        fiches = [obj for obj in chosen if isinstance(obj, Fiche)]
        experiences = [obj for obj in chosen if isinstance(obj, Experience)]
        return cls(title or "Mon livret", last_date(chosen), fiches, experiences, note=note, chosen=list(chosen))

    @property
    def contents(self) -> list[Heading]:
        annexes = [Entry.of_annex("glossaire")] if self.printer.terms_met else []
        annexes += [Entry.of_annex("index")] if self.index else []
        return [Heading("Textes choisis", [Entry.of(obj) for obj in self.chosen]), Heading("Annexes", annexes)]

    @property
    def widest_page_number(self) -> str:
        return "00" if len(self.chosen) <= SHORT_LIVRET else "000"

    def printed_texts(self) -> list[Section]:
        """The chosen texts alone, as parts that the manual holds too."""
        experiences = dict(zip([e.pk for e in self.experiences], self.printed_experiences(), strict=True))
        return [experiences[obj.pk] if isinstance(obj, Experience) else self.printer.fiche(obj) for obj in self.chosen]

    def document(self) -> Document:
        texts = self.printed_texts()  # first: they say which words the glossary explains
        sections = [
            self.cover(),
            self.page("print/sommaire.html", "Sommaire", headings=[r for r in self.contents if r.entries]),
            *texts,
            *self.printed_glossaire(self.printer.terms_met.values()),
            *self.printed_index(),
        ]
        return Document(
            "livret.pdf",
            self.title,
            self.date,
            sections,
            [PrintedText.of(obj) for obj in self.chosen],
            self.note or f"Un choix de {len(self.chosen)} textes du manuel « {MANUEL_TITLE} ».",
            f"{self.title} · textes de {AUTHOR}, {self.edition}",
        )
