"""From a text to its working copy and back: opened, brought up to date, put in place of what it corrects, abandoned."""

from collections import defaultdict
from collections.abc import Iterator
from copy import copy as shallow

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

from dts_platform.content.rows import said_fields
from dts_platform.content.whole import Writing, find_by_key, read, with_units
from dts_platform.desk.news import sentence_of_change
from dts_platform.editorial.copies import with_copies
from dts_platform.editorial.forms import CHECKS
from dts_platform.editorial.names import present_slugs
from dts_platform.editorial.states import PUBLISH
from dts_platform.editorial.versions import (
    NAMES,
    STATE,
    UNSAID,
    ForReaders,
    Version,
    differing,
    record,
    record_publication,
)

STAYS = STATE | NAMES  # of a text, whatever a copy or an old version says


class Refused(Exception):
    """An act that cannot be done; the message says why, in French."""


class Overtaken(Refused):
    """The text changed since the copy was made."""


def find(model: type[models.Model], key: tuple) -> models.Model | None:
    """The row of a natural key, under its present name when it was renamed since."""
    row = find_by_key(model, key)
    if row is None and model.NATURAL_KEY == ("slug",):
        present = present_slugs(model, [str(key[0])]).get(key[0])
        row = find_by_key(model, (present,)) if present else None
    return row


def _model_of(record: dict) -> type[models.Model]:
    return apps.get_model(record["model"])


def _named(content: list[dict]) -> Iterator[tuple[dict, models.Field, list[str]]]:
    """The fields of a content that name other rows by their slugs: (record, field, slugs)."""
    own = [content[0]["fields"].get(name) for name in _model_of(content[0]).NATURAL_KEY]
    for one in content:
        for field in said_fields(_model_of(one)):
            value = one["fields"].get(field.name)
            if value and field.is_relation and field.related_model.NATURAL_KEY == ("slug",) and value != own:
                yield one, field, [slug for (slug,) in (value if field.many_to_many else [value])]


def under_present_names(content: list[dict]) -> list[dict]:
    """What a text said, each row that it names under its present name; the text itself keeps the one that it had.

    Two or three queries for each model that is named.
    """
    content = [{**one, "fields": dict(one["fields"])} for one in content]
    asked: dict[type[models.Model], set[str]] = defaultdict(set)
    for _, field, slugs in _named(content):
        asked[field.related_model].update(slugs)
    present = {}
    for model, slugs in asked.items():
        known = model._default_manager.filter(slug__in=slugs).values_list("slug", flat=True)
        present[model] = present_slugs(model, slugs.difference(known))
    for one, field, slugs in [*_named(content)]:
        keys = sorted([present[field.related_model].get(slug, slug)] for slug in slugs)
        one["fields"][field.name] = keys if field.many_to_many else keys[0]
    return content


def held(text: models.Model) -> models.Model:
    """The same row as it is stored now, held until the transaction ends. Raises Refused when it is no more."""
    row = type(text)._base_manager.select_for_update().filter(pk=text.pk).first()
    if row is None:
        raise Refused("Ce texte n’est plus là\u202f: il a été supprimé, ou sa proposition a été publiée ou abandonnée.")
    return row


def copy_of(text: models.Model) -> models.Model | None:
    """The working copy that is open for a text."""
    return with_copies(type(text)).filter(copie_de=text.pk).select_related("auteur").first()


def open_copy(text: models.Model, who, version: Version | None = None) -> models.Model:
    """Make the working copy of a text, saying what the text says, or what it said in an old version."""
    with transaction.atomic():
        original = held(text)
        if copy_of(original):
            raise Refused("Une proposition est déjà ouverte pour ce texte.")
        base = record(original, None, Version.Nature.FOUND)
        names = {field.name: getattr(original, field.name) for field in original._meta.concrete_fields}
        names = {name: value for name, value in names.items() if name in NAMES}
        copy = type(original)(copie_de=original, auteur=who, base=base, **names)
        Writing(copy, completed(version.content, base.content) if version else base.content, STAYS, find).write()
        record(copy, who, Version.Nature.RESTORED if version else Version.Nature.SAVED)
        return copy


def completed(former: list[dict], present: list[dict]) -> list[dict]:
    """What an old version says; of a field that was not yet when it was kept, what the text says now."""
    first = former[0] | {"fields": present[0]["fields"] | former[0]["fields"]}
    return [first, *former[1:]]


def ask_upper_rooms(text: models.Model, words: models.Model | None = None) -> None:
    """Let upper rooms refuse what visitors would read of a text: as it is, or with the words of its copy. Raises Refused."""
    probe = shallow(text)
    probe.statut = PUBLISH.to_state
    for field in said_fields(type(text)) if words else ():
        if not field.many_to_many and field.name not in STAYS:
            setattr(probe, field.attname, getattr(words, field.attname))
    refused = [sentence for check in CHECKS[type(text)] for sentence in check(probe).values()]
    if refused:
        raise Refused(" ".join(refused))


def take_up_again(text: models.Model, version: Version, who) -> models.Model:
    """Let a text without state say what it said in an old version, which its form would take today. Raises Refused.

    What names it stays: an old version moves it nowhere.
    """
    row, stays = held(text), STAYS | {*type(text).NATURAL_KEY}
    words, said = shallow(row), version.content[0]["fields"]
    for field in said_fields(type(row)):
        if field.name in said and field.name not in stays and not field.is_relation:
            setattr(words, field.attname, field.to_python(said[field.name]))
    try:
        words.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    ask_upper_rooms(row, words)
    record(row, None, Version.Nature.FOUND)
    Writing(row, version.content, stays, find).write()
    record(row, who, Version.Nature.RESTORED)
    return row


def put_in_place(copy: models.Model, who, told: ForReaders = UNSAID) -> models.Model:
    """Let a text say what its working copy says; the copy goes. Both are held. Raises Overtaken."""
    original = held(copy.copie_de)
    before, after = read(original), read(copy)
    if differing(before, copy.base.content) and differing(before, under_present_names(copy.base.content)):
        raise Overtaken("Le texte en ligne a changé depuis que cette proposition a été ouverte.")
    ask_upper_rooms(original, copy)
    Writing(original, after, STAYS, find).write()
    record_publication(original, who, told.or_else(sentence_of_change(type(original), before, after)))
    copy.delete()
    return original


def bring_up_to_date(copy: models.Model, who) -> set[str]:
    """Give a copy what changed in the text meanwhile and that it leaves alone; returns the units that both changed."""
    with transaction.atomic():
        original, copy = held(copy.copie_de), held(copy)
        now, mine, base = read(original), read(copy), under_present_names(copy.base.content)
        theirs, ours = differing(base, now), differing(base, mine)
        record(copy, who, Version.Nature.SAVED)
        copy.base = record(original, None, Version.Nature.FOUND)
        Writing(copy, with_units(mine, now, theirs - ours), STAYS, find).write()
        record(copy, who, Version.Nature.SAVED)
        return theirs & ours


def abandon(copy: models.Model, who) -> None:
    """Take a working copy away; what it said stays among the versions of its text."""
    with transaction.atomic():
        copy = held(copy)
        record(copy, who, Version.Nature.SAVED)
        copy.delete()


def rename_copies(text: models.Model) -> None:
    """A working copy bears the names of its text."""
    names = {field.name: getattr(text, field.name) for field in text._meta.concrete_fields if field.name in NAMES}
    with_copies(type(text)).filter(copie_de=text.pk).update(**names)
