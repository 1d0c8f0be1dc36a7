"""Freezing an edition of the manual: its files are copied once and kept for ever."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from uuid import uuid4

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from dts_platform.pdf.parts import LayoutFailed
from dts_platform.storage import blobs
from fiches.documents import catalogue
from fiches.documents.build import build, content_token, stored
from fiches.documents.catalogue import Offer
from fiches.documents.leases import BeingBuilt
from fiches.models import BuiltDocument, Edition, FrozenFile, Lease

MOST_TRIES = 3  # times the files are made again when texts change meanwhile
FREEZE_LEASE = 180.0  # seconds without news after which a freeze is believed dead
ALREADY_TAKEN = "Une édition porte déjà cette adresse\u202f: choisissez-en une autre."
NO_ROOM = (
    "Rien n’a été figé\u202f: les fichiers n’ont pas pu être rangés. La place manque peut-être\u202f; "
    "prévenez la personne qui tient le site."
)

FILES = catalogue.COLLECTIVE  # that every edition holds, the manual first

logger = logging.getLogger(__name__)


class CannotFreeze(Exception):
    """An edition cannot be frozen; the sentence says why, in French."""


@dataclass(frozen=True)
class ReadyFile:
    """A file ready to be frozen."""

    name: str
    data: bytes
    built: BuiltDocument


@contextmanager
def _alone(slug: str) -> Iterator[Callable[[], bool]]:
    """Hold the lease of this edition: a second click is refused while the first one works."""
    key, holder = f"edition-{slug}", uuid4().hex
    if not Lease.objects.take(key, holder, FREEZE_LEASE):
        raise CannotFreeze("Cette édition est en train d’être figée. Attendez un moment, puis ouvrez la liste.")
    try:
        yield lambda: Lease.objects.take(key, holder, FREEZE_LEASE)
    finally:
        Lease.objects.release(key, holder)


def _ready(offer: Offer, alive: Callable[[], bool]) -> ReadyFile:
    """A document in its desired state, whole. Raises CannotFreeze."""
    try:
        built, data = build(offer.read, progress=lambda done, total: alive(), depends=offer.depends)
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
        ready_files = [_ready(offer, alive) for offer in FILES]
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


def _write(edition: Edition, ready: ReadyFile, undo: ExitStack) -> FrozenFile:
    """Copy a file to its place; `undo` removes it. Raises CannotFreeze."""
    saved_as = blobs.save(f"editions/{edition.slug}/{ready.name}", ready.data)
    if not saved_as:
        raise CannotFreeze(NO_ROOM)
    undo.callback(_delete_file, saved_as)
    sha256 = hashlib.sha256(ready.data).hexdigest()
    return FrozenFile(nom=ready.name, fichier=saved_as, sha256=sha256, taille=len(ready.data), pages=ready.built.pages)


def freeze(edition: Edition, user) -> Edition:
    """Keep for ever, under this new edition, the files as they should now be: all of them, or nothing.

    Raises CannotFreeze. No transaction is open while documents are built: freezing may wait, publishing does not.
    """
    with _alone(edition.slug) as alive, ExitStack() as undo:
        if Edition.objects.filter(slug=edition.slug).exists():
            raise CannotFreeze(ALREADY_TAKEN)
        ready_files = _all_ready(alive)
        manuel = next(ready.built for ready in ready_files if ready.name == FILES[0].name)
        edition.textes = [list(text) for text in manuel.held_texts if text.is_whole]
        edition.figee_par = user
        _record(edition, [_write(edition, ready, undo) for ready in ready_files])
        undo.pop_all()
    return edition


def _record(edition: Edition, files: Sequence[FrozenFile]) -> None:
    """Write the rows, together."""
    try:
        with transaction.atomic():
            edition.save(force_insert=True)
            for file in files:
                file.edition = edition
            FrozenFile.objects.bulk_create(files)
    except IntegrityError as error:
        raise CannotFreeze(ALREADY_TAKEN) from error


def delete(editions: QuerySet[Edition]) -> None:
    """Delete frozen editions; their files go once the database has forgotten them."""
    names = list(FrozenFile.objects.filter(edition__in=editions).values_list("fichier", flat=True))
    with transaction.atomic():
        editions.delete()
        for name in names:
            transaction.on_commit(lambda name=name: _delete_file(name))


def find_file(slug: str, nom: str) -> FrozenFile | None:
    """A frozen file by its address."""
    files = FrozenFile.objects.filter(edition__slug=slug).select_related("edition")
    return next((file for file in files if file.nom == nom), None)


def read_file(file: FrozenFile) -> bytes | None:
    """Its bytes as they were frozen; None when they are damaged or gone, which the log says each time."""
    data = stored(file)
    if data is None:
        logger.error(
            "Le fichier d’édition %s est abîmé ou absent : remettez-le depuis une sauvegarde (sha256 %s).",
            file.fichier.name,
            file.sha256,
        )
    return data


def file_name(file: FrozenFile) -> str:
    """What a reader’s device calls it: two editions are not mistaken for each other."""
    nom = PurePath(file.nom)
    return f"{nom.stem}-{file.edition.slug}{nom.suffix}"
