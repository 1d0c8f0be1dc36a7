"""The French engine, piece by piece: the analyser, what was typed, the plan, the marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dts_platform.search.excerpt import Marker
from dts_platform.search.french import fold, level, singular, stem, stems, words
from dts_platform.search.query import LONGEST, MOST_WORDS, Query
from dts_platform.search.reading import Synonyms, plan
from dts_platform.search.vocabulary import Vocabulary, Word, allowed_errors

MEMES = [
    ("salariées", "salarie"),
    ("territoriaux", "territorial"),
    ("l’insertion", "insertion"),
    ("l'insertion", "INSERTION"),
    ("S.C.I.C.", "scic"),
    ("É.P.C.I.", "epci"),
    ("cœur", "coeur"),
    ("éco-construction", "eco construction"),
    ("compétences", "competence"),
    ("qu’une mobilité", "mobilites"),
    ("tiers-lieux", "tiers lieu"),
    ("maraîchères", "maraîcher"),
    ("maraîchers", "maraîchère"),
    ("heureuse", "heureux"),
    ("travaux", "travail"),
    ("réseaux", "réseau"),
    ("jeux", "jeu"),
    ("vélos", "vélo"),
    ("élus", "élue"),
    ("amis", "ami"),
    ("prise", "pris"),
]


@pytest.mark.parametrize(("un", "autre"), MEMES)
def test_forms_of_a_word_meet(un, autre):
    assert stems(un) == stems(autre)


@pytest.mark.parametrize(
    ("un", "autre"), [("commune", "communication"), ("organe", "organisation"), ("forme", "formation")]
)
def test_words_of_one_stem_are_still_told_apart(un, autre):
    assert singular(fold(un)) != singular(fold(autre))


def test_empty_words_do_not_count():
    assert words("la garde des enfants de l’entreprise") == ["garde", "enfants", "entreprise"]


@given(st.text(max_size=100))
def test_any_text_folds_to_plain_words(texte):
    assert all(mot.isascii() for mot in words(texte))


@given(st.text(max_size=200))
def test_a_levelled_text_keeps_every_place(texte):
    assert len(level(texte)) == len(texte)


@given(st.text(max_size=700))
def test_any_text_is_read(texte):
    query = Query.read(texte)
    assert len(query.words) <= MOST_WORDS
    assert all(mot.isascii() for mot in query.words)


@pytest.mark.parametrize("vide", ["", "   ", "de la", "?!", "\0", "-", '""', "« »", "-- -", "'"])
def test_a_text_without_words_asks_nothing(vide):
    assert not Query.read(vide)


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("garde d’enfants", Query(("garde", "enfants"), unfinished=True)),
        ("garde ", Query(("garde",))),
        ("« garde d’enfants » nuit", Query(("nuit",), (("garde", "enfants"),), unfinished=True)),
        ('"garde', Query(("garde",), unfinished=True)),
        ("mobilité -vélo", Query(("mobilite",), excluded=(("velo",),))),
        ("mobilité -auto-école", Query(("mobilite",), excluded=(("auto", "ecole"),))),
        ("mobilité -vélo ", Query(("mobilite",), excluded=(("velo",),))),
        ("porte-à-porte", Query(("porte",), unfinished=True)),
        ('-"temps partagé" emploi', Query(("emploi",), excluded=(("temps", "partage"),), unfinished=True)),
        ("nuit nuit nuit", Query(("nuit",), unfinished=True)),
    ],
)
def test_what_was_typed_is_read(texte, attendu):
    assert Query.read(texte) == attendu


def test_a_long_text_is_cut():
    assert Query.read("a" * LONGEST + " mobilité").words == ("a" * 40,)
    assert len(Query.read(" ".join(f"mot{n}" for n in range(100))).words) == MOST_WORDS


@pytest.mark.parametrize("texte", ["l'insertion", "L’INSERTION", "l’ínsertion", "l'Insertion"])
def test_accents_capitals_and_apostrophes_make_the_same_query(texte):
    assert Query.read(texte) == Query.read("l’insertion")


def vocabulaire(*mots: str) -> Vocabulary:
    return Vocabulary()._changed([Word(n, fold(mot), mot, stem(fold(mot)), 1 + n) for n, mot in enumerate(mots)])


MOTS = vocabulaire("mobilité", "mobilités", "ressourcerie", "tiers", "lieu", "lieux", "garde", "enfants", "iae", "insertion",
                   "activité", "économique", "ressources", "coconstruction")  # fmt: skip


@pytest.mark.parametrize(
    ("mot", "attendus", "correction"),
    [
        ("mobilite", {"mobilite", "mobilites"}, ""),
        ("ressourc", {"ressourcerie", "ressources"}, ""),
        ("ressourcrie", {"ressourcerie"}, "ressourcerie"),
        ("mobiltié", {"mobilite", "mobilites"}, "mobilité"),
        ("moblite", {"mobilite", "mobilites"}, "mobilité"),
        ("tierslieu", {"tiers", "lieu", "lieux"}, ""),
        ("co construction", {"coconstruction"}, ""),
        ("gxrdx", set(), ""),
        ("zzzzzzzz", set(), ""),
    ],
)
def test_a_word_finds_its_forms(mot, attendus, correction):
    sought = plan(Query.read(mot), MOTS, Synonyms())
    assert {word.text for word in sought.words} == attendus
    assert list(sought.corrections.values()) == ([correction] if correction else [])


@pytest.mark.parametrize(("mot", "lettres"), [("abc", 0), ("abcd", 1), ("abcdefg", 1), ("abcdefgh", 2)])
def test_longer_words_forgive_more(mot, lettres):
    assert allowed_errors(mot) == lettres


def test_synonyms_bring_their_other_forms_side_by_side():
    synonymes = Synonyms.of([["IAE", "insertion par l’activité économique"]])
    (groupe,) = plan(Query.read("iae "), MOTS, synonymes).groups
    assert [a.phrase for a in groupe.alternatives] == [(), tuple(stems("insertion activité économique"))]
    (groupe,) = plan(Query.read("insertion par l'activité économique"), MOTS, synonymes).groups
    assert [(len(a.terms), bool(a.phrase)) for a in groupe.alternatives] == [(3, True), (3, False), (1, False)]


def test_vocabulary_follows_changes_one_by_one():
    avant = vocabulaire("mobilité", "garde")
    apres = avant._changed([Word(0, "-0", "", "", 0), Word(9, "gare", "gare", "gar", 3)])
    assert sorted(apres.words) == ["garde", "gare"]
    assert apres.ordered == ("garde", "gare")
    assert apres.by_length == {4: ("gare",), 5: ("garde",)}
    assert not apres.of_stem("mobil")
    assert sorted(avant.words) == ["garde", "mobilite"]


def test_marks_escape_what_is_written():
    marker = Marker(("coeur", "cœur", "script"))
    assert marker.mark("<script>cœur</script> & écœurant") == (
        "&lt;<mark>script</mark>&gt;<mark>cœur</mark>&lt;/<mark>script</mark>&gt; &amp; écœurant"
    )


@given(st.text(max_size=300), st.lists(st.text(alphabet="abcdeo<>&", min_size=1, max_size=4), max_size=4))
def test_marks_never_inject(texte, mots):
    html = Marker(tuple(mots)).mark(texte)
    assert html.replace("<mark>", "").replace("</mark>", "").count("<") == 0


def test_an_excerpt_opens_on_the_words():
    texte = "Rien ici. " * 60 + "La mobilité solidaire aide. " + "Encore rien. " * 60
    extrait = Marker(("mobilite",)).excerpt(texte, level(texte))
    assert "<mark>mobilité</mark>" in extrait
    assert extrait.startswith("… ")
    assert extrait.endswith(" …")
    assert len(extrait) < 330
    assert Marker(("absent",)).excerpt(texte, level(texte)) == ""


def test_a_prefix_marks_the_whole_word():
    assert Marker((), "ressour").mark("Une ressourcerie") == "Une <mark>ressourcerie</mark>"
