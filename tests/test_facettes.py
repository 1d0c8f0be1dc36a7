"""Counts behind each box, against brute force on random catalogues."""

from hypothesis import given
from hypothesis import strategies as st

from dts_platform.finder.facets import Facet, Index, Value
from dts_platform.search.answer import bits_of, slots_of

NOMS = ("mission", "principe", "theme")
VALEURS = ("a", "b", "c", "d")
documents = st.lists(st.fixed_dictionaries({nom: st.sets(st.sampled_from(VALEURS)) for nom in NOMS}), max_size=40)
choix = st.fixed_dictionaries({nom: st.sets(st.sampled_from(VALEURS)) for nom in NOMS})


def index_of(catalogue: list[dict]) -> Index:
    def valeur(nom: str, slug: str) -> Value:
        return Value(slug, slug.upper(), bits_of(rang for rang, d in enumerate(catalogue) if slug in d[nom]))

    facettes = {nom: Facet(nom, nom, {slug: valeur(nom, slug) for slug in VALEURS}) for nom in NOMS}
    return Index((1 << len(catalogue)) - 1, facettes)


def repond(document: dict, choisies: dict, sauf: str = "") -> bool:
    return all(not valeurs or nom == sauf or document[nom] & valeurs for nom, valeurs in choisies.items())


@given(documents, choix)
def test_selection_and_counts_equal_brute_force(catalogue, choisies):
    index = index_of(catalogue)
    trouves = [rang for rang, document in enumerate(catalogue) if repond(document, choisies)]
    assert list(slots_of(index.select(choisies))) == trouves
    comptes = index.count(choisies)
    for nom in NOMS:
        for valeur in VALEURS:
            attendu = sum(valeur in d[nom] and repond(d, choisies, sauf=nom) for d in catalogue)
            assert comptes[nom][valeur] == attendu


@given(documents, choix, st.sets(st.integers(0, 39)))
def test_counts_among_a_base_equal_brute_force(catalogue, choisies, base):
    index = index_of(catalogue)
    comptes = index.count(choisies, bits_of(base) & index.all_texts)
    for nom in NOMS:
        for valeur in VALEURS:
            attendu = sum(
                rang in base and valeur in d[nom] and repond(d, choisies, sauf=nom) for rang, d in enumerate(catalogue)
            )
            assert comptes[nom][valeur] == attendu


@given(st.sets(st.integers(0, 500)))
def test_a_set_of_slots_goes_to_bits_and_back(slots):
    assert list(slots_of(bits_of(slots))) == sorted(slots)


def test_a_value_nobody_knows_selects_nothing():
    index = index_of([{nom: {"a"} for nom in NOMS}])
    assert index.select({"mission": ["absente"]}) == 0
    assert index.values_of({"mission": ["a", "absente"]})["mission"] == [Value("a", "A", 1)]
