"""Open data: the records of each app, as JSON and as CSV, at addresses of the portal."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from django.db.models import QuerySet
from django.http import QueryDict

from dts_platform.content.records import ordered
from dts_platform.editorial.kinds import Kind, with_data
from dts_platform.finder.finder import Finder
from dts_platform.search.snapshot import Snapshot


@dataclass(frozen=True)
class Dataset:
    """The public data set of a kind of text.

    The filters of its finder are those of the set: `/donnees/fiches.csv?mission=…` gives the list of `/fiches/?mission=…`.
    """

    kind: Kind

    @property
    def name(self) -> str:
        return self.kind.public_data.name

    @property
    def title(self) -> str:
        return self.kind.public_data.title

    @property
    def columns(self) -> list[str]:
        return self.kind.public_data.columns

    def selected(self, parameters: QueryDict) -> QuerySet:
        """The public texts that some parameters select."""
        return self.kind.catalogue.filters(parameters, self.kind.public()).qs

    def select(self, parameters: QueryDict, snapshot: Snapshot) -> Iterator[dict]:
        """The records of the texts a request selects, in the order of the list."""
        finder = Finder(self.kind.catalogue, parameters, snapshot)
        ranks = {key: rank for rank, key in enumerate(finder.keys)}
        keys = self.selected(parameters).order_by("pk").values_list("pk", flat=True)
        whole, fields = self.kind.public().with_everything(), self.kind.public_data.fields
        for text in ordered(whole, sorted(keys, key=lambda key: ranks.get(key, len(ranks)))):
            yield {name: read(text) for name, read in fields.items()}

    def as_json(self, parameters: QueryDict, snapshot: Snapshot) -> dict:
        return {self.name: list(self.select(parameters, snapshot))}

    def as_csv(self, parameters: QueryDict, snapshot: Snapshot) -> str:
        """CSV in UTF-8 with a byte order mark, so that spreadsheets read accents; lists joined by semicolons."""
        output = StringIO()
        output.write("\ufeff")
        writer = csv.writer(output)
        writer.writerow(self.columns)
        for record in self.select(parameters, snapshot):
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


def datasets() -> dict[str, Dataset]:
    """The public data sets, by name."""
    return {kind.public_data.name: Dataset(kind) for kind in with_data()}
