"""The public shape of a fiche, for open data."""

from collections.abc import Callable, Iterator

from django.urls import reverse

from fiches.models import Fiche
from missions.records import slugs

COLONNES = [
    "numero",
    "slug",
    "titre",
    "resume",
    "missions",
    "principes",
    "strategies",
    "themes",
    "region",
    "experiences",
    "url",
    "pdf",
    "modifie_le",
]


def record(fiche: Fiche, absolute: Callable[[str], str]) -> dict:
    """One fiche as open data; `absolute` turns an address of the site into a full one."""
    return {
        "numero": fiche.numero,
        "slug": fiche.slug,
        "titre": fiche.titre,
        "resume": fiche.resume.strip(),
        "missions": slugs(fiche.missions.all()),
        "principes": slugs(fiche.principes.all()),
        "strategies": slugs(fiche.strategies.all()),
        "themes": sorted(slugs(fiche.themes.all())),
        "region": fiche.region,
        "experiences": [prolongement.experience.slug for prolongement in fiche.prolongements.all()],
        "url": absolute(fiche.get_absolute_url()),
        "pdf": absolute(reverse("fiches:fiche_pdf", args=[fiche.slug])),
        "modifie_le": fiche.modifie_le.isoformat(),
    }


def records(absolute: Callable[[str], str]) -> Iterator[dict]:
    """Every public fiche, in reading order."""
    for fiche in Fiche.objects.published().in_reading_order().with_everything():
        yield record(fiche, absolute)
