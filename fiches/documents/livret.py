"""The texts that a reader chose, as a document."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from experiences.models import Experience
from fiches.documents.collection import MANUEL_TITLE, Collection, Entry, Heading
from fiches.documents.printing import AUTHOR, Document, PrintedText, Section, last_date
from fiches.models import Fiche

SHORT_LIVRET = 14  # texts: a booklet of so many has less than a hundred pages, or hardly more


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
            self.page("print/contents.html", "Sommaire", headings=[r for r in self.contents if r.entries]),
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
