"""Counting what is sought, found or not: later and together, so that no reader waits for who writes.

A view adds one to a tally of this process and asks nothing of the database, which a save or a backup may hold for
seconds. A server writes its tally once a minute, beside the requests; what a process that dies had not written is lost.
"""

from collections import Counter
from functools import partial
from threading import Lock, Timer

from django.db import connection
from django.http import HttpRequest

from dts_platform.finder.searched import SearchedText, is_typing
from dts_platform.models.search import MAX_NOTED_PER_DAY, CountedSearch, FoundSearch, FruitlessSearch, countable
from dts_platform.web.page_memory import each_view

KEPT_FOR = 60.0  # seconds between a view and its writing


class Tally:
    """What was sought since the last writing, by the table that counts it; `serving`, it writes itself."""

    def __init__(self):
        self.serving = False
        self._counts: Counter[tuple[type[CountedSearch], str]] = Counter()
        self._lock = Lock()

    def add(self, table: type[CountedSearch], text: str) -> None:
        """One more view of what was found for a text, already as it is counted."""
        with self._lock:
            if self.serving and not self._counts:
                timer = Timer(KEPT_FOR, self._write_beside)
                timer.daemon = True
                timer.start()
            if (table, text) in self._counts or len(self._counts) < MAX_NOTED_PER_DAY:
                self._counts[table, text] += 1

    def take(self) -> Counter[tuple[type[CountedSearch], str]]:
        """What was counted so far, counted anew from now on."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        return counts

    def write(self) -> None:
        """Add what was counted to the database."""
        for (table, text), times in self.take().items():
            table.objects.note(text, times)

    def _write_beside(self) -> None:
        try:
            self.write()
        finally:
            connection.close()


TALLY = Tally()


def count_search(request: HttpRequest, searched: SearchedText) -> None:
    """Count what a page was asked for, at each of its views; nothing while it is being typed."""
    if searched.fruitless:
        each_view(request)
    if is_typing(request) or not (text := countable(searched.text)):
        return
    if searched.fruitless:
        TALLY.add(FruitlessSearch, text)
    elif searched.answer:
        each_view(request, partial(TALLY.add, FoundSearch, text))
