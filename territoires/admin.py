"""The resource groups in the administration: each referent keeps that of their region, the national team keeps them all."""

from django.contrib import admin

from dts_platform.desk.admin import RecordedAdmin
from dts_platform.editorial.columns import day_column
from dts_platform.editorial.permissions import may_keep, may_write
from dts_platform.editorial.regions import ChoiceOfMyRegionsMixin, RowsOfMyRegionsMixin
from dts_platform.editorial.rows import TableInline
from dts_platform.models import GroupeRessource, Referent
from territoires.people import forget_in_the_journal, forget_those_gone


class ReferentInline(TableInline):
    model = Referent
    verbose_name_plural = "Référents, avec le contact qu’ils acceptent de rendre public"


@admin.register(GroupeRessource)
class GroupeRessourceAdmin(RowsOfMyRegionsMixin, ChoiceOfMyRegionsMixin, RecordedAdmin):
    """A referent sees and writes the group of their regions; the others are no concern of theirs."""

    guide_section = "le-groupe-de-votre-region"
    list_display = ["nom", "region", "visible", day_column(GroupeRessource, "verifie_le")]
    list_filter = ["visible"]
    inlines = [ReferentInline]

    def has_add_permission(self, request):
        """A referent makes the group of a region of theirs; that of a region that has one is refused once it is sent."""
        return super().has_add_permission(request) and may_write(request.user)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_keep(request.user, obj))

    def kept(self, obj, who):
        forget_those_gone(obj, who)

    def log_change(self, request, obj, message):
        entry = super().log_change(request, obj, message)
        forget_in_the_journal(obj)
        return entry

    def delete_model(self, request, obj):
        key = obj.pk
        super().delete_model(request, obj)
        obj.pk = key
        forget_those_gone(obj, request.user)
