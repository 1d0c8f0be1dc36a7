"""Which experiences stand at which crossing: the index behind the finder and the map."""

from dataclasses import dataclass

from dts_platform.core.facets import Facette, Index
from dts_platform.core.search.french import fold
from experiences.models import Experience
from missions.doctrine import doctrinal_facets
from missions.models import Theme


@dataclass(frozen=True)
class Croisements:
    """The public experiences, their facets and their orders, read in five queries."""

    experiences: list[Experience]
    index: Index
    ordres: dict[str, list[int]]

    @classmethod
    def read(cls) -> "Croisements":
        publics = Experience.objects.published().defer(
            "besoin", "activites", "partenaires", "recit", "limites", "suites"
        )
        experiences = sorted(publics, key=lambda experience: (fold(experience.nom), experience.pk))
        rangs = {experience.pk: rang for rang, experience in enumerate(experiences)}
        facettes = doctrinal_facets("experiences__pk", rangs)
        themes = Theme.objects.values_list("slug", "name", "themes_d_experience__content_object")
        paires = {
            "theme": ("Thème", themes),
            "region": ("Région", [(e.region, e.territoire_region.nom, e.pk) for e in experiences]),
            "departement": (
                "Département",
                [(e.departement, str(e.territoire_departement), e.pk) for e in experiences if e.departement],
            ),
        }
        for nom, (libelle, liste) in paires.items():
            facettes[nom] = Facette.from_pairs(nom, libelle, liste, rangs)
        tous = range(len(experiences))
        ordres = {
            "titre": list(tous),
            "recent": sorted(tous, key=lambda rang: (-(experiences[rang].annee_debut or 0), rang)),
        }
        return cls(experiences, Index(tuple(rangs), facettes), ordres)
