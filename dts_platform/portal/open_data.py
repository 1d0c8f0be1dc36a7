"""Open data: the records of each app, as JSON, as CSV and as a file for French spreadsheets, at addresses of the portal."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import StringIO

from django.db.models import Model, QuerySet
from django.http import QueryDict

from dts_platform.content.records import ordered
from dts_platform.editorial.kinds import Kind, with_data
from dts_platform.finder.finder import Finder
from dts_platform.search.snapshot import Snapshot
from dts_platform.text.formats import number_text

_BREAK = re.compile(r"[ \t]*[\r\n]+[ \t]*")
# Words after a number are no formula, unless they hold a call, a cell of another file or a program: those signs.
_HONEST_NUMBER = re.compile(r"""[+-]\s*\d[\d\s.,]*%?(?:\s+[^\W\d_](?:(?!\w\(|\S!)[^|="\[{])*)?""")


@dataclass(frozen=True)
class Table:
    """How a CSV file is written: what stands between cells, between the values of one cell, how figures and moments are said."""

    delimiter: str
    between: str
    figure: Callable[[float], str]
    moment: Callable[[datetime], str]

    def cell(self, value) -> str:
        """A value as one line of text that no spreadsheet runs as a formula."""
        if isinstance(value, list):
            text = self.between.join(self._chiffre(v) if isinstance(v, dict) else v for v in value)
        elif isinstance(value, datetime):
            text = self.moment(value)
        else:
            text = "" if value is None else str(value)
        text = _BREAK.sub(" ", text).strip(" \t")
        return f"'{text}" if _is_formula(text) else text

    def _chiffre(self, chiffre: dict) -> str:
        parts: Iterable[str] = (
            f"{chiffre['libelle']}\u202f:",
            chiffre["precision"],
            self.figure(chiffre["valeur"]),
            chiffre["unite"],
            f"({chiffre['periode'] or chiffre['annee']})",
        )
        return " ".join(part for part in parts if part)


def _is_formula(text: str) -> bool:
    """Would a spreadsheet run this cell? « - 30 % de trajets » is read as words, « -2+3 » is not."""
    return text.startswith(("=", "+", "-", "@")) and not _HONEST_NUMBER.fullmatch(text)


# For programs; for spreadsheets set to French, where the comma is in numbers and the semicolon parts the cells.
CSV = Table(",", "; ", lambda value: f"{value:.2f}".rstrip("0").rstrip("."), datetime.isoformat)
FRENCH_CSV = Table(
    ";", " | ", lambda value: number_text(Decimal(str(value))), lambda moment: f"{moment:%d/%m/%Y %H:%M}"
)


@dataclass(frozen=True)
class Dataset:
    """The public data set of a kind of text; one that has no finder gives all its texts.

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

    @property
    def parameters(self) -> Iterable[str]:
        """The parameters that its files read."""
        return self.kind.catalogue.parameters() if self.kind.catalogue else ()

    def selected(self, parameters: QueryDict) -> QuerySet:
        """The public texts that some parameters select."""
        return self.kind.catalogue.filters(parameters, self.kind.public()).qs

    def select(self, parameters: QueryDict, snapshot: Snapshot) -> Iterator[dict]:
        """The records of the texts a request selects, in the order of the list."""
        whole, fields = self.kind.public().with_everything(), self.kind.public_data.fields
        for text in self._chosen(whole, parameters, snapshot):
            yield {name: read(text) for name, read in fields.items()}

    def _chosen(self, whole: QuerySet, parameters: QueryDict, snapshot: Snapshot) -> Iterable[Model]:
        if self.kind.catalogue is None:
            return whole
        finder = Finder(self.kind.catalogue, parameters, snapshot)
        ranks = {key: rank for rank, key in enumerate(finder.keys)}
        keys = self.selected(parameters).order_by("pk").values_list("pk", flat=True)
        return ordered(whole, sorted(keys, key=lambda key: ranks.get(key, len(ranks))))

    def as_json(self, parameters: QueryDict, snapshot: Snapshot) -> dict:
        """The records as JSON says them: a moment in ISO 8601, at its local hour."""
        records = self.select(parameters, snapshot)
        return {self.name: [{name: _in_json(value) for name, value in record.items()} for record in records]}

    def as_csv(self, parameters: QueryDict, snapshot: Snapshot, table: Table = CSV) -> str:
        """CSV in UTF-8 with a byte order mark, so that spreadsheets read accents."""
        output = StringIO()
        output.write("\ufeff")
        writer = csv.writer(output, delimiter=table.delimiter)
        writer.writerow(self.columns)
        for record in self.select(parameters, snapshot):
            writer.writerow([table.cell(record[column]) for column in self.columns])
        return output.getvalue()


def _in_json(value):
    return value.isoformat() if isinstance(value, datetime) else value


def datasets() -> dict[str, Dataset]:
    """The public data sets, by name."""
    return {kind.public_data.name: Dataset(kind) for kind in with_data()}
