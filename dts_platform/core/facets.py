"""How many behind each box: one arithmetic for every finder.

A document is a bit; a facet value is the integer whose bits are the documents that carry it. Inside a
facet, chosen values are alternatives (OR); between facets they add up (AND). The count of a value is taken
with every other facet applied, but not its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_


@dataclass(frozen=True)
class Valeur:
    """A value of a facet and the documents that carry it."""

    slug: str
    libelle: str
    documents: int = 0


@dataclass(frozen=True)
class Facette:
    """A facet: its parameter name, its label and its values in editorial order."""

    nom: str
    libelle: str
    valeurs: Mapping[str, Valeur]
    garde_les_vides: bool = False

    @classmethod
    def from_pairs(
        cls, nom: str, libelle: str, paires: Iterable[tuple[str, str, int | None]], rangs: Mapping[int, int], **options
    ) -> "Facette":
        """Build from (slug, label, document key or None); keys without a rank are not public and are left out."""
        libelles: dict[str, str] = {}
        documents: dict[str, int] = {}
        for slug, texte, cle in paires:
            libelles.setdefault(slug, texte)
            rang = rangs.get(cle)
            documents[slug] = documents.get(slug, 0) | (0 if rang is None else 1 << rang)
        return cls(nom, libelle, {s: Valeur(s, t, documents[s]) for s, t in libelles.items()}, **options)


@dataclass(frozen=True)
class Index:
    """The public documents, in a fixed order, and their facets. `cles[i]` is the key of document i."""

    cles: tuple[int, ...]
    facettes: Mapping[str, Facette] = field(default_factory=dict)

    @property
    def tous(self) -> int:
        return (1 << len(self.cles)) - 1

    def any_of(self, nom: str, slugs: Iterable[str]) -> int:
        """The documents that carry at least one of these values."""
        valeurs = self.facettes[nom].valeurs
        return reduce(or_, (valeurs[slug].documents for slug in slugs if slug in valeurs), 0)

    def select(self, choix: Mapping[str, Iterable[str]], base: int | None = None, sauf: str = "") -> int:
        """The documents that satisfy every chosen facet but `sauf`, among `base`."""
        masques = (self.any_of(nom, slugs) for nom, slugs in choix.items() if slugs and nom != sauf)
        return reduce(and_, masques, self.tous if base is None else base)

    def count(self, choix: Mapping[str, Iterable[str]], base: int | None = None) -> dict[str, dict[str, int]]:
        """The exact count of every value of every facet, its own facet's choice left out."""
        comptes = {}
        for nom, facette in self.facettes.items():
            masque = self.select(choix, base, sauf=nom)
            comptes[nom] = {slug: (valeur.documents & masque).bit_count() for slug, valeur in facette.valeurs.items()}
        return comptes

    def ranks(self, documents: int) -> Iterator[int]:
        """The ranks of the documents of a set, in order."""
        while documents:
            dernier = documents & -documents
            yield dernier.bit_length() - 1
            documents ^= dernier

    def values_of(self, rang: int) -> dict[str, list[Valeur]]:
        """What one document carries, facet by facet."""
        bit = 1 << rang
        return {
            nom: [v for v in facette.valeurs.values() if v.documents & bit] for nom, facette in self.facettes.items()
        }
