"""The lists of texts in the administration: a referent finds their own first, and each text says whether it is being changed."""

from django.contrib import admin
from django.db import models
from django.db.models import Exists, OuterRef, Q

from dts_platform.editorial.copies import with_copies
from dts_platform.editorial.permissions import is_regional, regions_of

MINE, ALL = "miens", "tous"


class MineFilter(admin.SimpleListFilter):
    """« Les miens », for a referent: the texts of their regions, and those they wrote. Where the list opens."""

    title, parameter_name = "à qui", "qui"

    def __init__(self, request, params, model, model_admin):
        self.regions = regions_of(request.user) if is_regional(model) else frozenset()
        self.account, self.searching = request.user.pk, "q" in request.GET
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        return [(MINE, "les miens"), (ALL, "tous")] if self.regions else []

    def value(self):
        chosen = super().value()
        return chosen if chosen in (MINE, ALL) else ALL if self.searching else MINE

    def choices(self, changelist):
        for value, title in self.lookup_choices:
            query = changelist.get_query_string({self.parameter_name: value})
            yield {"selected": self.value() == value, "query_string": query, "display": title}

    def queryset(self, request, queryset):
        if not self.regions or self.value() == ALL:
            return queryset
        return queryset.filter(Q(region__in=self.regions) | Q(auteur=self.account))


def with_state_of_copies(texts: models.QuerySet) -> models.QuerySet:
    """Each with whether a working copy of it is open."""
    return texts.annotate(is_being_changed=Exists(with_copies(texts.model).filter(copie_de=OuterRef("pk"))))


@admin.display(description="modification", empty_value="–")
def change_in_progress(text: models.Model) -> str | None:
    """The column that says that a change of a text is being written."""
    return "en cours" if getattr(text, "is_being_changed", False) else None
