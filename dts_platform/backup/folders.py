"""Where the archives of backups lie, and how their names say when each was made."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

REGULAR, PREVIOUS = "territoires", "avant-remise"  # a backup; the database that a restored one replaced
STAMP = "%Y-%m-%dT%H%M%SZ"
NAME = re.compile(rf"({REGULAR}|{PREVIOUS})-(\d{{4}}-\d\d-\d\dT\d{{6}}Z)\.tar")
CLOCKS_DIFFER = timedelta(hours=1)  # an archive that is from further in the future tells nothing of today


@dataclass(frozen=True, order=True)
class StoredArchive:
    """An archive of a folder, by its name alone: when it was made, of which kind it is, how many bytes it weighs."""

    made_at: datetime
    path: Path
    kind: str = REGULAR
    size: int = 0


def name_of(moment: datetime, kind: str) -> str:
    """The name of an archive made at that moment: in universal time, so that the order of names is that of time."""
    return f"{kind}-{moment.astimezone(UTC).strftime(STAMP)}.tar"


def free_path(folder: Path, moment: datetime, kind: str) -> Path:
    """Where an archive made at that moment goes: a second later for each one that is there."""
    while (path := folder / name_of(moment, kind)).exists():
        moment += timedelta(seconds=1)
    return path


def stored(folder: Path, kind: str = REGULAR) -> list[StoredArchive]:
    """The archives of a folder, the newest first; OSError when it can't be read."""
    return sorted((archive for archive in _all(folder) if archive.kind == kind), reverse=True)


def _all(folder: Path) -> Iterator[StoredArchive]:
    for path in folder.iterdir():
        if found := NAME.fullmatch(path.name):
            try:
                moment = datetime.strptime(found[2], STAMP).replace(tzinfo=UTC)
            except ValueError:  # no such day
                continue
            yield StoredArchive(moment, path, found[1], path.stat().st_size)


def newest(folder: Path, now: datetime) -> StoredArchive | None:
    """The last backup of a folder, unless a clock went wrong and it is from the future; OSError when it can't be read."""
    return next((archive for archive in stored(folder) if archive.made_at <= now + CLOCKS_DIFFER), None)
