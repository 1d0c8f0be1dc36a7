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


def faux_rayon(longueur: int) -> Shelf:
    """Sixty fiches and as many experiences, whose slugs have this length."""
    slugs = [f"{n}-{'territoire-solidaire-' * 4}"[:longueur].rstrip("-") for n in range(100, 160)]
    return Shelf.holding(
        (Choice(str(n), str(n), f"fiche-{slug}", f"Fiche {n}", None) for n, slug in enumerate(slugs, 1)),
        (Choice(f"x:{slug}", short_key(slug), slug, f"Expérience {slug}", None) for slug in slugs),
    )


COURT, LONG = faux_rayon(12), faux_rayon(80)
TOUS = {id(rayon): [*rayon.fiches, *rayon.experiences] for rayon in (COURT, LONG)}
TEXTES = st.text(max_size=400)


@st.composite
def selections(draw) -> tuple[Shelf, Selection]:
    rayon = draw(st.sampled_from([COURT, LONG]))
    textes = draw(st.lists(st.sampled_from(TOUS[id(rayon)]), unique=True, max_size=MOST_TEXTS))
    titre, note = shorten(draw(TEXTES), LONGEST_TITLE), shorten(draw(TEXTES), LONGEST_NOTE)
    return rayon, Selection(tuple(textes), titre, note)


@given(selections())
def test_an_address_gives_its_selection_back_and_nothing_to_say(cas):
    rayon, selection = cas
    relue = Selection.read(QueryDict(selection.query_string), rayon)
    assert relue == selection
    assert relue.query_string == selection.query_string
    assert relue.notices == []
    assert urlsplit(selection.address()).query == selection.query_string
    for document in ("pdf_address", "epub_address", "folded_address"):
        assert urlsplit(getattr(selection, document)).query == selection.query_string


MORCEAUX = st.sampled_from(
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


@given(
    st.one_of(st.text(), st.lists(MORCEAUX, max_size=60).map("".join), st.binary().map(lambda b: b.decode("latin-1")))
)
def test_any_query_string_is_a_selection(requete):
    selection = Selection.read(QueryDict(requete), COURT)
    assert len(selection) <= MOST_TEXTS
    assert set(selection.texts) <= set(TOUS[id(COURT)])
    assert len(set(selection.texts)) == len(selection)
    assert len(selection.title) <= LONGEST_TITLE
    assert len(selection.note) <= LONGEST_NOTE
    assert all(avis.isprintable() or "\u202f" in avis for avis in selection.notices)
    assert Selection.read(QueryDict(selection.query_string), COURT) == selection


@given(TEXTES, st.integers(0, 400))
def test_cleaning_is_done_once(texte, au_plus):
    propre = shorten(texte, au_plus)
    assert shorten(propre, au_plus) == propre
    assert len(propre) <= au_plus
    assert propre.isprintable()


@given(selections(), st.integers(-2, MOST_TEXTS + 2))
def test_moving_keeps_the_same_texts(cas, rang):
    selection = cas[1]
    for autre in (selection.move_up(rang), selection.move_down(rang)):
        assert sorted(t.name for t in autre.texts) == sorted(t.name for t in selection.texts)
        assert (autre.title, autre.note) == (selection.title, selection.note)
    assert selection.move_down(rang).move_up(rang + 1) == selection
    if 2 <= rang <= len(selection):
        assert selection.move_up(rang).texts[rang - 2] == selection.texts[rang - 1]
        assert len(selection.remove(rang)) == len(selection) - 1
    else:
        assert selection.move_up(rang) == selection


@given(selections(), st.sampled_from([*TOUS[id(COURT)]]))
def test_adding_then_removing(cas, texte):
    selection = cas[1]
    plus = selection.adding(texte)
    if texte in selection.texts or len(selection) == MOST_TEXTS:
        assert plus == selection
    else:
        assert plus.texts == (*selection.texts, texte)
        assert plus.without(texte) == selection
    assert texte not in plus.without(texte).texts


def test_eighty_texts_make_an_address_that_can_be_sent():
    plein = Selection((*LONG.experiences, *LONG.fiches)[:MOST_TEXTS], "T" * LONGEST_TITLE, "mot " * (LONGEST_NOTE // 4))
    assert len(f"https://manuel.exemple.fr{plein.address()}") < 2_000
    assert Selection.read(QueryDict(plein.query_string), LONG).texts == plein.texts


def test_an_ordinary_address_can_be_read_aloud():
    assert Selection((COURT.fiches[12], COURT.experiences[0])).query_string == "s=13.x:100-territoi"


def test_a_short_key_that_two_experiences_share_names_neither():
    un, deux = (Choice(f"x:{slug}", "x:meme", slug, slug, None) for slug in ("un", "deux"))
    rayon = Shelf.holding((), (un, deux))
    assert "x:meme" not in rayon.texts
    plein = Selection(rayon.experiences)
    assert Selection.read(QueryDict(plein.query_string), rayon) == plein


@pytest.mark.parametrize(
    ("requete", "avis"),
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
def test_what_is_set_aside_is_said(requete, avis):
    selection = Selection.read(QueryDict(requete), COURT)
    assert selection.notices == avis
    assert [t.name for t in selection.texts] == ["1"]


def test_many_absent_names_are_counted_and_the_first_ones_named():
    avis = Selection.read(QueryDict("s=" + ".".join(f"zut{n}" for n in range(30))), COURT).notices[0]
    assert avis.startswith("30 textes demandés")
    assert avis.count("«") == 5
    assert avis.endswith("et 25 autres.")


def test_a_full_booklet_says_how_many_were_left_aside():
    selection = Selection.read(QueryDict("s=" + ".".join(t.name for t in TOUS[id(COURT)])), COURT)
    assert len(selection) == MOST_TEXTS
    assert selection.notices == ["Un livret tient 80 textes au plus\u202f: 40 textes ont été laissés de côté."]
