"""The public shape of an experience, for open data."""

from collections.abc import Callable, Iterator, Sequence

from dts_platform.content.records import ordered, slugs
from experiences.models import Experience

COLUMNS = [
    "slug",
    "nom",
    "organisation",
    "type",
    "commune",
    "departement",
    "region",
    "missions",
    "principes",
    "strategies",
    "chiffres",
    "url",
    "modifie_le",
]


def record(experience: Experience, absolute: Callable[[str], str]) -> dict:
    """One experience as open data; `absolute` turns an address of the site into a full one."""
    return {
        "slug": experience.slug,
        "nom": experience.nom,
        "organisation": experience.organisation,
        "type": experience.type_structure,
        "commune": experience.commune,
        "departement": experience.departement,
        "region": experience.region,
        "missions": slugs(illustration.mission for illustration in experience.illustrations_de_mission.all()),
        "principes": slugs(illustration.principe for illustration in experience.illustrations_de_principe.all()),
        "strategies": slugs(illustration.strategie for illustration in experience.illustrations_de_strategie.all()),
        "themes": sorted(slugs(experience.themes.all())),
        "origine": experience.origine,
        "chiffres": [
            {
                "libelle": chiffre.libelle,
                "precision": chiffre.precision,
                "valeur": float(chiffre.valeur),
                "unite": chiffre.unite,
                "annee": chiffre.annee,
                "periode": chiffre.periode,
                "source": chiffre.source.titre,
            }
            for chiffre in experience.chiffres.all()
        ],
        "url": absolute(experience.get_absolute_url()),
        "modifie_le": experience.modifie_le.isoformat(),
    }


def records(absolute: Callable[[str], str], keys: Sequence[int]) -> Iterator[dict]:
    """The public experiences with these keys, in their order."""
    for experience in ordered(Experience.objects.published().with_everything(), keys):
        yield record(experience, absolute)
