"""Counts behind each box, against brute force on random catalogues."""

from hypothesis import given
from hypothesis import strategies as st

from dts_platform.core.facets import Facette, Index

NOMS = ("mission", "principe", "theme")
VALEURS = ("a", "b", "c", "d")
documents = st.lists(st.fixed_dictionaries({nom: st.sets(st.sampled_from(VALEURS)) for nom in NOMS}), max_size=40)
choix = st.fixed_dictionaries({nom: st.sets(st.sampled_from(VALEURS)) for nom in NOMS})


def index_of(catalogue: list[dict]) -> Index:
    cles = tuple(100 + rang for rang in range(len(catalogue)))
    rangs = {cle: rang for rang, cle in enumerate(cles)}
    facettes = {}
    for nom in NOMS:
        paires = [(valeur, valeur.upper(), None) for valeur in VALEURS]
        paires += [(v, v.upper(), cle) for cle, document in zip(cles, catalogue, strict=True) for v in document[nom]]
        facettes[nom] = Facette.from_pairs(nom, nom, paires, rangs)
    return Index(cles, facettes)


def repond(document: dict, choisies: dict, sauf: str = "") -> bool:
    return all(not valeurs or nom == sauf or document[nom] & valeurs for nom, valeurs in choisies.items())


@given(documents, choix)
def test_selection_and_counts_equal_brute_force(catalogue, choisies):
    index = index_of(catalogue)
    trouves = [rang for rang, document in enumerate(catalogue) if repond(document, choisies)]
    assert list(index.ranks(index.select(choisies))) == trouves
    comptes = index.count(choisies)
    for nom in NOMS:
        for valeur in VALEURS:
            attendu = sum(valeur in d[nom] and repond(d, choisies, sauf=nom) for d in catalogue)
            assert comptes[nom][valeur] == attendu


@given(documents)
def test_a_document_knows_what_it_carries(catalogue):
    index = index_of(catalogue)
    for rang, document in enumerate(catalogue):
        assert {nom: {v.slug for v in vs} for nom, vs in index.values_of(rang).items()} == document


def test_a_key_that_is_not_public_counts_nowhere():
    facette = Facette.from_pairs("m", "M", [("a", "A", 1), ("a", "A", 2), ("b", "B", None)], {2: 0})
    assert [(v.slug, v.documents) for v in facette.valeurs.values()] == [("a", 1), ("b", 0)]
