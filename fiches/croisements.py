"""Which fiches stand at which crossing: the index behind the finder, the matrix and the related fiches."""

from dataclasses import dataclass

from dts_platform.core.facets import Facette, Index, Valeur
from dts_platform.core.search.french import fold
from dts_platform.core.territoires import REGIONS
from fiches.models import Fiche
from missions.doctrine import doctrinal_facets
from missions.models import Theme


@dataclass(frozen=True)
class Croisements:
    """The public fiches, their facets and their orders, read in five queries."""

    index: Index
    ordres: dict[str, list[int]]

    @classmethod
    def read(cls) -> "Croisements":
        lignes = list(
            Fiche.objects.published().in_reading_order().values_list("pk", "numero", "titre", "region", "publie_le")
        )
        rangs = {ligne[0]: rang for rang, ligne in enumerate(lignes)}
        facettes = doctrinal_facets("fiches__pk", rangs)
        themes = Theme.objects.values_list("slug", "name", "themes_de_fiche__content_object")
        facettes["theme"] = Facette.from_pairs("theme", "Thème", themes, rangs)
        regions = [(slug, region.nom, pk) for pk, *_, slug, _ in lignes if (region := REGIONS.get(slug))]
        facettes["region"] = Facette.from_pairs("region", "Région", regions, rangs)
        tous = range(len(lignes))
        ordres = {
            "numero": list(tous),
            "titre": sorted(tous, key=lambda rang: fold(lignes[rang][2])),
            "recent": sorted(tous, key=lambda rang: (-lignes[rang][4].toordinal(), lignes[rang][1])),
        }
        return cls(Index(tuple(rangs), facettes), ordres)

    def matrix(self, strategie: str = "") -> "Matrice":
        return Matrice.of(self.index, strategie)

    def neighbours(self, fiche: Fiche, combien: int = 3) -> list[tuple[int, list[Valeur]]]:
        """The fiches closest to this one: (key, what they share), most and rarest first.

        A shared theme weighs 3, a principle 2, a mission or a strategy 1.
        """
        if fiche.pk not in self.index.cles:
            return []
        poids = {"theme": 3, "principe": 2, "mission": 1, "strategie": 1}
        ici = self.index.values_of(self.index.cles.index(fiche.pk))
        partages: dict[int, list[tuple[int, Valeur]]] = {}
        for nom, valeurs in ici.items():
            for valeur in valeurs if nom in poids else ():
                for rang in self.index.ranks(valeur.documents):
                    partages.setdefault(rang, []).append((poids[nom], valeur))
        partages.pop(self.index.cles.index(fiche.pk), None)
        proches = sorted(partages.items(), key=lambda p: (-sum(poids for poids, _ in p[1]), p[0]))[:combien]
        return [
            (self.index.cles[rang], [valeur for _, valeur in sorted(communs, key=lambda c: -c[0])])
            for rang, communs in proches
        ]


@dataclass(frozen=True)
class Case:
    """One cell of the matrix."""

    mission: Valeur
    principe: Valeur
    compte: int


@dataclass(frozen=True)
class Matrice:
    """How many fiches at each mission × principle, for one strategy or for all."""

    missions: list[Valeur]
    strategies: list[Valeur]
    strategie: str
    lignes: list[tuple[Valeur, list[Case]]]
    total: int

    @classmethod
    def of(cls, index: Index, strategie: str = "") -> "Matrice":
        missions, principes, strategies = (
            list(index.facettes[nom].valeurs.values()) for nom in ("mission", "principe", "strategie")
        )
        if strategie not in index.facettes["strategie"].valeurs:
            strategie = ""
        base = index.select({"strategie": [strategie]} if strategie else {})
        lignes = [
            (p, [Case(m, p, (m.documents & p.documents & base).bit_count()) for m in missions]) for p in principes
        ]
        return cls(missions, strategies, strategie, lignes, base.bit_count())

    @property
    def maximum(self) -> int:
        return max((case.compte for _, cases in self.lignes for case in cases), default=0)
