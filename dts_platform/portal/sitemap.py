"""Every public address worth indexing, with the date its text last changed when it has one."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from dts_platform.editorial.kinds import with_pages
from dts_platform.portal.pages import PAGES
from dts_platform.portal.territories import paths
from fiches.models import Fiche, Partie


def parts_with_fiches() -> list[str]:
    """The slugs of the parts of the manual that hold a public fiche."""
    held = {*Fiche.objects.published().order_by().values_list("partie", flat=True).distinct()}
    return [part.slug for part in Partie if part.value in held]


def addresses() -> Iterator[tuple[str, datetime | None]]:
    """(path, last change) for each page; the published texts and nothing else."""
    yield from ((reverse(page.route), None) for page in PAGES)
    yield from ((path, None) for path in paths())
    yield from ((reverse("fiches:partie", args=[part]), None) for part in parts_with_fiches())
    for kind in with_pages():
        dated = ("modifie_le",) if kind.has_states else ()
        for text in kind.public().only("slug", *dated):
            yield text.get_absolute_url(), getattr(text, "modifie_le", None)
