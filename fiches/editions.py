"""The editions of the manual: the current one, which follows the site, and those that an editor froze."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from pathlib import PurePath
from uuid import uuid4

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from dts_platform.pdf.parts import LayoutFailed
from dts_platform.storage import blobs
from dts_platform.text import formats
from fiches import bibliotheque
from fiches.bibliotheque import Offer
from fiches.downloads import nothing_withdrawn, public_addresses
from fiches.etats import DocumentState, with_state
from fiches.models import BuiltDocument, Edition, FichierDEdition, Lease
from fiches.publishing import BeingBuilt, build, content_token, stored
from fiches.sommaire import Contents

MOST_TRIES = 3  # times the files are made again when texts change meanwhile
FREEZE_LEASE = 180.0  # seconds without news after which a freeze is believed dead
ALREADY_TAKEN = "Une édition porte déjà cette adresse\u202f: choisissez-en une autre."
NO_ROOM = (
    "Rien n’a été figé\u202f: les fichiers n’ont pas pu être rangés. La place manque peut-être\u202f; "
    "prévenez la personne qui tient le site."
)

logger = logging.getLogger(__name__)


class CannotFreeze(Exception):
    """An edition cannot be frozen; the sentence says why, in French."""


@dataclass(frozen=True)
class EditionFile:
    """A file that every edition holds: what readers call it, and the document it is a copy of."""

    label: str
    route: str
    offer: Callable[[], Offer]

    @property
    def name(self) -> str:
        return self.offer().name


FILES = (
    EditionFile("Le manuel en PDF", "fiches:manuel_pdf", bibliotheque.manuel_pdf),
    EditionFile("Le manuel en EPUB, pour liseuse", "fiches:manuel_epub", bibliotheque.manuel_epub),
    EditionFile("La plaquette en PDF", "fiches:plaquette_pdf", bibliotheque.plaquette_pdf),
    EditionFile(
        "La plaquette pour l’imprimeur, en PDF",
        "fiches:plaquette_imprimeur",
        lambda: bibliotheque.plaquette_pdf(for_printer=True),
    ),
)


@dataclass(frozen=True)
class ReadyFile:
    """A file ready to be frozen."""

    name: str
    data: bytes
    built: BuiltDocument


@contextmanager
def _alone(slug: str) -> Iterator[Callable[[], bool]]:
    """Be the only one to freeze under this address: a second click does not do the work twice."""
    key, holder = f"edition-{slug}", uuid4().hex
    if not Lease.objects.take(key, holder, FREEZE_LEASE):
        raise CannotFreeze("Cette édition est en train d’être figée. Attendez un moment, puis ouvrez la liste.")
    try:
        yield lambda: Lease.objects.take(key, holder, FREEZE_LEASE)
    finally:
        Lease.objects.release(key, holder)


def _ready(offer: Offer, alive: Callable[[], bool]) -> ReadyFile:
    """A document in its desired state, whole. Raises GelImpossible."""
    try:
        built, data = build(offer.read, progress=lambda done, total: alive())
    except BeingBuilt as error:
        raise CannotFreeze(
            f"Rien n’a été figé\u202f: {offer.name} est en train de se construire. Réessayez dans quelques minutes."
        ) from error
    except LayoutFailed as error:
        raise CannotFreeze(f"Rien n’a été figé\u202f: {offer.name} n’a pas pu être construit. {error}") from error
    if not built.sha256:  # built, and no room to keep it
        raise CannotFreeze(NO_ROOM)
    if built.erreur:
        raise CannotFreeze(
            f"Rien n’a été figé\u202f: dans {offer.name}, une page de remplacement tient lieu d’un texte qui n’a pas pu "
            f"être mis en page. Corrigez-le d’abord. {built.erreur}"
        )
    return ReadyFile(offer.name, data, built)


def _all_ready(alive: Callable[[], bool]) -> list[ReadyFile]:
    """All the files, made of the texts as they were at one moment."""
    for _ in range(MOST_TRIES):
        token = content_token()
        ready_files = [_ready(kind.offer(), alive) for kind in FILES]
        if content_token() == token:
            return ready_files
    raise CannotFreeze(
        "Rien n’a été figé\u202f: des textes changent pendant que les documents se préparent. Réessayez dans un moment."
    )


def _delete_file(name: str) -> None:
    try:
        default_storage.delete(name)
    except OSError as error:
        logger.error("Le fichier d’édition %s n’a pas pu être effacé : %s", name, error)


def _write(edition: Edition, ready: ReadyFile, undo: ExitStack) -> FichierDEdition:
    """Copy a file to its place; `undo` removes it. Raises GelImpossible."""
    saved_as = blobs.save(f"editions/{edition.slug}/{ready.name}", ready.data)
    if not saved_as:
        raise CannotFreeze(NO_ROOM)
    undo.callback(_delete_file, saved_as)
    sha256 = hashlib.sha256(ready.data).hexdigest()
    return FichierDEdition(
        nom=ready.name, fichier=saved_as, sha256=sha256, taille=len(ready.data), pages=ready.built.pages
    )


def freeze(edition: Edition, user) -> Edition:
    """Keep for ever, under this new edition, the files as they should now be: all of them, or nothing.

    Raises GelImpossible. No transaction is open while documents are built: freezing may wait, publishing does not.
    """
    with _alone(edition.slug) as alive, ExitStack() as undo:
        if Edition.objects.filter(slug=edition.slug).exists():
            raise CannotFreeze(ALREADY_TAKEN)
        ready_files = _all_ready(alive)
        manuel = next(ready.built for ready in ready_files if ready.name == FILES[0].name)
        edition.textes = [text for text in manuel.textes if text[2]]  # those without a date are only cited
        edition.figee_par = user
        _record(edition, [_write(edition, ready, undo) for ready in ready_files])
        undo.pop_all()
    return edition


def _record(edition: Edition, files: Sequence[FichierDEdition]) -> None:
    """Write the rows, together."""
    try:
        with transaction.atomic():
            edition.save(force_insert=True)
            for file in files:
                file.edition = edition
            FichierDEdition.objects.bulk_create(files)
    except IntegrityError as error:
        raise CannotFreeze(ALREADY_TAKEN) from error


def delete(editions: QuerySet[Edition]) -> None:
    """Delete frozen editions; their files go once the database has forgotten them."""
    names = list(FichierDEdition.objects.filter(edition__in=editions).values_list("fichier", flat=True))
    with transaction.atomic():
        editions.delete()
        for name in names:
            transaction.on_commit(lambda name=name: _delete_file(name))


def find_file(slug: str, nom: str) -> FichierDEdition | None:
    """A frozen file by its address."""
    files = FichierDEdition.objects.filter(edition__slug=slug).select_related("edition")
    return next((file for file in files if file.nom == nom), None)


def read_file(file: FichierDEdition) -> bytes | None:
    """Its bytes as they were frozen; None when they are damaged or gone, which the log says each time."""
    data = stored(file)
    if data is None:
        logger.error(
            "Le fichier d’édition %s est abîmé ou absent : remettez-le depuis une sauvegarde (sha256 %s).",
            file.fichier.name,
            file.sha256,
        )
    return data


def file_name(file: FichierDEdition) -> str:
    """What a reader’s device calls it: two editions are not mistaken for each other."""
    nom = PurePath(file.nom)
    return f"{nom.stem}-{file.edition.slug}{nom.suffix}"


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
    def of(cls, file: FichierDEdition) -> "Download":
        labels = {kind.name: kind.label for kind in FILES}
        label = labels.get(file.nom, file.nom)
        return cls(label, file.get_absolute_url(), file.pages, file.taille)


@dataclass(frozen=True)
class NamedText:
    """A text that an edition holds; `adresse` is empty when it is no longer public."""

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
    def between(cls, before: Sequence, after: Sequence, public: frozenset[str]) -> "Changes":
        """Compare two lists of [address, title, date of last change…], in the order of the manual."""
        old = {path: (title, date) for path, title, date, *_ in before}
        new = {path: (title, date) for path, title, date, *_ in after}

        def named(texts: dict, chosen: Callable[[str], bool]) -> list[NamedText]:
            return [
                NamedText(title, path if path in public else "") for path, (title, _) in texts.items() if chosen(path)
            ]

        return cls(
            named(new, lambda path: path not in old),
            named(old, lambda path: path not in new),
            named(new, lambda path: path in old and old[path] != new[path]),
        )


@dataclass(frozen=True)
class FrozenEdition:
    """A frozen edition as readers see it. `changements` is None for the first one."""

    edition: Edition
    files: list[Download]
    changes: Changes | None

    @classmethod
    def all(cls) -> "list[FrozenEdition]":
        """All of them, newest first, each compared with the one before; a fixed number of queries."""
        editions = list(Edition.objects.prefetch_related("fichiers__edition"))
        public = public_addresses() if editions else frozenset()
        return [
            cls(
                edition,
                [Download.of(file) for file in edition.fichiers.all()],
                Changes.between(previous.textes, edition.textes, public) if previous else None,
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
        names = {kind: kind.name for kind in FILES}
        built_by_name = {c.nom: c for c in with_state(BuiltDocument.objects.filter(nom__in=names.values()))}
        unbuilt = BuiltDocument()
        files = [
            Download(
                kind.label,
                reverse(kind.route),
                built_by_name.get(name, unbuilt).pages,
                built_by_name.get(name, unbuilt).taille,
            )
            for kind, name in names.items()
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
