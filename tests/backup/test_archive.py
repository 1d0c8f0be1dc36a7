"""The archive of a backup: it is read back as it was written, and nothing else is read at all."""

import hashlib
import io
import json
import tarfile
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dts_platform.backup.archive import FILES, MANIFEST, BadArchive, Manifest, Member, Writer, extract, verified
from tests.long import long_or

DATABASE = b"a database" * 400
STORED = {"editions/premiere/manuel.pdf": b"%PDF-1.7" * 3000, "photo.jpg": b""}
NOTHING = Manifest("2026-11-28T02:30:00+00:00", "sqlite", "", {"fiche": 3}, ["fiches.0001_initial"], Member("", 0, ""))


def written(folder: Path, change=lambda manifest: manifest, extra: bytes | None = None) -> tuple[Path, Manifest]:
    """An archive of a small database and two files, sealed; its manifest is changed first, or a member added."""
    path, source = folder / "archive.tar", folder / "source"
    with path.open("wb") as file:
        writer = Writer(file)
        members = []
        for name, data in {"database": DATABASE, **{FILES + name: data for name, data in STORED.items()}}.items():
            source.write_bytes(data)
            members.append(writer.add(name, source))
        if extra is not None:
            source.write_bytes(extra)
            writer.add("extra", source)
        manifest = change(replace(NOTHING, database=members[0], files=members[1:]))
        writer.finish(manifest)
    return path, manifest


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> bytes:
    return written(tmp_path_factory.mktemp("archive"))[0].read_bytes()


def test_archive_written_is_read_back_as_it_was(tmp_path):
    path, manifest = written(tmp_path)
    assert verified(path) == manifest
    for member in manifest.files:
        extract(path, member, tmp_path / "out")
        assert (tmp_path / "out").read_bytes() == STORED[member.name.removeprefix(FILES)]


def test_archive_is_a_tar_that_any_program_lists(tmp_path):
    path, manifest = written(tmp_path)
    with tarfile.open(path) as tar:
        assert tar.getnames() == ["database", *(FILES + name for name in STORED), MANIFEST]
        assert json.load(tar.extractfile(MANIFEST)) == asdict(manifest)


@given(data=st.data())
@settings(max_examples=long_or(30, 500), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_archive_cut_lengthened_or_with_one_bit_changed_is_refused(whole, tmp_path, data):
    place = data.draw(st.integers(0, len(whole) - 1), "place")
    changed = bytearray(whole)
    changed[place] ^= 1 << data.draw(st.integers(0, 7), "bit")
    for altered in (whole[:place], bytes(changed), whole + b"\n", whole[:place] + whole[place + 1 :]):
        (tmp_path / "altered.tar").write_bytes(altered)
        with pytest.raises(BadArchive):
            verified(tmp_path / "altered.tar")


@given(data=st.binary(max_size=400))
@settings(max_examples=long_or(30, 500), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_foreign_bytes_are_refused_sealed_or_not(tmp_path, data):
    writer = Writer(sealed := io.BytesIO())
    writer.file.write(data)
    writer.file.file.write(b"sha256 " + writer.file.digest.hexdigest().encode() + b"\n")
    for foreign in (data, sealed.getvalue()):
        (tmp_path / "foreign.tar").write_bytes(foreign)
        with pytest.raises(BadArchive):
            verified(tmp_path / "foreign.tar")


def renamed(manifest: Manifest, name: str) -> Manifest:
    return replace(manifest, files=[replace(manifest.files[0], name=name), *manifest.files[1:]])


UNTRUE = {
    "a member less than it says": lambda m: replace(m, files=[*m.files, Member("files/absent", 1, "0" * 64)]),
    "a member more than it says": lambda m: replace(m, files=m.files[:1]),
    "another digest": lambda m: replace(m, database=replace(m.database, digest="0" * 64)),
    "another size": lambda m: replace(m, database=replace(m.database, size=1)),
    "another format": lambda m: replace(m, format=2),
    "a member that is no stored file": lambda m: renamed(m, "database"),
    "a moment that is none": lambda m: replace(m, made_at=5),
    "a moment of nowhere": lambda m: replace(m, made_at="2026-11-28T02:30:00"),
    "rows that are no numbers": lambda m: replace(m, rows={"fiche": "x"}),
    "rows without tables": lambda m: replace(m, rows=[3]),
    "migrations that are no names": lambda m: replace(m, migrations=[3]),
    "an engine that is no word": lambda m: replace(m, engine=None),
    "a way up": lambda m: renamed(m, "files/../../etc/passwd"),
    "an absolute name": lambda m: renamed(m, "/etc/passwd"),
}


@pytest.mark.parametrize("change", UNTRUE.values(), ids=UNTRUE)
def test_sealed_archive_whose_manifest_is_untrue_is_refused(tmp_path, change):
    with pytest.raises(BadArchive):
        verified(written(tmp_path, change)[0])


def test_sealed_archive_with_a_file_that_no_manifest_names_is_refused(tmp_path):
    with pytest.raises(BadArchive):
        verified(written(tmp_path, extra=b"x")[0])


@pytest.mark.parametrize(
    "name",
    ["files/../way-up", "../way-up", "/absolute", "files/", "files/.", "files//x", "files/a/./b", "files//etc/x", "x"],
)
def test_member_whose_name_leaves_its_folder_is_refused_even_when_it_is_there(tmp_path, name):
    path, source = tmp_path / "archive.tar", tmp_path / "source"
    source.write_bytes(b"x")
    with path.open("wb") as file:
        writer = Writer(file)
        database, outside = writer.add("database", source), writer.add(name, source)
        writer.finish(replace(NOTHING, database=database, files=[outside]))
    with pytest.raises(BadArchive):
        verified(path)


LINKS = {
    "symbolic link out": (tarfile.SYMTYPE, "/etc/passwd"),
    "symbolic link to a member": (tarfile.SYMTYPE, "../database"),
    "symbolic link to itself": (tarfile.SYMTYPE, "link"),
    "hard link": (tarfile.LNKTYPE, "database"),
    "pipe": (tarfile.FIFOTYPE, ""),
    "folder": (tarfile.DIRTYPE, ""),
}


@pytest.mark.parametrize(("kind", "target"), LINKS.values(), ids=LINKS)
def test_member_that_is_no_plain_file_is_refused(tmp_path, kind, target):
    path, source = tmp_path / "archive.tar", tmp_path / "source"
    source.write_bytes(DATABASE)
    with path.open("wb") as file:
        writer = Writer(file)
        database, link = writer.add("database", source), tarfile.TarInfo("files/link")
        link.type, link.linkname = kind, target
        writer.tar.addfile(link)
        digest = database.digest if "database" in target else hashlib.sha256(b"").hexdigest()
        writer.finish(replace(NOTHING, database=database, files=[Member("files/link", 0, digest)]))
    with pytest.raises(BadArchive):
        verified(path)


@pytest.mark.parametrize(
    "data", [b"[" * 100_000, b"null", b"[1]", b'{"format": 1}', b"\xff", b'{"format": 1, "database": []}']
)
def test_manifest_that_is_none_is_refused(data):
    with pytest.raises(BadArchive):
        Manifest.read(data)


def test_stored_file_of_any_name_that_a_disk_holds_is_read_back(tmp_path):
    names = ["caf\udce9.jpg", "à la ligne\n.jpg", "  espaces ", "é" * 120]
    path, source = tmp_path / "archive.tar", tmp_path / "source"
    source.write_bytes(b"x")
    with path.open("wb") as file:
        writer = Writer(file)
        members = [writer.add(name, source) for name in ["database", *(FILES + name for name in names)]]
        writer.finish(manifest := replace(NOTHING, database=members[0], files=members[1:], missing=names))
    assert verified(path) == manifest


def test_archive_that_is_absent_or_a_folder_is_refused_in_french(tmp_path):
    for path in (tmp_path / "absent.tar", tmp_path):
        with pytest.raises(BadArchive, match="ne peut pas être lu"):
            verified(path)
