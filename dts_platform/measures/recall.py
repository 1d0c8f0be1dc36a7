"""How well the search finds: texts of no site, queries with the answers a reader expects, recall of the first five.

The texts are indexed as the site's own are: same rows, same words, same plan, same arithmetic.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dts_platform.search.answer import answer
from dts_platform.search.bits import slots_of
from dts_platform.search.indexing import index_texts
from dts_platform.search.mirror import current
from dts_platform.search.searchable import BODY, SUMMARY, TITLE, Entry
from dts_platform.search.snapshot import Order, Snapshot

KIND = "document"
FIRST = 5


@dataclass(frozen=True)
class Corpus:
    """The texts of an evaluation, indexed; `ids[i]` is the identifier of text i."""

    ids: tuple

    @classmethod
    def index(cls, documents: Sequence[Mapping]) -> "Corpus":
        """Put texts ({"id", "title", "summary", "body"}) into the index of the database in use."""
        entries = {
            rank: Entry(
                {"rank": rank},
                orders={"rank": rank},
                fields={
                    TITLE: [document.get("title") or ""],
                    SUMMARY: [document.get("summary") or ""],
                    BODY: [document.get("body") or ""],
                },
            )
            for rank, document in enumerate(documents)
        }
        index_texts(KIND, entries)
        return cls(tuple(document["id"] for document in documents))

    def first(self, text: str, snapshot: Snapshot, number: int = FIRST) -> list:
        """The identifiers of the first texts found, best first."""
        reply = answer(text, snapshot)
        if reply is None:
            return []
        found, _ = reply.among(snapshot.kinds.get(KIND, 0))
        slots = reply.ranked(found, Order(list(slots_of(found))))[:number]
        return [self.ids[record.rank] for record in snapshot.records(slots)]


def recall(found: Sequence, expected: Sequence) -> float:
    """The part of the expected texts that was found, of as many as the list could hold."""
    return len(set(found) & set(expected)) / min(len(set(expected)), FIRST) if expected else float(not found)


def evaluate(documents: Sequence[Mapping], queries: Sequence[Mapping]) -> dict:
    """Recall of the first five, overall and by kind of query, and the queries that missed."""
    corpus, snapshot = Corpus.index(documents), current()
    by_kind: dict[str, list[float]] = defaultdict(list)
    missed = []
    for query in queries:
        found = corpus.first(query["q"], snapshot)
        score = recall(found, query["expected"])
        by_kind[query.get("kind", "")].append(score)
        if score < 1:
            missed.append(
                {"kind": query.get("kind", ""), "q": query["q"], "expected": query["expected"], "found": found}
            )
    scores = [score for several in by_kind.values() for score in several]
    return {
        "recall_at_5": round(sum(scores) / max(1, len(scores)), 4),
        "by_kind": {kind: round(sum(several) / len(several), 4) for kind, several in sorted(by_kind.items())},
        "queries": len(scores),
        "documents": len(documents),
        "missed": missed,
    }
