"""What the home page shows, from the index alone."""

from dataclasses import dataclass
from itertools import islice

from django.http import QueryDict
from django.urls import reverse

from dts_platform.core.filtres import Catalogue
from dts_platform.core.search.mirror import Record, Snapshot
from experiences.filters import EXPERIENCES
from fiches.croisements import Matrice
from fiches.filters import FICHES, find

EN_VITRINE = 3


@dataclass(frozen=True)
class Accueil:
    """The matrix, for the strategy asked for, and a few texts to begin with."""

    matrice: Matrice
    recentes: list[Record]
    experiences: list[Record]
    nombre_de_fiches: int
    nombre_d_experiences: int

    @classmethod
    def of(cls, parametres: QueryDict, snapshot: Snapshot) -> "Accueil":
        """Read the home page for a request; only its strategy is looked at."""
        voulus = QueryDict(mutable=True)
        voulus.setlist("strategie", parametres.getlist("strategie")[:1])
        fiches, experiences = FICHES.index(snapshot), EXPERIENCES.index(snapshot)
        fondatrices = experiences.any_of("origine", ["fondatrice"]) or experiences.tous
        return cls(
            Matrice.of(find(voulus, snapshot), reverse("portal:accueil")),
            _premiers(FICHES, "recent", fiches.tous, snapshot),
            _premiers(EXPERIENCES, "titre", fondatrices, snapshot),
            fiches.tous.bit_count(),
            experiences.tous.bit_count(),
        )


def _premiers(catalogue: Catalogue, tri: str, parmi: int, snapshot: Snapshot) -> list[Record]:
    return snapshot.records(islice(catalogue.order(snapshot, tri).among(parmi), EN_VITRINE))
