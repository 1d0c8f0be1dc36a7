"""Every title of the site, said otherwise, finds its text."""

import random
import re
import unicodedata

import pytest
from django.http import QueryDict

from dts_platform.search import mirror
from dts_platform.search.french import STOP_WORDS, fold
from experiences.filters import find as find_experiences
from experiences.models import Experience
from fiches.filters import find
from fiches.models import Fiche

pytestmark = pytest.mark.django_db


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def with_a_misspelling(word: str, rng: random.Random) -> str:
    rank = rng.randrange(1, len(word) - 1)
    letter = rng.choice("abcdefghijklmnopqrstuvwxyz")
    return rng.choice(
        [
            word[:rank] + word[rank + 1 :],
            word[:rank] + letter + word[rank:],
            word[:rank] + letter + word[rank + 1 :],
            word[: rank - 1] + word[rank] + word[rank - 1] + word[rank + 1 :],
        ]
    )


def on_the_longest(words: list[str], change) -> str:
    longest = max(words, key=len)
    return " ".join(change(word) if word == longest else word for word in words)


SAID_OTHERWISE = {
    "tel quel": lambda words, h: " ".join(words),
    "sans accents": lambda words, h: without_accents(" ".join(words)),
    "capitales": lambda words, h: " ".join(words).upper(),
    "pluriel": lambda words, h: " ".join(m if m.endswith(("s", "x", "z")) else f"{m}s" for m in words),
    "élision": lambda words, h: " ".join(f"l’{m}" if fold(m)[0] in "aeiouh" else m for m in words),
    "une faute": lambda words, h: on_the_longest(words, lambda m: with_a_misspelling(m, h)),
    "deux fautes": lambda words, h: on_the_longest(words, lambda m: with_a_misspelling(with_a_misspelling(m, h), h)),
    "dernier mot coupé": lambda words, h: " ".join([*words[:-1], words[-1][: max(5, len(words[-1]) - 2)]]),
    "autre ordre": lambda words, h: " ".join(reversed(words)),
    "un mot inconnu": lambda words, h: " ".join([*words, "xylophoniste"]),
}


def two_words_of_each_title(model, field: str) -> dict[str, list[str]]:
    """Two words of six letters or more of each public title, drawn once for all."""
    rng, chosen = random.Random(2010), {}
    for slug, title in model.objects.published().order_by("slug").values_list("slug", field):
        words = [m for m in re.findall(r"[^\W\d_]{6,}", title) if fold(m) not in STOP_WORDS]
        if len(words) >= 2:
            chosen[slug] = rng.sample(words, 2)
    return chosen


@pytest.mark.parametrize("way", SAID_OTHERWISE)
def test_title_said_otherwise_finds_its_text_in_the_first_five(way):
    rng, change = random.Random(way), SAID_OTHERWISE[way]
    snapshot, missed, tries = mirror.current(), [], 0
    for find_texts, model, field in ((find, Fiche, "titre"), (find_experiences, Experience, "nom")):
        for slug, words in two_words_of_each_title(model, field).items():
            query = QueryDict(mutable=True)
            query["q"] = change(words, rng)
            tries += 1
            first_five = [r.record.slug for r in find_texts(query, snapshot).results[:5]]
            if slug not in first_five:
                missed.append((query["q"], slug, first_five[:2]))
    assert tries > 60
    assert 1 - len(missed) / tries >= 0.95, missed


EQUIVALENTS = [
    "l’économie sociale et solidaire",
    "garde d'enfants à domicile",
    "coopération",
    "cœur de métier",
    "S.C.I.C.",
]


def test_accents_capitals_and_apostrophes_leave_the_results_unchanged():
    snapshot = mirror.current()
    texts = [*EQUIVALENTS, *Fiche.objects.published().values_list("titre", flat=True)]

    def found_by(q: str) -> list[str]:
        query = QueryDict(mutable=True)
        query["q"] = q
        return [r.record.slug for r in find(query, snapshot).results]

    for text in texts:
        expected = found_by(text)
        assert expected, text
        for other in (without_accents(text), text.upper(), text.replace("’", "'"), text.replace("'", "’")):
            assert found_by(other) == expected, other
