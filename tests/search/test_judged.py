"""Questions and judgements of readers, against the content of the site: recall, precision.

`field_questions.json` and `judged.json` were written from the texts before the search was changed; the relevant texts of
`judged.json` were judged a second time, by reading the passages that the search gave, and a third when they were
rewritten. The `later` questions were written from titles and knowledge of the field, judged by reading, and kept before
any of them was tried: `docs/mesures.md` says what they found then.
`unseen_questions.json` was written by people who saw neither the search nor its words: outsiders, then people of the
field, then directors, newcomers and partners, who said all the texts that serve; `judged_unseen.json`
was judged by a reader of the 64 fiches who saw no list.
"""

import json
from pathlib import Path

import pytest

from dts_platform.search import mirror
from dts_platform.search.answer import synonyms
from dts_platform.search.french import singular, stem, words
from dts_platform.search.tables import SearchRow
from tests.search.index import FINDERS, asked, listed

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
QUESTIONS = json.loads((HERE / "field_questions.json").read_text(encoding="utf-8"))
JUDGED = json.loads((HERE / "judged.json").read_text(encoding="utf-8"))
UNSEEN = json.loads((HERE / "unseen_questions.json").read_text(encoding="utf-8"))
JUDGED_UNSEEN = json.loads((HERE / "judged_unseen.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("questions", "number", "least"),
    [
        (QUESTIONS, 100, 0.98),
        (QUESTIONS["later"], 60, 0.98),
        (UNSEEN["people of the field"], 100, 0.97),
        (UNSEEN["outsiders"], 80, 0.92),
        (UNSEEN["directors"], 90, 0.88),
        (UNSEEN["newcomers"], 90, 0.92),
        (UNSEEN["partners"], 90, 0.93),
    ],
    ids=["first", "later", "of the field", "of outsiders", "of directors", "of newcomers", "of partners"],
)
def test_questions_of_the_field_find_their_texts_in_the_first_five(questions, number, least):
    found = {(what, q["q"]): (q["expected"], listed(what, q["q"])[:5]) for what in FINDERS for q in questions[what]}
    recalls = [len({*first} & {*expected}) / min(5, len(expected)) for expected, first in found.values()]
    assert len(recalls) == number
    missed = {key: pair for key, pair in found.items() if not {*pair[0]} <= {*pair[1]}}
    assert sum(recalls) / len(recalls) >= least, missed


@pytest.mark.parametrize("part", ["words", "questions"])
def test_first_texts_are_those_a_reader_judged_relevant(part):
    shares = {}
    for question in JUDGED[part]:
        first = listed("fiches", question["q"])[: min(10, len(question["relevant"]))]
        shares[question["q"]] = len({*first} & {*question["relevant"]}) / max(1, len(first))
    assert len(shares) == 40
    assert sum(shares.values()) / len(shares) >= 0.9, {q: share for q, share in shares.items() if share < 1}


@pytest.mark.parametrize(("who", "least"), [("directors", 0.5), ("newcomers", 0.55), ("partners", 0.6)])
def test_first_texts_of_questions_in_everyday_words_are_mostly_those_that_serve(who, least):
    """Two to four texts serve such a question: a list that begins with another loses a third of the share."""
    shares = {}
    for question in UNSEEN[who]["fiches"]:
        first = listed("fiches", question["q"])[: len(question["relevant"])]
        shares[question["q"]] = len({*first} & {*question["relevant"]}) / max(1, len(first))
    assert sum(shares.values()) / len(shares) >= least, {q: share for q, share in shares.items() if share < 1}


@pytest.mark.parametrize(("part", "least"), [("words", 0.95), ("questions", 0.85)])
def test_first_texts_have_something_to_say_for_a_reader_who_saw_no_list(part, least):
    """That reader judged each fiche relevant, doubtful (a passage serves) or foreign to the question."""
    shares = {}
    for question in JUDGED_UNSEEN[part]:
        first = listed("fiches", question["q"])[: min(10, len(question["relevant"]))]
        serving = {*question["relevant"], *question["doubtful"]}
        shares[question["q"]] = len({*first} & serving) / max(1, len(first))
    assert len(shares) == 40
    assert sum(shares.values()) / len(shares) >= least, {q: share for q, share in shares.items() if share < 1}


def test_words_list_nothing_that_holds_neither_the_word_nor_a_declared_form():
    known = synonyms(mirror.current())
    stems = dict(SearchRow.objects.filter(kind="fiche", live=True).values_list("slot", "stems"))
    for question in JUDGED["words"]:
        _, others = known.at([singular(word) for word in words(question["q"])])
        forms = [words(question["q"]), *(other.words for other in others)]
        phrases = [f" {' '.join(map(stem, form))} " for form in forms]
        for slot in asked("fiches", q=question["q"]).slots:
            assert any(phrase in stems[slot] for phrase in phrases), (question["q"], slot)
