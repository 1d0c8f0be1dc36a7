"""The orders of a list: few texts are sorted, many are met on the way, and nobody sees the difference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.search import mirror
from dts_platform.search.answer import Answer, _Matching, read_plan
from dts_platform.search.bits import bits_of, slots_of
from dts_platform.search.query import Query
from dts_platform.search.reading import Plan
from dts_platform.search.snapshot import FEW, Order

KEYS = {slot: slot * 7 % 10 for slot in range(0, 20 * FEW, 2)}  # one slot in two is that of a text of another kind
ORDER = Order().changed(set(), KEYS)


@given(st.sets(st.integers(0, 20 * FEW)))
def test_few_texts_are_listed_as_many_are(slots):
    in_order = sorted(slots & KEYS.keys(), key=lambda slot: (KEYS[slot], slot))
    assert list(ORDER.among(bits_of(slots))) == in_order
    every = slots | set(range(1, 20 * FEW, 2))
    assert list(ORDER.among(bits_of(every))) == in_order


def test_text_that_left_an_order_is_not_listed_in_it():
    without = ORDER.changed({4}, {})
    assert list(ORDER.among(bits_of([4, 6]))) == [4, 6][:: 1 if KEYS[4] < KEYS[6] else -1]
    assert list(without.among(bits_of([4, 6]))) == [6]
    assert 4 not in without.among(bits_of(KEYS))


@given(st.dictionaries(st.sampled_from(sorted(KEYS)), st.sampled_from([0.0, 0.5, 3.0, 1_000_000.25])))
def test_best_texts_come_first_and_equals_in_the_order_of_the_list(scores):
    documents = bits_of(scores)
    response = Answer(Query.read("mots"), Plan(()), documents, documents, documents, {}, scores)
    expected = sorted(ORDER.among(documents), key=lambda slot: -scores[slot])
    assert response.ranked(documents, ORDER) == expected


@given(st.dictionaries(st.sampled_from(sorted(KEYS)), st.sampled_from([0.0, 0.5, 3.0, 1_000_000.25])))
def test_texts_ranked_as_sets_come_in_the_order_of_their_scores(scores):
    documents = bits_of(scores)
    levels = {score: bits_of(slot for slot in scores if scores[slot] == score) for score in scores.values()}
    response = Answer(Query.read("mots"), Plan(()), documents, documents, documents, {}, {}, levels=levels)
    expected = sorted(ORDER.among(documents), key=lambda slot: -scores[slot])
    assert response.ranked(documents, ORDER) == expected


@pytest.mark.django_db
def test_word_alone_weighs_as_much_in_sets_as_text_by_text():
    snapshot = mirror.current()
    compared = 0
    for word in sorted(mirror.vocabulary(snapshot).words)[::40]:
        sought = read_plan(Query.read(word), snapshot)
        if len(sought.groups) != 1:
            continue
        matching = _Matching(sought, snapshot)
        part = matching._read(sought.groups[0])
        if levels := matching._score_levels(part):
            told = {slot: score for score, bits in levels.items() for slot in slots_of(bits)}
            assert told == matching._scores_of(part), word
            compared += 1
    assert compared > 20
