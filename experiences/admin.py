"""The form of an experience in the administration, and what makes one incomplete."""

from django import forms
from django.contrib import admin
from django.db.models import Q

from dts_platform.editorial.admin import (
    ChildInline,
    IncompleteFilter,
    PublishableAdmin,
    PublishableForm,
    facet_filters,
)
from experiences.filters import ExperienceFilterSet
from experiences.models import (
    ChiffreCle,
    Experience,
    IllustrationMission,
    IllustrationPrincipe,
    IllustrationStrategie,
    Source,
)
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
    verbose_name_plural = "Sources : d’où viennent les faits"


class ChiffreCleForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.experience_id:
            self.fields["source"].queryset = Source.objects.filter(experience=self.instance.experience_id)


class ChiffreCleInline(ChildInline):
    model = ChiffreCle
    form = ChiffreCleForm
    verbose_name_plural = "Chiffres clés : enregistrez d’abord la source, chaque chiffre s’y rattache"


class IllustrationInline(admin.TabularInline):
    extra = 0
    classes = ["collapse"]


class MissionInline(IllustrationInline):
    model = IllustrationMission


class PrincipeInline(IllustrationInline):
    model = IllustrationPrincipe


class StrategieInline(IllustrationInline):
    model = IllustrationStrategie


@admin.register(Experience)
class ExperienceAdmin(PublishableAdmin):
    form = ExperienceForm
    page = staticmethod(experience_page)
    list_display = ["nom", "type_structure", "departement", "region", "origine", "statut", "modifie_le"]
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
        ("2. L’histoire", {"fields": ["resume", "besoin", "activites", "partenaires", "recit", "limites", "suites"]}),
        ("3. Ce qu’elle montre", {"fields": ["fondement", "fondement_origine", "fondement_raison", "themes"]}),
        ("4. Publication", {"fields": ["preview_link", "statut", "publie_le", "verifie_le", "version"]}),
    ]
    MISSING = {
        "sources": ("sans source", Q(sources__isnull=True)),
        "missions": ("sans mission", Q(illustrations_de_mission__isnull=True)),
        "principes": ("sans principe", Q(illustrations_de_principe__isnull=True)),
        "themes": ("sans thème", Q(themes__isnull=True)),
        "limites": ("sans limites", Q(limites="")),
        "verification": ("jamais vérifiée", Q(verifie_le__isnull=True)),
    }
