"""Open data: the records of each app, as JSON and as CSV, at addresses of the portal."""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO

import experiences.records
import fiches.records


@dataclass(frozen=True)
class JeuDeDonnees:
    """A public data set: its name, its CSV columns and the function that yields its records."""

    nom: str
    colonnes: tuple[str, ...]
    records: Callable[[Callable[[str], str]], Iterator[dict]]

    def as_json(self, absolute: Callable[[str], str]) -> dict:
        return {self.nom: list(self.records(absolute))}

    def as_csv(self, absolute: Callable[[str], str]) -> str:
        """CSV in UTF-8 with a byte order mark, so that spreadsheets read accents; lists joined by spaces."""
        sortie = StringIO()
        sortie.write("\ufeff")
        ecrivain = csv.writer(sortie)
        ecrivain.writerow(self.colonnes)
        for record in self.records(absolute):
            ecrivain.writerow([_cellule(record[colonne]) for colonne in self.colonnes])
        return sortie.getvalue()


def _cellule(valeur) -> str:
    if isinstance(valeur, list):
        return "; ".join(_chiffre(v) if isinstance(v, dict) else v for v in valeur)
    texte = "" if valeur is None else str(valeur)
    # A spreadsheet would run a cell that starts like a formula.
    return f"'{texte}" if texte.startswith(("=", "+", "-", "@", "\t", "\r")) else texte


def _chiffre(chiffre: dict) -> str:
    morceaux: Iterable[str] = (
        f"{chiffre['libelle']} :",
        chiffre["precision"],
        f"{chiffre['valeur']:g}",
        chiffre["unite"],
        f"({chiffre['periode'] or chiffre['annee']})",
    )
    return " ".join(m for m in morceaux if m)


JEUX = {
    "fiches": JeuDeDonnees("fiches", tuple(fiches.records.COLONNES), fiches.records.records),
    "experiences": JeuDeDonnees("experiences", tuple(experiences.records.COLONNES), experiences.records.records),
}
