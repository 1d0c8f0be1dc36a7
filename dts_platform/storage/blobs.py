"""Whole blobs under keys that name their content, in Django's file storage: a disk, a share, an object store.

A blob is written once and never changed. A file cut short by a crash, or damaged, does not match the digest it begins
with: it is as if it were not there, and is written again.
"""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

_DIGEST = 64  # hexadecimal figures, then a line feed
_COMPLAINTS: set[str] = set()

logger = logging.getLogger(__name__)


def get(name: str) -> bytes | None:
    """The blob of this name, if it is there and whole."""
    try:
        with default_storage.open(name) as file:
            stored = file.read()
    except (OSError, ValueError):
        return None
    data = stored[_DIGEST + 1 :]
    return data if stored[: _DIGEST + 1] == _digest(data) else None


def put(name: str, data: bytes) -> bool:
    """Keep a blob; False when there is no room or no right, which is said once in the log."""
    with suppress(OSError):
        if default_storage.exists(name):
            default_storage.delete(name)  # it was not whole, or nobody would write it again
    written = save(name, _digest(data) + data)
    if written and written != name:  # someone wrote it meanwhile: theirs is the same
        default_storage.delete(written)
    return bool(written)


def save(name: str, data: bytes) -> str | None:
    """Write a new file; the name it got, or None when there is no room or no right, which is said once in the log."""
    try:
        available = default_storage.get_available_name(name)
        written = default_storage.save(available, ContentFile(data))
    except OSError as error:
        complain(error)
        with suppress(OSError):
            default_storage.delete(available)  # what was written of it would fill the disk again at each try
        return None
    _COMPLAINTS.clear()
    return written


def complain(error: OSError) -> None:
    """Say once why documents are no longer kept, until one is kept again."""
    if str(error.errno) not in _COMPLAINTS:
        _COMPLAINTS.add(str(error.errno))
        logger.error("Les documents ne peuvent plus être rangés : %s. Ils sont servis sans être gardés.", error)


def files_below(folder: str) -> Iterator[str]:
    """The names of the files of a folder and of its folders, in order; none where a storage cannot list them."""
    with suppress(OSError):
        folders, files = default_storage.listdir(folder)
        yield from (f"{folder}/{name}" for name in sorted(files))
        for name in sorted(folders):
            yield from files_below(f"{folder}/{name}")


def is_older(name: str, age: timedelta) -> bool:
    """Was this file written longer ago than `age`? False where a storage does not know."""
    with suppress(OSError, NotImplementedError):
        return default_storage.get_modified_time(name) < timezone.now() - age
    return False


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).hexdigest().encode() + b"\n"
