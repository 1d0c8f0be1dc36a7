"""How the words of a request were read and answered, as every page that shows an answer says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.http import HttpRequest

from dts_platform.search.answer import answer
from dts_platform.search.snapshot import Snapshot


def is_typing(request: HttpRequest) -> bool:
    """Is this a list asked while the words are still being typed? The script of the page says so."""
    return request.META.get("HTTP_X_TYPING") == "1"


@dataclass(frozen=True)
class Widening:
    """What was typed, the other forms that were sought as well, the address of what was typed alone."""

    typed: str
    forms: list[str]
    url: str


class Choice(NamedTuple):
    """A place that the words name: how many texts lie there, and where they are listed."""

    label: str
    total: int
    url: str


class SearchedText:
    """How the words of a request were read and answered, as every page that shows an answer says it."""

    def __init__(self, text: str, scope: int, snapshot: Snapshot):
        self.text, self.scope, self.snapshot = text, scope, snapshot
        self.answer = answer(text, snapshot)

    @cached_property
    def _answering(self) -> tuple[int, bool]:
        return self.answer.among(self.scope) if self.answer else (self.scope, False)

    @property
    def base(self) -> int:
        """The texts that answer the words, all of them without words."""
        return self._answering[0]

    @property
    def partial(self) -> bool:
        """No text holds all the words; these hold some of them."""
        return self._answering[1]

    @property
    def completed(self) -> bool:
        """Few texts hold every word of a sentence: those that lack one are listed as well."""
        return self.answer is not None and not self.partial and bool(self.base & ~self.answer.every)

    @property
    def unsearchable(self) -> bool:
        """The text holds no word that can be sought."""
        return bool(self.text) and self.answer is None

    @property
    def fruitless(self) -> bool:
        """The words alone, whatever the filters, find nothing."""
        return self.answer is not None and not self.base

    @property
    def corrections(self) -> Mapping[str, str]:
        return self.answer.corrections(self.text) if self.answer else {}

    @cached_property
    def expansions(self) -> list[Widening]:
        """What was sought beside what was typed, where that brings texts, and the address without it."""
        if not self.answer:
            return []
        told = self.answer.widened(self.base)
        typed = {part: self.answer.as_typed(part, self.text) for part in told}
        return [
            Widening(
                typed[part], forms, self.address_for(self.text.replace(typed[part], f"«\u00a0{typed[part]}\u00a0»", 1))
            )
            for part, forms in told.items()
        ]

    places: Sequence[Choice] = ()  # those that the words name, where the page can be filtered by them

    def address_for(self, text: str) -> str:
        """The address of the same page for other words."""
        raise NotImplementedError
