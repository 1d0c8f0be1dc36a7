"""The passage that answers, with the words marked. Texts are escaped first, marks are added after: nothing typed or
written can inject a tag."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from itertools import islice
from operator import itemgetter

from django.utils.safestring import SafeString, mark_safe

from dts_platform.search.answer import Answer
from dts_platform.search.french import ALSO_WORDS, level
from dts_platform.search.searchable import ASKED, BREAK

A_LINE, A_PASSAGE = 70, 200  # characters of an excerpt: on a card, on the page of the search
MOST_WORDS, MOST_PLACES = 40, 5
NOTHING = (0, 0)  # neither a part of the question nor a word
ANSWERS = "Répond à\u202f: «\u202f{}\u202f»"  # a text that a question finds, and not its own words
_PLURAL = re.compile(r"(?<=\w{3})[a-rtvwy](?!\w)")
_LIGATURES = (("oe", "œ"), ("ae", "æ"))


@dataclass(frozen=True)
class Marker:
    """The words to mark, in plain letters, the beginnings of words, how long an excerpt is, and which part of the question
    each word answers: each its own when none is told."""

    words: tuple[str, ...] = ()
    prefix: str = ""
    window: int = A_LINE
    parts: tuple[int, ...] = ()

    @classmethod
    def of(cls, answer: Answer | None, window: int = A_LINE) -> "Marker":
        """What an answer found."""
        if answer is None:
            return cls(window=window)
        asked = [(part, a) for part, group in enumerate(answer.plan.groups) for a in group.alternatives]
        prefix = answer.plan.prefix
        words = [
            (form.word, part)
            for part, a in asked
            if not (a.form and a.phrase)
            for term in a.terms
            for form in term
            if _is_marked(form.word.text) and not (prefix and form.word.text.startswith(prefix))
        ]
        words.sort(key=lambda one: one[0].documents)
        texts = [(word.text.removesuffix("^"), part) for word, part in words]
        texts += [(number, part) for part, a in asked if a.form and a.phrase for number in _numbers(level(a.form))]
        marked: dict[str, int] = {}
        for text, part in texts:
            for spelling in _spellings([text]):
                marked.setdefault(spelling, part)
        kept = dict(islice(marked.items(), MOST_WORDS))
        return cls(tuple(kept), prefix, window, tuple(kept.values()))

    def places(self, plain: str) -> Iterator[tuple[int, int, str]]:
        """Where words stand in a text of plain letters: (start, end, word), the first places of each."""
        for word in (*self.words, *_spellings([self.prefix] if self.prefix else [])):
            start, met = plain.find(word), 0
            while start >= 0 and met < MOST_PLACES:
                end = start + len(word)
                if self.prefix and word[:3] == self.prefix[:3] and word not in self.words:
                    while end < len(plain) and plain[end].isalnum():
                        end += 1
                if not plain[start - 1 : start].isalnum() and not plain[end : end + 1].isalnum():
                    yield start, end, word
                    met += 1
                start = plain.find(word, end)

    def mark(self, text: str) -> SafeString:
        """The whole text, words marked."""
        return _marked(text, self.places(level(text)), 0, len(text))

    def held(self, text: str) -> int:
        """How many parts of the question a text holds."""
        return self._held(self.places(level(text)))[0]

    def _held(self, places: Iterable[tuple[int, int, str]]) -> tuple[int, int]:
        """How many parts of the question stand in some places, then how many words."""
        words = {word for *_, word in places}
        return len({self._part_of.get(word, word) for word in words}), len(words)

    @cached_property
    def _part_of(self) -> dict[str, int]:
        return dict(zip(self.words, self.parts, strict=False))

    def excerpt(self, text: str, plain: str) -> tuple[int, SafeString]:
        """How many parts of the question it holds, and the passage where most of them stand, or the question of the text
        where more of them do, words marked; empty when none does."""
        prose, _, asked = text.partition(ASKED)
        passage = self._passage(prose, plain[: len(prose)])
        question = self._question(asked, plain[len(prose) + 1 :])
        (held, _), shown = max(passage, question, key=itemgetter(0))
        return held, shown

    def _question(self, asked: str, plain: str) -> tuple[tuple[int, int], SafeString]:
        """How much the question that holds most of the words holds, and that question; the first of several."""
        best, start, shown = NOTHING, 0, SafeString("")
        for line in asked.split(BREAK):
            places = list(self.places(plain[start : start + len(line)]))
            if (held := self._held(places)) > best:
                best, shown = held, _marked(line, places, 0, len(line))
            start += len(line) + len(BREAK)
        return best, mark_safe(ANSWERS.format(shown)) if shown else shown  # noqa: S308 – escaped by _marked

    def _passage(self, text: str, plain: str) -> tuple[tuple[int, int], SafeString]:
        """How much the passage that holds most of the words holds, and that passage."""
        places = sorted(self.places(plain))
        if not places:
            return NOTHING, SafeString("")
        ends = {start: _end(text, start, start + self.window) for start, *_ in places}
        held, first = max(
            (self._held(place for place in places if start <= place[0] < end), -start) for start, end in ends.items()
        )
        first = -first
        begins = text.rfind(BREAK, 0, first) + 1
        start = min(first, _edge(text, max(begins, first - self.window // 4), begins))
        end = _end(text, first, start + self.window)
        before, after = "… " if start > begins else "", " …" if text[end : end + 1] not in ("", BREAK) else ""
        return held, mark_safe(f"{before}{_marked(text, places, start, end)}{after}")  # noqa: S308 – escaped by _marked


def _is_marked(word: str) -> bool:
    """Is it marked wherever it is spelled so? Not an acronym that is also a word, nor the key of a place."""
    return word.removesuffix("^").isalnum() and word.removesuffix("^") not in (ALSO_WORDS if "^" in word else ())


def _numbers(form: str) -> tuple[str, str]:
    """A form of several words in the singular and in the plural."""
    return form, _PLURAL.sub(r"\g<0>s", form)


def _spellings(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield word
        for letters, ligature in _LIGATURES:
            if letters in word:
                yield word.replace(letters, ligature)
        if word.isdigit() and len(word) > 3:
            yield f"{int(word):,}".replace(",", " ")


def _end(text: str, start: int, wanted: int) -> int:
    """Where an excerpt ends: after the word at `wanted`, or at the end of the passage of `start`."""
    last = text.find(BREAK, start)
    last = len(text) if last < 0 else last
    while wanted < last and not text[wanted].isspace():
        wanted += 1
    return min(wanted, last)


def _edge(text: str, place: int, begins: int) -> int:
    """The first beginning of a word at or after a place, in a passage that begins there or before."""
    if place == begins:
        return place
    while place < len(text) and not text[place - 1].isspace():
        place += 1
    return place


def _marked(text: str, places: Iterable[tuple[int, int, str]], start: int, end: int) -> SafeString:
    """A part of a text, each word marked where it first stands there; words that follow one another, together."""
    pieces, here, met = [], start, set()
    for first, last, word in sorted(places):
        if first >= here and last <= end and word not in met:
            met.add(word)
            pieces += [escape(text[here:first]), f"<mark>{escape(text[first:last])}</mark>"]
            here = last
    marked = "".join([*pieces, escape(text[here:end])])
    return mark_safe(marked.replace("</mark> <mark>", " "))  # noqa: S308 – every piece is escaped
