"""Open data: the records of each app, as JSON and as CSV, at addresses of the portal."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

from django.http import QueryDict

import experiences.filters
import experiences.records
import fiches.filters
import fiches.records
from dts_platform.core.finder import Finder
from dts_platform.core.search.mirror import Snapshot

Absolute = Callable[[str], str]


@dataclass(frozen=True)
class JeuDeDonnees:
    """A public data set: its name, its CSV columns, its finder and the function that yields its records.

    The filters of the finder are those of the set: `/donnees/fiches.csv?mission=…` gives the list of `/fiches/?mission=…`.
    """

    nom: str
    colonnes: tuple[str, ...]
    find: Callable[[QueryDict, Snapshot], Finder]
    records: Callable[[Absolute, list[int]], Iterator[dict]]

    def select(self, absolute: Absolute, parametres: QueryDict, snapshot: Snapshot) -> Iterator[dict]:
        """The records of the texts a request finds, in its order."""
        return self.records(absolute, self.find(parametres, snapshot).keys)

    def as_json(self, absolute: Absolute, parametres: QueryDict, snapshot: Snapshot) -> dict:
        return {self.nom: list(self.select(absolute, parametres, snapshot))}

    def as_csv(self, absolute: Absolute, parametres: QueryDict, snapshot: Snapshot) -> str:
        """CSV in UTF-8 with a byte order mark, so that spreadsheets read accents; lists joined by semicolons."""
        sortie = StringIO()
        sortie.write("\ufeff")
        ecrivain = csv.writer(sortie)
        ecrivain.writerow(self.colonnes)
        for record in self.select(absolute, parametres, snapshot):
            ecrivain.writerow([_cellule(record[colonne]) for colonne in self.colonnes])
        return sortie.getvalue()


def _cellule(valeur) -> str:
    if isinstance(valeur, list):
        texte = "; ".join(_chiffre(v) if isinstance(v, dict) else v for v in valeur)
    else:
        texte = "" if valeur is None else str(valeur)
    # A spreadsheet would run a cell that starts like a formula.
    return f"'{texte}" if texte.startswith(("=", "+", "-", "@", "\t", "\r")) else texte


def _chiffre(chiffre: dict) -> str:
    morceaux: Iterable[str] = (
        f"{chiffre['libelle']} :",
        chiffre["precision"],
        f"{chiffre['valeur']:.2f}".rstrip("0").rstrip("."),
        chiffre["unite"],
        f"({chiffre['periode'] or chiffre['annee']})",
    )
    return " ".join(m for m in morceaux if m)


JEUX = {
    "fiches": JeuDeDonnees("fiches", tuple(fiches.records.COLONNES), fiches.filters.find, fiches.records.records),
    "experiences": JeuDeDonnees(
        "experiences", tuple(experiences.records.COLONNES), experiences.filters.find, experiences.records.records
    ),
}
