"""The framework in the administration: the national team's."""

from django import forms
from django.contrib import admin
from django.db import models

from dts_platform.core.administration import EnfantInline, FormulaireTypographie, TexteAdmin
from missions.models import (
    FaconDeFaire,
    Mission,
    PointDeRepere,
    PointDeVolet,
    Principe,
    Repere,
    SourceDeRepere,
    Strategie,
    Terme,
    Theme,
    Volet,
)
from missions.views import page_de_repere


class CadreAdmin(admin.ModelAdmin):
    form = FormulaireTypographie
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 5, "cols": 90})}}


class VoletInline(EnfantInline):
    model = Volet
    show_change_link = True


class PointDeVoletInline(EnfantInline):
    model = PointDeVolet


class FaconDeFaireInline(EnfantInline):
    model = FaconDeFaire


class PointDeRepereInline(EnfantInline):
    model = PointDeRepere


class SourceDeRepereInline(EnfantInline):
    model = SourceDeRepere


@admin.register(Mission)
class MissionAdmin(CadreAdmin):
    list_display = ["numero", "titre"]
    list_display_links = ["titre"]
    inlines = [VoletInline]


@admin.register(Volet)
class VoletAdmin(CadreAdmin):
    list_display = ["titre", "mission"]
    inlines = [PointDeVoletInline]


@admin.register(Principe)
class PrincipeAdmin(CadreAdmin):
    list_display = ["numero", "titre"]
    list_display_links = ["titre"]
    inlines = [FaconDeFaireInline]


@admin.register(Strategie)
class StrategieAdmin(CadreAdmin):
    list_display = ["numero", "titre"]
    list_display_links = ["titre"]


@admin.register(Repere)
class RepereAdmin(TexteAdmin):
    page = staticmethod(page_de_repere)
    readonly_fields = ["lien_apercu"]
    list_display = ["titre", "famille", "ordre", "statut"]
    list_filter = ["famille", "statut"]
    search_fields = ["titre", "resume"]
    inlines = [PointDeRepereInline, SourceDeRepereInline]


@admin.register(Theme)
class ThemeAdmin(CadreAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]


@admin.register(Terme)
class TermeAdmin(CadreAdmin):
    list_display = ["sigle", "nom", "formes"]
    list_display_links = ["sigle", "nom"]
    search_fields = ["sigle", "nom", "definition"]
