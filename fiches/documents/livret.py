"""The texts that a reader chose, as a document."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from experiences.models import Experience
from fiches.documents.collection import MANUEL_TITLE, Collection, Entry, Heading
from fiches.documents.printing import AUTHOR, Document, PrintedText, Section, last_date
from fiches.models import Fiche
from missions.models import Terme
from territoires.contacts import ContactOf

SHORT_LIVRET = 14  # texts: a booklet of so many has less than a hundred pages, or hardly more


@dataclass
class Livret(Collection):
    """The texts that a reader chose, in the reader's order, with a title and a line for the reader's group."""

    note: str = ""
    contact: ContactOf | None = None
    chosen: list[Fiche | Experience] = field(default_factory=list)

    @classmethod
    def of(
        cls, chosen: Sequence[Fiche | Experience], title: str, note: str, contact: ContactOf | None = None
    ) -> "Livret":
        """A booklet of public texts, read `with_everything` and, for experiences, `with_crossings`; whom to reach."""
        fiches = [obj for obj in chosen if isinstance(obj, Fiche)]
        experiences = [obj for obj in chosen if isinstance(obj, Experience)]
        date, title = last_date(chosen), title or "Mon dossier"
        return cls(title, date, fiches, experiences, note=note, contact=contact, chosen=list(chosen))

    def contents(self, termes: Sequence[Terme]) -> list[Heading]:
        """The lines of its table of contents; `termes` are those that its glossary explains."""
        annexes = [Entry.of_annex("glossaire")] if termes else []
        annexes += [Entry.of_annex("index")] if self.index else []
        headings = [Heading("Textes choisis", [Entry.of(obj) for obj in self.chosen]), Heading("Annexes", annexes)]
        return [heading for heading in headings if heading.entries]

    @property
    def since_path(self) -> str:
        return f"{super().since_path}?s={'.'.join(map(_name_in_address, self.chosen))}"

    @property
    def widest_page_number(self) -> str:
        return "00" if len(self.chosen) <= SHORT_LIVRET else "000"

    def printed_texts(self) -> list[Section]:
        """The chosen texts alone, as parts that the manual holds too."""
        experiences = dict(zip([e.pk for e in self.experiences], self.printed_experiences(), strict=True))
        return [experiences[obj.pk] if isinstance(obj, Experience) else self.printer.fiche(obj) for obj in self.chosen]

    def document(self) -> Document:
        texts = self.printed_texts()
        termes = self.printer.glossaire.defining(word for text in texts for word in text.words)
        sections = [
            self.cover(),
            self.page("print/contents.html", "Sommaire", headings=self.contents(termes)),
            *([self.page("print/contact.html", "Qui joindre")] if self.contact else []),
            *texts,
            *self.printed_glossaire(termes),
            *self.printed_index(),
        ]
        return Document(
            self.title,
            self.date,
            sections,
            [PrintedText.of(obj) for obj in self.chosen],
            self.note or f"Un choix de {len(self.chosen)} textes du manuel « {MANUEL_TITLE} ».",
            f"{self.title} · textes de {AUTHOR}, {self.edition}",
        )


def _name_in_address(text: Fiche | Experience) -> str:
    """What the address of a booklet calls a text."""
    return f"x:{text.slug}" if isinstance(text, Experience) else str(text.numero)
