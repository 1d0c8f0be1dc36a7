"""A manual of a few texts of each part, for tests of what every page of it obeys; of all of them with LONG=1."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from dts_platform.editorial.states import Statut
from experiences.models import Experience
from fiches.models import Fiche
from fiches.models.fiche import Partie
from tests.long import LONG, sample

OF_A_PART, EXPERIENCES = 2, 6


@contextmanager
def some_texts() -> Iterator[None]:
    """Only some fiches and experiences are public inside; drawn again as they change, so that each has its turn."""
    if LONG:
        yield
        return
    with transaction.atomic():
        fiches = Fiche.objects.published()
        parts = [list(fiches.filter(partie=part)) for part in Partie]
        kept = [fiche.pk for part in parts for fiche in sample(part, OF_A_PART, lambda fiche: fiche.resume)]
        fiches.exclude(pk__in=kept).update(statut=Statut.BROUILLON)
        experiences = Experience.objects.published()
        kept = [text.pk for text in sample(experiences, EXPERIENCES, lambda text: text.resume)]
        experiences.exclude(pk__in=kept).update(statut=Statut.BROUILLON)
        yield
        transaction.set_rollback(True)
