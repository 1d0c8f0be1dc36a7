"""Texts like what the visitor is: those that share the most come first, and say what they share. Nothing is left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dts_platform.finder.facets import Index
from dts_platform.finder.filters import LikenessFilter
from dts_platform.search.snapshot import Order


@dataclass(frozen=True)
class Likeness:
    """One thing that the visitor may say to be: its parameter, its values, the one chosen, the texts that share it."""

    name: str
    label: str
    options: Mapping[str, str]
    chosen: str = ""
    reason: str = ""
    documents: int = 0
    unsaid: str = ""
    unknown: int = 0  # the texts of which nobody knows it


def read(declared: Mapping[str, LikenessFilter], asked: Mapping, index: Index) -> list[Likeness]:
    """What a request says that the visitor is; a value that nothing knows is as none."""
    found = []
    for name, one in declared.items():
        values, (unknown, unsaid) = index.facets[one.facet].values, one.unknown
        options = {slug: value.label for slug, value in values.items() if slug != unknown}
        chosen = asked[name] if asked[name] in options else ""
        documents = values[chosen].documents if chosen else 0
        without = values[unknown].documents if unknown else 0
        found.append(Likeness(name, str(one.label), options, chosen, one.reason, documents, unsaid, without))
    return found


def nearest_first(likenesses: Sequence[Likeness], order: Order, found: int) -> Iterator[int]:
    """The slots of a set: those that share the most first, in their order."""
    shared = [likeness.documents for likeness in likenesses]
    slots = list(order.among(found))
    return iter(sorted(slots, key=lambda slot: -sum(documents >> slot & 1 for documents in shared)))


def reasons(likenesses: Sequence[Likeness], slot: int) -> tuple[str, ...]:
    """What a text shares with the visitor."""
    return tuple(one.reason for one in likenesses if one.documents >> slot & 1)


def not_known(likenesses: Sequence[Likeness], slot: int) -> tuple[str, ...]:
    """What nobody knows of a text, where the visitor said it."""
    return tuple(one.unsaid for one in likenesses if one.unknown >> slot & 1)
