"""The archive of a backup: a plain tar with a manifest of what it holds, then one line, the digest of all before it.

`tar --list` and `tar --extract` read it: what follows the end of a tar is nothing to them. One bit changed anywhere, or
an end cut off, and the last line tells.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from dts_platform.backup.refusals import told_by_the_system

FORMAT = 1
MANIFEST = "manifest.json"
FILES = "files/"  # what comes before the name of a stored file
CHUNK = 1024 * 1024  # bytes read at once
ANY_NAME = "surrogateescape"  # a disk may hold names that are not UTF-8
_LINE = b"sha256 "
_LINE_LENGTH = len(_LINE) + 64 + 1


class BadArchive(Exception):
    """This file is no whole archive of a backup; the sentence says why, in French."""


DAMAGED = "Cette archive est incomplète ou abîmée\u00a0: son contenu ne correspond pas à son empreinte."
FOREIGN = "Ce fichier n’est pas une sauvegarde de ce site, ou elle vient d’une version qui la range autrement."


@dataclass(frozen=True)
class Member:
    """A file of the archive: its name there, its bytes counted and digested."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True)
class Manifest:
    """What an archive holds: a database of this `engine`, with so many `rows` in each table, and stored files.

    `namespace` is where PostgreSQL had the tables; `migrations` are those that had made them; `missing` names the stored
    files that the database speaks of and that were not there.
    """

    made_at: str
    engine: str
    namespace: str
    rows: dict[str, int]
    migrations: list[str]
    database: Member
    files: list[Member] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    format: int = FORMAT

    @classmethod
    def read(cls, data: bytes) -> "Manifest":
        """Raises BadArchive when this is no manifest of this format."""
        try:
            record = json.loads(data.decode(errors=ANY_NAME))
            if record["format"] != FORMAT:
                raise BadArchive(FOREIGN)
            members = {"database": Member(**record["database"]), "files": [Member(**file) for file in record["files"]]}
            manifest = cls(**{**record, **members})
            manifest.refuse_odd_values()
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise BadArchive(FOREIGN) from error
        return manifest

    def refuse_odd_values(self) -> None:
        """Raises ValueError, TypeError or AttributeError when a value is not of its kind."""
        if datetime.fromisoformat(self.made_at).tzinfo is None:
            raise ValueError(self.made_at)
        names = [member.name for member in self.members]
        " ".join([self.engine, self.namespace, *self.rows, *self.migrations, *self.missing, *names])
        sum(self.rows.values())

    @property
    def members(self) -> list[Member]:
        return [self.database, *self.files]


class _Digesting:
    """A file to write, whose digest is known at the end."""

    def __init__(self, file: BinaryIO):
        self.file, self.digest = file, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return self.file.write(data)


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """What a file holds, a megabyte at a time."""
    while chunk := file.read(CHUNK):
        yield chunk


def digest_of(pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


class Writer:
    """An archive being written: members one after another, the manifest last."""

    def __init__(self, file: BinaryIO):
        self.file = _Digesting(file)
        self.tar = tarfile.open(fileobj=self.file, mode="w|")  # noqa: SIM115 – `finish` closes it

    def add(self, name: str, path: Path) -> Member:
        """Add a file of the disk, which nobody changes meanwhile, under this name."""
        with path.open("rb") as file:
            member = Member(name, path.stat().st_size, digest_of(chunks(file)))
            file.seek(0)
            self.tar.addfile(_header(name, member.size), file)
        return member

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest and the line that proves the whole."""
        data = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode(errors=ANY_NAME)
        with io.BytesIO(data) as file:
            self.tar.addfile(_header(MANIFEST, len(data)), file)
        self.tar.close()
        self.file.file.write(_LINE + self.file.digest.hexdigest().encode() + b"\n")


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    return header


def prove(path: Path) -> None:
    """Raises BadArchive unless the last line is the digest of all before it."""
    left = path.stat().st_size - _LINE_LENGTH
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
        if left or file.read() != _LINE + digest.hexdigest().encode() + b"\n":
            raise BadArchive(DAMAGED)


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, mode="r:") as tar:
            yield tar
    except (tarfile.TarError, EOFError, KeyError) as error:
        raise BadArchive(FOREIGN) from error


def can_be_put_back(name: str) -> bool:
    """Does a name lead to one file below a folder, written in the only way?"""
    path = PurePosixPath(name)
    return (
        bool(path.parts) and str(path) == name and path.parts[0] != "/" and ".." not in path.parts and "\\" not in name
    )


def _stays_inside(manifest: Manifest) -> bool:
    """Are the names of a manifest those of a database and of stored files, none of which leaves its folder?"""
    files = [file.name for file in manifest.files]
    return all(name.startswith(FILES) for name in files) and all(
        can_be_put_back(name) for name in (manifest.database.name, *(name.removeprefix(FILES) for name in files))
    )


def verified(path: Path) -> Manifest:
    """The manifest of an archive that is whole and holds exactly what it says; raises BadArchive."""
    try:
        prove(path)
    except OSError as error:
        raise BadArchive(f"Le fichier {path} ne peut pas être lu. {told_by_the_system(error)}") from error
    with _opened(path) as tar:
        found = {header.name: header for header in tar.getmembers()}
        manifest = Manifest.read(_file(tar, MANIFEST).read())
        names = [member.name for member in manifest.members]
        if sorted(found) != sorted([MANIFEST, *names]) or not _stays_inside(manifest):
            raise BadArchive(DAMAGED)
        if not all(header.isreg() for header in found.values()):
            raise BadArchive(FOREIGN)
        for member in manifest.members:
            if found[member.name].size != member.size or digest_of(chunks(_file(tar, member.name))) != member.digest:
                raise BadArchive(DAMAGED)
    return manifest


def _file(tar: tarfile.TarFile, name: str) -> BinaryIO:
    if (file := tar.extractfile(name)) is None:
        raise BadArchive(FOREIGN)
    return file


def extract(path: Path, member: Member, target: Path) -> None:
    """Put a member on the disk, compared once more with the manifest; raises BadArchive."""
    with _opened(path) as tar, target.open("wb") as file:
        digesting = _Digesting(file)
        for chunk in chunks(_file(tar, member.name)):
            digesting.write(chunk)
    if digesting.digest.hexdigest() != member.digest:
        raise BadArchive(DAMAGED)
