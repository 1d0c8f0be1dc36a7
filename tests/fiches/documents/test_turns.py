"""Turns: who waits inside, who comes back, and that everyone is served in the end."""

from contextlib import ExitStack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiches.documents.turns import LONGEST_QUEUE, MAX_WAITING_ALL, MAX_WAITING_ONE, PATIENCE, NotYet, Turns


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def ahead_of(turns: Turns, name: str) -> int:
    """How many documents are said to be before this one, which has no turn yet."""
    with pytest.raises(NotYet) as refusal, turns.turn(name):
        pass
    return refusal.value.ahead


def fill(turns: Turns, stack: ExitStack) -> None:
    for rank in range(MAX_WAITING_ALL):
        stack.enter_context(turns.turn(f"dedans {rank}"))


def test_readers_inside_are_few_and_are_forgotten():
    turns = Turns()
    with ExitStack() as stack:
        for _ in range(MAX_WAITING_ONE):
            stack.enter_context(turns.turn("a"))
        assert ahead_of(turns, "a") == 0
        for rank in range(MAX_WAITING_ALL - MAX_WAITING_ONE):
            stack.enter_context(turns.turn(f"{rank}"))
        ahead_of(turns, "encore")
    for rank in range(50):
        with pytest.raises(ZeroDivisionError), turns.turn(f"{rank}"):
            raise ZeroDivisionError
    assert not turns.inside


def test_document_keeps_its_place_and_none_overtakes_it():
    turns = Turns()
    with ExitStack() as stack:
        fill(turns, stack)
        assert [ahead_of(turns, name) for name in "abcdea"] == [0, 1, 2, 3, 4, 0]
    for name in "abcd":
        with turns.turn(name):
            pass
    with turns.turn("e"):
        assert not turns.queue


def test_place_of_who_does_not_come_back_is_lost():
    clock = Clock()
    turns = Turns(clock)
    with ExitStack() as stack:
        fill(turns, stack)
        assert ahead_of(turns, "parti") == 0
        clock.now = PATIENCE - 1
        assert ahead_of(turns, "resté") == 1
        clock.now = PATIENCE
        assert ahead_of(turns, "resté") == 0


def test_queue_has_an_end():
    turns = Turns()
    with ExitStack() as stack:
        fill(turns, stack)
        for rank in range(LONGEST_QUEUE + 50):
            ahead_of(turns, f"{rank}")
        assert len(turns.queue) == LONGEST_QUEUE


@given(st.lists(st.integers(0, 12), min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_every_reader_is_served_whatever_they_ask_and_in_whatever_order(wanted, chance):
    """Each making lasts a few rounds; readers told to come back do, once a round, in any order."""
    clock = Clock()
    turns, waiting, inside, served = Turns(clock), list(wanted), [], 0
    for round_number in range(40 * len(wanted)):
        clock.now = float(round_number)
        for stay in [stay for stay in inside if chance.random() < 0.5]:
            inside.remove(stay)
            stay.close()
            served += 1
        chance.shuffle(waiting)
        for document in list(waiting):
            stay = ExitStack()
            try:
                stay.enter_context(turns.turn(f"{document}"))
            except NotYet:
                continue
            waiting.remove(document)
            inside.append(stay)
        assert turns.inside.total() == len(inside) <= MAX_WAITING_ALL
        assert max(turns.inside.values(), default=0) <= MAX_WAITING_ONE
        if served == len(wanted):
            break
    assert served == len(wanted)
    assert not turns.inside
