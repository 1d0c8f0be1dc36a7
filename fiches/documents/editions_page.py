"""What readers see of the editions: the current one, the frozen ones, what changed."""

from collections.abc import Callable, Hashable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest

from django.urls import reverse

from dts_platform.desk.since import query_of
from dts_platform.editorial.names import bearers
from dts_platform.text import formats
from fiches.documents.contents import Contents
from fiches.documents.editions import FILES
from fiches.documents.serve import nothing_withdrawn, public_addresses
from fiches.documents.states import DocumentState, with_state
from fiches.models import BuiltDocument, Edition, FrozenFile, HeldText


@dataclass(frozen=True)
class Download:
    """A file to download, with what is known of it."""

    label: str
    path: str
    pages: int = 0
    size: int = 0

    @property
    def measures(self) -> str:
        """« 412 pages, 6,2 Mo »; nothing when the file was never built."""
        pages = [formats.plural(self.pages, "page,pages")] if self.pages else []
        return ", ".join([*pages, formats.weight(self.size)]) if self.size else ""

    @classmethod
    def of(cls, file: FrozenFile) -> "Download":
        labels = {offer.name: offer.label for offer in FILES}
        label = labels.get(file.nom, file.nom)
        return cls(label, file.get_absolute_url(), file.pages, file.taille)


@dataclass(frozen=True)
class NamedText:
    """A text that an edition holds; `path` is empty when it is no longer public."""

    title: str
    path: str = ""


@dataclass(frozen=True)
class Changes:
    """What an edition has that the one before had not, and the other way round."""

    added: list[NamedText] = field(default_factory=list)
    removed: list[NamedText] = field(default_factory=list)
    changed: list[NamedText] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)

    @classmethod
    def between(cls, before: Sequence[HeldText], after: Sequence[HeldText], addresses: "Addresses") -> "Changes":
        """Compare the texts of two editions, each in the order of the manual."""
        old, new = (
            {addresses.text_at(text.path): (text.title, text.changed) for text in texts} for texts in (before, after)
        )

        def named(texts: dict, chosen: Callable[[Hashable], bool]) -> list[NamedText]:
            return [NamedText(title, addresses.of(text)) for text, (title, _) in texts.items() if chosen(text)]

        return cls(
            named(new, lambda text: text not in old),
            named(old, lambda text: text not in new),
            named(new, lambda text: text in old and old[text] != new[text]),
        )


class Addresses:
    """Which text an address of an edition is that of, renamed since or not, and where it is read now."""

    def __init__(self, paths: Iterable[str], public: Set[str]):
        self._texts = bearers({*paths, *public})
        self._public = {self.text_at(path): path for path in public}

    def text_at(self, path: str) -> Hashable:
        """What stands for the text that has or had this address."""
        return self._texts.get(path, path)

    def of(self, text: Hashable) -> str:
        """The present address of a text; nothing when it is not public."""
        return self._public.get(text, "")


@dataclass(frozen=True)
class FrozenEdition:
    """A frozen edition as readers see it. `changes` is None for the first one."""

    edition: Edition
    files: list[Download]
    changes: Changes | None

    @property
    def since(self) -> str:
        """The address of the page that says what changed since; nothing when it held no text."""
        days = [datetime.fromisoformat(text.changed) for text in self.edition.held_texts]
        return f"{reverse('fiches:depuis')}?{query_of(max(days))}" if days else ""

    @classmethod
    def all(cls) -> "list[FrozenEdition]":
        """All of them, newest first, each compared with the one before; a fixed number of queries."""
        editions = list(Edition.objects.prefetch_related("fichiers__edition"))
        paths = {text.path for edition in editions for text in edition.held_texts}
        addresses = Addresses(paths, public_addresses() if editions else frozenset())
        return [
            cls(
                edition,
                [Download.of(file) for file in edition.fichiers.all()],
                Changes.between(previous.held_texts, edition.held_texts, addresses) if previous else None,
            )
            for edition, previous in zip_longest(editions, editions[1:])
        ]


@dataclass(frozen=True)
class CurrentEdition:
    """The current edition: what the manual holds now, the files as they were last built, and what to expect of them."""

    contents: Contents
    files: list[Download]
    notice: str

    @classmethod
    def read(cls) -> "CurrentEdition":
        """Read it in a fixed number of queries."""
        contents = Contents.read()
        names = [offer.name for offer in FILES]
        built_by_name = {c.nom: c for c in with_state(BuiltDocument.objects.filter(nom__in=names))}
        unbuilt = BuiltDocument()
        files = [
            Download(
                offer.label,
                offer.path,
                built_by_name.get(offer.name, unbuilt).pages,
                built_by_name.get(offer.name, unbuilt).taille,
            )
            for offer in FILES
        ]
        return cls(contents, files, notice(built_by_name.get(FILES[0].name), contents.date))


def notice(built: BuiltDocument | None, date: datetime | None) -> str:
    """What a reader should know before downloading the current manual; nothing when it is true to the texts."""
    if built is None or not built.sha256 or built.edition_le is None:
        return "Ce PDF se prépare\u202f: le premier téléchargement peut demander une minute ou deux."
    if built.state in (DocumentState.UP_TO_DATE, DocumentState.PARTIAL) or date is None:
        return ""
    building, same_texts = built.state == DocumentState.BUILDING, built.edition_le == date
    if not nothing_withdrawn(built):
        return f"L’édition du {formats.date(date)} est en préparation\u202f: un texte a quitté le manuel, la précédente n’est plus donnée."
    if same_texts or formats.date(built.edition_le) == formats.date(date):
        message = "Le PDF téléchargé en ce moment n’a pas encore le dernier changement\u202f: sa mise à jour est en préparation."
        return message if building or not same_texts else ""
    old_day, new_day = formats.date(built.edition_le), formats.date(date)
    if built.state == DocumentState.FAILED:
        ending = f"celle du {new_day} n’a pas encore pu être mise en page."
    elif building:
        ending = f"celle du {new_day} est en préparation."
    else:
        return f"Le dernier PDF construit est l’édition du {old_day}\u202f; celle du {new_day} va être préparée."
    return f"Le PDF téléchargé en ce moment est l’édition du {old_day}\u202f; {ending}"
