"""The form of a fiche in the administration, its steps and its tool, and what makes one incomplete."""

from django import forms
from django.contrib import admin
from django.db.models import Q

from dts_platform.desk.admin import DeskAdmin, RecordedAdmin
from dts_platform.desk.preview import add_pdf
from dts_platform.editorial.admin import IncompleteFilter, add_panel, facet_filters
from dts_platform.editorial.columns import day_column
from dts_platform.editorial.forms import PublishableForm, add_check
from dts_platform.editorial.rows import ChildInline, RowsFormSet
from dts_platform.models import TexteDuSite
from experiences.models import Experience
from fiches.documents import plaquette
from fiches.documents.admin import documents_of
from fiches.documents.previews import PUBLICATIONS, preview_pdf
from fiches.filters import FicheFilterSet
from fiches.models import Etape, EtapeDeSituation, Fiche, Outil, Prolongement, Reference, RegleDeFiche, Situation
from fiches.views import fiche_page
from missions.models import Theme

READ_BEFORE = (
    "Le texte facile à lire a changé depuis cette relecture : videz « relu par » et « relu le », ou dites qui l’a relu "
    "tel qu’il est."
)


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
        widgets = dict.fromkeys(("missions", "principes", "strategies", "publics"), forms.CheckboxSelectMultiple)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if {"missions", "mission_principale"} <= self.fields.keys():  # one reading of the missions serves both lists
            missions = [(mission.pk, str(mission)) for mission in self.fields["missions"].queryset]
            self.fields["missions"].choices = missions
            self.fields["mission_principale"].choices = [("", "---------"), *missions]

    def clean(self):
        """The primary mission is one of those that are ticked; a text says the essential, and who read it lately."""
        data = super().clean()
        if "en_bref" in data and not data["en_bref"] and not data.get("facile_a_lire"):
            self.add_error("en_bref", "Dites l’essentiel en quelques lignes, ici ou dans un texte facile à lire.")
        reading = {"facile_relu_par", "facile_relu_le"}
        if data.get("facile_relu_le") and "facile_a_lire" in self.changed_data and not reading & {*self.changed_data}:
            self.add_error("facile_relu_par", READ_BEFORE)
        principale = data.get("mission_principale")
        if principale and "missions" in data and principale not in data["missions"]:
            self.add_error("mission_principale", "Cochez aussi cette mission parmi celles de la fiche.")
        return data

    def clean_prepare(self):
        """The fiches that follow, none of which comes before this one."""
        prepared = self.cleaned_data["prepare"]
        refusals = [refusal for other in prepared if (refusal := self.instance.refusal("prepare", other))]
        if refusals:
            raise forms.ValidationError([refusal[0].upper() + refusal[1:] for refusal in refusals])
        return prepared


class EtapeInline(ChildInline):
    model = Etape
    verbose_name_plural = "Étapes : autant qu’il en faut, dans l’ordre où on les fait"


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
        ("1. De quoi s’agit-il ?", {"fields": ["numero", "partie", "titre", "slug", "en_une_phrase", "resume"]}),
        (
            "2. Où se range-t-elle ?",
            {"fields": ["missions", "mission_principale", "principes", "strategies", "themes", "region"]},
        ),
        (
            "3. Le texte",
            {
                "fields": [
                    "pourquoi",
                    "pour_qui",
                    "publics",
                    "avec_qui",
                    "personnes",
                    "duree",
                    "delai",
                    "moyens",
                    "cout",
                    "vigilance",
                    "reussite",
                    "en_bref",
                    "facile_a_lire",
                    "facile_relu_par",
                    "facile_relu_le",
                ]
            },
        ),
        ("4. Comment on la cherche", {"fields": ["questions"]}),
        ("5. Les fiches qui suivent", {"fields": ["prepare"]}),
        (
            "6. Publication",
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
        "filtres": (
            "sans délai, personnes, dépenses ou public",
            Q(delai="") | Q(personnes="") | Q(cout="") | Q(publics__isnull=True),
        ),
        "facile": (
            "texte facile à lire pas encore relu",
            ~Q(facile_a_lire="") & Q(facile_relu_par=""),
        ),
        "verification": ("jamais vérifiée", Q(verifie_le__isnull=True)),
    }


class StepsFormSet(RowsFormSet):
    """The texts of a situation: few, in order."""

    def clean(self):
        super().clean()
        count = len(self._kept_forms())
        if not EtapeDeSituation.FEWEST <= count <= EtapeDeSituation.MOST:
            raise forms.ValidationError(
                f"Une situation réunit de {EtapeDeSituation.FEWEST} à {EtapeDeSituation.MOST} textes ; celle-ci en a {count}."
            )


class EtapeDeSituationInline(ChildInline):
    model = EtapeDeSituation
    formset = StepsFormSet
    classes = []
    autocomplete_fields = ["fiche", "experience"]
    verbose_name_plural = "Textes à lire, dans l’ordre : une fiche, une expérience ou la plaquette, et pourquoi"

    def get_extra(self, request, obj=None, **kwargs):
        """As many empty rows as a new situation needs."""
        return super().get_extra(request, obj, **kwargs) if obj else EtapeDeSituation.FEWEST


@admin.register(Situation)
class SituationAdmin(RecordedAdmin):
    guide_section = "les-situations-equipe-nationale"
    list_display = ["titre", "ordre"]
    search_fields = ["titre", "resume"]
    prepopulated_fields = {"slug": ["titre"]}
    inlines = [EtapeDeSituationInline]


for printed in plaquette.PANEL_OF:
    add_check(printed, plaquette.refusal)
add_check(TexteDuSite, plaquette.words_too_long)
add_panel(Fiche, documents_of)
for printed in PUBLICATIONS:
    add_pdf(printed, preview_pdf)
add_panel(Experience, documents_of)
