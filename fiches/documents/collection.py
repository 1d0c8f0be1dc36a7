"""Several texts read for one document: its index, its annexes, its parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.urls import reverse

from dts_platform.search.french import fold
from dts_platform.web.addresses import absolute
from experiences.models import Experience
from fiches.documents.printing import Printer, Section, edition
from fiches.models import Fiche, Prolongement
from missions.models import Terme

MANUEL_TITLE = "Développer des territoires solidaires"
LONGEST_CODED = 120  # signs of a path, some fifty modules of a third of a millimetre with its host
ANNEXES = {
    "chiffres": "Chiffres clés",
    "carte": "Carte des expériences",
    "glossaire": "Glossaire",
    "index": "Index",
    "sources": "Sources",
}


@dataclass(frozen=True)
class Entry:
    """A line that leads to a text: in a table of contents or an index. `short` names it where there is little room."""

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
    def since_path(self) -> str:
        """The path of the page that says what changed since a copy of this document."""
        return reverse("fiches:depuis")

    @property
    def may_be_coded(self) -> bool:
        """Is that address short enough for a code that a phone reads at this size?"""
        return len(self.since_path) <= LONGEST_CODED

    @property
    def copied_at(self) -> datetime:
        """The moment of which this document is a copy."""
        return self.date

    @property
    def widest_page_number(self) -> str:
        """The widest page number that its index has room for; a longer one is narrowed."""
        return "000"

    @property
    def index(self) -> list[Heading]:
        return index_of(self.fiches, self.experiences)

    def cover(self) -> Section:
        return Section(self.printer.html("print/cover.html", self.title, document=self), "Couverture")

    def page(self, template: str, title: str, **context) -> Section:
        """A page of the document's own: a divider, a list."""
        return Section(
            self.printer.html(template, title, document=self, **context), title, running_heads=(self.title, title)
        )

    def annex(self, template: str, answers_for: Mapping[str, str] | None = None, **context) -> Section:
        """One of its annexes, named as its template; it also answers for `answers_for`."""
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
