"""Accounts, regional resource groups, and what the search should learn, in the administration."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from taggit.models import Tag

from dts_platform.editorial.admin import GatedAdmin
from dts_platform.models import Affectation, FruitlessSearch, GroupeRessource, Referent, Synonyme, User

admin.site.site_header = "Territoires solidaires : rédaction"
admin.site.site_title = "Rédaction"
admin.site.index_title = "Que voulez-vous écrire ?"
admin.site.unregister(Tag)


class AffectationInline(admin.TabularInline):
    model = Affectation
    extra = 0
    verbose_name_plural = "Régions dont cette personne répond (aucune : équipe nationale)"


@admin.register(User)
class AccountAdmin(UserAdmin):
    inlines = [AffectationInline]
    list_display = ["username", "first_name", "last_name", "is_staff", "is_active", "demonstration"]
    readonly_fields = ["demonstration"]
    fieldsets = [*UserAdmin.fieldsets, ("Démonstration", {"fields": ["demonstration"]})]


class ReferentInline(admin.TabularInline):
    model = Referent
    extra = 0
    verbose_name_plural = "Référents, avec le contact qu’ils acceptent de rendre public"


@admin.register(GroupeRessource)
class GroupeRessourceAdmin(GatedAdmin):
    list_display = ["nom", "region", "visible", "verifie_le"]
    list_filter = ["visible"]
    inlines = [ReferentInline]


DAYS_SHOWN, SEARCHES_SHOWN = 90, 20


def new_synonyme_url(text: str) -> str:
    """The address of a new group of synonyms that begins with a text."""
    return f"{reverse('admin:dts_platform_synonyme_add')}?{urlencode({'formes': f'{text}, '})}"


@admin.register(Synonyme)
class SynonymeAdmin(GatedAdmin):
    """Synonyms, with the searches of the last months that found nothing: what visitors say and texts do not."""

    list_display = ["formes", "slug"]
    search_fields = ["formes"]
    search_help_text = "Un mot ou un sigle."
    prepopulated_fields = {"slug": ["formes"]}
    change_list_template = "admin/synonymes.html"

    def changelist_view(self, request, extra_context=None):
        since = timezone.localdate() - timedelta(days=DAYS_SHOWN)
        fruitless_searches = (
            FruitlessSearch.objects.filter(jour__gte=since).values("texte").annotate(times=Sum("combien"))
        )
        rows = [
            {**search, "add_synonyme": new_synonyme_url(search["texte"])}
            for search in fruitless_searches.order_by("-times", "texte")[:SEARCHES_SHOWN]
        ]
        context = {"fruitless_searches": rows, "days": DAYS_SHOWN, **(extra_context or {})}
        return super().changelist_view(request, context)


@admin.register(FruitlessSearch)
class FruitlessSearchAdmin(admin.ModelAdmin):
    """Day by day; nobody writes here, the national team may empty it."""

    list_display = ["texte", "combien", "jour", "add_synonyme"]
    list_display_links = None
    date_hierarchy = "jour"
    search_fields = ["texte"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description="que faire")
    def add_synonyme(self, search: FruitlessSearch) -> str:
        return format_html('<a href="{}">Ajouter aux synonymes</a>', new_synonyme_url(search.texte))
