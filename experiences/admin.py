"""The form of an experience in the administration, and what makes one incomplete."""

from django import forms
from django.contrib import admin
from django.db.models import Q

from dts_platform.editorial.admin import IncompleteFilter, PublishableAdmin, facet_filters
from dts_platform.editorial.columns import day_column
from dts_platform.editorial.forms import PublishableForm
from dts_platform.editorial.questions import is_key
from dts_platform.editorial.rows import ChildInline, RowsFormSet, TableInline
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


class SourceFormSet(RowsFormSet):
    """The sources of an experience: one goes only with the figures that rest on it, or once they rest on another."""

    def clean(self):
        super().clean()
        removed = {form.instance.pk for form in self._stored_forms() if self._removed(form)}
        if removed & self._sources_that_figures_keep():
            raise forms.ValidationError(
                "Des chiffres clés s’appuient sur une source que vous supprimez\u202f: supprimez-les aussi, ou "
                "rattachez-les à une autre source."
            )

    def _sources_that_figures_keep(self) -> set[int]:
        """The sources on which figures will rest once this page is saved: those sent with it, then those it does not show."""
        stored = dict(self.instance.chiffres.values_list("pk", "source_id")) if self.instance.pk else {}
        prefix = ChiffreCle._meta.get_field("experience").remote_field.get_accessor_name()
        sent = []
        for name in self.data:
            figure, _, column = name.rpartition("-")
            if column == "source" and figure.startswith(f"{prefix}-"):
                stored.pop(key_sent(self.data.get(f"{figure}-id")), None)
                if f"{figure}-DELETE" not in self.data:
                    sent.append(key_sent(self.data[name]))
        return {*sent, *stored.values()}


def key_sent(text: str | None) -> int:
    """The key that a browser sent, or 0, which no row has."""
    return int(text) if text and is_key(text) else 0


class SourceInline(ChildInline):
    model = Source
    formset = SourceFormSet
    verbose_name_plural = "Sources : d’où viennent les faits"

    def get_formset(self, request, obj=None, **kwargs):
        """Django refuses to remove a source while figures rest on it, though they go in the same save: SourceFormSet judges."""
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.hand_clean_DELETE = lambda form: None
        return formset


class ChiffreCleFormSet(RowsFormSet):
    """The figures of an experience: each rests on a source of that experience."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "source" in form.fields:
            form.fields["source"].queryset = Source.objects.filter(experience=self.instance.pk)


class ChiffreCleInline(ChildInline):
    model = ChiffreCle
    formset = ChiffreCleFormSet
    verbose_name_plural = "Chiffres clés : enregistrez d’abord la source, chaque chiffre s’y rattache"


class IllustrationInline(TableInline):
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
        ("4. Publication", {"fields": ["preview_link", "statut", "publie_le", "verifie_le"]}),
    ]
    MISSING = {
        "sources": ("sans source", Q(sources__isnull=True)),
        "missions": ("sans mission", Q(illustrations_de_mission__isnull=True)),
        "principes": ("sans principe", Q(illustrations_de_principe__isnull=True)),
        "themes": ("sans thème", Q(themes__isnull=True)),
        "limites": ("sans limites", Q(limites="")),
        "verification": ("jamais vérifiée", Q(verifie_le__isnull=True)),
    }

    def save_related(self, request, form, formsets, change):
        """Figures first: a source may go once none rests on it."""
        super().save_related(request, form, sorted(formsets, key=lambda rows: rows.model is not ChiffreCle), change)
