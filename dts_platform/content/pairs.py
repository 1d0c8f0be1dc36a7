"""What a file said, what it says now and the row that holds it, brought together object by object."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.apps import apps
from django.db import models

from dts_platform.content.files import ContentFile, FileObject
from dts_platform.content.journal import Base, BaseObject
from dts_platform.content.merge import Ranked, align, is_edited
from dts_platform.content.references import References
from dts_platform.content.rows import (
    Key,
    Model,
    blank_digests,
    digests,
    key_from,
    key_lookups,
    natural_key,
    owner_fields,
    rank_field,
)


@dataclass(eq=False)
class Pair:
    """One object in three versions, each of which may miss, with the pair of its owner.

    `base` is what the file said of it at its last load, `here` the digests of its `row`, `new` what the file says now.
    """

    model: Model
    owner: "Pair | None" = None
    base: BaseObject | None = None
    new: FileObject | None = None
    row: models.Model | None = None
    here: dict[str, str] = field(default_factory=dict)
    children: list["Pair"] = field(default_factory=list)
    rank: str | None = None

    @cached_property
    def is_edited(self) -> bool:
        """Did an editor change or add it, or anything it owns?"""
        if any(child.is_edited for child in self.children if child.row):
            return True
        if self.base is None:
            return True
        here = {name: value for name, value in self.here.items() if name != self.rank}
        return is_edited(self.base.fields, here, blank_digests(self.model))

    @property
    def root(self) -> "Pair":
        return self.owner.root if self.owner else self

    @property
    def fields(self) -> dict[str, str | None]:
        """What the file said, or what the row says where nobody knows any more: enough to recognise an object."""
        known = {name: value or self.here.get(name) for name, value in self.base.fields.items()} if self.base else {}
        return known or self.here


class Pairs:
    """The pairs of one file, made before anything is written. `kinds`: its models, owners first, with those it had before."""

    def __init__(self, file: ContentFile, base: Base, references: References):
        self.file, self.base, self.references = file, base, references
        self.kinds = list(dict.fromkeys([*file.kinds, *(apps.get_model(one.model) for one in base.objects)]))
        self.owners = owner_fields(self.kinds)
        self.all: list[Pair] = []
        self.by_row: dict[tuple[Model, int], Pair] = {}
        self.by_base: dict[tuple[Model, Key], Pair] = {}
        self.by_new: dict[tuple[Model, Key], Pair] = {}
        for model in self.kinds:
            self._bring_together(model)

    def rank(self, model: Model) -> str | None:
        return rank_field(model, self.owners[model])

    def of(self, model: Model) -> list[Pair]:
        return [pair for pair in self.all if pair.model is model]

    def naming(self, model: Model, pk: int) -> Key | None:
        """The key by which this file names a row, if it does."""
        pair = self.by_row.get((model, pk))
        one = pair and (pair.base or pair.new)
        return one.key if one else None

    def _bring_together(self, model: Model) -> None:
        base = [one for one in self.base.objects if apps.get_model(one.model) is model]
        new = [one for (kind, _), one in self.file.by_key.items() if kind is model]
        rows = {row.pk: row for row in self._rows(model, base, new)}
        pairs = [Pair(model, base=one, row=rows.pop(one.pk, None)) for one in base]
        self._claim_by_key(pairs, rows)
        pairs += [Pair(model, row=row) for row in rows.values()]
        for pair in pairs:
            self._adopt(pair)
        left = self._pair_by_likeness(model, pairs, new) if self.rank(model) else self._pair_by_key(pairs, new)
        pairs += [Pair(model, new=one) for one in left]
        for pair in pairs:
            self._register(pair)

    def _rows(self, model: Model, base: list[BaseObject], new: list[FileObject]) -> Iterable[models.Model]:
        if self.references.began_empty(model):
            return []
        owner = self.owners[model]
        wanted = models.Q(pk__in=[one.pk for one in base if one.pk])
        if owner:
            owning = [pair.row.pk for pair in self.of(owner.related_model) if pair.row]
            wanted |= models.Q(**{f"{owner.name}__in": owning})
        if not self.rank(model):
            keys = [key_lookups(model, one.key) for one in (*base, *new)]
            wanted |= models.Q(*(models.Q(**key) for key in {str(key): key for key in keys}.values()), _connector="OR")
        related = [one.name for one in model._meta.concrete_fields if one.is_relation]
        rows = model._base_manager.filter(wanted)
        if owner:  # the manager of the texts leaves working copies out: no file speaks of them
            rows = rows.filter(**{f"{owner.name}__in": owner.related_model._default_manager.all()})
        else:
            rows = rows.filter(pk__in=model._default_manager.all())
        return rows.select_related(*related).order_by("pk")

    def _key(self, row: models.Model) -> Key:
        """The key of a row as the file would write it: its owner may bear another address here."""
        values = {one.name: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.is_relation}
        crossed = {lookup.partition("__")[0] for lookup in row.NATURAL_KEY if "__" in lookup}
        return key_from(type(row), values | {name: natural_key(getattr(row, name), self.naming) for name in crossed})

    def _claim_by_key(self, pairs: list[Pair], rows: dict[int, models.Model]) -> None:
        """Give those whose row is gone the row of the same key, as an editor or a restored copy made it again.

        Of a mere rank that is not enough: the row must say just what the file said.
        """
        if not any(pair.row is None for pair in pairs):
            return
        keys = {self._key(row): row for row in rows.values()}
        for pair in pairs:
            row = keys.get(pair.base.key) if pair.row is None else None
            if row and (not self.rank(pair.model) or self._says(row, pair.base)):
                pair.row = rows.pop(row.pk)

    def _says(self, row: models.Model, base: BaseObject) -> bool:
        here = digests(row, self.naming)
        return all(value == here.get(name) for name, value in base.fields.items())

    def _adopt(self, pair: Pair) -> None:
        """Read what the row says, and find the owner."""
        owner = self.owners[pair.model]
        if pair.row:
            pair.here = digests(pair.row, self.naming)
            if owner:
                pair.owner = self.by_row.get((owner.related_model, getattr(pair.row, owner.attname)))
        if owner and pair.owner is None and pair.base and pair.base.owner is not None:
            pair.owner = self.by_base.get((owner.related_model, pair.base.owner))

    def _pair_by_key(self, pairs: list[Pair], new: list[FileObject]) -> list[FileObject]:
        """Join what the file says to what it said, else to a row of the same key; return what is left."""
        by_base = {pair.base.key: pair for pair in pairs if pair.base}
        by_row = {self._key(pair.row): pair for pair in pairs if not pair.base} if new else {}
        left = []
        for one in new:
            pair = by_base.get(one.key) or by_row.get(one.key)
            if pair:
                pair.new = one
            else:
                left.append(one)
        return left

    def _pair_by_likeness(self, model: Model, pairs: list[Pair], new: list[FileObject]) -> list[FileObject]:
        """Within one owner, ranks move: recognise by words what the file said before, then what editors typed too."""
        for owned in self.of(self.owners[model].related_model):
            mine = [pair for pair in pairs if pair.owner is owned]
            asked = {one.key: one for one in new if owned.new and one.owner == owned.new.key}
            self._match([pair for pair in mine if pair.base], asked)
            strict = {"least": 1.0, "by_rank": False} if any(pair.base for pair in mine) else {}
            self._match([pair for pair in mine if not pair.base], asked, **strict)
        paired = [pair.new for pair in pairs if pair.new]
        return [one for one in new if one not in paired]

    def _match(self, pairs: list[Pair], asked: dict[Key, FileObject], **options) -> None:
        """Give to each pair what the file now says of it; take that from `asked`."""
        old = {pair: self._ranked(pair) for pair in pairs}
        for key, pair in align(old, {key: self._new_ranked(one) for key, one in asked.items()}, **options).items():
            pair.new = asked.pop(key)

    def _ranked(self, pair: Pair) -> Ranked:
        rank = self.base_rank(pair.base) if pair.base else getattr(pair.row, self.rank(pair.model))
        return Ranked(rank, pair.fields, {})

    def base_rank(self, base: BaseObject) -> int:
        """The rank that the file gave to an object at its last load."""
        model = apps.get_model(base.model)
        return base.key[model.NATURAL_KEY.index(self.rank(model))]

    def _new_ranked(self, new: FileObject) -> Ranked:
        rank = self.rank(new.model)
        return Ranked(new.values[rank], new.digests, new.lengths({self.owners[new.model].name, rank}))

    def _register(self, pair: Pair) -> None:
        owner, pair.rank = self.owners[pair.model], self.rank(pair.model)
        if owner and pair.owner is None and pair.new:
            pair.owner = self.by_new.get((owner.related_model, pair.new.owner))
            if pair.owner is None:
                raise self.file.refuse(f"{pair.model._meta.verbose_name} sans son texte dans ce fichier.")
        if pair.owner:
            pair.owner.children.append(pair)
        if pair.row:
            self.by_row[pair.model, pair.row.pk] = pair
        if pair.base:
            self.by_base[pair.model, pair.base.key] = pair
        if pair.new:
            self.by_new[pair.model, pair.new.key] = pair
        self.all.append(pair)
