"""The last few things a process made, kept in its memory by key; what many ask for together is made once."""

from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from weakref import WeakValueDictionary

from cachetools import LRUCache


class Recent:
    """The last things made or asked for, by key: `size` of them, or what they weigh together. Threads may share it."""

    def __init__(self, size: int, weigh: Callable[[object], int] = lambda made: 1):
        self.made: LRUCache[str, object] = LRUCache(size, weigh)
        # A lock lives as long as somebody holds it or waits for it: whoever asks meanwhile is given the same one.
        self.locks: WeakValueDictionary[str, Lock] = WeakValueDictionary()
        self.lock = Lock()

    @property
    def size(self) -> int:
        """How many things are kept at most, or their weight."""
        return int(self.made.maxsize)

    def peek(self, key: str):
        """What was made under this key, if it is kept."""
        with self.lock:
            return self.made.get(key)

    def get(self, key: str, make: Callable[[], object]):
        """Make it once, however many ask together. When `make` fails, whoever waited tries in turn."""
        with self.lock:
            key_lock = self.locks.setdefault(key, Lock())
        with key_lock:
            with self.lock:
                made = self.made.get(key)
            if made is None:
                made = make()
                with self.lock, suppress(ValueError):  # heavier than all that is kept
                    self.made[key] = made
            return made
