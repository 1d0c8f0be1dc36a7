"""How the HTML of one text becomes pages. This folder is all that knows WeasyPrint.

`engine` lays out; `fetcher` says what it may read; `weasyprint_seams` is what is changed inside WeasyPrint; `tags` and
`shorten` rewrite what it wrote. A part is named by a digest of its text and of `sources()`: a change of one of these
files lays every part out again.
"""

from pathlib import Path

_FOLDER = Path(__file__).parent
_SHARED_WITH_ASSEMBLY = ("coverage", "fonts", "forms", "parts", "streams")


def sources() -> list[Path]:
    """The files that shape a part: this folder, and the modules beside it that it imports."""
    return [
        *sorted(_FOLDER.glob("*.py")),
        *_FOLDER.glob("*.conf"),
        *(_FOLDER.parent / f"{name}.py" for name in _SHARED_WITH_ASSEMBLY),
    ]
