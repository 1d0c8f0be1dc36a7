"""The public shape of a fiche, for open data."""

from collections.abc import Callable, Iterator, Sequence

from django.urls import reverse

from dts_platform.content.records import ordered, slugs
from fiches.models import Fiche

COLUMNS = [
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


def records(absolute: Callable[[str], str], keys: Sequence[int]) -> Iterator[dict]:
    """The public fiches with these keys, in their order."""
    for fiche in ordered(Fiche.objects.published().with_everything(), keys):
        yield record(fiche, absolute)
