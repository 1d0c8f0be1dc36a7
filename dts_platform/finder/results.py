"""A text found, as a list shows it: its record, its words marked, the passage that answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dts_platform.finder.facets import Value
from dts_platform.search.answer import Answer
from dts_platform.search.excerpt import A_LINE, Marker
from dts_platform.search.snapshot import A_CARD, SLOT, Record, Snapshot


@dataclass(frozen=True)
class Result:
    """A text found: its record, what it carries, and, with a text, its words marked and the passage that answers, which may
    hold more of the question than the summary does."""

    record: Record
    values: Mapping[str, list[Value]]
    title: str = ""
    summary: str = ""
    excerpt: str = ""
    tells_more: bool = False
    reasons: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @classmethod
    def marked(cls, marker: Marker, record: Record, body: str, level: str) -> "Result":
        """A text found by its words."""
        held, excerpt = marker.excerpt(body, level)
        tells_more = held > marker.held(record.resume)
        return cls(record, {}, marker.mark(record.titre), marker.mark(record.resume), excerpt, tells_more)


def found_by_words(response: Answer, slots: Iterable[int], snapshot: Snapshot, window: int = A_LINE) -> list[Result]:
    """These texts in their order, each marked once for a query and a state of the content: a reader who ticks a box or
    turns the page meets them again. One that did not change keeps the same marks. One query for those not yet at hand."""
    known = {slot: snapshot.memory.get(("marked", response.query, window, slot)) for slot in slots}
    if missing := [slot for slot, result in known.items() if result is None]:
        marker = Marker.of(response, window)
        found = {slot: snapshot.kept_while_same([(SLOT, slot)], ("marked", marker, slot)) for slot in missing}
        for record, *texts in snapshot.passages([slot for slot, result in found.items() if result is None]):
            found[record.slot] = Result.marked(marker, record, *texts)
            snapshot.lasting.put(("marked", marker, record.slot), (snapshot.seq, found[record.slot]), A_CARD)
        for slot, result in found.items():
            if result:
                known[slot] = result
                snapshot.memory.put(("marked", response.query, window, slot), result, A_CARD)
    return [result for result in known.values() if result]
