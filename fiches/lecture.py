"""What the page of a fiche shows, gathered and rendered once for each state of the content."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

from django.shortcuts import get_object_or_404
from django.utils.safestring import SafeString

from dts_platform.core.facets import Valeur
from dts_platform.core.search.mirror import Record, Snapshot
from fiches.croisements import neighbours
from fiches.filters import FICHES
from fiches.models import Fiche
from fiches.recherche import facettes_de
from missions.glossaire import Glossaire, rendre_annote


@dataclass(frozen=True)
class PageDeFiche:
    """A fiche, its body already rendered, the words defined at its foot, and what lies around it."""

    objet: Fiche
    valeurs: Mapping[str, list[Valeur]]
    corps: SafeString
    glossaire: Glossaire
    proches: list[tuple[Record, list[Valeur]]]
    precedent: Record | None
    suivant: Record | None

    @classmethod
    def read(cls, slug: str, snapshot: Snapshot) -> "PageDeFiche":
        """The page of a public fiche; 404 when there is none."""
        return cls.of(get_object_or_404(Fiche.objects.published().with_path(), slug=slug), snapshot)

    @classmethod
    def of(cls, objet: Fiche, snapshot: Snapshot) -> "PageDeFiche":
        """The page of a fiche read `with_path`, whatever its state."""
        corps, glossaire = rendre_annote("fiches/_corps.html", objet)
        precedent, ici, suivant = _around(objet.numero, snapshot)
        facettes = ici.facettes if ici else facettes_de(objet)
        return cls(
            objet,
            FICHES.index(snapshot).values_of(facettes),
            corps,
            glossaire,
            neighbours(objet.numero, facettes, snapshot),
            precedent,
            suivant,
        )


def _around(numero: int, snapshot: Snapshot) -> tuple[Record | None, Record | None, Record | None]:
    """The public fiches before a number, at this number, and after it."""
    ordre = FICHES.order(snapshot, "numero")
    rang = bisect_left(ordre.slots, numero, key=lambda slot: ordre.keys[slot])
    records = {record.numero: record for record in snapshot.records(ordre.slots[max(0, rang - 1) : rang + 2])}
    apres = sorted(n for n in records if n > numero)[:1]
    avant = [n for n in records if n < numero]
    return (
        next((records[n] for n in avant), None),
        records.get(numero),
        next((records[n] for n in apres), None),
    )
