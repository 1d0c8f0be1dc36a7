"""Making a backup: the database at one moment and the files that nothing can make again, in one proven archive."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import FileField
from django.utils import timezone

from dts_platform.backup import archive
from dts_platform.backup.engines import engine_of_the_site
from dts_platform.backup.folders import REGULAR, free_path
from dts_platform.backup.refusals import CannotBackUp, told_by_the_system
from dts_platform.backup.rotation import rotate
from dts_platform.storage.blobs import files_below

WORK = ".en-cours-"  # what the name of a folder of work begins with
ABANDONED = 24 * 3600.0  # seconds after which such a folder is that of a process which was killed


@dataclass(frozen=True)
class Made:
    """A backup that was made: where it is, what it holds, and where its copy is, if there is a second folder."""

    path: Path
    manifest: archive.Manifest
    copy: Path | None = None


@contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """A folder of our own on the disk of the archives, which goes with all it holds. Raises CannotBackUp."""
    try:
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in parent.glob(f"{WORK}*"):
            if time.time() - left.stat().st_mtime > ABANDONED:
                shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=WORK, dir=parent))
    except OSError as error:
        raise CannotBackUp(f"Le dossier {parent} n’accepte pas d’écriture. {told_by_the_system(error)}") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _named_by_the_database() -> set[str]:
    """The stored files that rows name."""
    fields = (
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, FileField) and not model._meta.proxy
    )
    return {
        name
        for model, field in fields
        for name in model._base_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True)
        if name
    }


def _is_made_again(name: str) -> bool:
    return name.split("/", maxsplit=1)[0] in settings.FOLDERS_MADE_AGAIN


def _stored_files() -> set[str]:
    """The stored files that nothing can make again, as far as the storage can list them."""
    try:
        folders, files = default_storage.listdir("")
    except (OSError, NotImplementedError):
        return set()
    below = (name for folder in folders if not _is_made_again(folder) for name in files_below(folder))
    return {*files, *below}


def _add_files(writer: archive.Writer, folder: Path) -> tuple[list[archive.Member], list[str]]:
    """Add the stored files; those added, and the names of those that are not there, or that no storage could take back."""
    added, missing = [], []
    named = {name for name in _named_by_the_database() if not _is_made_again(name)}
    for name in sorted(_stored_files() | named):
        copied = folder / "file"
        if not archive.can_be_put_back(name):
            missing.append(name)
            continue
        try:
            with default_storage.open(name) as source, copied.open("wb") as target:
                shutil.copyfileobj(source, target, archive.CHUNK)
        except OSError:
            missing.append(name)
            continue
        added.append(writer.add(archive.FILES + name, copied))
    return added, missing


def _write(folder: Path, moment: datetime) -> tuple[Path, archive.Manifest]:
    """The archive, in a folder of work. The database first: each file that its rows name was stored before them."""
    engine, written = engine_of_the_site(), folder / "archive"
    namespace, rows = engine.dump(folder / engine.COPY)
    with written.open("wb") as file:
        writer = archive.Writer(file)
        database = writer.add(engine.COPY, folder / engine.COPY)
        files, missing = _add_files(writer, folder)
        migrations = sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())
        manifest = archive.Manifest(
            moment.isoformat(), connection.vendor, namespace, rows, migrations, database, files, missing
        )
        writer.finish(manifest)
        file.flush()
        os.fsync(file.fileno())
    return written, manifest


def make(kind: str = REGULAR) -> Made:
    """Make an archive, read it again whole, and only then give it its name. Raises CannotBackUp."""
    parent, moment = Path(settings.BACKUP_DIR), timezone.now()
    if parent.resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve()):
        raise CannotBackUp(
            "BACKUP_DIR ne peut pas être dans MEDIA_ROOT\u00a0: chaque sauvegarde contiendrait les autres."
        )
    with work_folder(parent) as folder:
        try:
            written, manifest = _write(folder, moment)
            if archive.verified(written) != manifest:
                raise archive.BadArchive(archive.DAMAGED)
            engine = engine_of_the_site()
            engine.check(folder / engine.COPY, manifest.rows)
            written.chmod(0o600)
            path = written.rename(free_path(parent, moment, kind))
        except archive.BadArchive as error:
            raise CannotBackUp("L’archive écrite ne se relit pas\u00a0: le disque est sans doute abîmé.") from error
        except OSError as error:
            raise CannotBackUp(f"L’archive n’a pas pu être écrite. {told_by_the_system(error)}") from error
    return Made(path, manifest)


def copy_elsewhere(path: Path, folder: Path) -> Path:
    """Copy an archive to a second folder, which must be there, and read the copy again. Raises CannotBackUp."""
    partial = folder / f"{WORK}{path.name}"
    try:
        shutil.copyfile(path, partial)
        partial.chmod(0o600)
        archive.prove(partial)
        return partial.rename(folder / path.name)
    except archive.BadArchive as error:
        raise CannotBackUp(f"La copie vers {folder} ne se relit pas\u00a0: ce disque est sans doute abîmé.") from error
    except OSError as error:
        raise CannotBackUp(f"La copie vers {folder} a échoué. {told_by_the_system(error)}") from error
    finally:
        partial.unlink(missing_ok=True)


def back_up() -> Made:
    """A backup with all that goes with it: the rotation, and the copy to the second folder. Raises CannotBackUp."""
    made, now = make(), timezone.now()
    rotate(made.path.parent, now)
    if not settings.BACKUP_COPY_DIR:
        return made
    elsewhere = Path(settings.BACKUP_COPY_DIR)
    copy = copy_elsewhere(made.path, elsewhere)
    rotate(elsewhere, now)
    return Made(made.path, made.manifest, copy)
