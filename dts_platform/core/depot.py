"""Whole blobs under keys that name their content, in Django's file storage: a disk, a share, an object store.

A blob is written once and never changed. A file cut short by a crash, or damaged, does not match the digest it begins
with: it is as if it were not there, and is written again.
"""

import hashlib
import logging
from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

_DIGEST = 64  # hexadecimal figures, then a line feed
_COMPLAINED: set[str] = set()

logger = logging.getLogger(__name__)


def get(nom: str) -> bytes | None:
    """The blob of this name, if it is there and whole."""
    try:
        with default_storage.open(nom) as fichier:
            lu = fichier.read()
    except (OSError, ValueError):
        return None
    octets = lu[_DIGEST + 1 :]
    return octets if lu[: _DIGEST + 1] == _digest(octets) else None


def put(nom: str, octets: bytes) -> bool:
    """Keep a blob; False when there is no room or no right, which is said once in the log."""
    with suppress(OSError):
        if default_storage.exists(nom):
            default_storage.delete(nom)  # it was not whole, or nobody would write it again
    ecrit = save(nom, _digest(octets) + octets)
    if ecrit and ecrit != nom:  # someone wrote it meanwhile: theirs is the same
        default_storage.delete(ecrit)
    return bool(ecrit)


def save(nom: str, octets: bytes) -> str | None:
    """Write a new file; the name it got, or None when there is no room or no right, which is said once in the log."""
    try:
        libre = default_storage.get_available_name(nom)
        ecrit = default_storage.save(libre, ContentFile(octets))
    except OSError as erreur:
        complain(erreur)
        with suppress(OSError):
            default_storage.delete(libre)  # what was written of it would fill the disk again at each try
        return None
    _COMPLAINED.clear()
    return ecrit


def complain(erreur: OSError) -> None:
    """Say once why documents are no longer kept, until one is kept again."""
    if str(erreur.errno) not in _COMPLAINED:
        _COMPLAINED.add(str(erreur.errno))
        logger.error("Les documents ne peuvent plus être rangés : %s. Ils sont servis sans être gardés.", erreur)


def _digest(octets: bytes) -> bytes:
    return hashlib.sha256(octets).hexdigest().encode() + b"\n"
