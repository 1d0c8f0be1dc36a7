"""What an experience lends to the index."""

from dts_platform.core.search.french import fold
from dts_platform.core.search.searchable import BODY, LABELS, SUMMARY, TITLE, Entry, Searchable, Watch
from dts_platform.core.texte import en_clair
from experiences.models import (
    ChiffreCle,
    Experience,
    IllustrationMission,
    IllustrationPrincipe,
    IllustrationStrategie,
    Source,
    ThemeDExperience,
)
from missions.models import Mission, Principe, Strategie, Theme

_LIENS = (
    (IllustrationMission, "experience_id", "mission_id", Mission),
    (IllustrationPrincipe, "experience_id", "principe_id", Principe),
    (IllustrationStrategie, "experience_id", "strategie_id", Strategie),
    (ThemeDExperience, "content_object_id", "tag_id", Theme),
)
_ENFANTS = (IllustrationMission, IllustrationPrincipe, IllustrationStrategie, ChiffreCle, Source)


class ExperienceCherchable(Searchable):
    kind = "experience"
    watched = (
        Watch(Experience._meta.db_table),
        *(Watch(modele._meta.db_table, "{row}.experience_id") for modele in _ENFANTS),
        Watch(ThemeDExperience._meta.db_table, "{row}.content_object_id"),
        *(Watch.beyond(modele, lien, ici, la) for lien, ici, la, modele in _LIENS),
    )

    def public(self):
        return Experience.objects.published().with_everything()

    def entry(self, text: Experience) -> Entry:
        themes = sorted(text.themes.all(), key=lambda theme: theme.slug)
        facettes = {
            "mission": [i.mission.slug for i in text.illustrations_de_mission.all()],
            "principe": [i.principe.slug for i in text.illustrations_de_principe.all()],
            "strategie": [i.strategie.slug for i in text.illustrations_de_strategie.all()],
            "theme": [theme.slug for theme in themes],
            "region": [text.region],
            "departement": [text.departement] if text.departement else [],
            "structure": [text.type_structure],
            "origine": [text.origine],
        }
        resume = en_clair(text.resume)
        record = {
            "slug": text.slug,
            "nom": text.nom,
            "titre": text.nom,
            "resume": resume,
            "lieu": text.lieu,
            "region_nom": text.territoire_region.nom,
            "type_nom": text.get_type_structure_display(),
            "origine_nom": text.get_origine_display(),
            "est_voisine": text.est_voisine,
            "sorte": "Expérience",
            "adresse": text.get_absolute_url(),
            "facettes": facettes,
        }
        body = [text.besoin, text.activites, text.partenaires, text.recit, text.limites, text.suites]
        fields = {
            TITLE: [text.nom],
            SUMMARY: [resume],
            LABELS: [text.organisation, text.lieu, text.territoire, *(theme.name for theme in themes)],
            BODY: [en_clair(part) for part in body],
        }
        return Entry(record, facettes, {"titre": fold(text.nom), "recent": -(text.annee_debut or 0)}, fields)


CHERCHABLES = (ExperienceCherchable(),)
