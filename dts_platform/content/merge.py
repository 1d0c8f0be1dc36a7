"""Three versions made one: what a file said, what the database holds, what the file says now. Knows no database.

Fields are compared by their digests. An object is never matched by its rank alone when its words say better.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Digests = Mapping[str, str | None]
ALIKE = 0.25  # of the characters of an object: from there, it is the same one, moved or corrected


def merge_fields(
    base: Digests | None, here: Digests, new: Digests, blank: Digests, overwrite: bool = False
) -> tuple[set[str], set[str]]:
    """Return the fields to write, and those that both the file and an editor changed.

    `base` is None when nobody knows what the file said of this object. Of a field it did not name, the file is taken
    to have said `blank`, the value of an object where nothing was filled in.
    """
    differing = {name for name in new if new[name] != here[name]}
    if overwrite:
        return differing, set()
    before = {name: None if base is None else base.get(name, blank.get(name)) for name in differing}
    changed = {name for name in differing if before[name] is None or before[name] != new[name]}
    written = {name for name in changed if before[name] == here[name]}
    return written, changed - written


def is_edited(base: Digests, here: Digests, blank: Digests) -> bool:
    """Did anybody change, here, anything of what the file said?"""
    return any(here[name] != base.get(name, blank.get(name)) for name in here)


@dataclass(frozen=True)
class Ranked:
    """An object known by its rank: its words field by field, and how many characters each is worth."""

    rank: int
    fields: Digests
    lengths: Mapping[str, int]


def likeness(old: Ranked, new: Ranked) -> float:
    """The share of the new characters that the old one had, field by field; from 0 to 1."""
    total = sum(new.lengths.values())
    return sum(length for name, length in new.lengths.items() if old.fields.get(name) == new.fields[name]) / (
        total or 1
    )


def align(
    old: Mapping[Hashable, Ranked], new: Mapping[Hashable, Ranked], least: float = ALIKE, by_rank: bool = True
) -> dict:
    """Return {new: old} for the objects that are the same: the likest first, then those left at the same rank."""
    scores = sorted(
        (
            (-likeness(before, after), before.rank != after.rank, abs(before.rank - after.rank), after.rank, one, other)
            for one, after in new.items()
            for other, before in old.items()
        ),
        key=lambda score: score[:4],
    )
    pairs: dict = {}
    taken: set = set()
    for minus_score, _, _, _, one, other in scores:
        if -minus_score >= least and one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    for _, other_rank, _, _, one, other in scores:
        if by_rank and not other_rank and one not in pairs and other not in taken:
            pairs[one] = other
            taken.add(other)
    return pairs


def _order(ranks: Mapping[Hashable, int], among: Iterable[Hashable]) -> list:
    kept = set(among)
    return [one for one in sorted(ranks, key=lambda one: ranks[one]) if one in kept]


def _insert(sequence: list, inserted: Sequence, order: Sequence) -> None:
    """Put each of `inserted` after the one that it follows in `order`."""
    for one in inserted:
        before = [other for other in order[: order.index(one)] if other in sequence]
        sequence.insert(sequence.index(before[-1]) + 1 if before else 0, one)


def _sequence(base: Mapping, here: Mapping, new: Mapping) -> tuple[list, bool]:
    """Return the rows in order; true if file and editor moved the same rows, each in their own way."""
    common = here.keys() & new.keys()
    remembered = common & base.keys()
    before, now, asked = (_order(ranks, remembered) for ranks in (base, here, new))
    order_here, order_new = _order(here, here), _order(new, new)
    moved_by_file = asked not in (before, now)
    sequence = _order(new if moved_by_file and now == before else here, common)
    _insert(sequence, [one for one in order_here if one not in common], order_here)
    _insert(sequence, [one for one in order_new if one not in common and one not in here], order_new)
    return sequence, moved_by_file and now != before


def merge_ranks(base: Mapping, here: Mapping, new: Mapping) -> tuple[dict, bool]:
    """Return {row: rank} for the rows here and those to make; true if the order of the file could not be taken.

    base: what the file last said of each; here: rows that stay; new: what the file says now, rows to make included.
    """
    sequence, refused = _sequence(base, here, new)
    made = [one for one in sequence if one not in here]
    unmoved = all(new.get(one) == rank for one, rank in base.items() if one in here and one in new)
    if not made and (unmoved or refused) and sequence == _order(here, here):
        return dict(here), refused
    untouched = here.keys() == base.keys() & here.keys() and all(base[one] == rank for one, rank in here.items())
    if untouched and sequence == _order(new, new):
        return dict(new), refused
    if [one for one in sequence if one in here] != _order(here, here):
        return {one: rank for rank, one in enumerate(sequence, 1)}, refused
    ranks, last = {}, 0
    for one in sequence:
        last = ranks[one] = max(last + 1, here.get(one, 0))
    return ranks, refused
