"""The filters of a finder, declared once in an app's FilterSet.

From that declaration come the facets and their counts, the form, the chips, the addresses and the exports.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import django_filters
from django import forms
from django.http import QueryDict

from dts_platform.core.facets import Facette, Index, Valeur
from dts_platform.core.search.mirror import Order, Snapshot
from dts_platform.core.search.query import LONGEST

Pairs = Iterable[tuple[str, str]]


def residents(kind: str) -> Callable[[Snapshot], Pairs]:
    """The values of a facet are the texts of a resident kind."""
    return lambda snapshot: [(record["slug"], record["libelle"]) for record in snapshot.residents_of(kind)]


def choices(pairs: Pairs) -> Callable[[Snapshot], Pairs]:
    """The values of a facet are known beforehand."""
    return lambda snapshot: pairs


def propre(texte: str) -> str:
    """Printable characters, single spaces, a bounded length: what may be shown back."""
    return " ".join("".join(c if c.isprintable() else " " for c in texte[:LONGEST]).split())


class SlugsField(forms.Field):
    """Any number of slugs, repeated ones once; nothing is refused here, the index knows which exist."""

    widget = forms.SelectMultiple

    def clean(self, value) -> tuple[str, ...]:
        return tuple(dict.fromkeys(propre(v) or "illisible" for v in value or () if v))


class FacetFilter(django_filters.Filter):
    """A facet in a FilterSet: its name is the URL parameter, `valeurs` gives its slugs and labels in order."""

    field_class = SlugsField

    def __init__(self, *args, valeurs: Callable[[Snapshot], Pairs], doctrinale: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.valeurs, self.doctrinale = valeurs, doctrinale


class TextField(forms.CharField):
    def clean(self, value) -> str:
        return propre(value or "")


class TextFilter(django_filters.Filter):
    """The free text of a finder."""

    field_class = TextField


class SortField(forms.Field):
    def clean(self, value) -> str:
        return propre(value or "")


class SortFilter(django_filters.Filter):
    """The order of the list; `tris` names each order and its label, the first being the ordinary one."""

    field_class = SortField

    def __init__(self, *args, tris: Mapping[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.tris = tris


@dataclass(frozen=True)
class Catalogue:
    """A kind of text that can be sought: its name in the index, the name of its page, its filters."""

    kind: str
    page: str
    filtres: type[django_filters.FilterSet]

    @cached_property
    def champs(self) -> dict[str, forms.Field]:
        """The form fields of the filters, made once: they keep nothing of a request."""
        return {nom: filtre.field for nom, filtre in self.filtres.base_filters.items()}

    def read(self, parametres: QueryDict) -> dict[str, tuple[str, ...] | str]:
        """What a request asks of each filter, cleaned; nothing is refused."""
        valeurs = {nom: champ.widget.value_from_datadict(parametres, {}, nom) for nom, champ in self.champs.items()}
        return {nom: champ.clean(valeurs[nom]) for nom, champ in self.champs.items()}

    def index(self, snapshot: Snapshot) -> Index:
        """The texts of this kind and their facets."""
        return snapshot.remember(("index", self.kind), lambda: self._index(snapshot))

    def _index(self, snapshot: Snapshot) -> Index:
        tous = snapshot.kinds.get(self.kind, 0)
        facettes = {
            nom: Facette(nom, str(filtre.label), _valeurs(nom, filtre, snapshot, tous), filtre.doctrinale)
            for nom, filtre in self.filtres.base_filters.items()
            if isinstance(filtre, FacetFilter)
        }
        return Index(tous, facettes)

    @property
    def tris(self) -> Mapping[str, str]:
        return self.filtres.base_filters["tri"].tris

    def order(self, snapshot: Snapshot, tri: str) -> Order:
        return snapshot.orders.get((self.kind, tri), Order())


def _valeurs(nom: str, filtre: FacetFilter, snapshot: Snapshot, tous: int) -> dict[str, Valeur]:
    return {
        slug: Valeur(slug, libelle, snapshot.carrying(nom, slug) & tous) for slug, libelle in filtre.valeurs(snapshot)
    }
