"""The form of a fiche in the administration, its steps and its tool, and what makes one incomplete."""

from django import forms
from django.contrib import admin
from django.db.models import Q

from dts_platform.desk.admin import DeskAdmin
from dts_platform.desk.preview import add_pdf
from dts_platform.editorial.admin import IncompleteFilter, add_panel, facet_filters
from dts_platform.editorial.columns import day_column
from dts_platform.editorial.forms import PublishableForm, add_check
from dts_platform.editorial.rows import ChildInline
from experiences.models import Experience
from fiches.documents import plaquette
from fiches.documents.admin import documents_of
from fiches.documents.previews import PUBLICATIONS, preview_pdf
from fiches.filters import FicheFilterSet
from fiches.models import Etape, Fiche, Outil, Prolongement, Reference, RegleDeFiche
from fiches.views import fiche_page
from missions.models import Theme


class FicheForm(PublishableForm):
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        required=False,
        label="Thèmes",
        widget=forms.CheckboxSelectMultiple,
        help_text="Deux à quatre. Il manque un thème ? Demandez à l’équipe nationale de l’ajouter à la liste.",
    )

    class Meta:
        model = Fiche
        fields = "__all__"
        widgets = dict.fromkeys(("missions", "principes", "strategies"), forms.CheckboxSelectMultiple)

    def clean_prepare(self):
        """The fiches that follow, none of which comes before this one."""
        prepared = self.cleaned_data["prepare"]
        refusals = [refusal for other in prepared if (refusal := self.instance.refusal("prepare", other))]
        if refusals:
            raise forms.ValidationError([refusal[0].upper() + refusal[1:] for refusal in refusals])
        return prepared


class EtapeInline(ChildInline):
    model = Etape
    verbose_name_plural = "Étapes : quatre à huit, dans l’ordre où on les fait"


class OutilInline(ChildInline):
    model = Outil
    verbose_name_plural = "Outil : ce que le lecteur emporte, utilisable tel quel"


class ProlongementInline(ChildInline):
    model = Prolongement
    autocomplete_fields = ["experience"]
    verbose_name_plural = "Expériences prolongées : ce qu’elles montrent, ce qu’elles ne montrent pas"


class RegleDeFicheInline(ChildInline):
    model = RegleDeFiche
    autocomplete_fields = ["regle"]
    verbose_name_plural = "Règles de droit : chacune se lit dans un encadré de la fiche, datée"


class ReferenceInline(ChildInline):
    model = Reference
    autocomplete_fields = ["document"]
    verbose_name_plural = "Références : lois, institutions, documents, chacun décrit une seule fois"


@admin.register(Fiche)
class FicheAdmin(DeskAdmin):
    guide_section = "ecrire-une-fiche"
    form = FicheForm
    page = staticmethod(fiche_page)
    list_display = [
        *("numero", "titre", "partie", "statut", "region"),
        *(day_column(Fiche, name) for name in ("verifie_le", "modifie_le")),
    ]
    list_display_links = ["titre"]
    list_filter = [IncompleteFilter, "statut", *facet_filters(FicheFilterSet)]
    search_fields = ["titre", "resume", "numero"]
    search_help_text = "Un mot du titre ou du résumé, ou le numéro."
    autocomplete_fields = ["prepare"]
    prepopulated_fields = {"slug": ["titre"]}
    readonly_fields = ["preview_link"]
    inlines = [EtapeInline, OutilInline, RegleDeFicheInline, ProlongementInline, ReferenceInline]
    fieldsets = [
        ("1. De quoi s’agit-il ?", {"fields": ["numero", "partie", "titre", "slug", "resume"]}),
        ("2. Où se range-t-elle ?", {"fields": ["missions", "principes", "strategies", "themes", "region"]}),
        (
            "3. Le texte",
            {
                "fields": [
                    "pourquoi",
                    "pour_qui",
                    "avec_qui",
                    "duree",
                    "moyens",
                    "vigilance",
                    "reussite",
                    "facile_a_lire",
                ]
            },
        ),
        ("4. Les fiches qui suivent", {"fields": ["prepare"]}),
        (
            "5. Publication",
            {"fields": ["preview_link", "statut", "publie_le", "verifie_le"]},
        ),
    ]
    MISSING = {
        "etapes": ("sans étape", Q(etapes__isnull=True)),
        "outil": ("sans outil", Q(outil__isnull=True)),
        "references": ("sans référence", Q(references__isnull=True)),
        "themes": ("sans thème", Q(themes__isnull=True)),
        "croisements": (
            "croisement incomplet",
            Q(missions__isnull=True) | Q(principes__isnull=True) | Q(strategies__isnull=True),
        ),
        "verification": ("jamais vérifiée", Q(verifie_le__isnull=True)),
    }


for printed in plaquette.PANELS:
    add_check(printed, plaquette.refusal)
add_panel(Fiche, documents_of)
for printed in PUBLICATIONS:
    add_pdf(printed, preview_pdf)
add_panel(Experience, documents_of)
