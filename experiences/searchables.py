"""What an experience lends to the index."""

from dts_platform.finder.carried import Faceted
from dts_platform.search.french import fold
from dts_platform.search.searchable import BODY, LABELS, SUMMARY, TITLE, Entry, Watch
from dts_platform.text.markdown import plain
from experiences.filters import ExperienceFilterSet
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

_LINKS = (
    (IllustrationMission, "experience_id", "mission_id", Mission),
    (IllustrationPrincipe, "experience_id", "principe_id", Principe),
    (IllustrationStrategie, "experience_id", "strategie_id", Strategie),
    (ThemeDExperience, "content_object_id", "tag_id", Theme),
)
_CHILDREN = (IllustrationMission, IllustrationPrincipe, IllustrationStrategie, ChiffreCle, Source)


class SearchableExperience(Faceted):
    kind, filters = "experience", ExperienceFilterSet
    record = (
        "slug",
        "nom",
        "titre",
        "resume",
        "place",
        "region_name",
        "type_label",
        "origine_label",
        "is_neighbouring",
        "kind_label",
        "url",
        "facets",
    )
    sorts = (
        "titre",
        "recent",
    )
    prose = ("besoin", "activites", "partenaires", "recit", "limites", "suites")
    watched = (
        Watch(Experience._meta.db_table),
        *(Watch(model._meta.db_table, "{row}.experience_id") for model in _CHILDREN),
        Watch(ThemeDExperience._meta.db_table, "{row}.content_object_id"),
        *(Watch.beyond(model, link, text_column, other_column) for link, text_column, other_column, model in _LINKS),
    )

    def public(self):
        return Experience.objects.published().prefetch_related("themes")

    def entry(self, text: Experience) -> Entry:
        themes = sorted(text.themes.all(), key=lambda theme: theme.slug)
        summary = plain(text.resume)
        record = {
            "slug": text.slug,
            "nom": text.nom,
            "titre": text.nom,
            "resume": summary,
            "place": text.place,
            "region_name": text.territoire_region.nom,
            "type_label": text.get_type_structure_display(),
            "origine_label": text.get_origine_display(),
            "is_neighbouring": text.is_neighbouring,
            "kind_label": "Expérience",
            "url": text.get_absolute_url(),
            "facets": text.facets,
        }
        fields = {
            TITLE: [text.nom],
            SUMMARY: [summary],
            LABELS: [text.organisation, text.place, text.territoire, *(theme.name for theme in themes)],
            BODY: [plain(getattr(text, name)) for name in self.prose],
        }
        return Entry(record, text.facets, {"titre": fold(text.nom), "recent": -(text.annee_debut or 0)}, fields)
