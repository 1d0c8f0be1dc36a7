"""Which kinds of texts there are: each app declares its own once, every room reads here what concerns it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.constants import LOOKUP_SEP

from dts_platform.content.owned import owned
from dts_platform.content.rows import said_fields
from dts_platform.editorial.states import Publishable
from dts_platform.finder.filters import Catalogue
from dts_platform.search.searchable import Searchable, register


@dataclass(frozen=True)
class PublicData:
    """The open data of a kind: the name of the set, its title, each key of a record with how to read it from a text.

    `counted` is how one of its texts, then many, are called by a page that counts them: « fiche,fiches ».
    """

    name: str
    title: str
    fields: Mapping[str, Callable[[Model], Any]]
    counted: str = ""

    @property
    def columns(self) -> list[str]:
        """The columns of the CSV files: the same as the keys of a record, in the same order."""
        return list(self.fields)


@dataclass(frozen=True)
class SearchGroup:
    """A group of results of the search over everything; several kinds may share one. Groups are shown by rank."""

    rank: int
    name: str
    title: str


@dataclass(frozen=True)
class Kind:
    """A kind of text.

    `searchable` says what the index keeps of it and which tables it is made of, `catalogue` its facets, sorts and finder,
    `prefix` the path under which its pages live, `print_template` and `book_template` its body on paper and in EPUB,
    `named_by` the fields by which public addresses name a text.
    """

    model: type[Model]
    searchable: Searchable
    prefix: str = ""
    catalogue: Catalogue | None = None
    print_template: str = ""
    book_template: str = ""
    public_data: PublicData | None = None
    group: SearchGroup | None = None
    named_by: tuple[str, ...] = ("slug",)

    @property
    def name(self) -> str:
        """Its name in the index."""
        return self.searchable.kind

    @cached_property
    def has_states(self) -> bool:
        """Are its texts published one by one? The others are public as soon as they exist."""
        return issubclass(self.model, Publishable)

    def public(self) -> QuerySet:
        """The texts every visitor may read."""
        return public_rows(self.model)


_KINDS: dict[type[Model], Kind] = {}


def declare(kinds: Iterable[Kind]) -> None:
    """Declare the kinds of texts of an app, once it is ready."""
    for kind in kinds:
        _KINDS[kind.model] = kind
        register([kind.searchable])


def all_kinds() -> list[Kind]:
    """Every kind of text, in the order of the apps."""
    return list(_KINDS.values())


def with_pages() -> list[Kind]:
    """Those whose texts have pages of their own."""
    return [kind for kind in all_kinds() if kind.prefix]


def kind_with_pages(model: type[Model]) -> Kind | None:
    """The kind of the texts of a model, if they have pages of their own."""
    kind = _KINDS.get(model)
    return kind if kind and kind.prefix else None


def with_states() -> list[Kind]:
    """Those whose texts have pages that are public or not, one by one."""
    return [kind for kind in with_pages() if kind.has_states]


def with_data() -> list[Kind]:
    """Those that are open data, in the order of the groups of results."""
    return sorted((kind for kind in all_kinds() if kind.public_data), key=lambda kind: kind.group.rank)


def kind_of(text: Model) -> Kind:
    """The kind of a text."""
    return _KINDS[type(text)]


@cache
def facets_of_texts() -> dict[str, Kind]:
    """{facet: kind} for the facets of the lists whose values are rows that have names of their own."""
    found = {}
    for filters in [kind.catalogue.filters for kind in all_kinds() if kind.catalogue]:
        for name, facet in filters.facets().items():
            *relations, column = (facet.field_name or "").split(LOOKUP_SEP)
            model = filters._meta.model
            for relation in relations:
                model = model._meta.get_field(relation).related_model
            if relations and column == "slug" and model in _KINDS:
                found[name] = _KINDS[model]
    return found


@cache
def values_of_texts() -> tuple[type[Model], ...]:
    """The models without pages whose rows texts bear, each by its slug: themes, publics, documents that they cite."""
    made_of = [model for kind in with_states() for model in (kind.model, *(row for row, _ in owned(kind.model)))]
    borne = [field.related_model for model in made_of for field in said_fields(model) if field.is_relation]
    of_facets = [kind.model for kind in facets_of_texts().values()]
    named = (model for model in (*borne, *of_facets) if model.NATURAL_KEY == ("slug",) and not kind_with_pages(model))
    return tuple(dict.fromkeys(named))


def public_rows(model: type[Model]) -> QuerySet:
    """The rows of a model that every visitor may read."""
    manager = model._default_manager
    return manager.published() if hasattr(manager, "published") else manager.all()
