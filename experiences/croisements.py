"""Which experiences stand at which crossing: the index behind the finder and the map."""

from dataclasses import dataclass

from dts_platform.core.facets import Facette, Index
from dts_platform.core.search.french import fold
from dts_platform.core.territoires import DEPARTEMENTS, REGIONS
from experiences.models import Experience
from missions.doctrine import doctrinal_facets
from missions.models import Theme


@dataclass(frozen=True)
class Croisements:
    """The public experiences, their facets and their orders, read in five queries."""

    index: Index
    ordres: dict[str, list[int]]

    @classmethod
    def read(cls) -> "Croisements":
        champs = ["pk", "nom", "region", "departement", "annee_debut", "type_structure", "origine"]
        lignes = sorted(
            Experience.objects.published().values_list(*champs), key=lambda ligne: (fold(ligne[1]), ligne[0])
        )
        rangs = {ligne[0]: rang for rang, ligne in enumerate(lignes)}
        facettes = doctrinal_facets("experiences__pk", rangs)
        themes = Theme.objects.values_list("slug", "name", "themes_d_experience__content_object")
        paires = {
            "theme": ("Thème", themes),
            "region": ("Région", [(slug, REGIONS[slug].nom, pk) for pk, _, slug, *_ in lignes]),
            "departement": ("Département", [(d, str(DEPARTEMENTS[d]), pk) for pk, _, _, d, *_ in lignes if d]),
        }
        for nom, (libelle, liste) in paires.items():
            facettes[nom] = Facette.from_pairs(nom, libelle, liste, rangs)
        tous = range(len(lignes))
        ordres = {
            "titre": list(tous),
            "recent": sorted(tous, key=lambda rang: (-(lignes[rang][4] or 0), rang)),
        }
        return cls(Index(tuple(rangs), facettes), ordres)
