"""Long tests: a sample each time, the whole with LONG=1 (`make long`)."""

import hashlib
import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

T = TypeVar("T")
S = TypeVar("S")

LONG = os.environ.get("LONG") == "1"


def long_or(sample, whole):
    return whole if LONG else sample


def sample(things: Iterable[T], count: int, state: Callable[[T], str]) -> list[T]:
    """`count` of these things, drawn by a digest of the `state` that each is tested in; all of them with LONG=1.

    The same commit draws the same ones each time. What changes the state of one thing draws it again; what changes the
    state of all, a style sheet for documents, draws another sample: over some commits each has its turn.
    """
    drawn = sorted(things, key=lambda thing: hashlib.sha256(state(thing).encode()).digest())
    return drawn[: long_or(count, None)]


def crossed(things: Iterable[T], ways: Iterable[S], each: int, state: Callable[[T, S], str]) -> list[tuple[T, S]]:
    """Every thing with `each` of the ways, drawn by a digest of the `state` of the pair; with each way with LONG=1.

    For what two lists multiply: each thing is tested every time, and each way on many things.
    """
    ways = list(ways)
    return [(thing, way) for thing in things for way in sample(ways, each, partial(state, thing))]
