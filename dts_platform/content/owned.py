"""What a text owns: the rows that are part of it, read from the models, so that a new kind of row comes along by itself."""

from functools import cache

from django.apps import apps
from django.core import checks
from django.db import models

from dts_platform.content.natural_keys import NaturalKey
from dts_platform.content.rows import Model, said_fields

Owned = tuple[Model, models.ForeignKey]


def _holders(model: Model) -> list[models.ForeignKey]:
    """The fields without which a row of this model does not stand: it goes with what they lead to."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.is_relation and not field.null and field.remote_field.on_delete is models.CASCADE
    ]


def owner_field(model: Model) -> models.ForeignKey | None:
    """The field that says which row owns those of this model; None for a text, which nothing owns, and in other apps.

    Of several rows that one may go with, the owner is the one that comes first in its natural key.
    """
    if not issubclass(model, NaturalKey):
        return None
    holders = {field.name: field for field in _holders(model)}
    named = [holders[name] for lookup in model.NATURAL_KEY if (name := lookup.partition("__")[0]) in holders]
    return next(iter([*named, *holders.values()]), None)


@cache
def owned(model: Model) -> tuple[Owned, ...]:
    """The models whose rows are part of a text of this model, each after those it refers to, with what leads to its owner.

    The rows that hold a relation or tags are not told apart: the relation says them.
    """
    found: dict[Model, models.ForeignKey] = {}
    owners = [model]
    for owner in owners:
        sets = {field.remote_field.through for field in said_fields(owner) if field.many_to_many}
        for relation in owner._meta.related_objects:
            child = relation.related_model
            if child not in found and child not in sets and owner_field(child) is relation.field:
                found[child] = relation.field
                owners.append(child)
    return tuple((child, found[child]) for child in _ordered(list(found)))


def _ordered(children: list[Model]) -> list[Model]:
    """Each model after those that its rows refer to."""
    ordered: list[Model] = []
    while children:
        waiting = set(children)
        ready = [child for child in children if not {f.related_model for f in child._meta.concrete_fields} & waiting]
        if not ready:
            raise TypeError(f"rows that refer to one another in a circle: {children}")
        ordered += ready
        children = [child for child in children if child not in ready]
    return ordered


@checks.register(checks.Tags.models)
def check_owned(**_) -> list[checks.CheckMessage]:
    """A row that goes with a text is part of it: it has a natural key, or copies and versions would leave it out."""
    texts = [model for model in apps.get_models() if issubclass(model, NaturalKey)]
    sets = {field.remote_field.through for model in texts for field in said_fields(model) if field.many_to_many}
    return [
        checks.Error(
            f"Rows of {relation.related_model._meta.label} go with those of {model._meta.label}, which does not own them.",
            hint="Give them the mixin NaturalKey and a NATURAL_KEY, or a relation that may be empty.",
            obj=relation.related_model,
            id="content.E001",
        )
        for model in texts
        for relation in model._meta.related_objects
        if relation.on_delete is models.CASCADE
        and not relation.field.null
        and relation.related_model not in sets
        and not issubclass(relation.related_model, NaturalKey)
    ]
