"""What an address typed by hand may ask of a list or a form of the administration: what their own links ask, no more."""

from collections.abc import Mapping

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import Q

OF_A_FILTER = ("", "exact", "isnull")
OF_A_DATE = {"year": range(1900, 2200), "month": range(1, 13), "day": range(1, 32)}
MOST_DIGITS = 18  # of a key that a database can hold


def is_key(value) -> bool:
    """May this be the key of a row?"""
    return str(value).isdecimal() and len(str(value)) <= MOST_DIGITS


class OfferedQuestions(admin.ModelAdmin):
    """A list that any column could otherwise be asked of, by any lookup, bad expressions and endless ones included."""

    def lookup_allowed(self, lookup, value, request=None):
        """Only what the filters and the dates of this list ask; Django answers 400 to the rest."""
        for offered in self.get_list_filter(request):
            if lookup == getattr(offered, "parameter_name", None):
                return True
            if isinstance(offered, str) and lookup.startswith(offered):
                return lookup.removeprefix(offered).removeprefix("__") in OF_A_FILTER
        field, _, part = lookup.rpartition("__")
        if field and field == self.date_hierarchy and part in OF_A_DATE:
            return is_key(value) and int(value) in OF_A_DATE[part]
        return False

    def response_action(self, request, queryset):
        """An action on what was ticked; what is no key was ticked by nobody."""
        ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
        request.POST = request.POST.copy()
        request.POST.setlist(ACTION_CHECKBOX_NAME, [key for key in ticked if is_key(key)])
        return super().response_action(request, queryset)


class ConditionFilter(admin.SimpleListFilter):
    """The rows under one condition, chosen by its name; a name that is not offered chooses nothing."""

    conditions: Mapping[str, tuple[str, Q]]  # {name: (how it is shown, what it asks)}

    def lookups(self, request, model_admin):
        return [(name, label) for name, (label, _) in self.conditions.items()]

    def queryset(self, request, queryset):
        return queryset.filter(self.conditions[self.value()][1]) if self.value() in self.conditions else queryset


class WrittenByTheSite(OfferedQuestions):
    """A list of what nobody writes by hand."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class KnownKeys:
    """A choice that looks up what was chosen only among keys: a word in their place is refused by its field alone."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in value if is_key(key)], attr)


class OneKnown(KnownKeys, AutocompleteSelect):
    """One text sought by its title. `held` is the one that was read with its row: the choice asks nothing more of it."""

    held = None

    def optgroups(self, name, value, attr=None):
        if self.held is None or [str(key) for key in value] != [str(self.held.pk)]:
            return super().optgroups(name, value, attr)
        label = self.choices.field.label_from_instance(self.held)
        none = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, [*none, self.create_option(name, self.held.pk, label, True, 0)], 0)]


class SeveralKnown(KnownKeys, AutocompleteSelectMultiple):
    """Several texts sought by their titles."""
