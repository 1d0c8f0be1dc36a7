"""Our own audits of the site, kept as records beside this module: accessibility by the criteria of the RGAA, eco-design."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from dts_platform.text.typography import set_french
from dts_platform.text.yaml_text import read_yaml

HERE = Path(__file__).parent


class Result(StrEnum):
    """What an audit found of a criterion; `absent` when nothing on the site is concerned."""

    CONFORMS = "conforms"
    FAILS = "fails"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        return {"conforms": "conforme", "fails": "non conforme", "absent": "non applicable"}[self]


@dataclass(frozen=True)
class Criterion:
    """One question of an audit, in our words, and what was found; `by` says who looked: a tool, a person, both."""

    number: str
    subject: str
    result: Result
    by: str
    how: str


@dataclass(frozen=True)
class Theme:
    name: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class FirstViewSeen:
    """What the first view of a page weighed on the day of the audit, in kilobytes of 1,000 bytes."""

    page: str
    address: str
    kilobytes: Decimal
    requests: int
    elements: int
    ecoindex: Decimal

    @property
    def grade(self) -> str:
        """The letter of the EcoIndex, by the bounds of its method."""
        bounds = {80: "A", 70: "B", 55: "C", 40: "D", 25: "E", 10: "F"}
        return next((letter for bound, letter in bounds.items() if self.ecoindex > bound), "G")


@dataclass(frozen=True)
class Audit:
    """An audit on one day: its criteria by theme, and what was measured for it."""

    day: date
    version: str
    themes: tuple[Theme, ...]
    measures: tuple[FirstViewSeen, ...] = ()

    def __iter__(self) -> Iterator[Criterion]:
        return (criterion for theme in self.themes for criterion in theme.criteria)

    def having(self, result: str) -> list[Criterion]:
        """The criteria of one result, in order."""
        return [criterion for criterion in self if criterion.result == result]

    @property
    def rate(self) -> Decimal:
        """The share of conforming criteria among those that apply, in hundredths."""
        conforms, fails = len(self.having(Result.CONFORMS)), len(self.having(Result.FAILS))
        return round(Decimal(100 * conforms) / (conforms + fails), 1)

    @property
    def state(self) -> str:
        """The words of the law for a rate."""
        if not self.having(Result.FAILS):
            return "totalement conforme"
        return "partiellement conforme" if self.rate >= 50 else "non conforme"


def _criterion(said: dict) -> Criterion:
    return Criterion(
        said["number"], set_french(said["subject"]), Result(said["result"]), said["by"], set_french(said["how"])
    )


def _seen(said: dict) -> FirstViewSeen:
    exact = {name: Decimal(str(said[name])) for name in ("kilobytes", "ecoindex")}
    return FirstViewSeen(**{**said, **exact, "page": set_french(said["page"])})


def _read(name: str) -> Audit:
    said = read_yaml((HERE / name).read_text(encoding="utf-8"))
    themes = (Theme(theme["name"], tuple(map(_criterion, theme["criteria"]))) for theme in said["themes"])
    return Audit(said["date"], said["version"], tuple(themes), tuple(map(_seen, said.get("measures", ()))))


@cache
def accessibility_audit() -> Audit:
    """The audit of the criteria of the RGAA."""
    return _read("statement_accessibility.yaml")


@cache
def sobriety_audit() -> Audit:
    """The audit of our own questions of eco-design, and the first views measured for it."""
    return _read("statement_ecodesign.yaml")
