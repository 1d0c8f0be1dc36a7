"""The forms of what texts rest on: rules of law, and those whom they concern."""

from django import forms
from django.contrib import admin
from django.db.models import Q

from dts_platform.desk.admin import DeskAdmin, RecordedAdmin
from dts_platform.editorial.admin import IncompleteFilter, facet_filters
from dts_platform.editorial.columns import day_column
from dts_platform.editorial.forms import PublishableForm
from dts_platform.editorial.permissions import may_review, may_write
from dts_platform.editorial.questions import WrittenByTheSite
from references.filters import RegleFilterSet
from references.models import Document, LinkCheck, Perimetre, Regle
from references.views import regle_page


class RegleForm(PublishableForm):
    class Meta:
        model = Regle
        fields = "__all__"
        widgets = {"perimetres": forms.CheckboxSelectMultiple}


@admin.register(Regle)
class RegleAdmin(DeskAdmin):
    guide_section = "les-regles-de-droit"
    form = RegleForm
    page = staticmethod(regle_page)
    list_display = [
        *("titre", "article", "domaine", "certitude", "statut"),
        *(day_column(Regle, name) for name in ("echeance", "modifie_le")),
    ]
    list_filter = [IncompleteFilter, "statut", *facet_filters(RegleFilterSet)]
    search_fields = ["titre", "valeur", "article"]
    search_help_text = "Un mot du titre ou de la règle, ou un article."
    prepopulated_fields = {"slug": ["titre"]}
    readonly_fields = ["preview_link"]
    fieldsets = [
        ("1. La règle", {"fields": ["titre", "slug", "valeur", "domaine", "perimetres"]}),
        ("2. D’où elle vient", {"fields": ["article", "editeur", "adresse", "copie_du", "copie_precision"]}),
        ("3. Jusqu’à quand", {"fields": ["echeance", "echeance_objet"]}),
        ("4. Ce qu’on en sait", {"fields": ["certitude", "a_verifier", "relue_par", "relue_le"]}),
        ("5. Publication", {"fields": ["preview_link", "statut", "publie_le", "verifie_le"]}),
    ]
    MISSING = {
        "adresse": ("sans adresse publique", Q(adresse="")),
        "copie": ("copie sans date", Q(copie_du__isnull=True)),
        "perimetre": ("sans périmètre", Q(perimetres__isnull=True)),
        "relecture": ("pas encore relue par un juriste", Q(relue_par="")),
        "echeance": ("échéance passée", Q(passee=True)),
    }


@admin.register(Perimetre)
class PerimetreAdmin(RecordedAdmin):
    guide_section = "les-perimetres-equipe-nationale"
    list_display = ["sigle", "nom", "ordre"]
    list_display_links = ["sigle", "nom"]


@admin.register(Document)
class DocumentAdmin(RecordedAdmin):
    """A document is described once: a referent describes new ones, the national team corrects those that texts share."""

    guide_section = "les-documents-cites"
    list_display = ["titre", "editeur", "date", "adresse", "sans_adresse"]
    search_fields = ["titre", "editeur", "adresse"]
    search_help_text = "Un mot du titre, de l’éditeur ou de l’adresse."
    prepopulated_fields = {"slug": ["titre"]}

    def has_add_permission(self, request):
        return super().has_add_permission(request) and may_write(request.user)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_review(request.user))


@admin.register(LinkCheck)
class LinkCheckAdmin(WrittenByTheSite):
    """What the last look at each address that texts give came to."""

    list_display = ["address", "result", "code", "failures", day_column(LinkCheck, "checked"), "leads_to", "said"]
    list_filter = ["result"]
    search_fields = ["address"]

    def has_delete_permission(self, request, obj=None):
        return False
