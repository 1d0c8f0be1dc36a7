"""Writing what a file says, where nobody else has written: rows made, changed, moved and removed; the rest reported."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils import timezone

from dts_platform.content.files import ContentFile
from dts_platform.content.journal import Base, BaseObject
from dts_platform.content.merge import merge_fields, merge_ranks
from dts_platform.content.pairs import Pair, Pairs
from dts_platform.content.references import Deleted, References
from dts_platform.content.rows import Key, Model, blank_digests, drags, is_dated

REFUSED = (ValidationError, DataError, IntegrityError)
OUT_OF_THE_WAY = 16_000  # ranks past those of any text, while rows exchange theirs
CHANGED = "modifié ici et dans le fichier"
DELETED = "supprimé ici, modifié dans le fichier"
ABSENT = "absent ici, présent dans le fichier"
DROPPED = "modifié ici, retiré du fichier"
POINTS_AT_DELETED = "renvoie à un texte supprimé ici"
CLASHES = "ne peut pas être écrit à côté de ce qui a été modifié ici"
GIVEN_ELSEWHERE = "celui du fichier a été public pour un autre texte ; {} lui est donné"


@dataclass(frozen=True)
class Kept:
    """What stays as it is here although a file says otherwise: its file, its text, the field if it is one, and why."""

    path: str
    text: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}, {', '.join(filter(None, (self.text, self.field)))} : {self.reason}"


def _date_of_text(row: models.Model) -> datetime:
    """A loaded text was last changed on the day it was verified, so that two machines agree."""
    day = getattr(row, "verifie_le", None) or getattr(row, "publie_le", None) or timezone.localdate()
    return timezone.make_aware(datetime.combine(day, time.min))


def _dates_of_change(model: Model) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if getattr(field, "auto_now", False)]


def _check_made(row: models.Model, named: Iterable[str]) -> None:
    """Refuse a row that a form would refuse; what the file says of it was read field by field already."""
    probe = copy(row)  # cleaning may fill in what the file leaves empty, which is not for us to write
    probe.clean_fields(exclude=set(named))
    probe.clean()


def _why(error: Exception, row: models.Model) -> Exception | str:
    """What a refusal of the database means, in French: the constraint that the row breaks says it."""
    if isinstance(error, ValidationError):
        return error
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as broken:
        return broken
    return "la base de données refuse ces valeurs."


def _name(pair: Pair) -> str:
    """How a report names an object: its text, then itself."""
    name = str(pair.row) if pair.row else "-".join(str(part) for part in (pair.new or pair.base).key)
    return f"« {name} »" if not pair.owner else f"{_name(pair.root)}, {pair.model._meta.verbose_name} « {name} »"


class FileWriter:
    """Loads one file: `write` what can be written at once, `relate` once every file is written, then `next_base`."""

    def __init__(self, file: ContentFile, base: Base, references: References, first: bool, overwrite: bool):
        self.file, self.references, self.first, self.overwrite = file, references, first, overwrite
        self.pairs = Pairs(file, base, references)
        self.kept: list[Kept] = []
        self.sets: list[tuple[Pair, str]] = []
        self.set_aside: list[tuple[Pair, str, str]] = []
        self.missing: set[Pair] = set()
        self.made: set[Pair] = set()
        self.touched: dict[Pair, bool] = {}

    def write(self) -> None:
        for pair in self.pairs.all:
            one = pair.new or pair.base
            if one and pair.row:
                self.references.note(pair.model, one.key, pair.row.pk)
        removed = self._remove()
        for model in self.pairs.kinds:
            self._merge_kind(model, removed)

    def _keep(self, pair: Pair, reason: str, name: str = "") -> None:
        field = str(pair.model._meta.get_field(name).verbose_name) if name else ""
        self.kept.append(Kept(self.file.path, _name(pair), field, reason))

    def _touch(self, pair: Pair) -> None:
        """A text of which something is written: was its date of change still that of a loaded text?"""
        root = pair.root
        for name in _dates_of_change(root.model) if root.row else ():
            self.touched.setdefault(root, getattr(root.row, name) == _date_of_text(root.row))

    # Rows that the file no longer has

    def _remove(self) -> set[Pair]:
        """Delete the children that the file dropped and nobody edited; return them."""
        dropped: list[Pair] = []
        for pair in self.pairs.all:
            if pair.row and pair.owner and pair.new is None and self._is_dropped(pair, dropped):
                dropped.append(pair)
        planned = {(pair.model, pair.row.pk) for pair in dropped}
        return {pair for pair in reversed(dropped) if self._delete(pair, planned)}

    def _is_dropped(self, pair: Pair, dropped: list[Pair]) -> bool:
        owner = pair.owner
        if owner.new is None:  # a root is never deleted; what another owns goes with it
            return owner in dropped
        if self.overwrite:
            return True
        if pair.base and pair.is_edited:
            self._keep(pair, DROPPED)
        return pair.base is not None and not pair.is_edited

    def _delete(self, pair: Pair, planned: set[tuple[Model, int]]) -> bool:
        try:
            if drags(pair.row, planned):
                self._keep(pair, DROPPED)
                return False
            self._touch(pair)
            pair.model._base_manager.filter(pk=pair.row.pk).delete()
        except (models.ProtectedError, models.RestrictedError):
            self._keep(pair, DROPPED)
            return False
        return True

    # Rows that the file has

    def _merge_kind(self, model: Model, removed: set[Pair]) -> None:
        pairs = [pair for pair in self.pairs.of(model) if pair not in removed]
        made = [pair for pair in pairs if self._is_to_be_made(pair)]
        ranks = self._move(pairs, made) if self.pairs.rank(model) else {}
        order = list(self.file.by_key)
        for pair in sorted((one for one in pairs if one.new), key=lambda one: order.index((model, one.new.key))):
            if pair in made:
                self._make(pair, ranks.get(pair))
            elif pair.row:
                self._change(pair)

    def _is_to_be_made(self, pair: Pair) -> bool:
        if pair.new is None or pair.row:
            return False
        if pair.owner and pair.owner.row is None:  # a report says already what became of its owner
            if pair.owner in self.missing:
                self.missing.add(pair)
            return False
        if self.overwrite or (pair.base is None and self.pairs.base.sure):
            return True
        if pair.base is None:
            self._keep(pair, ABSENT)
        elif any(pair.base.fields.get(name) != value for name, value in pair.new.digests.items() if name != pair.rank):
            self._keep(pair, DELETED)
        return False

    def _values(self, pair: Pair, names: Iterable[str]) -> dict[str, object]:
        """Columns to write; `Deleted` if one names a row that an editor deleted."""
        values = {}
        for name in names:
            field, value = pair.model._meta.get_field(name), pair.new.values[name]
            if field.many_to_many:
                continue
            if field.is_relation and value is not None:
                value = self._find(pair, field, value)
            values[field.attname] = value
        return values

    def _find(self, pair: Pair, field: models.Field, key: Key) -> int:
        try:
            return self.references.find(field.related_model, key)
        except (models.ObjectDoesNotExist, ValueError) as error:
            reason = f"le champ «\u202f{field.name}\u202f» renvoie à un texte absent, {list(key)}."
            raise self.file.refuse(reason, pair.new.place) from error

    def _make(self, pair: Pair, rank: int | None) -> None:
        try:
            row = pair.model(**self._values(pair, pair.new.values) | ({pair.rank: rank} if rank else {}))
            for field in filter(is_dated, row._meta.concrete_fields):
                setattr(row, field.attname, _date_of_text(row))
            _check_made(row, pair.new.values)
            if pair.base and not pair.owner:
                row.pk = pair.base.pk  # a text that comes back is the same one: its names are still its own
            gave_way = row.give_way()
            with transaction.atomic():
                row.save_base(raw=True, force_insert=True)
        except Deleted:
            return self._give_up(pair, POINTS_AT_DELETED)
        except REFUSED as error:
            if self.first or self.overwrite or not isinstance(error, IntegrityError):
                raise self.file.refuse(_why(error, row), pair.new.place) from error
            return self._give_up(pair, CLASHES)
        pair.row = row
        for name in gave_way:
            self._keep(pair, GIVEN_ELSEWHERE.format(getattr(row, name)), name)
        self.made.add(pair)
        self.references.note(pair.model, pair.new.key, row.pk)
        self.sets += [(pair, name) for name in pair.new.values if pair.model._meta.get_field(name).many_to_many]
        return self._touch(pair.root) if pair.owner else None

    def _give_up(self, pair: Pair, reason: str) -> None:
        self._keep(pair, reason)
        self.missing.add(pair)
        self.references.absent.add((pair.model, pair.new.key))

    def _change(self, pair: Pair) -> None:
        new = {name: value for name, value in pair.new.digests.items() if name != pair.rank}
        base = pair.base.fields if pair.base else None
        written, kept = merge_fields(base, pair.here, new, blank_digests(pair.model), self.overwrite)
        for name in sorted(kept):
            self._keep(pair, CHANGED, name)
        sets = {name for name in written if pair.model._meta.get_field(name).many_to_many}
        self._update(pair, written - sets)
        self.sets += [(pair, name) for name in sorted(sets)]
        if sets:
            self._touch(pair)

    def _update(self, pair: Pair, names: set[str]) -> None:
        values, row = {}, copy(pair.row)
        try:
            for name in sorted(names):
                try:
                    values |= self._values(pair, [name])
                except Deleted:
                    self._keep(pair, POINTS_AT_DELETED, name)
            if values:
                self._touch(pair)
                vars(row).update(values)
                copy(row).clean()
                with transaction.atomic():
                    pair.model._base_manager.filter(pk=pair.row.pk).update(**values)
        except REFUSED as error:
            if self.overwrite or isinstance(error, DataError) or not (pair.base is None or pair.is_edited):
                raise self.file.refuse(_why(error, row), pair.new.place) from error
            for name in sorted(names):
                self._keep(pair, CLASHES, name)

    # Ranks

    def _move(self, pairs: list[Pair], made: list[Pair]) -> dict[Pair, int]:
        """Give the rows of each owner their merged ranks; return those of all, rows to make included."""
        ranks: dict[Pair, int] = {}
        for owner in dict.fromkeys(pair.owner for pair in pairs):
            ranks |= self._move_owned([one for one in pairs if one.owner is owner and (one.row or one in made)])
        return ranks

    def _move_owned(self, pairs: list[Pair]) -> dict[Pair, int]:
        if not any(pair.new for pair in pairs) or not (self.pairs.base.sure or self.overwrite):
            return {}
        name = pairs[0].rank
        here = {pair: getattr(pair.row, name) for pair in pairs if pair.row}
        new = {pair: pair.new.values[name] for pair in pairs if pair.new}
        base = {pair: self.pairs.base_rank(pair.base) for pair in pairs if pair.base}
        ranks, refused = (new, False) if self.overwrite else merge_ranks(base, here, new)
        if refused:
            self._keep(pairs[0].owner, "l’ordre a été modifié ici et dans le fichier", "")
        moved = {pair: rank for pair, rank in here.items() if rank != ranks.get(pair, rank)}
        rows = pairs[0].model._base_manager
        for pair, rank in moved.items():
            self._touch(pair)
            rows.filter(pk=pair.row.pk).update(**{name: OUT_OF_THE_WAY + rank})
        for pair in moved:
            rows.filter(pk=pair.row.pk).update(**{name: ranks[pair]})
        return ranks

    # Sets, dates, and what the journal remembers

    def detach(self) -> None:
        """Take away what relations no longer hold, in all files first: texts that exchange places then meet nothing old."""
        for pair, name in self.sets:
            if pair not in self.made and isinstance(pair.model._meta.get_field(name), models.ManyToManyField):
                found, relation = self._found(pair, name), getattr(pair.row, name)
                relation.remove(*[other for other in relation.all() if other.pk not in found])

    def relate(self) -> None:
        """Write the many-to-many relations and the tags, now that the texts of every file are there."""
        for pair, name in self.sets:
            # Rows, not their keys: taggit takes no number for a tag.
            others = pair.model._meta.get_field(name).related_model._base_manager.filter(pk__in=self._found(pair, name))
            getattr(pair.row, name).set([other for other in others if self._may_name(pair, name, other)])
        for pair, name, reason in dict.fromkeys(self.set_aside):
            self._keep(pair, reason, name)
        for pair, of_machine in self.touched.items():
            rows = pair.model._base_manager.filter(pk=pair.row.pk)
            moment = _date_of_text(rows.get()) if of_machine else timezone.now()
            rows.update(**dict.fromkeys(_dates_of_change(pair.model), moment))

    def _found(self, pair: Pair, name: str) -> set[int]:
        """The rows that a file names in a relation, those that an editor deleted left out."""
        field, found = pair.model._meta.get_field(name), set()
        for key in pair.new.values[name]:
            try:
                found.add(self._find(pair, field, key))
            except Deleted:
                self.set_aside.append((pair, name, POINTS_AT_DELETED))
        return found

    def _may_name(self, pair: Pair, name: str, other: models.Model) -> bool:
        """Whether a text may name another. What is wrong in the files stops the load, what an editor made stays."""
        refusal = pair.row.refusal(name, other)
        if refusal and (self.first or self.overwrite):
            raise self.file.refuse(refusal, pair.new.place)
        if refusal:
            self.set_aside.append((pair, name, CLASHES))
        return not refusal

    def next_base(self) -> list[BaseObject]:
        """What the file has now said of each object, and which row holds it: the base of its next load."""
        return [base for pair in self.pairs.all if pair not in self.missing and (base := self._next_base(pair))]

    def _next_base(self, pair: Pair) -> BaseObject | None:
        if pair.new is None:
            return pair.base if pair.root.new is None else None
        pk = pair.row.pk if pair.row else pair.base and pair.base.pk
        owner = pair.new.owner
        before = {name: value for name, value in pair.base.fields.items() if value} if pair.base else {}
        return BaseObject(pair.model._meta.label_lower, pair.new.key, owner, pk, before | pair.new.digests)
