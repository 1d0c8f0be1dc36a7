"""The filters of a finder, declared once in an app's FilterSet.

Bound to a request and a queryset, a FilterSet selects in the database: `.qs`, for exports, feeds and the administration.
From the same declaration come what the index keeps of each text, the facets with their counts, the form, the chips and
the addresses. A page lists from the index the texts that `.qs` would select.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import django_filters
from django import forms
from django.db.models import Expression, F, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.db.models.lookups import In
from django.http import QueryDict

from dts_platform.finder.facets import Facet, Index, Value
from dts_platform.search import mirror
from dts_platform.search.query import LONGEST
from dts_platform.search.snapshot import Order, Snapshot
from dts_platform.search.subquery import keys_answering

Pairs = Iterable[tuple[str, str]]
UNFOLD = "plus"  # the parameter that asks for a page whose facets show all their values


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
        values = [value] if isinstance(value, str) else value or ()
        return tuple(dict.fromkeys(clean(v) or "illisible" for v in values if v))


class FacetFilter(django_filters.Filter):
    """A facet in a FilterSet. Its name is the URL parameter.

    `field_name` is where a text carries it, a column or a path through relations; `expression` works it out where no
    column holds it. `values` gives its slugs and labels in order; `stored` what the column holds for each slug, when that
    is not the slug. A facet that says the first purpose of a text `leads` another: texts of that purpose come first.
    """

    field_class = SlugsField

    def __init__(
        self,
        *args,
        values: Callable[[Snapshot], Pairs],
        doctrinal: bool = False,
        stored: Mapping[str, object] | None = None,
        expression: Expression | None = None,
        leads: str = "",
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.leads = leads
        self.values, self.doctrinal, self.stored, self.expression = values, doctrinal, stored or {}, expression

    @property
    def source(self) -> Expression | F:
        """Where a text carries it."""
        return self.expression or F(self.field_name)

    def slug_of(self, held: object) -> str:
        """The slug of what the column holds, given as text."""
        return next((slug for slug, value in self.stored.items() if str(value) == str(held)), str(held))

    def filter(self, qs: QuerySet, value: tuple[str, ...]) -> QuerySet:
        """The texts that carry one of these values; all of them when no value is known."""
        known = {slug for slug, _ in self.values(self.parent.snapshot)} if value else ()
        wanted = [self.stored.get(slug, slug) for slug in value if slug in known]
        if not wanted:
            return qs
        if not self.expression and LOOKUP_SEP not in self.field_name:
            return qs.filter(**{f"{self.field_name}__in": wanted})
        # Through a relation, a join would give a text as often as it carries a value.
        return qs.filter(pk__in=qs.model._base_manager.filter(In(self.source, wanted)).values("pk"))


class TextField(forms.CharField):
    def clean(self, value) -> str:
        return clean(value or "")


class TextFilter(django_filters.Filter):
    """The free text of a finder: the words are sought in the index, by a subquery."""

    field_class = TextField

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """The texts that answer; all of them when nothing typed can be sought."""
        keys = keys_answering(value, qs.model._meta.model_name, self.parent.snapshot)
        return qs if keys is None else qs.filter(pk__in=keys)


class SortField(forms.Field):
    def clean(self, value) -> str:
        return clean(value or "")


class SortFilter(django_filters.Filter):
    """The order of the list; `sorts` names each order and its label, the first being the ordinary one."""

    field_class = SortField

    def __init__(self, *args, sorts: Mapping[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.sorts = sorts

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        """The texts as they are: the orders of a list are kept by the index."""
        return qs


class LikenessFilter(SortFilter):
    """What the visitor is, among the values of a `facet`: texts that carry it come first, and give the `reason`.

    `unknown` is the value of texts of which nobody knows it, which no visitor is, and what these texts say then.
    """

    def __init__(self, *args, facet: str, reason: str, unknown: tuple[str, str] = ("", ""), **kwargs):
        super().__init__(*args, sorts={}, **kwargs)
        self.facet, self.reason, self.unknown = facet, reason, unknown


class FinderFilterSet(django_filters.FilterSet):
    """The filters of a kind of text. No value is refused: what is not known selects nothing and leaves the rest.

    `shown_first` names the facets that its page shows before the others, in order; addresses keep that of declaration.
    `spread` says how many of them stand there with their values in sight; of the others, only the name does.
    `shown_within` names facets whose values wait for a choice in a wider one, as departments wait for their region.
    """

    shown_first: tuple[str, ...] = ()
    spread = 4
    shown_within: Mapping[str, str] = {}

    @cached_property
    def snapshot(self) -> Snapshot:
        """The words and the values known at this moment."""
        return mirror.current()

    @classmethod
    def facets(cls) -> dict[str, FacetFilter]:
        """The facets that it declares."""
        return {name: declared for name, declared in cls.base_filters.items() if isinstance(declared, FacetFilter)}


@dataclass(frozen=True)
class Catalogue:
    """A kind of text that can be sought: its name in the index, the name of its page, its filters."""

    kind: str
    page: str
    filters: type[FinderFilterSet]

    @cached_property
    def form_fields(self) -> dict[str, forms.Field]:
        """The form fields of the filters, made once: they keep nothing of a request."""
        return {name: declared.field for name, declared in self.filters.base_filters.items()}

    def parameters(self) -> Iterable[str]:
        """The parameters that its page reads."""
        return (*self.filters.base_filters, "page", UNFOLD)

    def read(self, parameters: QueryDict) -> dict[str, tuple[str, ...] | str]:
        """What a request asks of each filter, cleaned; nothing is refused."""
        asked = [(name, form_field) for name, form_field in self.form_fields.items() if name in parameters]
        return self.nothing_asked | {name: _asked(form_field, parameters, name) for name, form_field in asked}

    @cached_property
    def nothing_asked(self) -> dict[str, tuple[str, ...] | str]:
        """What a request without parameters asks of each filter."""
        return {name: _asked(form_field, QueryDict(), name) for name, form_field in self.form_fields.items()}

    def index(self, snapshot: Snapshot) -> Index:
        """The texts of this kind and their facets."""
        return snapshot.remember(("index", self.kind), lambda: self._index(snapshot))

    def _index(self, snapshot: Snapshot) -> Index:
        all_texts = snapshot.kinds.get(self.kind, 0)
        facets = {
            name: Facet(
                name, str(declared.label), _facet_values(name, declared, snapshot, all_texts), declared.doctrinal
            )
            for name, declared in self.filters.facets().items()
        }
        return Index(all_texts, facets)

    @cached_property
    def likenesses(self) -> dict[str, LikenessFilter]:
        """What its page asks visitors about themselves."""
        declared = self.filters.base_filters.items()
        return {name: one for name, one in declared if isinstance(one, LikenessFilter)}

    @cached_property
    def leading(self) -> dict[str, str]:
        """{facet: the one that says which of its values a text is for first of all}."""
        return {declared.leads: name for name, declared in self.filters.facets().items() if declared.leads}

    @property
    def sorts(self) -> Mapping[str, str]:
        return self.filters.base_filters["tri"].sorts

    @property
    def ordinary_sort(self) -> str:
        """The order of a list that nobody chose, where no text is asked."""
        return next(iter(self.sorts))

    def order(self, snapshot: Snapshot, sort: str) -> Order:
        return snapshot.orders.get((self.kind, sort), Order())


def _asked(form_field: forms.Field, parameters: QueryDict, name: str) -> tuple[str, ...] | str:
    return form_field.clean(form_field.widget.value_from_datadict(parameters, {}, name))


def _facet_values(name: str, declared: FacetFilter, snapshot: Snapshot, all_texts: int) -> dict[str, Value]:
    return {
        slug: Value(slug, label, snapshot.carrying(name, slug) & all_texts) for slug, label in declared.values(snapshot)
    }
