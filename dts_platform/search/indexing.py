"""From stale texts to rows, words and postings: everything in one transaction, the state row locked first."""

import hashlib
import json
import logging
import secrets
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from django.db import connection, transaction

from dts_platform.search import places
from dts_platform.search.french import as_written, level, sentences, stem
from dts_platform.search.searchable import (
    ASIDE,
    ASKED,
    BODY,
    BREAK,
    LABELS,
    LINE_SIGN,
    QUESTIONS,
    SEARCHABLES,
    SUMMARY,
    TITLE,
    ZONE_SIGN,
    Entry,
    declared_shape,
)
from dts_platform.search.tables import SearchPosting, SearchRow, SearchState, SearchTouch, SearchWord

ANALYSER = 8  # raise it when what is stored changes in a way that SAMPLE does not show
LINEAGE, TOKEN = 128, 10  # tokens kept, characters of one
CHUNK = 200
LONGEST_WORD = 64
LONGEST_BODY = 8_000  # characters kept for excerpts
PARAMETERS = 6_000  # in one statement; SQLite takes 32,766
PLACES = "places"
ZONES = (TITLE, QUESTIONS, LABELS, SUMMARY, BODY, ASIDE)  # in the order of the stems
REPEATED = {QUESTIONS: (6, 6, 4), BODY: (4, 2, 8), ASIDE: (2, 1, 3)}  # what a word tells once, and again so many times
WEIGHTS = {SUMMARY: 24, LABELS: 18, PLACES: 60}


logger = logging.getLogger(__name__)
STARTED = time.time_ns() // 1_000_000  # when this process began, in milliseconds

COLUMNS = ("mirror", "record", "words", "stems", "body", "level")


@dataclass(frozen=True)
class Stored:
    """A text as the columns of its row hold it, and the `prose` it was read from; not `live` when it cannot be read."""

    mirror: str = ""
    record: str = ""
    words: str = ""
    stems: str = ""
    body: str = ""
    level: str = ""
    prose: tuple[str, ...] = field(default=(), compare=False, repr=False)
    live: bool = field(default=True, repr=False)

    @classmethod
    def of(cls, kind: str, entry: Entry) -> "Stored":
        mirror = {"f": dict(entry.facets), "o": dict(entry.orders)}
        if kind in SEARCHABLES and SEARCHABLES[kind].resident:
            mirror["r"] = dict(entry.record)
        read = {name: [sentences(text) for text in texts if text] for name, texts in entry.fields.items()}
        phrases = ZONE_SIGN.join(
            LINE_SIGN.join(" ".join(map(stem, part)) for text in read.get(name, ()) for part in text) for name in ZONES
        )
        words = {name: [word for text in texts for part in text for word in part] for name, texts in read.items()}
        words[PLACES] = places.keys(entry.places)
        body = BREAK.join(filter(None, (*entry.fields.get(BODY, ()), *entry.fields.get(ASIDE, ()))))[:LONGEST_BODY]
        if asked := entry.fields.get(QUESTIONS):
            body += ASKED + BREAK.join(asked)
        prose = tuple(text for texts in entry.fields.values() for text in texts if text)
        return cls(_json(mirror), _json(entry.record), _json(weigh(words)), f" {phrases} ", body, level(body), prose)


def _json(value) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def weigh(fields: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """How much each word of a text tells about it, {word: weight}: the title most, most of all a short one."""
    weights: Counter[str] = Counter()
    for name, words in fields.items():
        counts = Counter(word[:LONGEST_WORD] for word in words)
        for word, times in counts.items():
            if name == TITLE:
                weights[word] += 60 + 60 // len(counts)
            elif name in REPEATED:
                first, again, most = REPEATED[name]
                weights[word] += first + again * min(times - 1, most)
            else:
                weights[word] += WEIGHTS[name]
    return dict(sorted(weights.items()))


SAMPLE = Entry(
    {"slug": "essai"},
    {"mission": ["a"]},
    {"titre": "garder"},
    {
        TITLE: ["Garder l’enfant des salariées, la nuit"],
        QUESTIONS: ["comment garder les gosses ?", "crèche tôt le matin"],
        SUMMARY: ["Où l’on prête des vélos aux maraîchères."],
        LABELS: ["S.C.I.C.", "tiers-lieux"],
        BODY: [
            "Les réseaux territoriaux. Cœur de métier : éco-construction ; travaux d’élus heureux.",
            "Un·e salarié(e) d’une AI de St-Brieuc, dont les communes participent : 10 000 heures, un e-mail.",
        ],
    },
    places=["bretagne"],
)  # a text that shows what the analyser and the weights make of French


@cache
def _analyser() -> str:
    """A digest of what the analyser makes of a text."""
    return hashlib.sha256(repr((ANALYSER, Stored.of("", SAMPLE))).encode()).hexdigest()[:32]


def engine() -> str:
    """What names the shape of the index as this code writes it: two shapes never have the same name."""
    return declared_shape() + _analyser()


def outdated(shape: str, shaped_by: int) -> bool:
    """Must this process make the index again? Not when a process that began later, of newer code, gave it its shape."""
    return shape != engine() and shaped_by <= STARTED


def lock() -> SearchState:
    """The state row, held until the transaction ends."""
    return SearchState.objects.select_for_update().filter(pk=1).first() or SearchState.objects.get_or_create(pk=1)[0]


def bump(state: SearchState) -> None:
    """Say that the index changed: a new token in the lineage, which every process compares."""
    state.lineage = " ".join([*state.lineage.split()[1 - LINEAGE :], secrets.token_hex(TOKEN // 2)])
    state.save()


@transaction.atomic
def catch_up() -> None:
    """Index what was written since the last time."""
    state = lock()
    if outdated(state.shape, state.shaped_by):
        _rebuild(state)
        return
    if not (stale := _take_touches()):
        return
    state.seq += 1
    counts = WordCounts()
    changed = False
    for kind in stale.keys() & SEARCHABLES.keys():
        for keys in chunks(sorted(stale[kind])):
            changed |= _store(state, kind, keys, stored_texts(kind, keys), counts)
    _count_documents(state, counts)
    if not changed:  # drafts and working copies: what visitors read is as it was
        return
    if state.shape != engine():
        state.shape = ""  # texts of an older shape stand in it now: the newer code makes it again
    bump(state)


def _take_touches() -> dict[str, set[int]]:
    """The texts written since the last time, {kind: keys}; they wait no more once the transaction stands."""
    stale = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {SearchTouch._meta.db_table} RETURNING kind, object_id")  # noqa: S608
        for kind, key in cursor.fetchall():
            stale[kind].add(key)
    return stale


@transaction.atomic
def rebuild() -> None:
    """Forget the index and make it again from the texts."""
    _rebuild(lock())


def _rebuild(state: SearchState) -> None:
    for model in (SearchPosting, SearchWord, SearchTouch):
        model.objects.all().delete()
    state.seq, state.lineage, state.shape, state.shaped_by = state.seq + 1, "", engine(), STARTED
    # Texts keep their slots: a request that began before may still read them.
    SearchRow.objects.update(seq=state.seq, live=False, **dict.fromkeys(COLUMNS, ""))
    counts = WordCounts()
    for kind, searchable in SEARCHABLES.items():
        keys = searchable.public().order_by("pk").values_list("pk", flat=True)
        for part in chunks(list(keys)):
            _store(state, kind, part, stored_texts(kind, part), counts)
    _count_documents(state, counts)
    bump(state)


def chunks(keys: Iterable, size: int = CHUNK) -> Iterator[list]:
    """The keys, a few hundred at a time."""
    rest = iter(keys)
    while part := list(islice(rest, size)):
        yield part


def stored_texts(kind: str, keys: Sequence[int]) -> dict[int, Stored]:
    """The public texts among these keys, as their rows should hold them.

    One that cannot be read is hidden, and has a row all the same: it says when the text changed.
    """
    found = {}
    for text in SEARCHABLES[kind].read(keys):
        try:
            found[text.pk] = Stored.of(kind, SEARCHABLES[kind].entry(text))
        except Exception:  # one text that cannot be read must not hide the others
            logger.exception("%s %s ne peut pas être indexé : il reste hors des listes.", kind, text.pk)
            found[text.pk] = Stored(live=False)
    return found


@transaction.atomic
def index_texts(kind: str, entries: Mapping[int, Entry]) -> None:
    """Index texts that no model declares: those of a measure."""
    state = lock()
    state.seq, state.shape, state.shaped_by = state.seq + 1, engine(), STARTED
    counts = WordCounts()
    for keys in chunks(entries):
        _store(state, kind, keys, {key: Stored.of(kind, entries[key]) for key in keys}, counts)
    _count_documents(state, counts)
    bump(state)


@dataclass
class WordCounts:
    """What a transaction has yet to write of how many texts hold each word.

    Written once: rewritten with each few texts, the rows of common words would grow one dead version a time, which
    PostgreSQL cannot clear while the transaction lasts.
    """

    documents: Counter[int] = field(default_factory=Counter)  # {key of a word: how many texts more, or fewer}
    lost: set[str] = field(default_factory=set)  # words that some text held no more


def _store(state: SearchState, kind: str, keys: Sequence[int], texts: Mapping[int, Stored], counts: WordCounts) -> bool:
    """Bring the rows and postings of some texts of one kind up to date, add to `counts`; a key without a text is hidden.

    False when none of these texts is public or ever was.
    """
    rows = {row.object_id: row for row in SearchRow.objects.filter(kind=kind, object_id__in=keys)}
    changes: list[tuple[int, dict[str, int], dict[str, int]]] = []
    for key in keys:
        if key not in rows and key not in texts:
            continue
        row = rows.get(key)
        if row is None:
            row = rows[key] = SearchRow(slot=state.slots, kind=kind, object_id=key)
            state.slots += 1
        text = texts.get(key, Stored())
        changes.append((row.slot, json.loads(row.words or "{}"), json.loads(text.words or "{}")))
        row.seq, row.live = state.seq, key in texts and text.live
        for name in COLUMNS:
            setattr(row, name, getattr(text, name))
    if not changes:
        return False
    SearchRow.objects.bulk_create(
        [rows[key] for key in keys if key in rows],
        update_conflicts=True,
        unique_fields=["slot"],
        update_fields=["seq", "live", *COLUMNS],
    )
    _post(state, changes, [part for text in texts.values() for part in text.prose], counts)
    return True


def _post(
    state: SearchState,
    changes: Sequence[tuple[int, dict[str, int], dict[str, int]]],
    prose: Sequence[str],
    counts: WordCounts,
) -> None:
    """Write the difference between two states of the words of some slots: (slot, {word: weight} before, after).

    `prose` shows how new words are written.
    """
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for _, before, after in changes:
        gained.update(after.keys() - before.keys())
        lost.update(before.keys() - after.keys())
    changed = {word for _, before, after in changes for word in before.keys() | after.keys()
               if before.get(word) != after.get(word)}  # fmt: skip
    ids = _word_ids(state, changed, prose)
    counts.documents.update({ids[word]: count for word, count in gained.items()})
    counts.documents.subtract({ids[word]: count for word, count in lost.items()})
    counts.lost |= lost.keys()
    _show_anew(state, gained.keys() & counts.lost, prose)
    gone = [(ids[word], slot) for slot, before, after in changes for word in before.keys() - after.keys()]
    here = [
        (ids[word], slot, weight)
        for slot, before, after in changes
        for word, weight in after.items()
        if before.get(word) != weight
    ]
    _write_postings(gone, here)


def _write_postings(gone: list[tuple[int, int]], here: list[tuple[int, int, int]]) -> None:
    """Delete postings (word, slot), write others (word, slot, weight)."""
    table = SearchPosting._meta.db_table
    with connection.cursor() as cursor:
        for slot, word_ids in _by_slot(gone).items():
            for part in chunks(word_ids, PARAMETERS - 1):
                marks = ", ".join(["%s"] * len(part))
                cursor.execute(f"DELETE FROM {table} WHERE slot = %s AND word_id IN ({marks})", [slot, *part])  # noqa: S608
        for part in chunks(sorted(here), PARAMETERS // 3):
            marks = ", ".join(["(%s, %s, %s)"] * len(part))
            cursor.execute(
                f"INSERT INTO {table} (word_id, slot, weight) VALUES {marks} "  # noqa: S608
                "ON CONFLICT (word_id, slot) DO UPDATE SET weight = excluded.weight",
                [value for posting in part for value in posting],
            )


def _by_slot(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    slots = defaultdict(list)
    for word_id, slot in pairs:
        slots[slot].append(word_id)
    return slots


def _word_ids(state: SearchState, wanted: set[str], prose: Sequence[str]) -> dict[str, int]:
    """The keys of some words; those never met are added."""
    ids: dict[str, int] = {}
    for part in chunks(sorted(wanted), PARAMETERS):
        ids.update(SearchWord.objects.filter(word__in=part).values_list("word", "pk"))
    new = sorted(wanted - ids.keys())
    shown = as_written(prose) if new else {}
    added = [SearchWord(word=word, shown=shown.get(word, word), stem=stem(word), seq=state.seq) for word in new]
    ids.update({word.word: word.pk for word in SearchWord.objects.bulk_create(added)})
    return ids


def _show_anew(state: SearchState, words: set[str], prose: Sequence[str]) -> None:
    """Words that one text lost and another gained are shown as the second writes them."""
    shown = as_written(prose) if words else {}
    for word in words & shown.keys():
        SearchWord.objects.filter(word=word).update(shown=shown[word], seq=state.seq)


def _count_documents(state: SearchState, counts: WordCounts) -> None:
    """Write in how many texts words stand now; those that no public text holds any more are forgotten."""
    table = SearchWord._meta.db_table
    differences = sorted((key, more) for key, more in counts.documents.items() if more)
    with connection.cursor() as cursor:
        for part in chunks(differences, PARAMETERS // 2 - 1):
            marks = ", ".join(["(%s, %s)"] * len(part))
            cursor.execute(
                f"UPDATE {table} SET documents = documents + column2, seq = %s "  # noqa: S608
                f"FROM (VALUES {marks}) AS difference WHERE id = column1",
                [state.seq, *(value for pair in part for value in pair)],
            )
    if any(more < 0 for _, more in differences):
        _forget_words(state)


def _forget_words(state: SearchState) -> None:
    """Blank the words that no public text holds any more: only their number stays, for processes that knew them."""
    table = SearchWord._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET word = '-' || id, shown = '', stem = '' WHERE seq = %s AND documents <= 0",  # noqa: S608
            [state.seq],
        )
