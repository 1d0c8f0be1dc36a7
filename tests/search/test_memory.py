"""What a snapshot remembers: bounded by cost, what was used longest ago goes first."""

import threading

import hypothesis.strategies as st
from hypothesis import given

from dts_platform.search.memory import Memory
from tests.deadlines import join_threads, start_threads


def kept(memory: Memory, keys: str) -> str:
    """Which of these keys are remembered; looking changes their order."""
    return "".join(key for key in keys if memory.get(key) is not None)


def test_value_used_longest_ago_makes_room():
    memory = Memory(size=3)
    for key in "abc":
        memory.put(key, key.upper())
    assert memory.get("a") == "A"
    memory.put("d", "D")
    assert kept(memory, "abcd") == "acd"


def test_costly_value_takes_the_room_of_several():
    memory = Memory(size=10)
    for key in "abc":
        memory.put(key, key, cost=3)
    memory.put("d", "d", cost=6)
    assert kept(memory, "abcd") == "cd"


def test_value_that_costs_more_than_all_the_room_is_kept_alone():
    memory = Memory(size=10)
    memory.put("a", "a")
    memory.put("b", "b", cost=1_000)
    assert kept(memory, "ab") == "b"
    memory.put("c", "c")
    assert kept(memory, "bc") == "c"


def test_value_put_again_costs_once():
    memory = Memory(size=10)
    for rank in range(20):
        memory.put("a", rank, cost=4)
        memory.put("b", rank, cost=4)
    assert (memory.get("a"), memory.get("b")) == (19, 19)


def test_cleared_memory_has_all_its_room_again():
    memory = Memory(size=3)
    for _ in range(3):
        for key in "abc":
            memory.put(key, key)
        assert kept(memory, "abc") == "abc"
        memory.clear()
        assert kept(memory, "abc") == ""


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 8)), max_size=40))
def test_costs_never_exceed_the_room(puts):
    memory, costs = Memory(size=10), {}
    for key, cost in puts:
        memory.put(key, key, cost)
        costs[key] = cost
        assert memory.get(key) == key
    assert sum(costs[key] for key in kept(memory, "abcdef")) <= 10


def test_threads_share_a_memory():
    memory, together = Memory(size=50), threading.Barrier(4)

    def work(rank: int) -> None:
        together.wait(10)
        for number in range(2_000):
            key = (rank * number) % 97
            memory.put(key, key, cost=1 + number % 5)
            assert memory.get(key) in (key, None)

    join_threads(start_threads(work, [(rank,) for rank in range(4)]))
