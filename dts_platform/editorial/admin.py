"""What every editor's form shares: the rights of the account, no silent overwriting, remarks of the gate, a preview, filters."""

from collections import defaultdict
from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dts_platform.editorial.copies import with_copies
from dts_platform.editorial.deletion import may_delete
from dts_platform.editorial.forms import FrameworkForm, PublishableForm, VersionedForm
from dts_platform.editorial.keeping import KeepsTypedMixin
from dts_platform.editorial.kinds import kind_with_pages
from dts_platform.editorial.names import next_number, note_deletion
from dts_platform.editorial.naming import BESIDE_ACTS, WITHDRAWAL
from dts_platform.editorial.permissions import (
    is_administrator,
    is_live,
    may_edit,
    may_review,
    may_write,
    visible_to,
)
from dts_platform.editorial.printable import TellsUnprintable
from dts_platform.editorial.questions import ConditionFilter, OfferedQuestions
from dts_platform.editorial.reach import WithinReachMixin, conceal, without_hidden_names
from dts_platform.editorial.regions import ChoiceOfMyRegionsMixin
from dts_platform.editorial.rows import with_new_row
from dts_platform.editorial.searching import SearchedAsTheSite
from dts_platform.editorial.states import WITHDRAW
from dts_platform.finder.filters import FinderFilterSet
from dts_platform.search import mirror

MAX_REMARKS = 10  # told after one save


def remarks_of(form: forms.ModelForm) -> list[str]:
    """What the gate said of the fields that were changed, in sentences that name the row and the field."""
    told = getattr(form.instance, "remarks", {})
    labels = {name: str(form.instance._meta.get_field(name).verbose_name) for name in told}
    return [f"{labels[name]}. {remark}" for name in told if name in form.changed_data for remark in told[name]]


def _of_row(row: models.Model) -> str:
    return f"{row._meta.verbose_name.capitalize()} «\u202f{row}\u202f», "


class GatedAdmin(TellsUnprintable):
    """The admin of rows whose texts pass the gate: what was mended on the way, or deserves a look, is told."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        told = [remark[:1].upper() + remark[1:] for remark in remarks_of(form)]
        for child in [child for formset in formsets for child in formset.forms if child not in formset.deleted_forms]:
            told += [_of_row(child.instance) + remark for remark in remarks_of(child)]  # a row left empty has no name
        for remark in told[:MAX_REMARKS]:
            messages.warning(request, remark)
        if len(told) > MAX_REMARKS:
            messages.warning(request, f"Et {len(told) - MAX_REMARKS} autres remarques de ce genre.")


class IncompleteFilter(ConditionFilter):
    """Texts that lack something; the admin says what « complete » asks in `MISSING`."""

    title = "complétude"
    parameter_name = "incomplet"

    def __init__(self, request, params, model, model_admin):
        self.conditions = model_admin.MISSING
        super().__init__(request, params, model, model_admin)

    def queryset(self, request, queryset):
        texts = super().queryset(request, queryset)
        return texts.distinct() if self.value() in self.conditions else texts


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


class VersionedAdmin(KeepsTypedMixin, WithinReachMixin, SearchedAsTheSite, OfferedQuestions, GatedAdmin):
    """The admin of rows that two people may edit at once: the second save is refused, its text kept.

    Every model that is edited in the administration goes through this class: a test says which does not.
    """

    form = VersionedForm
    guide_section = "enregistrer-puis-regarder"  # where the guide speaks of this form

    def get_object(self, request, object_id, from_field=None):
        """The object; when a form is sent, held until it is saved, so that nothing changes between reading and writing."""
        obj = super().get_object(request, object_id, from_field)
        request.text_is_gone = obj is None
        if obj is None or request.method != "POST" or not transaction.get_connection().in_atomic_block:
            return obj
        list(self.model._base_manager.select_for_update().filter(pk=obj.pk).values_list("pk"))
        return super().get_object(request, object_id, from_field)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if issubclass(form, VersionedForm):
            models_of_rows = [inline.model for inline in self.get_inlines(request, obj)]
            form.children = tuple(r.field for r in self.opts.related_objects if r.related_model in models_of_rows)
            form.account = request.user
        return form

    def get_fieldsets(self, request, obj=None):
        """The fieldsets, with the version of what is edited at the end of the last, unseen."""
        fieldsets = [
            (title, options | {"fields": [name for name in options["fields"] if name != "version"]})
            for title, options in super().get_fieldsets(request, obj)
        ]
        if obj is not None and self.has_change_permission(request, obj):
            fieldsets[-1][1]["fields"].append("version")
        return fieldsets

    def render_change_form(self, request, context, *arguments, **options):
        context["guide_section"] = self.guide_section
        return super().render_change_form(request, context, *arguments, **options)

    def response_add(self, request, obj, post_url_continue=None):
        return with_new_row(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return with_new_row(request, super().response_change(request, obj))

    def delete_model(self, request, obj):
        """Delete one row; the names of a text that was public stay its own."""
        if kind_with_pages(self.model):
            note_deletion(obj)
        super().delete_model(request, obj)


class FrameworkAdmin(VersionedAdmin):
    """The admin of what has no state: public as soon as it is saved."""

    form = FrameworkForm
    guide_section = "le-cadre-commun-equipe-nationale"
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 5, "cols": 90})}}

    def has_delete_permission(self, request, obj=None):
        """A text that has a page is deleted by an administrator only."""
        allowed = super().has_delete_permission(request, obj)
        return allowed and (kind_with_pages(self.model) is None or is_administrator(request.user))


class PublishableAdmin(ChoiceOfMyRegionsMixin, VersionedAdmin):
    """The admin of a text with a state and a region."""

    form = PublishableForm
    save_on_top = True
    list_per_page = 100
    show_full_result_count = False
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 6, "cols": 90})}}
    MISSING: dict[str, tuple[str, models.Q]] = {}

    class Media:
        css = {"all": ["css/editing.css"]}

    def get_queryset(self, request):
        """What this account may edit, and what everyone may read: to link to it, or to take it as a model; copies too."""
        texts = with_copies(self.model).select_related("auteur", "copie_de")
        if ordering := self.get_ordering(request):
            texts = texts.order_by(*ordering)
        return visible_to(request.user, texts)

    def get_search_results(self, request, queryset, search_term):
        """Lists and choices hold the texts themselves: a working copy is reached through its text, or from the desk."""
        return super().get_search_results(request, queryset.filter(copie_de__isnull=True), search_term)

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *PANELS[self.model], *self._fixed(request, obj)]

    @property
    def _columns(self) -> list[str]:
        return [field.name for field in (*self.opts.concrete_fields, *self.opts.many_to_many) if field.editable]

    @property
    def words(self) -> list[str]:
        """The columns that say something of a text: all but those that name its address."""
        return [name for name in self._columns if name not in kind_with_pages(self.model).named_by]

    def _fixed(self, request, obj) -> list[str]:
        """What nobody types: the state always; the words of a text that visitors read; the names of a working copy."""
        if is_live(obj):
            return self.words
        columns = self._columns
        fixed = {"statut"} if may_review(request.user) and not (obj and obj.is_copy) else {"statut", "publie_le"}
        if obj and obj.is_copy:
            fixed |= {*kind_with_pages(self.model).named_by} | ({"region"} if not may_review(request.user) else set())
        return [name for name in columns if name in fixed]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if is_live(obj) or (obj and obj.is_copy) else super().get_prepopulated_fields(request, obj)

    def get_fieldsets(self, request, obj=None):
        """The fieldsets with the panels of upper rooms, just after the preview, and what to say of a withdrawal at the end."""
        fieldsets = [
            (
                title,
                options
                | {"fields": self._with_panels([n for n in options["fields"] if n not in (*WITHDRAWAL, *BESIDE_ACTS)])},
            )
            for title, options in super().get_fieldsets(request, obj)
        ]
        may_withdraw = obj is not None and may_review(request.user) and self.has_change_permission(request, obj)
        if may_withdraw and obj.statut in (WITHDRAW.from_state, WITHDRAW.to_state):
            fieldsets.append(("Si ce texte est retiré", {"fields": list(WITHDRAWAL)}))
        return fieldsets

    def _with_panels(self, fields: list) -> list:
        if "preview_link" not in fields:
            return fields
        panels = PANELS[self.model]
        others = [field for field in fields if field not in panels]  # without fieldsets, Django lists them at the end
        place = others.index("preview_link") + 1
        return [*others[:place], *panels, *others[place:]]

    def get_view_on_site_url(self, obj=None):
        return super().get_view_on_site_url(obj) if obj is None or obj.is_public else None

    def get_object(self, request, object_id, from_field=None):
        obj = super().get_object(request, object_id, from_field)
        if obj is None or request.method == "POST" or self.has_change_permission(request, obj):
            return obj
        return conceal(request.user, obj)

    def construct_change_message(self, request, form, formsets, add=False):
        messages = super().construct_change_message(request, form, formsets, add)
        return without_hidden_names(messages, [rows.model for rows in formsets])

    def has_add_permission(self, request):
        return super().has_add_permission(request) and may_write(request.user)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_edit(request.user, obj))

    def has_delete_permission(self, request, obj=None):
        return is_administrator(request.user) if obj is None else may_delete(request.user, obj)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        form.note_withdrawal()

    def get_changeform_initial_data(self, request):
        kind = kind_with_pages(self.model)
        number = {"numero": next_number(kind)} if "numero" in kind.named_by else {}
        return number | super().get_changeform_initial_data(request)

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
