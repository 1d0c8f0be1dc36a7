"""Counts behind each box, against brute force on random catalogues."""

from hypothesis import given
from hypothesis import strategies as st

from dts_platform.finder.facets import Facet, Index, Value
from dts_platform.search.bits import bits_of, slots_of

NAMES = ("mission", "principe", "theme")
VALUES = ("a", "b", "c", "d")
documents = st.lists(st.fixed_dictionaries({name: st.sets(st.sampled_from(VALUES)) for name in NAMES}), max_size=40)
choices = st.fixed_dictionaries({name: st.sets(st.sampled_from(VALUES)) for name in NAMES})


def index_of(catalogue: list[dict]) -> Index:
    def value(name: str, slug: str) -> Value:
        return Value(slug, slug.upper(), bits_of(rank for rank, d in enumerate(catalogue) if slug in d[name]))

    facets = {name: Facet(name, name, {slug: value(name, slug) for slug in VALUES}) for name in NAMES}
    return Index((1 << len(catalogue)) - 1, facets)


def matches(document: dict, chosen: dict, leaving_out: str = "") -> bool:
    return all(not values or name == leaving_out or document[name] & values for name, values in chosen.items())


@given(documents, choices)
def test_selection_and_its_counts_equal_brute_force(catalogue, chosen):
    index = index_of(catalogue)
    found = [rank for rank, document in enumerate(catalogue) if matches(document, chosen)]
    assert list(slots_of(index.select(chosen))) == found
    counts = index.count(chosen)
    for name in NAMES:
        for value in VALUES:
            expected = sum(value in d[name] and matches(d, chosen, leaving_out=name) for d in catalogue)
            assert counts[name][value] == expected


def test_own_facet_is_left_out_of_its_counts():
    index = index_of(
        [{"mission": {"a"}, "principe": {"a"}, "theme": set()}, {"mission": {"b"}, "principe": {"a"}, "theme": set()}]
    )
    counts = index.count({"mission": {"a"}})
    assert (counts["mission"]["a"], counts["mission"]["b"]) == (1, 1)
    assert counts["principe"]["a"] == 1


@given(documents, choices, st.sets(st.integers(0, 39)))
def test_counts_within_a_base_equal_brute_force(catalogue, chosen, base):
    index = index_of(catalogue)
    counts = index.count(chosen, bits_of(base) & index.all_texts)
    for name in NAMES:
        for value in VALUES:
            expected = sum(
                rank in base and value in d[name] and matches(d, chosen, leaving_out=name)
                for rank, d in enumerate(catalogue)
            )
            assert counts[name][value] == expected


@given(st.sets(st.integers(0, 500)))
def test_slots_turned_into_bits_come_back_unchanged(slots):
    assert list(slots_of(bits_of(slots))) == sorted(slots)


def test_unknown_value_selects_nothing():
    index = index_of([{name: {"a"} for name in NAMES}])
    assert index.select({"mission": ["absente"]}) == 0
    assert index.values_of({"mission": ["a", "absente"]})["mission"] == [Value("a", "A", 1)]
