"""What every editor's form shares: the remarks of the gate of texts, no silent overwriting, a preview, the rights of the account."""

from collections import defaultdict
from collections.abc import Callable, Mapping

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dts_platform.editorial.permissions import may_edit, may_review, next_states, visible_to
from dts_platform.editorial.printable import TellsUnprintable
from dts_platform.editorial.states import Statut
from dts_platform.finder.filters import FinderFilterSet
from dts_platform.search import mirror

MAX_REMARKS = 10  # told after one save

Check = Callable[[models.Model], Mapping[str, str]]
CHECKS: dict[type[models.Model], list[Check]] = defaultdict(list)


def add_check(model: type[models.Model], check: Check) -> None:
    """Let an upper room refuse what is about to be saved of this model: {field: why, in French}, empty when all is well."""
    CHECKS[model].append(check)


class TextForm(forms.ModelForm):
    """The form of a text, or of one of its rows: its words pass the gate, and upper rooms may refuse what it says."""

    def _post_clean(self):
        """Ask upper rooms too, once the text is right by itself."""
        super()._post_clean()
        for check in CHECKS[self._meta.model] if not self.errors else ():
            for name, sentence in check(self.instance).items():
                self.add_error(name if name in self.fields else None, sentence)


def remarks_of(form: forms.ModelForm) -> list[str]:
    """What the gate said of the fields that were changed, in sentences that name the row and the field."""
    told = getattr(form.instance, "remarks", {})
    labels = {name: str(form.instance._meta.get_field(name).verbose_name) for name in told}
    return [f"{labels[name]}. {remark}" for name in told if name in form.changed_data for remark in told[name]]


class GatedAdmin(TellsUnprintable):
    """The admin of rows whose texts pass the gate: what was mended on the way, or deserves a look, is told."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        told = [remark[:1].upper() + remark[1:] for remark in remarks_of(form)]
        for child in [child for formset in formsets for child in formset.forms if child not in formset.deleted_forms]:
            name = f"{child.instance._meta.verbose_name.capitalize()} «\u202f{child.instance}\u202f», "
            told += [name + remark for remark in remarks_of(child)]
        for remark in told[:MAX_REMARKS]:
            messages.warning(request, remark)
        if len(told) > MAX_REMARKS:
            messages.warning(request, f"Et {len(told) - MAX_REMARKS} autres remarques de ce genre.")


class ChildInline(admin.StackedInline):
    """The children of a text, folded until they are wanted."""

    form = TextForm
    extra = 0
    classes = ["collapse"]


class PublishableForm(TextForm):
    """The form of a text that has a state: refuses to overwrite what another person saved meanwhile."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.modifie_le.isoformat()

    def clean(self):
        data = super().clean()
        if self.instance.pk:
            stored = (
                type(self.instance)
                ._default_manager.select_for_update()
                .filter(pk=self.instance.pk)
                .values_list("modifie_le", flat=True)
                .first()
            )
            if not stored or data.get("version") != stored.isoformat():
                raise forms.ValidationError(
                    "Quelqu’un d’autre a enregistré ce texte depuis que vous l’avez ouvert. Rien n’est perdu : votre version "
                    "est encore ci-dessous. Ouvrez le texte dans un autre onglet, comparez, puis reportez vos changements."
                )
        return data


class IncompleteFilter(admin.SimpleListFilter):
    """Texts that lack something; the admin says what « complete » asks in `MISSING`."""

    title = "complétude"
    parameter_name = "incomplet"

    def __init__(self, request, params, model, model_admin):
        self.missing = model_admin.MISSING
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        return [(name, label) for name, (label, _) in self.missing.items()]

    def queryset(self, request, queryset):
        if self.value() not in self.missing:
            return queryset
        return queryset.filter(self.missing[self.value()][1]).distinct()


class FacetListFilter(admin.SimpleListFilter):
    """A facet of a finder as a filter of a list of the administration: it selects as the public pages do, in any state."""

    filters: type[FinderFilterSet]

    def lookups(self, request, model_admin):
        return list(self.filters.facets()[self.parameter_name].values(mirror.current()))

    def queryset(self, request, queryset):
        return self.filters({self.parameter_name: [self.value()]}, queryset).qs if self.value() else queryset


def facet_filters(filters: type[FinderFilterSet]) -> list[type[FacetListFilter]]:
    """The facets of a finder, for `list_filter`."""
    return [
        type(
            f"{name.capitalize()}ListFilter",
            (FacetListFilter,),
            {"filters": filters, "parameter_name": name, "title": str(facet.label).lower()},
        )
        for name, facet in filters.facets().items()
    ]


Panel = Callable[[models.Model], SafeString | str]
PANELS: dict[type[models.Model], list[Panel]] = defaultdict(list)


def add_panel(model: type[models.Model], panel: Panel) -> None:
    """Show to who edits a text of this model what an upper room knows of it, beside its publication."""
    PANELS[model].append(panel)


class PublishableAdmin(GatedAdmin):
    """The admin of a text with a state and a region."""

    form = PublishableForm
    save_on_top = True
    list_per_page = 100
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 6, "cols": 90})}}
    MISSING: dict[str, tuple[str, models.Q]] = {}

    class Media:
        css = {"all": ["css/editing.css"]}

    def get_queryset(self, request):
        """What this account may edit, and what everyone may read: to link to it, or to take it as a model."""
        return visible_to(request.user, super().get_queryset(request))

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *PANELS[self.model]]

    def get_fieldsets(self, request, obj=None):
        """The fieldsets with the panels of upper rooms, just after the preview."""
        return [
            (title, options | {"fields": self._with_panels(options["fields"])})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def _with_panels(self, fields: list) -> list:
        if "preview_link" not in fields:
            return fields
        panels = PANELS[self.model]
        others = [field for field in fields if field not in panels]  # without fieldsets, Django lists them at the end
        place = others.index("preview_link") + 1
        return [*others[:place], *panels, *others[place:]]

    def get_view_on_site_url(self, obj=None):
        return super().get_view_on_site_url(obj) if obj is None or obj.is_public else None

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_edit(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and may_review(request.user)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        if db_field.name == "region" and not may_review(request.user):
            allowed = request.user.regions
            field.choices = [(value, label) for value, label in db_field.choices if value in allowed]
            field.required = True
        return field

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "statut" in form.base_fields:
            states = next_states(request.user, Statut(obj.statut if obj else Statut.BROUILLON))
            form.base_fields["statut"].choices = [(statut.value, statut.label) for statut in states]
        return form

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_apercu"
        return [path("<int:pk>/apercu/", self.admin_site.admin_view(self.preview), name=name), *super().get_urls()]

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as visitors would see it, whatever its state."""
        obj = self.get_object(request, str(pk))
        if obj is None or not self.has_view_permission(request, obj):
            raise PermissionDenied
        return self.page(request, obj)

    def page(self, request: HttpRequest, obj: models.Model) -> HttpResponse:
        raise NotImplementedError

    @admin.display(description="aperçu")
    def preview_link(self, obj):
        if not obj.pk:
            return "Enregistrez d’abord : l’aperçu viendra ensuite."
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_apercu", args=[obj.pk])
        return format_html(
            '<a href="{}" target="_blank" rel="noopener">Voir la page telle qu’elle sera (nouvel onglet)</a>', url
        )
