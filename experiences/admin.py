"""The form of an experience in the administration, and what makes one incomplete."""

from django import forms
from django.contrib import admin
from django.db.models import Q

from dts_platform.desk.admin import DeskAdmin
from dts_platform.editorial.admin import IncompleteFilter, facet_filters
from dts_platform.editorial.columns import day_column
from dts_platform.editorial.forms import PublishableForm
from dts_platform.editorial.permissions import may_edit
from dts_platform.editorial.rows import ChildInline, TableInline
from experiences.filters import ExperienceFilterSet
from experiences.models import (
    ChiffreCle,
    Experience,
    IllustrationMission,
    IllustrationPrincipe,
    IllustrationStrategie,
    Source,
)
from experiences.rows import ChiffreCleForm, ChiffreCleFormSet, SourceFormSet
from experiences.views import experience_page
from missions.models import Theme


class ExperienceForm(PublishableForm):
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        required=False,
        label="Thèmes",
        widget=forms.CheckboxSelectMultiple,
        help_text="Un à quatre.",
    )

    class Meta:
        model = Experience
        fields = "__all__"


class SourceInline(ChildInline):
    model = Source
    formset = SourceFormSet
    autocomplete_fields = ["document"]
    verbose_name_plural = "Sources : d’où viennent les faits"

    def get_formset(self, request, obj=None, **kwargs):
        """Django refuses to remove a source while figures rest on it, though they go in the same save: SourceFormSet judges."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.hand_clean_DELETE = lambda form: None
        return formset


class ChiffreCleInline(ChildInline):
    model = ChiffreCle
    form = ChiffreCleForm
    formset = ChiffreCleFormSet
    shown_beside = ["source__document"]
    verbose_name_plural = "Chiffres clés : chacun s’appuie sur une source de cette page"

    def get_fields(self, request, obj=None):
        """What one types to cite a source is shown to who may type."""
        fields = super().get_fields(request, obj)
        typed = obj is None or (self.has_change_permission(request, obj) and may_edit(request.user, obj))
        return fields if typed else [name for name in fields if name not in self.form.declared_fields]


class IllustrationInline(TableInline):
    classes = ["collapse"]


class MissionInline(IllustrationInline):
    model = IllustrationMission


class PrincipeInline(IllustrationInline):
    model = IllustrationPrincipe


class StrategieInline(IllustrationInline):
    model = IllustrationStrategie


@admin.register(Experience)
class ExperienceAdmin(DeskAdmin):
    guide_section = "ecrire-une-experience"
    form = ExperienceForm
    page = staticmethod(experience_page)
    list_display = [
        *("nom", "type_structure", "departement", "region", "origine", "statut"),
        day_column(Experience, "modifie_le"),
    ]
    list_filter = [IncompleteFilter, "statut", *facet_filters(ExperienceFilterSet)]
    search_fields = ["nom", "organisation", "commune", "resume"]
    search_help_text = "Un mot du nom, de l’organisation, de la commune ou du résumé."
    prepopulated_fields = {"slug": ["nom"]}
    readonly_fields = ["preview_link"]
    inlines = [SourceInline, MissionInline, PrincipeInline, StrategieInline, ChiffreCleInline]
    fieldsets = [
        (
            "1. Qui, où, quand ?",
            {
                "fields": [
                    "nom",
                    "slug",
                    "en_une_phrase",
                    "organisation",
                    "type_structure",
                    "commune",
                    "territoire",
                    "departement",
                    "region",
                    "periode",
                    "annee_debut",
                    "annee_fin",
                    "origine",
                ]
            },
        ),
        (
            "2. L’histoire",
            {"fields": ["resume", "besoin", "activites", "partenaires", "recit", "suites", "lecture", "limites"]},
        ),
        ("3. Ce qui manque", {"fields": ["non_trouve", "cherche_le", "cherche_dans"]}),
        ("4. Ce qu’elle montre", {"fields": ["fondement", "fondement_origine", "fondement_raison", "themes"]}),
        ("5. Comment on la cherche", {"fields": ["questions"]}),
        ("6. Publication", {"fields": ["preview_link", "statut", "publie_le", "verifie_le"]}),
    ]
    MISSING = {
        "sources": ("sans source", Q(sources__isnull=True)),
        "missions": ("sans mission", Q(illustrations_de_mission__isnull=True)),
        "principes": ("sans principe", Q(illustrations_de_principe__isnull=True)),
        "themes": ("sans thème", Q(themes__isnull=True)),
        "limites": ("sans limites ni recherche", Q(limites="", non_trouve="")),
        "perimetre": ("chiffre sans périmètre", Q(chiffres__perimetre="", chiffres__couverture="")),
        "verification": ("jamais vérifiée", Q(verifie_le__isnull=True)),
    }
