"""Putting a backup back: everything is judged before anything is touched, and what it replaces is kept."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from dts_platform.background.outgoing import OutgoingMail
from dts_platform.backup import archive
from dts_platform.backup.engines import ENGINES, engine_of_the_site
from dts_platform.backup.folders import PREVIOUS
from dts_platform.backup.making import make, work_folder
from dts_platform.backup.refusals import CannotBackUp, CannotRestore, told_by_the_system


@dataclass(frozen=True)
class Restored:
    """What was put back, how many stored files were written again, and where what was there before is kept."""

    manifest: archive.Manifest
    files: int
    previous: Path | None


def _ready_database(path: Path, manifest: archive.Manifest, folder: Path) -> Path:
    """The database of a whole archive, judged and ready in this folder; raises BadArchive, or CannotRestore without room."""
    engine = ENGINES[manifest.engine]
    copy = folder / engine.COPY
    try:
        archive.extract(path, manifest.database, copy)
        return engine.check(copy, manifest.rows)
    except OSError as error:
        raise CannotRestore(f"L’archive n’a pas pu être dépliée. {told_by_the_system(error)}") from error


def _verified(path: Path) -> archive.Manifest:
    """The manifest of a whole archive of an engine that we know; raises BadArchive."""
    manifest = archive.verified(path)
    if manifest.engine not in ENGINES:
        raise archive.BadArchive(archive.FOREIGN)
    return manifest


def judge(path: Path) -> archive.Manifest:
    """The manifest of an archive that could be put back; raises BadArchive or CannotRestore. The site's database is not asked."""
    manifest = _verified(path)
    with work_folder(Path(settings.BACKUP_DIR)) as folder:
        _ready_database(path, manifest, folder)
    return manifest


def _refuse_what_is_not_of_this_site(manifest: archive.Manifest) -> None:
    """Raises CannotRestore for another engine, or for a version newer than this code."""
    if manifest.engine != connection.vendor:
        raise CannotRestore(
            f"Cette sauvegarde est celle d’une base {ENGINES[manifest.engine].FRENCH}, et ce site se sert de "
            f"{engine_of_the_site().FRENCH}\u00a0: réglez DATABASE_URL comme il l’était."
        )
    known = MigrationLoader(None).disk_migrations
    ours = {app for app, _ in known}
    applied = [tuple(name.split(".", 1)) for name in manifest.migrations]
    if newer := [".".join(key) for key in applied if key[0] in ours and key not in known]:
        raise CannotRestore(
            "Cette sauvegarde vient d’une version du site plus récente que ce code, qui ne connaît pas "
            f"{', '.join(newer)}\u00a0: déposez d’abord le code de cette version."
        )


def _keep_what_is_there() -> Path | None:
    """Keep the present database and its files as an archive, when they can be read. Raises CannotRestore."""
    try:
        if engine_of_the_site().is_damaged() or not connection.introspection.table_names():
            return None
        return make(PREVIOUS).path
    except (CannotBackUp, DatabaseError) as error:
        raise CannotRestore(
            f"La base actuelle n’a pas pu être gardée\u00a0: {error} Pour la remplacer sans la garder, ajoutez "
            "--discard-previous."
        ) from error


def _put_files(path: Path, files: list[archive.Member], folder: Path) -> int:
    """Write again the stored files that are missing or differ, and no other; how many."""
    written, extracted = 0, folder / "file"
    for member in files:
        name = member.name.removeprefix(archive.FILES)
        if _is_stored(name, member.digest):
            continue
        archive.extract(path, member, extracted)
        default_storage.delete(name)
        with extracted.open("rb") as file:
            saved_as = default_storage.save(name, File(file))
        if saved_as != name:
            default_storage.delete(saved_as)
            raise CannotRestore(f"Le fichier {name} n’a pas pu reprendre sa place dans le stockage.")
        written += 1
    return written


def _is_stored(name: str, digest: str) -> bool:
    try:
        with default_storage.open(name) as file:
            return archive.digest_of(archive.chunks(file)) == digest
    except OSError:
        return False


def _hold_mail_back() -> None:
    """Mail that waited when the backup was made left since, or is too old: only an administrator lets it leave again."""
    with connection.cursor() as cursor:
        if OutgoingMail._meta.db_table not in connection.introspection.table_names(cursor):
            return  # a backup of the first edition
    waiting = OutgoingMail.objects.filter(sent__isnull=True, given_up=False)
    waiting.update(given_up=True, error="Il attendait quand la sauvegarde remise en place a été faite.")


def restore(path: Path, keep_previous: bool = True) -> Restored:
    """Put a backup back. Raises BadArchive or CannotRestore, and then the database is as it was.

    Files go before the database: rows never name a file that is not there yet. A database that nothing can read is kept
    as it is, under another name.
    """
    with work_folder(Path(settings.BACKUP_DIR)) as folder:
        manifest = _verified(path)
        _refuse_what_is_not_of_this_site(manifest)
        ready = _ready_database(path, manifest, folder)
        previous = _keep_what_is_there() if keep_previous else None
        try:
            files = _put_files(path, manifest.files, folder)
        except OSError as error:
            raise CannotRestore(f"Les fichiers n’ont pas pu être écrits. {told_by_the_system(error)}") from error
        aside = engine_of_the_site().set_aside()
        engine_of_the_site().restore(ready, manifest.namespace, manifest.rows)
    _hold_mail_back()
    return Restored(manifest, files, previous or aside)
