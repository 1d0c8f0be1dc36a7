"""What a process holds of the index at one moment: the sets of texts, their orders, their records; never altered.

A request keeps the snapshot it began with, the next one gets the new one."""

import json
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial, reduce
from operator import or_
from types import SimpleNamespace

from django.db import connection

from dts_platform.search.bits import slots_of
from dts_platform.search.memory import Memory
from dts_platform.search.tables import SearchRow

REMEMBERED = 200_000  # what a snapshot keeps of past work, at most, in units of about a hundred bytes
A_RECORD, A_CARD, A_PAGE = 10, 20, 500
FEW = 32  # times fewer texts than an order holds: quicker to sort them than to look for them in it
SORTED_ANEW = 50  # beyond as many changes, sorting is quicker than inserting

Row = tuple[int, str, bool, str, int]  # slot, kind, live, mirror, key of the text
TextKey = tuple[str, int | None]  # a kind and the key of a text; without key, any text of the kind
SLOT = "slot"  # stands for the kind of a text that is named by its slot


@dataclass(frozen=True)
class Order:
    """The slots of one kind in one order; `keys[slot]` is what is compared, then the slot, so that pages never overlap."""

    slots: array = field(default_factory=lambda: array("I"))
    keys: list[int | str | None] = field(default_factory=list)

    def changed(self, gone: set[int], here: Mapping[int, int | str]) -> "Order":
        """This order without some slots and with others."""
        slots = array("I", (slot for slot in self.slots if slot not in gone))
        keys = self.keys + [None] * (max(here, default=-1) + 1 - len(self.keys))
        for slot in gone & set(range(len(keys))):
            keys[slot] = None
        for slot, key in here.items():
            keys[slot] = key
        if len(here) > SORTED_ANEW:
            slots.extend(here)
            return Order(array("I", sorted(sorted(slots), key=keys.__getitem__)), keys)
        for slot in here:
            slots.insert(bisect_left(slots, (keys[slot], slot), key=lambda s: (keys[s], s)), slot)
        return Order(slots, keys)

    def among(self, documents: int) -> Iterator[int]:
        """The slots of a set, in this order: few ones are sorted, many are met on the way."""
        if self.keys and documents.bit_count() * FEW < len(self.slots):
            here = (slot for slot in slots_of(documents) if slot < len(self.keys) and self.keys[slot] is not None)
            return iter(sorted(here, key=self.keys.__getitem__))
        bits = documents.to_bytes(documents.bit_length() // 8 + 1, "little")
        end = len(bits) * 8
        return (slot for slot in self.slots if slot < end and bits[slot >> 3] >> (slot & 7) & 1)


@dataclass(frozen=True)
class Ranked:
    """Sets of slots one after the other, each in the same order: met as they are asked for."""

    order: Order
    sets: Sequence[int]

    def among(self, documents: int) -> Iterator[int]:
        """The slots of a set, in this order."""
        for bits in self.sets:
            if here := bits & documents:
                yield from self.order.among(here)


class Record(SimpleNamespace):
    """What a list shows of a text, as its `Searchable` wrote it, and its slot."""


@dataclass(frozen=True)
class Snapshot:
    """The index at one moment: `facets[name][value]`, `kinds[kind]` are sets of slots, as integers.

    `memory` is forgotten with it, `lasting` goes on to the next one: what is kept there says which changes undo it.
    `last_changes` gives the last change of the texts that changed since this process first read the index.
    """

    token: str = ""
    seq: int = -1
    lineage: frozenset[str] = frozenset()
    kinds: Mapping[str, int] = field(default_factory=dict)
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    orders: Mapping[tuple[str, str], Order] = field(default_factory=dict)
    residents: Mapping[int, tuple[str, Mapping]] = field(default_factory=dict)
    last_changes: Mapping[TextKey, int] = field(default_factory=dict)
    memory: Memory = field(default_factory=partial(Memory, REMEMBERED), compare=False)
    lasting: Memory = field(default_factory=partial(Memory, REMEMBERED), compare=False)

    def remember(self, key: Hashable, work_out: Callable[[], object], cost: int = 1):
        """The value of a computation that depends on the content alone, done once for this snapshot."""
        value = self.memory.get(key)
        if value is None:
            value = work_out()
            self.memory.put(key, value, cost)
        return value

    def forget(self) -> None:
        """Forget all past work, for a measure."""
        self.memory.clear()
        self.lasting.clear()

    def remember_while_same(
        self, texts: Collection[TextKey], key: Hashable, work_out: Callable[[], object], cost: int = 1
    ):
        """The value of a computation that depends on these texts alone, done once until one of them changes."""
        kept = self.lasting.get(key)
        if kept is None or self.changed_since(kept[0], texts):
            kept = self.seq, work_out()
            self.lasting.put(key, kept, cost)
        return kept[1]

    def kept_while_same(self, texts: Iterable[TextKey], key: Hashable):
        """What was kept under a key if none of these texts changed since; None otherwise."""
        kept = self.lasting.get(key)
        return None if kept is None or self.changed_since(kept[0], texts) else kept[1]

    def changed_since(self, seq: int, texts: Iterable[TextKey]) -> bool:
        """Did one of these texts change after a change of the index?"""
        return any(self.last_changes.get(text, -1) > seq for text in texts)

    @cached_property
    def number(self) -> int:
        """How many public texts there are."""
        return reduce(or_, self.kinds.values(), 0).bit_count()

    def carrying(self, facet: str, value: str) -> int:
        """The texts that carry a value."""
        return self.facets.get(facet, {}).get(value, 0)

    def residents_of(self, kind: str) -> list[Mapping]:
        """The records of a resident kind, by rank then title."""
        return self.remember_while_same(
            [(kind, None)],
            ("residents", kind),
            lambda: sorted(
                (record for k, record in self.residents.values() if k == kind),
                key=lambda record: (record.get("rank", 0), record["slug"]),
            ),
        )

    def records(self, slots: Iterable[int]) -> list[Record]:
        """What a list shows of these texts, in their order; one query for those not yet at hand."""
        return [record for record, *_ in self._read(slots, [])]

    def passages(self, slots: Iterable[int]) -> list[tuple[Record, str, str]]:
        """The same with the plain text of each, and that text in plain letters; one query."""
        return self._read(slots, ["body", "level"])

    def _read(self, slots: Iterable[int], more: list[str]) -> list[tuple]:
        slots = list(slots)
        known = {slot: self._known_record(slot) for slot in slots}
        missing = slots if more else [slot for slot in slots if known[slot] is None]
        texts: dict[int, list[str]] = {}
        if missing:
            for slot, record, *rest in _lines(["slot", "record", *more], missing):
                texts[slot] = rest
                if known[slot] is None and record:
                    known[slot] = Record(slot=slot, **json.loads(record))
                    self.lasting.put(("record", slot), (self.seq, known[slot]), A_RECORD)
        return [(record, *texts.get(slot, [])) for slot in slots if (record := known[slot])]

    def _known_record(self, slot: int) -> Record | None:
        kept = self.lasting.get(("record", slot))
        return kept[1] if kept and self.last_changes.get((SLOT, slot), -1) <= kept[0] else None

    def keys(self, slots: list[int]) -> list[int]:
        """The keys of these texts in their own table, in their order."""
        lines = (SearchRow.objects.filter(slot__in=slots[i : i + 5_000]) for i in range(0, len(slots), 5_000))
        keys = {slot: key for part in lines for slot, key in part.values_list("slot", "object_id")}
        return [keys[slot] for slot in slots if slot in keys]

    def changed(self, seq: int, lineage: list[str], rows: Iterable[Row], gone: set[int]) -> "Snapshot":
        """The snapshot after some rows were written; `gone` are the slots that these rows replace."""
        keep = ~reduce(or_, (1 << slot for slot in gone), 0)
        kinds = {kind: bits & keep for kind, bits in self.kinds.items()}
        facets = {name: {v: bits & keep for v, bits in values.items()} for name, values in self.facets.items()}
        residents = {slot: resident for slot, resident in self.residents.items() if slot not in gone}
        keys: dict[tuple[str, str], dict[int, int | str]] = {}
        new_kinds, new_facets = _Sets(), _Sets()
        last_changes = dict(self.last_changes)
        for slot, kind, live, mirror, key in rows:
            if self.token:  # else all of it is read for the first time
                last_changes[kind, key] = last_changes[kind, None] = last_changes[SLOT, slot] = seq
            if not live:
                continue
            held = json.loads(mirror)
            new_kinds.add(kind, slot)
            for name, values in held["f"].items():
                for value in values:
                    new_facets.add((name, value), slot)
            for name, sort_key in held["o"].items():
                keys.setdefault((kind, name), {})[slot] = sort_key
            if "r" in held:
                residents[slot] = (kind, held["r"])
        for kind, bits in new_kinds.integers():
            kinds[kind] = kinds.get(kind, 0) | bits
        for (name, value), bits in new_facets.integers():
            values = facets.setdefault(name, {})
            values[value] = values.get(value, 0) | bits
        names = self.orders.keys() | keys.keys()
        orders = {name: self.orders.get(name, Order()).changed(gone, keys.get(name, {})) for name in names}
        return Snapshot(
            lineage[-1], seq, frozenset(lineage), kinds, facets, orders, residents, last_changes, lasting=self.lasting
        )


class _Sets:
    """Sets of slots under construction: bits are set in bytes, then read as integers once."""

    def __init__(self):
        self._bytes: dict[Hashable, bytearray] = {}

    def add(self, name: Hashable, slot: int) -> None:
        bits = self._bytes.setdefault(name, bytearray())
        if len(bits) <= slot >> 3:
            bits.extend(bytes((slot >> 3) + 1 - len(bits)))
        bits[slot >> 3] |= 1 << (slot & 7)

    def integers(self) -> Iterator[tuple[Hashable, int]]:
        return ((name, int.from_bytes(bits, "little")) for name, bits in self._bytes.items())


def _lines(columns: list[str], slots: list[int]) -> list[tuple]:
    marks = ", ".join(["%s"] * len(slots))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM {SearchRow._meta.db_table} WHERE slot IN ({marks})",  # noqa: S608
            slots,
        )
        return cursor.fetchall()
