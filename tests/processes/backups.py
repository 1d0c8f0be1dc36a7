"""A backup made while people write, altered in every way, put back, then put back on an empty machine: run by a test."""

import hashlib
import io
import random
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from tests.processes.stage import perform, start_process  # isort: skip – sets Django up

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from dts_platform.background.outgoing import OutgoingMail
from dts_platform.background.sending import send_waiting
from dts_platform.backup import archive, postgresql, sqlite
from dts_platform.backup.archive import Manifest, Writer
from dts_platform.backup.engines import engine_of_the_site
from dts_platform.backup.folders import PREVIOUS, REGULAR, stored
from dts_platform.backup.making import back_up
from dts_platform.models import Synonyme
from dts_platform.search.check import differences
from dts_platform.search.indexing import catch_up
from fiches.models import Edition, Fiche, FrozenFile

MODULE = "tests.processes.backups"
FROZEN, PHOTO, MADE_AGAIN = "editions/premiere/manuel.pdf", "photos/atelier.jpg", "documents/manuel-1.pdf"
CUTS = (5, 20, 35, 50, 65, 80, 90, 95, 98, 99)  # percent of an archive that is left
FLIPS = 10  # archives of which one bit is another
MOST_WRITES = 400  # of the process that writes during the backup


def write() -> None:
    """Write one row after another, and say how many were acknowledged, until killed."""
    for number in range(1, MOST_WRITES + 1):
        Synonyme.objects.create(slug=f"mot-{number}", formes=f"mot {number}, mobilité")
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        time.sleep(0.01)


def rows() -> str:
    """A digest of every row of every table."""
    digest = hashlib.sha256()
    connection.close()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            digest.update(f"{table}{sorted(map(repr, cursor.fetchall()))}".encode())
    return digest.hexdigest()


def files() -> dict[str, int]:
    """Every stored file, with a digest of its bytes."""
    root = Path(settings.MEDIA_ROOT)
    return {str(file.relative_to(root)): hash(file.read_bytes()) for file in root.rglob("*") if file.is_file()}


def restore(path: Path, **options) -> str:
    """What `restore` refuses an archive with; nothing when it puts it back."""
    try:
        call_command("restore", path, interactive=False, stdout=io.StringIO(), **options)
    except CommandError as error:
        return str(error)
    return ""


def store_files() -> None:
    """A frozen edition and its file, a file that no row names, one that can be made again."""
    for name in (FROZEN, PHOTO, MADE_AGAIN):
        default_storage.save(name, ContentFile(name.encode() * 5000))
    edition = Edition.objects.create(nom="Première", slug="premiere", date="2026-11-01")
    files = [(FROZEN, "manuel.pdf"), ("editions/premiere/perdu.epub", "perdu.epub")]
    for stored_as, name in files:
        FrozenFile.objects.create(edition=edition, nom=name, fichier=stored_as, sha256="a" * 64, taille=1)


def backup_during_writes() -> dict:
    """A backup made while another process writes; how many writes were acknowledged before it began and when it ended."""
    writer = start_process(MODULE, "write", text=True)
    told = [int(writer.stdout.readline()) for _ in range(5)]
    before = told[-1]
    made = back_up()
    after = int(writer.stdout.readline())
    writer.kill()
    after += len(writer.stdout.read().splitlines())
    writer.wait()
    return {
        "archive": made.path,
        "facts": {
            "before": before,
            "held": made.manifest.rows[Synonyme._meta.db_table],
            "after": after,
            "missing": made.manifest.missing,
            "files": [file.name for file in made.manifest.files],
            "mode": oct(made.path.stat().st_mode & 0o777),
        },
    }


def altered(data: bytes) -> dict[str, bytes]:
    """The archive cut, and with one bit changed, from its beginning to its last line."""
    rng = random.Random(14)
    cut = {f"{percent} %": data[: len(data) * percent // 100] for percent in CUTS}
    places = [0, len(data) - 1, *(rng.randrange(len(data)) for _ in range(FLIPS - 2))]
    flipped = {}
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 1 << rng.randrange(8)
        flipped[f"bit of byte {place}"] = bytes(changed)
    return cut | flipped


def sealed(source: Path, target: Path, change: Callable[[Manifest, Path], Manifest]) -> Path:
    """An archive whose every digest is right, and whose manifest or database are not those of the source."""
    manifest = archive.verified(source)
    copy = target.with_name("copy")
    archive.extract(source, manifest.database, copy)
    changed = change(manifest, copy)
    with target.open("wb") as file:
        writer = Writer(file)
        database = writer.add(manifest.database.name, copy)
        writer.finish(replace(changed, database=database, files=[]))
    return target


def cut_database(manifest: Manifest, copy: Path) -> Manifest:
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    return manifest


def lost_rows(manifest: Manifest, copy: Path) -> Manifest:
    return replace(manifest, rows={**manifest.rows, Fiche._meta.db_table: 64})


def newer_code(manifest: Manifest, copy: Path) -> Manifest:
    return replace(manifest, migrations=[*manifest.migrations, "fiches.9999_of_tomorrow"])


def other_engine(manifest: Manifest, copy: Path) -> Manifest:
    """An archive of the other engine, sound by itself."""
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[manifest.engine]
    return replace(manifest, engine=other)


CHANGES = {"cut database": cut_database, "lost rows": lost_rows, "newer code": newer_code, "other engine": other_engine}


def refusals(good: Path) -> dict:
    """What each altered archive is refused with, and whether anything moved."""
    bad = good.with_name("altered.tar")
    before, said = (rows(), files()), {}
    for name, data in altered(good.read_bytes()).items():
        bad.write_bytes(data)
        said[name] = restore(bad)
    previous = len(stored(good.parent, PREVIOUS))
    said["absent"] = restore(good.with_name("absent.tar"))
    changes = {name: restore(sealed(good, bad, change)) for name, change in CHANGES.items()}
    bad.unlink()
    good.with_name("copy").unlink()
    return {
        "altered": said,
        "sealed": changes,
        "unchanged": (rows(), files()) == before,
        "previous": previous,
    }


def restored_after_a_loss(good: Path) -> dict:
    """The archive put back where texts were destroyed, a file damaged, another removed, a table of tomorrow made."""
    Fiche.objects.all().delete()
    OutgoingMail.objects.all().delete()  # it left since
    default_storage.delete(PHOTO)
    Path(settings.MEDIA_ROOT, FROZEN).write_bytes(b"damaged")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_tomorrow (fiche bigint REFERENCES fiches_fiche (id))")
    lost = rows()
    refusal = restore(good)
    catch_up()
    facts = {
        "refusal": refusal,
        "fiches": Fiche.objects.count(),
        "files": [default_storage.open(name).read() == name.encode() * 5000 for name in (FROZEN, PHOTO, MADE_AGAIN)],
        "tables": "of_tomorrow" in connection.introspection.table_names(),
        "index": list(differences()),
        "mail": [(mail.subject, mail.state) for mail in OutgoingMail.objects.order_by("subject")],
        "sent": send_waiting(),
        "writes": Synonyme.objects.create(slug="apres", formes="après, ensuite").pk > 0,
    }
    previous = stored(good.parent, PREVIOUS)[0]
    restore(previous.path, discard_previous=True)
    return facts | {
        "previous put back": rows() == lost,
        "left": sorted({file.name[:12] for file in good.parent.iterdir()}),
    }


def busy(good: Path) -> dict:
    """The archive put back while another holds the database."""
    sqlite.PATIENCE = 0.3
    postgresql.PATIENCE = 1
    before = rows()
    other = start_process(MODULE, "hold", text=True)
    other.stdout.readline()
    refusal = restore(good, discard_previous=True)
    other.kill()
    other.wait()
    other.stdout.close()
    return {"refusal": refusal, "unchanged": rows() == before}


def hold() -> None:
    """Hold the database, as a long edit would, until killed."""
    with transaction.atomic():
        Fiche.objects.update(resume="tenu")
        sys.stdout.write("held\n")
        sys.stdout.flush()
        time.sleep(120)


def empty_machine(good: Path) -> dict:
    """The archive put back where there is neither table nor file."""
    connection.close()
    if connection.vendor == "sqlite":
        for end in sqlite.BESIDE:
            Path(f"{connection.settings_dict['NAME']}{end}").unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    for name in (FROZEN, PHOTO):
        default_storage.delete(name)
    start = time.monotonic()
    refusal = restore(good)
    manifest = archive.verified(good)
    _, counts = engine_of_the_site().dump(good.with_name("dump"))
    return {
        "refusal": refusal,
        "seconds": time.monotonic() - start,
        "differ": [table for table, count in manifest.rows.items() if counts[table] != count],
        "files": [default_storage.exists(name) for name in (FROZEN, PHOTO)],
    }


def damaged_database(good: Path) -> dict:
    """The archive put back over a file of SQLite that nothing can read."""
    if connection.vendor != "sqlite":
        return {}
    connection.close()
    live = Path(connection.settings_dict["NAME"])
    for end in sqlite.BESIDE[1:]:
        Path(f"{live}{end}").unlink(missing_ok=True)
    live.write_bytes(b"SQLite format 3\0" + b"zorglub " * 1000)
    with suppress(CommandError):
        call_command("backup", stdout=io.StringIO())
        return {"backed up": True}
    refusal = restore(good)
    return {
        "backed up": False,
        "refusal": refusal,
        "fiches": Fiche.objects.count(),
        "aside": len(list(live.parent.glob("*.abimee-*"))),
    }


def second_folder(folder: Path) -> dict:
    """A backup copied to a second folder that is there, then to one that is not, as when its disk is away."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    with override_settings(BACKUP_COPY_DIR=str(elsewhere)):
        made = back_up()
    same = made.copy.read_bytes() == made.path.read_bytes()
    with override_settings(BACKUP_COPY_DIR=str(folder / "away")):
        try:
            call_command("backup", stdout=io.StringIO())
        except CommandError as error:
            refusal = str(error)
    return {
        "same": same,
        "mode": oct(made.copy.stat().st_mode & 0o777),
        "refusal": refusal,
        "made": len(stored(made.path.parent)),
        "away": (folder / "away").exists(),
    }


def whole() -> dict:
    """Everything, in the order in which it would happen."""
    Synonyme.objects.all().delete()
    store_files()
    OutgoingMail.objects.create(to="a@exemple.fr", subject="En attente", body="Bonjour.")
    OutgoingMail.objects.create(to="a@exemple.fr", subject="Parti", sent=timezone.now())
    made = backup_during_writes()
    good, facts = made["archive"], {"made": made["facts"]}
    call_command("check_backup", good, stdout=io.StringIO())
    Fiche.objects.update(resume="Après la sauvegarde.")
    facts["refused"] = refusals(good)
    facts["restored"] = restored_after_a_loss(good)
    facts["busy"] = busy(good)
    facts["empty"] = empty_machine(good)
    facts["damaged"] = damaged_database(good)
    facts["regular"] = len(stored(good.parent, REGULAR))
    facts["second"] = second_folder(Path(settings.VAR_DIR))
    return facts


if __name__ == "__main__":
    perform({"write": write, "hold": hold}, whole)
