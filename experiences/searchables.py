"""What an experience lends to the index."""

from dts_platform.editorial.states import public_row
from dts_platform.finder.carried import Faceted
from dts_platform.search.french import fold
from dts_platform.search.places import town
from dts_platform.search.searchable import BODY, LABELS, QUESTIONS, SUMMARY, TITLE, Entry, Watch
from dts_platform.text.markdown import plain
from experiences.filters import ChiffreFilterSet, ExperienceFilterSet
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
from references.models import Document

_LINKS = (
    (IllustrationMission, "experience_id", "mission_id", Mission),
    (IllustrationPrincipe, "experience_id", "principe_id", Principe),
    (IllustrationStrategie, "experience_id", "strategie_id", Strategie),
    (ThemeDExperience, "content_object_id", "tag_id", Theme),
)
_CHILDREN = (IllustrationMission, IllustrationPrincipe, IllustrationStrategie, ChiffreCle, Source)


class SearchableExperience(Faceted):
    kind, filters, lies_in_a_town = "experience", ExperienceFilterSet, True
    record = (
        "slug",
        "nom",
        "titre",
        "resume",
        "phrase",
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
    prose = ("besoin", "activites", "partenaires", "recit", "limites", "suites", "lecture", "non_trouve")
    watched = (
        Watch(Experience._meta.db_table),
        *(Watch(model._meta.db_table, "{row}.experience_id") for model in _CHILDREN),
        Watch(ThemeDExperience._meta.db_table, "{row}.content_object_id"),
        *(Watch.beyond(model, link, text_column, other_column) for link, text_column, other_column, model in _LINKS),
        Watch.beyond(Document, Source, "experience_id", "document_id"),
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
            "phrase": text.phrase,
            "place": text.place.in_short,
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
            QUESTIONS: text.asked,
            LABELS: [text.organisation, text.place.in_short, text.territoire, *(theme.name for theme in themes)],
            BODY: [plain(getattr(text, name)) for name in self.prose],
        }
        orders = {"titre": fold(text.nom), "recent": -(text.annee_debut or 0)}
        return Entry(
            record,
            text.facets,
            orders,
            fields,
            places=(text.region, text.departement, town(text.departement, text.commune)),
        )


_FIGURES, _SOURCES = f"id FROM {ChiffreCle._meta.db_table} WHERE", Source._meta.db_table


class SearchableChiffre(Faceted):
    """A key figure of a public experience: a line of the list of figures."""

    kind, filters = "chiffrecle", ChiffreFilterSet
    record = (
        "pk",
        "titre",
        "resume",
        "shown",
        "when",
        "perimetre",
        "experience",
        "region_name",
        "source",
        "kind_label",
        "url",
        "facets",
    )
    sorts = (
        "libelle",
        "valeur",
        "annee",
    )
    watched = (
        Watch(ChiffreCle._meta.db_table),
        Watch(Experience._meta.db_table, f"{_FIGURES} experience_id = {{row}}.id AND {public_row('{row}')}"),
        Watch(ThemeDExperience._meta.db_table, f"{_FIGURES} experience_id = {{row}}.content_object_id"),
        Watch(Source._meta.db_table, f"{_FIGURES} source_id = {{row}}.id"),
        Watch(
            Document._meta.db_table,
            f"{_FIGURES} source_id IN (SELECT id FROM {_SOURCES} WHERE document_id = {{row}}.id)",  # noqa: S608 – our own names
        ),
    )

    def public(self):
        return ChiffreCle.objects.published().select_related("experience", "source__document")

    def entry(self, text: ChiffreCle) -> Entry:
        record = {
            "pk": text.pk,
            "titre": text.libelle,
            "resume": f"{text.shown} ({text.when}), {text.experience.nom}",
            "shown": text.shown,
            "when": text.when,
            "perimetre": text.covers,
            "experience": text.experience.nom,
            "region_name": text.experience.territoire_region.nom,
            "source": text.source.titre,
            "kind_label": "Chiffre clé",
            "url": text.get_absolute_url(),
            "facets": text.facets,
        }
        fields = {
            TITLE: [text.libelle],
            LABELS: [text.experience.nom, text.experience.organisation, text.word, text.perimetre],
        }
        orders = {"libelle": fold(text.libelle), "valeur": -int(text.valeur * 100), "annee": -(text.annee or 0)}
        there = (text.experience.region, text.experience.departement)
        return Entry(record, text.facets, orders, fields, places=there)
