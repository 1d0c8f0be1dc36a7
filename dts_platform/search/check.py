"""Whether the index says what the texts say: every row, word and posting compared with what it should be."""

import json
from collections import Counter
from collections.abc import Iterator

from django.db import connection

from dts_platform.search.indexing import COLUMNS, Stored, chunks, stored_texts
from dts_platform.search.searchable import SEARCHABLES
from dts_platform.search.tables import SearchPosting, SearchRow, SearchTouch, SearchWord
from dts_platform.search.triggers import missing_triggers


def differences() -> Iterator[str]:
    """What is wrong with the index, one French sentence each; nothing when it is right."""
    yield from (f"Le déclencheur {name} manque." for name in missing_triggers())
    if waiting := SearchTouch.objects.count():
        yield f"{waiting} écritures attendent d’être indexées."
    expected: Counter[tuple[str, int]] = Counter()
    for kind in SEARCHABLES:
        yield from _rows(kind, expected)
    orphans = SearchRow.objects.filter(live=True).exclude(kind__in=SEARCHABLES)
    yield from (f"{row} est indexé sans que rien ne le déclare." for row in orphans)
    yield from _postings(expected)


def _rows(kind: str, expected: Counter[tuple[str, int]]) -> Iterator[str]:
    """Compare the rows of a kind; count the postings they should have."""
    keys = set(SEARCHABLES[kind].public().order_by("pk").values_list("pk", flat=True))
    keys |= set(SearchRow.objects.filter(kind=kind, live=True).values_list("object_id", flat=True))
    for part in chunks(sorted(keys)):
        texts = stored_texts(kind, part)
        rows = {row.object_id: row for row in SearchRow.objects.filter(kind=kind, object_id__in=part)}
        for key in part:
            row, text = rows.get(key), texts.get(key)
            if text is None:
                yield f"{kind} {key} n’est pas public et se trouve dans l’index."
            elif row is None or not row.live:
                yield f"{kind} {key} est public et manque dans l’index."
            elif any(getattr(row, name) != getattr(text, name) for name in COLUMNS):
                yield f"{kind} {key} a changé depuis qu’il a été indexé."
            expected.update((word, row.slot) for word in json.loads((text or Stored()).words or "{}") if row)


def _postings(expected: Counter[tuple[str, int]]) -> Iterator[str]:
    postings, words = SearchPosting._meta.db_table, SearchWord._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT w.word, p.slot FROM {postings} p JOIN {words} w ON w.id = p.word_id")  # noqa: S608
        present = set(cursor.fetchall())
        if present != expected.keys():
            yield f"{len(present ^ expected.keys())} occurrences de mots sont en trop ou manquent."
        documents = Counter(word for word, _ in present)
    counted = dict(SearchWord.objects.filter(documents__gt=0).values_list("word", "documents"))
    wrong = [word for word in counted.keys() | documents.keys() if counted.get(word) != documents.get(word)]
    if wrong:
        yield f"{len(wrong)} mots sont mal comptés."
