"""The last few things a process made, kept in its memory by key; what many ask for together is made once."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable
from threading import Lock


class Recent:
    """The last `size` things made, by key. Threads may share it."""

    def __init__(self, size: int):
        self.size = size
        self.made: OrderedDict[str, object] = OrderedDict()
        self.locks: defaultdict[str, Lock] = defaultdict(Lock)
        self.lock = Lock()

    def get(self, key: str, make: Callable[[], object]):
        """Make it once, however many ask together."""
        with self.lock:
            key_lock = self.locks[key]
        with key_lock:
            if made := self.made.get(key):
                return made
            try:
                made = self.made[key] = make()
            finally:
                with self.lock:
                    self.locks.pop(key, None)
                    while len(self.made) > self.size:
                        self.made.popitem(last=False)
            return made
