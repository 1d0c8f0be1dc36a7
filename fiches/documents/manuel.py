"""The whole manual as a document."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from dts_platform.content.territoires import REGIONS, Region
from dts_platform.desk.news import last_withdrawal
from dts_platform.models.words import SiteWords
from dts_platform.search.french import fold
from dts_platform.web.addresses import absolute
from experiences.models import ChiffreCle, Experience
from fiches.documents.collection import ANNEXES, MANUEL_TITLE, Collection, Entry, Heading
from fiches.documents.printing import Document, PrintedText, Section, last_date, latest
from fiches.models import Fiche, Partie, Situation
from missions.models import Mission, Principe, Repere, Strategie, Terme
from references.cited import Citation

SITUATIONS = "Situations"


@dataclass(frozen=True)
class ManuelPart:
    """One of the parts, with its public fiches."""

    partie: Partie
    fiches: list[Fiche]
    titre: str

    @property
    def numero(self) -> int:
        return self.partie.value

    @classmethod
    def all(cls, fiches: Iterable[Fiche], words: SiteWords) -> list["ManuelPart"]:
        """Each part, with its name as editors give it and those of these fiches that are in it."""
        fiches = list(fiches)
        return [cls(p, [f for f in fiches if f.partie == p], words(p.anchor).titre) for p in Partie]

    @property
    def anchor(self) -> str:
        return self.partie.anchor


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
    absence: str
    note: str = ""

    @classmethod
    def of(cls, cited: Citation) -> "CitedSource":
        return cls(cited.titre, cited.editeur, cited.date, cited.adresse, cited.absence)


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
class Manuel(Collection):
    """The whole manual: situations, framework, parts, experiences, figures, map, glossary, index, sources."""

    reperes: list[Repere] = field(default_factory=list)
    missions: list[Mission] = field(default_factory=list)
    principes: list[Principe] = field(default_factory=list)
    strategies: list[Strategie] = field(default_factory=list)
    parties: list[ManuelPart] = field(default_factory=list)
    termes: list[Terme] = field(default_factory=list)
    last_withdrawal: datetime | None = None
    situations: list[Situation] = field(default_factory=list)

    @classmethod
    def read(cls) -> "Manuel":
        """Read all that is published, in a number of queries that does not grow with the content."""
        reperes = list(Repere.objects.published().in_reading_order().with_everything())
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
            parties=ManuelPart.all(fiches, SiteWords.stored()),
            termes=list(Terme.objects.all()),
            last_withdrawal=last_withdrawal((Repere, Fiche, Experience)),
            situations=[one for one in Situation.objects.with_everything() if one.public_steps],
        )

    @property
    def doctrine(self) -> list[Mission | Principe | Strategie]:
        return [*self.missions, *self.principes, *self.strategies]

    @property
    def copied_at(self) -> datetime:
        """A text that was withdrawn is in the copies made before, and in none made after."""
        return latest([self.date, self.last_withdrawal])

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
        situations = [Entry(reverse("fiches:situations"), SITUATIONS)] if self.situations else []
        headings = [
            Heading("Par où commencer", situations),
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
        unique = {(fold(s.titre), s.editeur, s.date): CitedSource.of(s) for s in cited}
        return [unique[key] for key in sorted(unique)]

    def document(self) -> Document:
        return Document(
            f"{self.title} : le manuel pratique",
            self.date,
            list(self._sections()),
            self.texts,
            "Repères, fiches pratiques et expériences pour développer des territoires solidaires. Édition nouvelle.",
            f"{self.title} · {self.edition}",
            links=self.printer.links,
        )

    def _sections(self) -> Iterable[Section]:
        yield self.cover()
        yield self.page("print/how_to_use.html", "Comment se servir de ce manuel")
        yield self.page("print/contents.html", "Sommaire", headings=self.contents)
        if self.situations:
            yield self._situations()
        yield from self._framework()
        for partie in self.parties:
            if partie.fiches:
                yield self.page(
                    "print/divider.html",
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

    def _situations(self) -> Section:
        """What a reader has to face, on its own pages: links to each situation lead there."""
        html = self.printer.html("print/situations.html", SITUATIONS, situations=self.situations)
        answers_for = {absolute(reverse("fiches:situations")): ""}
        answers_for |= {absolute(situation.get_absolute_url()): situation.slug for situation in self.situations}
        return Section(html, SITUATIONS, running_heads=(self.title, SITUATIONS), answers_for=answers_for)

    def _framework(self) -> Iterable[Section]:
        yield self._divider("Repères", "Comprendre la démarche", [*self.reperes, *self.doctrine])
        groups = (
            ("Repères", self.reperes),
            ("Missions", self.missions),
            ("Principes d’action", self.principes),
            ("Stratégies", self.strategies),
        )
        for heading, texts in groups:
            for obj in texts:
                yield self.printer.text(obj, obj.titre, (heading, obj.titre))

    def _divider(self, label: str, heading: str, texts: Iterable) -> Section:
        entries = [Entry.of(obj) for obj in texts]
        return self.page("print/divider.html", label, label=label, heading=heading, partie=0, entries=entries)

    def _annexes(self) -> Iterable[Section]:
        if self.experiences:
            yield self.annex("print/chiffres.html")
            yield self.annex("print/carte.html")
        yield from self.printed_glossaire(self.termes)
        yield from self.printed_index()
        yield self.annex("print/sources.html")
