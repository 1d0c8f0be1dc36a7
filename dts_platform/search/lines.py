"""Which line of a text tells the most of what was asked: its title, a question that it answers, a step, a sentence of its summary.

Words that stand in one line tell more than the same words scattered over a text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dts_platform.search.reading import Alternative, Group
from dts_platform.search.searchable import LINE_SIGN, ZONE_SIGN

_OF_ZONES = (1.2, 1.0, 0.9, 0.9)  # what a line of each zone is worth: title, questions, labels, summary
_OTHERWISE = 0.5  # what a word found by another form is worth


@dataclass
class Asked:
    """What lines are compared with: the stems of each part of a question, typed or wider, and how rare each part is."""

    rarities: Sequence[float]
    stems: dict[str, tuple[int, int]] = field(default_factory=dict)  # {stem: parts that it answers as typed, otherwise}
    phrases: list[tuple[str, int, int]] = field(default_factory=list)

    @classmethod
    def of(cls, groups: Sequence[Group], rarities: Sequence[float]) -> "Asked":
        asked = cls(rarities)
        for rank, group in enumerate(groups):
            for alternative in group.alternatives:
                asked._add(alternative, 1 << rank)
        return asked

    def _add(self, alternative: Alternative, part: int) -> None:
        typed, wider = (0, part) if alternative.widens else (part, 0)
        if alternative.phrase:
            self.phrases.append((f" {' '.join(alternative.phrase)} ", typed, wider))
            return
        for stem in {form.word.stem for term in alternative.terms for form in term}:
            known = self.stems.get(stem, (0, 0))
            self.stems[stem] = (known[0] | typed, known[1] | wider)

    @property
    def whole(self) -> float:
        """What a line that held all of it would tell."""
        return sum(self.rarities)

    def told(self, stems: str) -> float:
        """What the best line of a text tells, from the stems of the text."""
        zones = zip(_OF_ZONES, stems.split(ZONE_SIGN), strict=False)
        return max((worth * told for worth, zone in zones for told in self._lines(zone)), default=0.0)

    def _lines(self, zone: str) -> Iterator[float]:
        """What each line of a zone tells."""
        for line in zone.split(LINE_SIGN):
            typed = wider = 0
            for stem in line.split():
                if stem in self.stems:
                    parts = self.stems[stem]
                    typed, wider = typed | parts[0], wider | parts[1]
            for phrase, as_typed, otherwise in self.phrases:
                if phrase in f" {line} ":
                    typed, wider = typed | as_typed, wider | otherwise
            if typed or wider:
                yield self._worth(typed, wider)

    def _worth(self, typed: int, wider: int) -> float:
        return sum(
            rarity if typed >> rank & 1 else rarity * _OTHERWISE
            for rank, rarity in enumerate(self.rarities)
            if (typed | wider) >> rank & 1
        )
