"""The marks on the words sought, and the excerpt around them."""

from hypothesis import given
from hypothesis import strategies as st

from dts_platform.search.excerpt import Marker
from dts_platform.search.french import level
from dts_platform.search.searchable import BREAK


def test_marked_text_is_escaped():
    marker = Marker(("coeur", "cœur", "script"))
    assert marker.mark("<script>cœur</script> & écœurant") == (
        "&lt;<mark>script</mark>&gt;<mark>cœur</mark>&lt;/script&gt; &amp; écœurant"
    )


def test_each_word_is_marked_where_it_first_stands_and_those_that_follow_one_another_together():
    text = "La mobilité solidaire, puis la mobilité, puis un vélo solidaire."
    assert Marker(("mobilite", "solidaire", "velo")).mark(text) == (
        "La <mark>mobilité solidaire</mark>, puis la mobilité, puis un <mark>vélo</mark> solidaire."
    )


def test_parts_of_a_question_that_a_text_holds_are_counted_once_each():
    assert Marker(("mobilite", "solidaire", "velo")).held("Mobilité solidaire, mobilité") == 2
    assert Marker(("mobilite", "solidaire", "transport"), parts=(0, 1, 0)).held("Transport, mobilité") == 1


def test_excerpt_is_the_passage_that_answers_most_of_the_question_then_the_one_of_most_words():
    text = BREAK.join(["Mobilité et transport.", "Une mobilité solidaire.", "Transport, mobilité solidaire."])
    marker = Marker(("mobilite", "solidaire", "transport"), parts=(0, 1, 0))
    assert marker.excerpt(text, level(text)) == (2, "<mark>Transport</mark>, <mark>mobilité solidaire</mark>.")
    both = BREAK.join(text.split(BREAK)[:2])
    assert marker.excerpt(both, level(both)) == (2, "Une <mark>mobilité solidaire</mark>.")


@given(st.text(max_size=300), st.lists(st.text(alphabet="abcdeo<>&", min_size=1, max_size=4), max_size=4))
def test_arbitrary_marked_text_holds_no_other_tag(text, typed_words):
    html = Marker(tuple(typed_words)).mark(text)
    assert html.replace("<mark>", "").replace("</mark>", "").count("<") == 0


def test_excerpt_opens_on_the_words_sought():
    text = "Rien ici. " * 60 + "La mobilité solidaire aide. " + "Encore rien. " * 60
    held, excerpt = Marker(("mobilite",)).excerpt(text, level(text))
    assert held == 1
    assert "<mark>mobilité</mark>" in excerpt
    assert excerpt.startswith("… ")
    assert excerpt.endswith(" …")
    assert len(excerpt) < 330
    assert Marker(("absent",)).excerpt(text, level(text)) == (0, "")


def test_excerpt_stays_in_one_passage_and_shows_it_whole_when_short():
    text = BREAK.join(["Un début sans fin. " * 30, "Le vélo roule.", "Une autre suite. " * 30])
    assert Marker(("velo",)).excerpt(text, level(text)) == (1, "Le <mark>vélo</mark> roule.")
    assert Marker(("autre",)).excerpt(text, level(text))[1].startswith("Une <mark>autre</mark> suite.")
    assert Marker(("debut",)).excerpt(text, level(text))[1].endswith(" …")


@given(st.lists(st.sampled_from(["vélo", "rouge", "un", "deux", BREAK, "."]), max_size=120))
def test_excerpt_of_any_passages_crosses_no_break_and_holds_a_word(words):
    text = " ".join(words)
    held, excerpt = Marker(("velo", "rouge")).excerpt(text, level(text))
    assert held <= len({"vélo", "rouge"} & set(words))
    assert BREAK not in excerpt
    assert ("<mark>" in excerpt) == bool({"vélo", "rouge"} & set(words))


def test_prefix_marks_the_whole_word():
    assert Marker((), "ressour").mark("Une ressourcerie") == "Une <mark>ressourcerie</mark>"
