"""What the home page shows, from the index alone."""

from dataclasses import dataclass
from itertools import islice

from django.http import QueryDict
from django.urls import reverse

from dts_platform.finder.filters import Catalogue
from dts_platform.search.snapshot import Record, Snapshot
from experiences.filters import EXPERIENCES
from fiches.croisements import Matrice
from fiches.filters import FICHES, find

FEATURED = 3
DOORS = (  # the pages where one may begin, and where the words that say so are
    ("fiches:liste", "accueil-fiches"),
    ("experiences:liste", "accueil-experiences"),
    ("missions:reperes", "accueil-reperes"),
    ("fiches:manuel", "accueil-manuel"),
)


@dataclass(frozen=True)
class HomePage:
    """The matrix, for the strategy asked for, and a few texts to begin with."""

    matrice: Matrice
    recent_fiches: list[Record]
    experiences: list[Record]
    doors: tuple[tuple[str, str], ...] = DOORS

    @classmethod
    def of(cls, parameters: QueryDict, snapshot: Snapshot) -> "HomePage":
        """Read the home page for a request; only its strategy is looked at."""
        strategy_query = QueryDict(mutable=True)
        strategy_query.setlist("strategie", parameters.getlist("strategie")[:1])
        fiches, experiences = FICHES.index(snapshot), EXPERIENCES.index(snapshot)
        founding = experiences.any_of("origine", ["fondatrice"]) or experiences.all_texts
        return cls(
            Matrice.of(find(strategy_query, snapshot), reverse("portal:accueil")),
            _first(FICHES, "recent", fiches.all_texts, snapshot),
            _first(EXPERIENCES, "titre", founding, snapshot),
        )


def _first(catalogue: Catalogue, sort: str, texts: int, snapshot: Snapshot) -> list[Record]:
    return snapshot.records(islice(catalogue.order(snapshot, sort).among(texts), FEATURED))
