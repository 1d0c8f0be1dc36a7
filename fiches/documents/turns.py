"""Who may have a document made while they wait, and who comes back: a queue in the order of arrival."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

MAX_WAITING_ONE = 2  # readers of this process who may wait for one document
MAX_WAITING_ALL = 4  # who may wait for any: more would leave no thread for the pages
PATIENCE = 12.0  # seconds that a place is kept for a reader who should come back sooner
LONGEST_QUEUE = 500  # documents whose place is kept


class NotYet(Exception):
    """Others are before, or already wait for the same document; `ahead` is how many documents are before it."""

    def __init__(self, ahead: int = 0):
        super().__init__(ahead)
        self.ahead = ahead


class Turns:
    """The queue of this process. Documents are named; threads may share it. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock, self.lock = clock, Lock()
        self.inside: Counter[str] = Counter()
        self.queue: dict[str, float] = {}  # names in order of arrival, and when they were last asked for

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Wait inside for the document. Raises NotYet to who should come back: the document keeps its place meanwhile."""
        with self.lock:
            self._enter(name)
        try:
            yield
        finally:
            with self.lock:
                self.inside.subtract([name])
                self.inside += Counter()  # forgets those at zero
                self.queue.pop(name, None)  # whoever comes back for it finds it made

    def _enter(self, name: str) -> None:
        if self.inside[name] >= MAX_WAITING_ONE:
            raise NotYet
        now = self.clock()
        self.queue = {other: seen for other, seen in self.queue.items() if now - seen < PATIENCE}
        before = list(self.queue).index(name) if name in self.queue else len(self.queue)
        if before >= MAX_WAITING_ALL - self.inside.total():
            if name in self.queue or len(self.queue) < LONGEST_QUEUE:
                self.queue[name] = now
            raise NotYet(before)
        self.queue.pop(name, None)
        self.inside[name] += 1
