"""Every public address worth indexing, with the date its text last changed when it has one."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from experiences.models import Experience
from fiches.models import Fiche
from missions.models import Mission, Principe, Repere, Strategie

FIXED = [
    "portal:accueil",
    "fiches:liste",
    "experiences:liste",
    "fiches:manuel",
    "fiches:editions",
    "fiches:selection",
    "missions:missions",
    "missions:principes",
    "missions:strategies",
    "missions:reperes",
    "missions:glossaire",
    "portal:plaquette",
    "portal:a_propos",
    "portal:accessibilite",
    "portal:mentions_legales",
    "portal:donnees",
]


def addresses() -> Iterator[tuple[str, datetime | None]]:
    """(path, last change) for each page; the published texts and nothing else."""
    yield from ((reverse(name), None) for name in FIXED)
    for model in (Mission, Principe, Strategie):
        yield from ((obj.get_absolute_url(), None) for obj in model.objects.only("slug"))
    for model in (Repere, Fiche, Experience):
        yield from ((t.get_absolute_url(), t.modifie_le) for t in model.objects.published().only("slug", "modifie_le"))
