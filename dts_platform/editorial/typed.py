"""What was typed in a form whose text went meanwhile: given back to be copied, never lost."""

from collections.abc import Iterator

from django.contrib.admin import ModelAdmin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from dts_platform.editorial.questions import is_key

GONE = "Ce texte a été supprimé, ou il n’est plus à votre portée, depuis que vous l’avez ouvert."
DENIED = "Vous ne pouvez plus modifier ce texte\u202f: il a changé d’état ou de région, ou vos droits ont changé."
APART = {"password", "ordre"}


def _is_typed(field: models.Field) -> bool:
    """Does one type words or a number in this field, rather than choose?"""
    chosen = field.is_relation or field.choices or field.primary_key or isinstance(field, models.BooleanField)
    return not chosen and field.editable and field.name not in APART


def _field(model: type[models.Model], name: str) -> models.Field | None:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) and _is_typed(field) else None


def typed_texts(model_admin: ModelAdmin, request: HttpRequest) -> Iterator[tuple[str, str]]:
    """(label, text) of what was typed, in the order of the form; choices are left out."""
    rows = {inline.get_formset(request).get_default_prefix(): inline.model for inline in _inlines(model_admin, request)}
    for name, text in request.POST.items():
        prefix, _, rest = name.partition("-")
        rank, _, column = rest.partition("-")
        if prefix in rows and is_key(rank) and (field := _field(rows[prefix], column)):
            row = f"{rows[prefix]._meta.verbose_name} {int(rank) + 1}".capitalize()
            label = f"{row}, {field.verbose_name}"
        elif field := _field(model_admin.model, name):
            label = str(field.verbose_name).capitalize()
        elif declared := getattr(model_admin.form, "declared_fields", {}).get(name):
            label = str(declared.label or "") if name == "withdrawal_reason" else ""
        else:
            continue
        if label and text.strip():
            yield label, text


def _inlines(model_admin: ModelAdmin, request: HttpRequest) -> list:
    return [inline(model_admin.model, model_admin.admin_site) for inline in model_admin.get_inlines(request, None)]


def give_back(model_admin: ModelAdmin, request: HttpRequest, why: str, status: int) -> HttpResponse | None:
    """A page that says why nothing was saved and shows what was typed; None when nothing was."""
    texts = list(typed_texts(model_admin, request))
    if not texts:
        return None
    context = model_admin.admin_site.each_context(request) | {
        "title": "Rien n’a été enregistré",
        "why": why,
        "texts": texts,
    }
    return TemplateResponse(request, "admin/typed_texts.html", context, status=status)
