"""How many behind each box: one arithmetic for every finder.

A text is a bit; a facet value is the integer whose bits are the texts that carry it. Inside a facet, chosen values are
alternatives (OR); between facets they add up (AND). The count of a value is taken with every other facet applied, but
not its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import and_, or_


@dataclass(frozen=True)
class Valeur:
    """A value of a facet and the texts that carry it."""

    slug: str
    libelle: str
    documents: int = 0


@dataclass(frozen=True)
class Facette:
    """A facet: its parameter name, its label, and its values in editorial order.

    A `doctrinale` facet keeps its order and all its values; another shows those that bring something, most first.
    """

    nom: str
    libelle: str
    valeurs: Mapping[str, Valeur]
    doctrinale: bool = False


@dataclass(frozen=True)
class Index:
    """The public texts of one kind, as a set of bits, and their facets."""

    tous: int
    facettes: Mapping[str, Facette] = field(default_factory=dict)

    @cached_property
    def totaux(self) -> dict[str, dict[str, int]]:
        """The counts when nothing is chosen."""
        return {nom: _counts(facette, self.tous) for nom, facette in self.facettes.items()}

    def any_of(self, nom: str, slugs: Iterable[str]) -> int:
        """The texts that carry at least one of these values."""
        valeurs = self.facettes[nom].valeurs
        return reduce(or_, (valeurs[slug].documents for slug in slugs if slug in valeurs), 0)

    def select(self, choix: Mapping[str, Iterable[str]], base: int | None = None, sauf: Iterable[str] = ()) -> int:
        """The texts that satisfy every chosen facet but `sauf`, among `base`."""
        masques = (self.any_of(nom, slugs) for nom, slugs in choix.items() if slugs and nom not in sauf)
        return reduce(and_, masques, self.tous if base is None else base)

    def count(self, choix: Mapping[str, Iterable[str]], base: int | None = None) -> dict[str, dict[str, int]]:
        """The exact count of every value of every facet, its own facet's choice left out."""
        if not any(choix.values()) and base in (None, self.tous):
            return self.totaux
        entier = self.select(choix, base)
        comptes = {}
        for nom, facette in self.facettes.items():
            masque = self.select(choix, base, sauf=(nom,)) if choix.get(nom) else entier
            comptes[nom] = _counts(facette, masque)
        return comptes

    def values_of(self, facettes: Mapping[str, Iterable[str]]) -> dict[str, list[Valeur]]:
        """What a text carries, facet by facet, in the order of the facet, from its slugs."""
        return {
            nom: [valeur for slug, valeur in facette.valeurs.items() if slug in facettes.get(nom, ())]
            for nom, facette in self.facettes.items()
        }


def _counts(facette: Facette, masque: int) -> dict[str, int]:
    return {slug: (valeur.documents & masque).bit_count() for slug, valeur in facette.valeurs.items()}
