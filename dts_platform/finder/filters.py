"""The filters of a finder, declared once in an app's FilterSet.

From that declaration come the facets and their counts, the form, the chips, the addresses and the exports.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import django_filters
from django import forms
from django.http import QueryDict

from dts_platform.finder.facets import Facet, Index, Value
from dts_platform.search.query import LONGEST
from dts_platform.search.snapshot import Order, Snapshot

Pairs = Iterable[tuple[str, str]]


def residents(kind: str) -> Callable[[Snapshot], Pairs]:
    """The values of a facet are the texts of a resident kind."""
    return lambda snapshot: [(record["slug"], record["label"]) for record in snapshot.residents_of(kind)]


def choices(pairs: Pairs) -> Callable[[Snapshot], Pairs]:
    """The values of a facet are known beforehand."""
    return lambda snapshot: pairs


def clean(text: str) -> str:
    """Printable characters, single spaces, a bounded length: what may be shown back."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:LONGEST]).split())


class SlugsField(forms.Field):
    """Any number of slugs, repeated ones once; nothing is refused here, the index knows which exist."""

    widget = forms.SelectMultiple

    def clean(self, value) -> tuple[str, ...]:
        return tuple(dict.fromkeys(clean(v) or "illisible" for v in value or () if v))


class FacetFilter(django_filters.Filter):
    """A facet in a FilterSet: its name is the URL parameter, `values` gives its slugs and labels in order."""

    field_class = SlugsField

    def __init__(self, *args, values: Callable[[Snapshot], Pairs], doctrinal: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.values, self.doctrinal = values, doctrinal


class TextField(forms.CharField):
    def clean(self, value) -> str:
        return clean(value or "")


class TextFilter(django_filters.Filter):
    """The free text of a finder."""

    field_class = TextField


class SortField(forms.Field):
    def clean(self, value) -> str:
        return clean(value or "")


class SortFilter(django_filters.Filter):
    """The order of the list; `sorts` names each order and its label, the first being the ordinary one."""

    field_class = SortField

    def __init__(self, *args, sorts: Mapping[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.sorts = sorts


@dataclass(frozen=True)
class Catalogue:
    """A kind of text that can be sought: its name in the index, the name of its page, its filters."""

    kind: str
    page: str
    filters: type[django_filters.FilterSet]

    @cached_property
    def form_fields(self) -> dict[str, forms.Field]:
        """The form fields of the filters, made once: they keep nothing of a request."""
        return {name: declared.field for name, declared in self.filters.base_filters.items()}

    def read(self, parameters: QueryDict) -> dict[str, tuple[str, ...] | str]:
        """What a request asks of each filter, cleaned; nothing is refused."""
        raw_values = {
            name: form_field.widget.value_from_datadict(parameters, {}, name)
            for name, form_field in self.form_fields.items()
        }
        return {name: form_field.clean(raw_values[name]) for name, form_field in self.form_fields.items()}

    def index(self, snapshot: Snapshot) -> Index:
        """The texts of this kind and their facets."""
        return snapshot.remember(("index", self.kind), lambda: self._index(snapshot))

    def _index(self, snapshot: Snapshot) -> Index:
        all_texts = snapshot.kinds.get(self.kind, 0)
        facets = {
            name: Facet(
                name, str(declared.label), _facet_values(name, declared, snapshot, all_texts), declared.doctrinal
            )
            for name, declared in self.filters.base_filters.items()
            if isinstance(declared, FacetFilter)
        }
        return Index(all_texts, facets)

    @property
    def sorts(self) -> Mapping[str, str]:
        return self.filters.base_filters["tri"].sorts

    def order(self, snapshot: Snapshot, sort: str) -> Order:
        return snapshot.orders.get((self.kind, sort), Order())


def _facet_values(name: str, declared: FacetFilter, snapshot: Snapshot, all_texts: int) -> dict[str, Value]:
    return {
        slug: Value(slug, label, snapshot.carrying(name, slug) & all_texts) for slug, label in declared.values(snapshot)
    }
