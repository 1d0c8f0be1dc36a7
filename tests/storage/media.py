"""What is stored below the media folder, and ways to damage a file."""

from pathlib import Path

from django.conf import settings

DAMAGES = {
    "truncated": lambda f: f.write_bytes(f.read_bytes()[:-1]),
    "cut in its digest": lambda f: f.write_bytes(f.read_bytes()[:20]),
    "emptied": lambda f: f.write_bytes(b""),
    "overwritten": lambda f: f.write_bytes(b"%PDF-1.7 autre chose"),
    "one bit": lambda f: f.write_bytes(f.read_bytes()[:-1] + b"\x00"),
    "longer": lambda f: f.write_bytes(f.read_bytes() + b"x"),
    "removed": lambda f: f.unlink(),
    "a folder in its place": lambda f: (f.unlink(), f.mkdir()),
}


def stored_files(suffix: str = "") -> list[str]:
    """What is stored, below the media folder."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(str(f.relative_to(root)) for f in root.rglob(f"*{suffix}") if f.is_file())
