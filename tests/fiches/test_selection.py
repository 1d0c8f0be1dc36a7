"""The reader’s own booklet: what an address means, and what is said of what it cannot mean."""

from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from fiches.selection.address import (
    LONGEST_NOTE,
    LONGEST_TITLE,
    MOST_TEXTS,
    Choice,
    Selection,
    Shelf,
    short_key,
    shorten,
)

pytestmark = pytest.mark.django_db


def false_shelf(length: int) -> Shelf:
    """Sixty fiches and as many experiences, whose slugs have this length."""
    slugs = [f"{n}-{'territoire-solidaire-' * 4}"[:length].rstrip("-") for n in range(100, 160)]
    return Shelf.holding(
        (Choice(str(n), str(n), f"fiche-{slug}", f"Fiche {n}", None) for n, slug in enumerate(slugs, 1)),
        (Choice(f"x:{slug}", short_key(slug), slug, f"Expérience {slug}", None) for slug in slugs),
    )


SHORT, LONG = false_shelf(12), false_shelf(80)
ALL = {id(shelf): [*shelf.fiches, *shelf.experiences] for shelf in (SHORT, LONG)}
TEXTS = st.text(max_size=400)


@st.composite
def selections(draw) -> tuple[Shelf, Selection]:
    shelf = draw(st.sampled_from([SHORT, LONG]))
    texts = draw(st.lists(st.sampled_from(ALL[id(shelf)]), unique=True, max_size=MOST_TEXTS))
    title, note = shorten(draw(TEXTS), LONGEST_TITLE), shorten(draw(TEXTS), LONGEST_NOTE)
    return shelf, Selection(tuple(texts), title, note)


@given(selections())
def test_address_of_a_selection_is_read_back_without_notice(case):
    shelf, selection = case
    reread = Selection.read(QueryDict(selection.query_string), shelf)
    assert reread == selection
    assert reread.query_string == selection.query_string
    assert reread.notices == []
    assert urlsplit(selection.address()).query == selection.query_string
    for document in ("pdf_address", "epub_address", "folded_address"):
        assert urlsplit(getattr(selection, document)).query == selection.query_string


PIECES = st.sampled_from(
    [
        "s=",
        "f=",
        "t=",
        "n=",
        "&",
        "1",
        "12",
        ".",
        "x:",
        "100-territoire",
        "%00",
        "%ff",
        "é",
        "a=monter-1",
        "\x00",
        "+",
        "=",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join), st.binary().map(lambda b: b.decode("latin-1"))))
def test_arbitrary_query_string_is_read_as_a_bounded_selection(query_string):
    selection = Selection.read(QueryDict(query_string), SHORT)
    assert len(selection) <= MOST_TEXTS
    assert set(selection.texts) <= set(ALL[id(SHORT)])
    assert len(set(selection.texts)) == len(selection)
    assert len(selection.title) <= LONGEST_TITLE
    assert len(selection.note) <= LONGEST_NOTE
    assert all(notice.isprintable() or "\u202f" in notice for notice in selection.notices)
    assert Selection.read(QueryDict(selection.query_string), SHORT) == selection


@given(TEXTS, st.integers(0, 400))
def test_clean_text_is_left_unchanged(text, longest):
    clean = shorten(text, longest)
    assert shorten(clean, longest) == clean
    assert len(clean) <= longest
    assert clean.isprintable()


@given(selections(), st.integers(-2, MOST_TEXTS + 2))
def test_moved_text_leaves_the_others_in_the_selection(case, rank):
    selection = case[1]
    for other in (selection.move_up(rank), selection.move_down(rank)):
        assert sorted(t.name for t in other.texts) == sorted(t.name for t in selection.texts)
        assert (other.title, other.note) == (selection.title, selection.note)
    assert selection.move_down(rank).move_up(rank + 1) == selection
    if 2 <= rank <= len(selection):
        assert selection.move_up(rank).texts[rank - 2] == selection.texts[rank - 1]
        assert len(selection.remove(rank)) == len(selection) - 1
    else:
        assert selection.move_up(rank) == selection


@given(selections(), st.sampled_from([*ALL[id(SHORT)]]))
def test_added_text_comes_last_and_can_be_removed(case, text):
    selection = case[1]
    longer = selection.adding(text)
    if text in selection.texts or len(selection) == MOST_TEXTS:
        assert longer == selection
    else:
        assert longer.texts == (*selection.texts, text)
        assert longer.without(text) == selection
    assert text not in longer.without(text).texts


def test_full_selection_has_an_address_below_two_thousand_characters():
    full = Selection((*LONG.experiences, *LONG.fiches)[:MOST_TEXTS], "T" * LONGEST_TITLE, "mot " * (LONGEST_NOTE // 4))
    assert len(f"https://manuel.exemple.fr{full.address()}") < 2_000
    assert Selection.read(QueryDict(full.query_string), LONG).texts == full.texts


def test_short_selection_has_a_readable_address():
    assert Selection((SHORT.fiches[12], SHORT.experiences[0])).query_string == "s=13.x:100-territoi"


def test_short_key_shared_by_two_experiences_names_neither():
    one, two = (Choice(f"x:{slug}", "x:meme", slug, slug, None) for slug in ("un", "deux"))
    shelf = Shelf.holding((), (one, two))
    assert "x:meme" not in shelf.texts
    full = Selection(shelf.experiences)
    assert Selection.read(QueryDict(full.query_string), shelf) == full


@pytest.mark.parametrize(
    ("query_string", "notices"),
    [
        ("s=1.999", ["Un texte demandé n’est pas publié, ou ne l’est plus\u202f: «\u202ffiche 999\u202f»."]),
        (
            "f=zut&f=x:flute&s=1",
            [
                "Deux textes demandés ne sont pas publiés, ou ne le sont plus\u202f: «\u202fzut\u202f», «\u202fflute\u202f»."
            ],
        ),
        ("s=1&t=" + "a" * 121, ["Le titre a été coupé à 120 caractères."]),
        ("s=1&n=" + "a" * 301, ["Le mot a été coupé à 300 caractères."]),
        ("s=1&t=" + "a" * 120 + "&n=" + "a" * 300, []),
        ("s=..1..1.&f=&f=1", []),
    ],
)
def test_ignored_part_of_an_address_is_told(query_string, notices):
    selection = Selection.read(QueryDict(query_string), SHORT)
    assert selection.notices == notices
    assert [t.name for t in selection.texts] == ["1"]


def test_many_unknown_names_are_counted_and_the_first_five_named():
    notices = Selection.read(QueryDict("s=" + ".".join(f"zut{n}" for n in range(30))), SHORT).notices[0]
    assert notices.startswith("30 textes demandés")
    assert notices.count("«") == 5
    assert notices.endswith("et 25 autres.")


def test_full_selection_tells_how_many_texts_were_left_out():
    selection = Selection.read(QueryDict("s=" + ".".join(t.name for t in ALL[id(SHORT)])), SHORT)
    assert len(selection) == MOST_TEXTS
    assert selection.notices == ["Un dossier tient 80 textes au plus\u202f: 40 textes ont été laissés de côté."]
