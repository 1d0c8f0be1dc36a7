"""The forms of the framework in the administration, for the national team."""

from django.contrib import admin

from dts_platform.desk.admin import DeskAdmin, RecordedAdmin
from dts_platform.editorial.rows import ChildInline
from missions.models import (
    ChiffreDeRepere,
    FaconDeFaire,
    Mission,
    PointDeRepere,
    PointDeVolet,
    Principe,
    Public,
    Repere,
    SourceDeRepere,
    Strategie,
    Terme,
    Theme,
    Volet,
)
from missions.views import repere_page
from references.rows import RowsOnSources


class VoletInline(ChildInline):
    model = Volet
    show_change_link = True


class PointDeVoletInline(ChildInline):
    model = PointDeVolet


class FaconDeFaireInline(ChildInline):
    model = FaconDeFaire


class PointDeRepereInline(ChildInline):
    model = PointDeRepere


class SourceDeRepereInline(ChildInline):
    model = SourceDeRepere
    autocomplete_fields = ["document"]
    verbose_name_plural = "Sources : chaque document décrit une seule fois, cité d’ici"


class ChiffreDeRepereInline(ChildInline):
    model = ChiffreDeRepere
    formset = RowsOnSources
    shown_beside = ["source__document"]
    verbose_name_plural = "Chiffres : enregistrez d’abord la source, chaque chiffre s’y rattache"


@admin.register(Mission)
class MissionAdmin(RecordedAdmin):
    list_display = ["numero", "titre"]
    list_display_links = ["titre"]
    inlines = [VoletInline]


@admin.register(Volet)
class VoletAdmin(RecordedAdmin):
    list_display = ["titre", "mission"]
    inlines = [PointDeVoletInline]


@admin.register(Principe)
class PrincipeAdmin(RecordedAdmin):
    list_display = ["numero", "titre"]
    list_display_links = ["titre"]
    inlines = [FaconDeFaireInline]


@admin.register(Strategie)
class StrategieAdmin(RecordedAdmin):
    list_display = ["numero", "titre"]
    list_display_links = ["titre"]


@admin.register(Repere)
class RepereAdmin(DeskAdmin):
    guide_section = "le-cadre-commun-equipe-nationale"
    page = staticmethod(repere_page)
    readonly_fields = ["preview_link"]
    list_display = ["titre", "famille", "ordre", "statut"]
    list_filter = ["famille", "statut"]
    search_fields = ["titre", "resume"]
    inlines = [PointDeRepereInline, SourceDeRepereInline, ChiffreDeRepereInline]


@admin.register(Theme)
class ThemeAdmin(RecordedAdmin):
    list_display = ["name", "slug"]
    search_fields = ["name"]


@admin.register(Public)
class PublicAdmin(RecordedAdmin):
    list_display = ["nom", "definition", "ordre"]


@admin.register(Terme)
class TermeAdmin(RecordedAdmin):
    list_display = ["sigle", "nom", "formes"]
    list_display_links = ["sigle", "nom"]
    search_fields = ["sigle", "nom", "definition"]
