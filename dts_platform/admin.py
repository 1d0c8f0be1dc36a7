"""Accounts and regional resource groups in the administration."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from taggit.models import Tag

from dts_platform.models import Affectation, GroupeRessource, Referent, User

admin.site.site_header = "Territoires solidaires : rédaction"
admin.site.site_title = "Rédaction"
admin.site.index_title = "Que voulez-vous écrire ?"
admin.site.unregister(Tag)


class AffectationInline(admin.TabularInline):
    model = Affectation
    extra = 0
    verbose_name_plural = "Régions dont cette personne répond (aucune : équipe nationale)"


@admin.register(User)
class CompteAdmin(UserAdmin):
    inlines = [AffectationInline]
    list_display = ["username", "first_name", "last_name", "is_staff", "is_active", "demonstration"]
    readonly_fields = ["demonstration"]
    fieldsets = [*UserAdmin.fieldsets, ("Démonstration", {"fields": ["demonstration"]})]


class ReferentInline(admin.TabularInline):
    model = Referent
    extra = 0
    verbose_name_plural = "Référents, avec le contact qu’ils acceptent de rendre public"


@admin.register(GroupeRessource)
class GroupeRessourceAdmin(admin.ModelAdmin):
    list_display = ["nom", "region", "visible", "verifie_le"]
    list_filter = ["visible"]
    inlines = [ReferentInline]
