"""The rows of the database as a content file could say them: keys, fields, many-to-many relations and tags as sets."""

from collections.abc import Callable, Iterable, Mapping

from django.db import models
from django.db.backends.utils import format_number

from dts_platform.content.journal import digest

Model = type[models.Model]
Key = tuple
Naming = Callable[[Model, int], Key | None]  # how the file names a row: by a key that an editor may have changed


def owner_fields(kinds: Iterable[Model]) -> dict[Model, models.Field | None]:
    """For each kind of object of a file, the field that says which object before it owns it; None for a root."""
    owners: dict[Model, models.Field | None] = {}
    for model in kinds:
        owners[model] = next(
            (field for field in model._meta.concrete_fields if field.is_relation and field.related_model in owners),
            None,
        )
    return owners


def rank_field(model: Model, owner: models.Field | None) -> str | None:
    """The field of a natural key that is a mere rank among the objects of one owner, if there is one."""
    fields = (model._meta.get_field(lookup) for lookup in model.NATURAL_KEY if "__" not in lookup)
    return next((field.name for field in fields if owner and isinstance(field, models.IntegerField)), None)


def key_from(model: Model, values: Mapping[str, object]) -> Key:
    """The natural key of an object whose relations are given as natural keys."""
    parts = []
    for lookup in model.NATURAL_KEY:
        name, _, rest = lookup.partition("__")
        value = values[name]
        related = model._meta.get_field(name).related_model
        parts.append(value[related.NATURAL_KEY.index(rest)] if rest else value)
    return tuple(parts)


def key_lookups(model: Model, key: Key) -> dict:
    """The look-ups that find the object of this key."""
    return dict(zip(model.NATURAL_KEY, key, strict=True))


def is_dated(field: models.Field) -> bool:
    """Does the machine fill this field each time it saves? Such a field says nothing of who wrote what."""
    return getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)


def said_fields(model: Model) -> list[models.Field]:
    """What a file can say of an object: its columns, and the relations and tags that have no object of their own.

    A model names in `APART` the columns that say nothing of the text itself.
    """
    apart = getattr(model, "APART", ())
    columns = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not is_dated(field) and field.name not in apart
    ]
    sets = [
        field
        for field in model._meta.many_to_many
        if not isinstance(field, models.ManyToManyField) or field.remote_field.through._meta.auto_created
    ]
    return columns + sets


def digest_of(field: models.Field, value) -> str:
    """The digest of a value: a key where it names an object, keys in any order for a set."""
    if field.many_to_many:
        return digest(sorted((list(key) for key in value), key=str))
    if isinstance(field, models.DecimalField) and value is not None:
        return digest(format_number(value, field.max_digits, field.decimal_places))
    return digest(value)


def blank_digests(model: Model) -> dict[str, str]:
    """What an object where nothing was filled in would say."""
    return {
        field.name: digest_of(field, [] if field.many_to_many else None if field.is_relation else field.get_default())
        for field in said_fields(model)
    }


def natural_key(row: models.Model, naming: Naming) -> Key:
    """The key by which a file names a row: the one it used, else the row's own; its number if it has no key."""
    own = getattr(row, "natural_key", None)
    return naming(type(row), row.pk) or (own() if own else (row.pk,))


def value_of(row: models.Model, field: models.Field, naming: Naming):
    """What a row says in a field; keys in place of other rows."""
    if field.many_to_many:
        return [natural_key(other, naming) for other in getattr(row, field.name).all()]
    if field.is_relation:
        other = getattr(row, field.name)
        return None if other is None else natural_key(other, naming)
    return getattr(row, field.attname)


def digests(row: models.Model, naming: Naming) -> dict[str, str]:
    """What a row says, field by field."""
    return {field.name: digest_of(field, value_of(row, field, naming)) for field in said_fields(type(row))}


def drags(row: models.Model, planned: set[tuple[Model, int]]) -> bool:
    """Would deleting a row delete another that nobody asked to delete? RestrictedError or ProtectedError may say so."""
    collector = models.deletion.Collector(using=row._state.db, origin=row)
    collector.collect([row])
    found = [one for rows in (*collector.data.values(), *collector.fast_deletes) for one in rows]
    return any((type(one), one.pk) not in planned for one in found if not one._meta.auto_created)
