"""The graph of « prépare »: how one fiche leads to another."""

from collections import deque
from collections.abc import Iterable, Mapping


def path(start: int, end: int, ways: Mapping[int, Iterable[int]]) -> list[int]:
    """The fewest keys that lead from one to another by `ways`, {key: keys that follow}; empty when none do."""
    came_from: dict[int, int | None] = {start: None}
    waiting = deque([start])
    while waiting and end not in came_from:
        here = waiting.popleft()
        for after in ways.get(here, ()):
            if after not in came_from:
                came_from[after] = here
                waiting.append(after)
    found, here = [], end if end in came_from else None
    while here is not None:
        found.append(here)
        here = came_from[here]
    return found[::-1]
