"""Three versions made one, case by case: no database here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.content.merge import Ranked, align, is_edited, merge_fields, merge_ranks


@pytest.mark.parametrize(
    ("base", "here", "new", "written", "kept"),
    [
        ("a", "a", "a", False, False),
        ("a", "a", "b", True, False),  # the file alone
        ("a", "b", "a", False, False),  # the editor alone
        ("a", "b", "b", False, False),  # both, the same
        ("a", "b", "c", False, True),  # both, each their own
        (None, "a", "a", False, False),
        (None, "a", "b", False, True),  # nobody knows what the file said
    ],
)
def test_field_is_written_only_where_it_is_still_what_the_file_said(base, here, new, written, kept):
    result = merge_fields({"x": base}, {"x": here}, {"x": new}, {"x": "-"})
    assert result == ({"x"} if written else set(), {"x"} if kept else set())
    assert merge_fields({"x": base}, {"x": here}, {"x": new}, {}, overwrite=True) == (
        {"x"} if here != new else set(),
        set(),
    )


@pytest.mark.parametrize(
    ("base", "here", "outcome"),
    [
        ({}, "-", ({"x"}, set())),  # a column added since: blank, nobody filled it in
        ({}, "e", (set(), {"x"})),  # an editor did
        (None, "-", (set(), {"x"})),  # an object that the file never made
    ],
)
def test_field_that_the_file_did_not_name_was_blank(base, here, outcome):
    assert merge_fields(base, {"x": here}, {"x": "b"}, {"x": "-"}) == outcome


def test_field_that_the_file_no_longer_names_is_untouched():
    assert merge_fields({"x": "a"}, {"x": "a"}, {}, {"x": "-"}) == (set(), set())


@pytest.mark.parametrize(
    ("here", "edited"),
    [({"x": "a", "y": "-"}, False), ({"x": "b", "y": "-"}, True), ({"x": "a", "y": "e"}, True)],
)
def test_object_is_edited_when_a_field_is_neither_said_nor_blank(here, edited):
    assert is_edited({"x": "a"}, here, {"x": "-", "y": "-"}) is edited


def ranked(*texts: str) -> dict[int, Ranked]:
    """Steps « title/text » from rank 1."""
    steps = {}
    for rank, text in enumerate(texts, 1):
        fields = dict(zip(("title", "text"), text.split("/"), strict=True))
        steps[rank] = Ranked(rank, fields, {name: len(value) for name, value in fields.items()})
    return steps


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        (["a/1", "b/2"], ["a/1", "b/2"], {1: 1, 2: 2}),
        (["a/1", "b/2"], ["a/1", "n/9", "b/2"], {1: 1, 3: 2}),  # inserted
        (["a/1", "b/2", "c/3"], ["a/1", "c/3"], {1: 1, 2: 3}),  # removed
        (["a/1", "b/2"], ["b/2", "a/1"], {1: 2, 2: 1}),  # exchanged
        (["a/1", "b/2"], ["n/9", "a/1", "b/8"], {2: 1, 3: 2}),  # inserted, and one corrected
        (["a/1", "b/2"], ["a/1", "x/9"], {1: 1, 2: 2}),  # written anew at its place
        (["a/1", "a/1"], ["a/1", "a/1"], {1: 1, 2: 2}),  # twins
    ],
)
def test_objects_are_matched_by_their_words_then_by_their_rank(old, new, pairs):
    assert align(ranked(*old), ranked(*new)) == pairs


@pytest.mark.parametrize(
    ("base", "here", "new", "sequence", "refused"),
    [
        ("abc", "abc", "abc", "abc", False),
        ("abc", "abc", "anbc", "anbc", False),  # the file inserts
        ("abc", "aebc", "abc", "aebc", False),  # an editor inserted
        ("abc", "aebc", "abcn", "aebcn", False),
        ("abc", "aebc", "anbc", "anebc", False),  # both, at the same place
        ("abc", "ac", "acn", "acn", False),  # an editor deleted, the file adds
        ("abc", "cab", "abc", "cab", False),  # an editor moved
        ("abc", "abc", "cab", "cab", False),  # the file moved
        ("abc", "aebc", "cab", "caeb", False),
        ("abc", "bca", "cab", "bca", True),  # both moved
        ("abc", "ab", "ab", "ab", False),  # the file removed the last
        ("", "ab", "n", "nab", False),
    ],
)
def test_ranks_follow_the_editor_then_the_file(base, here, new, sequence, refused):
    versions = [{one: rank for rank, one in enumerate(version, 1)} for version in (base, here, new)]
    ranks, told = merge_ranks(*versions)
    assert ("".join(sorted(ranks, key=ranks.get)), told) == (sequence, refused)


def test_ranks_that_an_editor_chose_stay_when_the_file_adds_nothing():
    assert merge_ranks({"a": 1, "b": 2}, {"a": 10, "b": 20}, {"a": 1, "b": 2}) == ({"a": 10, "b": 20}, False)


def test_ranks_close_up_when_the_file_removes_and_nobody_moved():
    assert merge_ranks({"a": 1, "b": 2, "c": 3}, {"a": 1, "c": 3}, {"a": 1, "c": 2})[0] == {"a": 1, "c": 2}


versions = st.lists(st.sampled_from("abcdefgh"), unique=True).map(lambda ids: {one: n for n, one in enumerate(ids, 1)})


@given(versions, versions, versions)
def test_no_row_is_lost_and_no_rank_is_given_twice(base, here, new):
    base = {one: rank for one, rank in base.items() if one in here}
    ranks, _ = merge_ranks(base, here, new)
    assert ranks.keys() == here.keys() | new.keys()
    assert len(set(ranks.values())) == len(ranks)
    if not ranks.keys() - here.keys():
        assert merge_ranks(new, ranks, new)[0] == ranks
