"""What is said of a text as it comes in: where, what, and whether it may stay."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum


class Weight(Enum):
    """What follows from a remark."""

    MENDED = "corrigé"
    WARNED = "à relire"
    REFUSED = "refusé"


@dataclass(frozen=True)
class Remark:
    """A French sentence about one line of a text, from 1; 0 when it is about the whole."""

    line: int
    sentence: str
    weight: Weight

    def __str__(self) -> str:
        return f"Ligne {self.line}\u202f: {self.sentence}" if self.line else self.sentence


@dataclass(frozen=True)
class Examined:
    """A text as it may be kept, and what was said of it."""

    text: str
    remarks: tuple[Remark, ...] = ()

    def then(self, text: str, remarks: Iterable[Remark] = ()) -> "Examined":
        """The same after one more step; what is said twice is said once."""
        return replace(self, text=text, remarks=tuple(dict.fromkeys((*self.remarks, *remarks))))

    @property
    def refusals(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.weight is Weight.REFUSED]


def extract(text: str, longest: int = 40) -> str:
    """A passage as a sentence quotes it: on one line, cut when it is long."""
    line = " ".join(text.split())
    return f"«\u202f{line if len(line) <= longest else line[: longest - 1].rstrip() + '…'}\u202f»"


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
