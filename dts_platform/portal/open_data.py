"""Open data: the records of each app, as JSON and as CSV, at addresses of the portal."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from django.db.models import QuerySet
from django.http import QueryDict

import experiences.filters
import experiences.records
import fiches.filters
import fiches.records
from dts_platform.finder.filters import FinderFilterSet
from dts_platform.finder.finder import Finder
from dts_platform.search.snapshot import Snapshot
from experiences.models import Experience
from fiches.models import Fiche

Absolute = Callable[[str], str]


@dataclass(frozen=True)
class Dataset:
    """A public data set: its name, its CSV columns, its filters, its finder and the function that yields its records.

    The filters of the finder are those of the set: `/donnees/fiches.csv?mission=…` gives the list of `/fiches/?mission=…`.
    """

    name: str
    columns: tuple[str, ...]
    filters: type[FinderFilterSet]
    published: Callable[[], QuerySet]
    find: Callable[[QueryDict, Snapshot], Finder]
    records: Callable[[Absolute, list[int]], Iterator[dict]]

    def selected(self, parameters: QueryDict) -> QuerySet:
        """The public texts that some parameters select."""
        return self.filters(parameters, self.published()).qs

    def select(self, absolute: Absolute, parameters: QueryDict, snapshot: Snapshot) -> Iterator[dict]:
        """The records of the texts a request selects, in the order of the list."""
        ranks = {key: rank for rank, key in enumerate(self.find(parameters, snapshot).keys)}
        keys = self.selected(parameters).order_by("pk").values_list("pk", flat=True)
        return self.records(absolute, sorted(keys, key=lambda key: ranks.get(key, len(ranks))))

    def as_json(self, absolute: Absolute, parameters: QueryDict, snapshot: Snapshot) -> dict:
        return {self.name: list(self.select(absolute, parameters, snapshot))}

    def as_csv(self, absolute: Absolute, parameters: QueryDict, snapshot: Snapshot) -> str:
        """CSV in UTF-8 with a byte order mark, so that spreadsheets read accents; lists joined by semicolons."""
        output = StringIO()
        output.write("\ufeff")
        writer = csv.writer(output)
        writer.writerow(self.columns)
        for record in self.select(absolute, parameters, snapshot):
            writer.writerow([_cell(record[column]) for column in self.columns])
        return output.getvalue()


def _cell(value) -> str:
    if isinstance(value, list):
        text = "; ".join(_chiffre(v) if isinstance(v, dict) else v for v in value)
    else:
        text = "" if value is None else str(value)
    # A spreadsheet would run a cell that starts like a formula.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _chiffre(chiffre: dict) -> str:
    parts: Iterable[str] = (
        f"{chiffre['libelle']} :",
        chiffre["precision"],
        f"{chiffre['valeur']:.2f}".rstrip("0").rstrip("."),
        chiffre["unite"],
        f"({chiffre['periode'] or chiffre['annee']})",
    )
    return " ".join(part for part in parts if part)


DATASETS = {
    "fiches": Dataset(
        "fiches",
        tuple(fiches.records.COLUMNS),
        fiches.filters.FicheFilterSet,
        Fiche.objects.published,
        fiches.filters.find,
        fiches.records.records,
    ),
    "experiences": Dataset(
        "experiences",
        tuple(experiences.records.COLUMNS),
        experiences.filters.ExperienceFilterSet,
        Experience.objects.published,
        experiences.filters.find,
        experiences.records.records,
    ),
}
