"""The experiences in the administration."""

from django import forms
from django.contrib import admin
from django.db.models import Q

from dts_platform.core.administration import (
    EnfantInline,
    FormulaireDeTexte,
    FormulaireTypographie,
    IncompletFilter,
    TexteAdmin,
)
from experiences.models import (
    ChiffreCle,
    Experience,
    IllustrationMission,
    IllustrationPrincipe,
    IllustrationStrategie,
    Source,
)
from experiences.views import page_d_experience
from missions.models import Theme


class ExperienceForm(FormulaireDeTexte):
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


class SourceInline(EnfantInline):
    model = Source
    verbose_name_plural = "Sources : d’où viennent les faits"


class ChiffreCleForm(FormulaireTypographie):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.experience_id:
            self.fields["source"].queryset = Source.objects.filter(experience=self.instance.experience_id)


class ChiffreCleInline(EnfantInline):
    model = ChiffreCle
    form = ChiffreCleForm
    verbose_name_plural = "Chiffres clés : enregistrez d’abord la source, chaque chiffre s’y rattache"


class IllustrationInline(admin.TabularInline):
    form = FormulaireTypographie
    extra = 0
    classes = ["collapse"]


class MissionInline(IllustrationInline):
    model = IllustrationMission


class PrincipeInline(IllustrationInline):
    model = IllustrationPrincipe


class StrategieInline(IllustrationInline):
    model = IllustrationStrategie


@admin.register(Experience)
class ExperienceAdmin(TexteAdmin):
    form = ExperienceForm
    page = staticmethod(page_d_experience)
    list_display = ["nom", "type_structure", "departement", "region", "origine", "statut", "modifie_le"]
    list_filter = [IncompletFilter, "statut", "origine", "type_structure", "region"]
    search_fields = ["nom", "organisation", "commune", "resume"]
    search_help_text = "Un mot du nom, de l’organisation, de la commune ou du résumé."
    prepopulated_fields = {"slug": ["nom"]}
    readonly_fields = ["lien_apercu"]
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
        ("4. Publication", {"fields": ["lien_apercu", "statut", "publie_le", "verifie_le", "version"]}),
    ]
    CE_QUI_MANQUE = {
        "sources": ("sans source", Q(sources__isnull=True)),
        "missions": ("sans mission", Q(illustrations_de_mission__isnull=True)),
        "principes": ("sans principe", Q(illustrations_de_principe__isnull=True)),
        "themes": ("sans thème", Q(themes__isnull=True)),
        "limites": ("sans limites", Q(limites="")),
        "verification": ("jamais vérifiée", Q(verifie_le__isnull=True)),
    }
