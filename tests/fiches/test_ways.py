"""« Prépare » has no loop: what would close one is refused by its name, in the form and in content files."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiches.models import Fiche
from fiches.models.ways import path
from tests.editorial.forms import form_fields, post_form
from tests.factories import a_fiche

ways = st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 7), max_size=3))


def reached(start: int, ways: dict) -> set[int]:
    """All that one may reach, by brute force."""
    found = {start}
    while more := {after for key in found for after in ways.get(key, ())} - found:
        found |= more
    return found


@given(ways, st.integers(0, 7), st.integers(0, 7))
def test_path_exists_exactly_where_brute_force_reaches(ways, start, end):
    found = path(start, end, ways)
    assert bool(found) == (end in reached(start, ways))
    if found:
        assert (found[0], found[-1]) == (start, end)
        assert all(after in ways[key] for key, after in pairwise(found))
        assert len(set(found)) == len(found)


@pytest.fixture
def chain(db) -> list[Fiche]:
    """Three fiches, each of which prepares the next."""
    fiches = [a_fiche(), a_fiche(), a_fiche()]
    for first, after in pairwise(fiches):
        first.prepare.add(after)
    return fiches


def test_form_names_the_fiches_of_the_loop_and_keeps_what_was_chosen(accounts, chain):
    first, second, third = chain
    address = f"/admin/fiches/fiche/{third.pk}/change/"
    form = form_fields(accounts["admin"].get(address).content.decode())
    page = accounts["admin"].post(address, {**form, "prepare": [str(first.pk)]}).content.decode()
    assert f"La fiche {first.numero} prépare la fiche {second.numero}, qui prépare déjà celle-ci" in page
    assert f'<option value="{first.pk}" selected' in page
    assert not third.prepare.exists()
    post_form(accounts["admin"], address, {**form, "prepare": [str(a_fiche().pk)]})


def test_link_of_a_chain_that_closes_nothing_is_taken(chain):
    first, _, third = chain
    assert first.refusal("prepare", third) == ""
    assert Fiche(numero=9999).refusal("prepare", first) == ""


def test_refusal_costs_two_queries_whatever_the_length_of_the_loop(chain, django_assert_num_queries):
    first, *_, last = chain
    with django_assert_num_queries(2):
        assert last.refusal("prepare", first)
