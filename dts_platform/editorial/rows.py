"""The rows of a text (steps, sources, figures…) edited as a list: any exchange, insertion or removal in one save.

A place is shown as a number from 1; typing another moves the row, leaving it empty puts the row last. Rows are then
numbered again, so nobody types a rank.
"""

from collections.abc import Sequence
from http import HTTPStatus
from math import inf

from django import forms
from django.contrib import admin
from django.db import connections, router
from django.db.models import Field, Model, QuerySet, UniqueConstraint
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, HttpResponse

from dts_platform.editorial.forms import TextForm
from dts_platform.editorial.permissions import is_live, within_reach
from dts_platform.editorial.questions import OneKnown
from dts_platform.editorial.reach import WithinReachMixin
from dts_platform.web.addresses import with_query

RANK = "ordre"
NEW_ROW = "ligne"  # in the address of a form: the list of rows that ends with an empty one


def keys_of(model: type[Model]) -> list[Field]:
    """The columns that two rows may not share, alone or together."""
    together = {name for c in model._meta.constraints if isinstance(c, UniqueConstraint) for name in c.fields}
    return [f for f in model._meta.concrete_fields if not f.primary_key and (f.unique or f.name in together)]


class RowsFormSet(forms.BaseInlineFormSet):
    """The rows of one text: saved in the order in which they were sent, whatever they exchange."""

    @property
    def is_ranked(self) -> bool:
        return any(field.name == RANK for field in self.model._meta.concrete_fields)

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, OneKnown):
                if form.instance.pk and self.model._meta.get_field(name).is_cached(form.instance):
                    widget.held = getattr(form.instance, name)
            elif isinstance(field, forms.ModelChoiceField) and isinstance(widget, forms.Select):
                field.queryset = self.to_choose_from(name, field.queryset)
                field.choices = self._choices_of(name, field)
        if RANK not in form.fields:
            return
        field = form.fields[RANK]
        field.required, field.label = False, "Place"
        field.help_text = "Un autre nombre déplace la ligne\u202f; vide, elle vient à la fin."
        form.initial[RANK] = self._places().get(form.instance.pk)

    def to_choose_from(self, name: str, rows: QuerySet) -> QuerySet:
        """The rows that this field of each form offers."""
        return rows

    def _choices_of(self, name: str, field: forms.ModelChoiceField) -> list:
        """What this field of each form offers, read once for all forms."""
        self._choices = getattr(self, "_choices", {})
        if name not in self._choices:
            self._choices[name] = list(field.choices)
        return self._choices[name]

    def _places(self) -> dict[int, int]:
        """The place of each stored row, from 1."""
        return {row.pk: place for place, row in enumerate(self.get_queryset(), 1)}

    def _stored_keys(self) -> dict[int, tuple]:
        """What the database holds in the columns that rows may exchange, read once."""
        if not hasattr(self, "_stored"):
            names = [field.attname for field in keys_of(self.model)] + ([RANK] if self.is_ranked else [])
            rows = self.model._base_manager.filter(pk__in=self._places()).values_list("pk", *names)
            self._stored = {pk: dict(zip(names, values, strict=True)) for pk, *values in rows}
        return self._stored

    def _removed(self, form) -> bool:
        return bool(getattr(form, "cleaned_data", {}).get(DELETION_FIELD_NAME))

    def _stored_forms(self) -> list:
        """The forms of rows that the database holds."""
        return [form for form in self.initial_forms if form.instance.pk and not form.instance._state.adding]

    def _kept_forms(self) -> list:
        new = [form for form in self.extra_forms if form.has_changed()]
        return [form for form in [*self._stored_forms(), *new] if not self._removed(form)]

    def clean(self):
        if self.is_ranked and self.forms and RANK in self.forms[0].fields:
            self._number()
        super().clean()

    def _number(self) -> None:
        """Give each row the rank of its place; a list that did not change keeps its ranks as they are."""
        places, kept = self._places(), self._kept_forms()

        def asked(form) -> int | None:
            return getattr(form, "cleaned_data", {}).get(RANK)

        def order(form) -> tuple:
            own, place = places.get(form.instance.pk), asked(form)
            if place is None:
                return inf, 0, own or inf
            side = -1 if own is None or place < own else int(place > own)  # before the row that had it, or after
            return place, side, own or inf

        same_list = places == {form.instance.pk: asked(form) for form in kept}
        for rank, form in enumerate(sorted(kept, key=order), 1):
            form.instance.ordre = self._stored_keys()[form.instance.pk][RANK] if same_list else rank
            if RANK in getattr(form, "cleaned_data", {}):
                form.cleaned_data[RANK] = form.instance.ordre

    def save_existing_objects(self, commit=True):
        """Remove what was removed, lift the rows that exchange a key, then put each down where it goes."""
        if not commit:
            return super().save_existing_objects(commit)
        self.changed_objects, self.deleted_objects = [], []
        stored = self._stored_forms()
        for form in stored:
            if self._removed(form):
                self.deleted_objects.append(form.instance)
                self.delete_existing(form.instance)
        kept = [form for form in stored if not self._removed(form)]
        moved = {form.instance.pk for form in kept if self._is_moved(form.instance)}
        self._lift(moved)
        saved = []
        for form in kept:
            if form.has_changed() or form.instance.pk in moved:
                self.changed_objects.append((form.instance, form.changed_data or [RANK]))
                saved.append(self.save_existing(form, form.instance))
        return saved

    def _is_moved(self, row: Model) -> bool:
        return any(getattr(row, name) != value for name, value in self._stored_keys()[row.pk].items())

    def _lift(self, keys: set[int]) -> None:
        """Take rows out of their table, so that each may take what another held; saving puts them back, same key.

        Nothing that refers to them is touched: foreign keys are compared at the end of the transaction.
        """
        if not keys:
            return
        connection = connections[router.db_for_write(self.model)]
        quote, meta = connection.ops.quote_name, self.model._meta
        marks = ", ".join(["%s"] * len(keys))
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {quote(meta.db_table)} WHERE {quote(meta.pk.column)} IN ({marks})",  # noqa: S608
                sorted(keys),
            )


def with_new_row(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Without JavaScript, a button saves and asks for one more row: the form that comes next has it, empty."""
    asked = request.POST.get("_continue", "")
    if (
        asked.isidentifier()
        and response.status_code == HTTPStatus.FOUND
        and response["Location"].split("?")[0].endswith("/change/")
    ):
        response["Location"] = with_query(response["Location"], f"{NEW_ROW}={asked}") + f"#{asked}-group"
    return response


class RowsMixin(WithinReachMixin):
    """Rows of a text as a list. One that links to a text out of reach is neither shown nor removed."""

    form = TextForm
    formset = RowsFormSet
    extra = 0
    shown_beside: Sequence[str] = ()  # what the names of its own relations say of others: « source__document »

    def has_add_permission(self, request, obj=None):
        return not is_live(obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return not is_live(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return not is_live(obj) and super().has_delete_permission(request, obj)

    def get_queryset(self, request):
        """With what each row shows beside itself, in the same query."""
        shown = [
            f.name for f in self.opts.concrete_fields if f.is_relation and f.related_model is not self.parent_model
        ]
        return within_reach(request.user, super().get_queryset(request)).select_related(*shown, *self.shown_beside)

    def get_extra(self, request, obj=None, **kwargs):
        """One empty row where it was asked for; with JavaScript the page adds as many as wanted by itself."""
        relations = [r for r in self.parent_model._meta.related_objects if r.related_model is self.model]
        return int(request.GET.get(NEW_ROW) in [relation.get_accessor_name() for relation in relations])


class ChildInline(RowsMixin, admin.StackedInline):
    """The children of a text, folded until they are wanted."""

    template = "admin/rows_stacked.html"
    classes = ["collapse"]


class TableInline(RowsMixin, admin.TabularInline):
    """The children of a text as the lines of a table."""

    template = "admin/rows_tabular.html"
