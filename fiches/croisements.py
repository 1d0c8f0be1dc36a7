"""What stands at which crossing: the matrix of missions and principles, and the fiches close to one another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from dts_platform.core.facets import Index, Valeur
from dts_platform.core.finder import Finder
from dts_platform.core.search.match import slots_of
from dts_platform.core.search.mirror import Record, Snapshot
from fiches.filters import FICHES

RESSEMBLANCE = {"theme": 3, "principe": 2, "mission": 1, "strategie": 1}  # what sharing one value weighs


def neighbours(
    numero: int, facettes: Mapping[str, Iterable[str]], snapshot: Snapshot, combien: int = 3
) -> list[tuple[Record, list[Valeur]]]:
    """The public fiches that share most with one of these facets, each with what they share, what weighs most first."""
    index = FICHES.index(snapshot)
    partages: dict[int, list[tuple[int, Valeur]]] = {}
    for nom, poids in RESSEMBLANCE.items():
        valeurs = index.facettes[nom].valeurs
        for valeur in (valeurs[slug] for slug in facettes.get(nom, ()) if slug in valeurs):
            for slot in slots_of(valeur.documents):
                partages.setdefault(slot, []).append((poids, valeur))
    proches = sorted(partages, key=lambda slot: (-sum(poids for poids, _ in partages[slot]), slot))[: combien + 1]
    return [
        (record, [valeur for _, valeur in sorted(partages[record.slot], key=lambda p: -p[0])])
        for record in snapshot.records(proches)
        if record.numero != numero
    ][:combien]


class Case(NamedTuple):
    """One cell of the matrix: the address that lists its fiches, and how many there are."""

    adresse: str
    mission: str
    principe: str
    compte: int
    choisie: bool


@dataclass(frozen=True)
class Matrice:
    """How many fiches at each mission × principle, every other choice of a finder applied."""

    missions: list[Valeur]
    strategies: list[tuple[Valeur | None, str, bool]]
    lignes: list[tuple[Valeur, list[Case]]]

    @classmethod
    def of(cls, finder: Finder, adresse: str) -> "Matrice":
        """The matrix of a finder; `adresse` is the page whose switch of strategies this is."""
        index, choix = finder.index, finder.choix
        missions, principes = (list(index.facettes[nom].valeurs.values()) for nom in ("mission", "principe"))
        base = index.select(choix, finder.base, sauf=("mission", "principe"))
        autres = {nom: slugs for nom, slugs in choix.items() if nom not in ("mission", "principe")}
        ici = {(m, p) for m in choix.get("mission", ()) for p in choix.get("principe", ())}
        suite = finder.address(autres).removeprefix(finder.adresse).replace("?", "&")

        def case(mission: Valeur, principe: Valeur) -> Case:
            compte = (mission.documents & principe.documents & base).bit_count()
            adresse = f"{finder.adresse}?mission={mission.slug}&principe={principe.slug}{suite}"
            return Case(adresse, mission.libelle, principe.libelle, compte, (mission.slug, principe.slug) in ici)

        lignes = [(principe, [case(mission, principe) for mission in missions]) for principe in principes]
        return cls(missions, list(_interrupteur(index, finder, adresse)), lignes)


def _interrupteur(index: Index, finder: Finder, adresse: str) -> Iterable[tuple[Valeur | None, str, bool]]:
    """The switch of strategies: (strategy or None for all, address, chosen)."""
    choisies = finder.choix.get("strategie", ())
    autres = {nom: slugs for nom, slugs in finder.choix.items() if nom != "strategie"}
    yield None, finder.address(autres, adresse=adresse), not choisies
    for valeur in index.facettes["strategie"].valeurs.values():
        slugs = {"strategie": (valeur.slug,)}
        yield valeur, finder.address(autres | slugs, adresse=adresse), choisies == (valeur.slug,)
