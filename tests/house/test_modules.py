"""Every module says in its first sentence what it holds, and docs/architecture.md repeats these sentences."""

import re
from collections import Counter

from tests.house.modules import first_sentence, modules, room_of, rooms, table, table_of_docs

FEWEST_WORDS, MOST_CHARACTERS = 5, 140


def sentences() -> dict[str, str]:
    return {module: first_sentence(path) for module, path in modules().items()}


def test_table_of_architecture_equals_the_docstrings():
    assert table_of_docs() == table(), "run: python -m tests.house.modules --write"


def test_every_room_has_modules():
    assert {room_of(module) for module in modules()} == set(rooms())


def test_every_module_has_a_first_sentence_that_ends():
    assert [module for module, sentence in sentences().items() if not sentence.endswith(".")] == []


def test_first_sentences_say_more_than_a_name_and_fit_on_a_line():
    said = {module: len(re.findall(r"[\w’']+", sentence)) for module, sentence in sentences().items()}
    assert [module for module, words in said.items() if words < FEWEST_WORDS] == []
    assert [module for module, sentence in sentences().items() if len(sentence) > MOST_CHARACTERS] == []


def test_no_two_modules_say_the_same():
    assert [sentence for sentence, count in Counter(sentences().values()).items() if count > 1] == []
