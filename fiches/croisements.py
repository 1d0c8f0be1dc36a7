"""Which fiches stand at which crossing: the index behind the finder, the matrix and the related fiches."""

from dataclasses import dataclass

from django.db.models import Q

from dts_platform.core.facets import Facette, Index, Valeur
from dts_platform.core.search.french import fold
from fiches.models import Fiche
from missions.doctrine import doctrinal_facets
from missions.models import Theme

RESSEMBLANCE = {"theme": 3, "principe": 2, "mission": 1, "strategie": 1}  # what sharing one value weighs


@dataclass(frozen=True)
class Croisements:
    """The public fiches, their facets and their orders, read in five queries."""

    fiches: list[Fiche]
    index: Index
    ordres: dict[str, list[int]]

    @classmethod
    def read(cls, apercu: Fiche | None = None) -> "Croisements":
        """Read the public fiches, and the one being previewed if any."""
        visibles = Fiche.objects.published()
        if apercu:
            visibles = visibles | Fiche.objects.filter(pk=apercu.pk)
        champs = ["numero", "partie", "slug", "titre", "resume", "region", "publie_le"]
        fiches = list(visibles.in_reading_order().only(*champs))
        rangs = {fiche.pk: rang for rang, fiche in enumerate(fiches)}
        facettes = doctrinal_facets("fiches__pk", rangs)
        themes = Theme.objects.values_list("slug", "name", "themes_de_fiche__content_object")
        facettes["theme"] = Facette.from_pairs("theme", "Thème", themes, rangs)
        regions = [(f.region, f.territoire_region.nom, f.pk) for f in fiches if f.territoire_region]
        facettes["region"] = Facette.from_pairs("region", "Région", regions, rangs)
        tous = range(len(fiches))
        ordres = {
            "numero": list(tous),
            "titre": sorted(tous, key=lambda rang: fold(fiches[rang].titre)),
            "recent": sorted(tous, key=lambda rang: (-_jour(fiches[rang]), rang)),
        }
        return cls(fiches, Index(tuple(rangs), facettes), ordres)

    def matrix(self, strategie: str = "") -> "Matrice":
        return Matrice.of(self.index, strategie)

    def rank_of(self, fiche: Fiche) -> int:
        return self.index.cles.index(fiche.pk)

    def values_of(self, fiche: Fiche) -> dict[str, list[Valeur]]:
        """What a fiche is crossed by, facet by facet."""
        return self.index.values_of(self.rank_of(fiche))

    def around(self, fiche: Fiche) -> tuple[Fiche | None, Fiche | None]:
        """The fiches before and after this one in the manual."""
        rang = self.rank_of(fiche)
        return (self.fiches[rang - 1] if rang else None, self.fiches[rang + 1] if rang + 1 < len(self.fiches) else None)

    def path_of(self, fiche: Fiche) -> tuple[list[Fiche], list[Fiche]]:
        """The fiches that prepare this one, and those it prepares, in one query."""
        liens = Fiche.prepare.through.objects.filter(Q(from_fiche=fiche) | Q(to_fiche=fiche))
        paires = list(liens.values_list("from_fiche", "to_fiche"))
        avant, apres = {de for de, vers in paires if vers == fiche.pk}, {vers for de, vers in paires if de == fiche.pk}
        return [f for f in self.fiches if f.pk in avant], [f for f in self.fiches if f.pk in apres]

    def neighbours(self, fiche: Fiche, combien: int = 3) -> list[tuple[Fiche, list[Valeur]]]:
        """The fiches closest to this one, each with what they share, what weighs most first."""
        ici = self.rank_of(fiche)
        partages: dict[int, list[tuple[int, Valeur]]] = {}
        for nom, valeurs in self.index.values_of(ici).items():
            for valeur in valeurs if nom in RESSEMBLANCE else ():
                for rang in self.index.ranks(valeur.documents & ~(1 << ici)):
                    partages.setdefault(rang, []).append((RESSEMBLANCE[nom], valeur))
        proches = sorted(partages.items(), key=lambda p: (-sum(poids for poids, _ in p[1]), p[0]))[:combien]
        return [(self.fiches[rang], [v for _, v in sorted(communs, key=lambda c: -c[0])]) for rang, communs in proches]


def _jour(fiche: Fiche) -> int:
    return fiche.publie_le.toordinal() if fiche.publie_le else 0


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
