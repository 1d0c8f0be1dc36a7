"""What an account may open, and nothing else, is what a form of the administration shows, accepts and removes."""

from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse

from dts_platform.editorial.permissions import links_to_text, may_open, may_review, within_reach
from dts_platform.editorial.questions import OneKnown, SeveralKnown


def links_of(model: type[models.Model]) -> list[models.Field]:
    """The relations by which a text of this model leads to texts that may be hidden."""
    return [field for field in (*model._meta.concrete_fields, *model._meta.many_to_many) if links_to_text(field)]


def without_hidden_names(messages: list[dict], models_of_rows: list[type[models.Model]]) -> list[dict]:
    """What the history of a text notes, where a row that leads to a text (a prolongement) does not give its title.

    Whoever reads the history of one text may not open the other. `messages` are those of LogEntry.
    """
    leading = {str(model._meta.verbose_name) for model in models_of_rows if len(links_of(model)) > 1}
    for message in messages:
        for act in message.values():
            if act.get("name") in leading:
                act["object"] = "–"
    return messages


class WithinReachMixin:
    """A form or rows of the administration whose choice lists hold what the account may open."""

    def get_field_queryset(self, db, db_field, request):
        queryset = super().get_field_queryset(db, db_field, request)
        if queryset is None:
            queryset = db_field.remote_field.model._default_manager.using(db)
        return within_reach(request.user, queryset.all())

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", OneKnown(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SeveralKnown(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def conceal(user, text: models.Model) -> models.Model:
    """The same text, to be shown and never saved, without its links to what this account cannot open."""
    for field in links_of(type(text)):
        if field.many_to_many:
            reached = within_reach(user, field.related_model._default_manager.all())
            prefetch_related_objects([text], Prefetch(field.name, reached))
        elif (linked := getattr(text, field.name)) and not may_open(user, linked):
            setattr(text, field.name, None)
    return text


class KeepsHiddenLinksMixin:
    """A model form where a link to a text that this account cannot open is neither shown nor removed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.hidden_links: dict[str, list[models.Model]] = {}
        if not self.instance.pk or self.account is None or may_review(self.account):
            return
        for field in links_of(type(self.instance)):
            if field.name in self.fields:
                self._hide(field.name, field)

    def _hide(self, name: str, field: models.Field) -> None:
        held = None if field.many_to_many else getattr(self.instance, name)
        linked = list(self.initial[name]) if field.many_to_many else [held] if held else []
        if not linked:
            return
        reached = [text for text in linked if may_open(self.account, text)]
        self.hidden_links[name] = [text for text in linked if text not in reached]
        if self.hidden_links[name]:
            self.initial[name] = reached if field.many_to_many else None

    def clean(self):
        data = super().clean()
        for name, hidden in self.hidden_links.items():
            if not hidden or name not in data:
                continue
            if self.instance._meta.get_field(name).many_to_many:
                keys = [text.pk for text in (*data[name], *hidden)]
                data[name] = type(hidden[0])._default_manager.filter(pk__in=keys)
            elif data[name] is None:
                data[name] = hidden[0]
        return data


def on_site(request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
    """To the public page of an object; the address of a text out of reach is not told."""
    try:
        model = ContentType.objects.get_for_id(int(content_type_id)).model_class()
        rows = model._default_manager.filter(pk=int(object_id))
    except (ContentType.DoesNotExist, AttributeError, ValueError, OverflowError) as unknown:
        raise Http404 from unknown
    if not within_reach(request.user, rows).exists():
        raise Http404
    return shortcut(request, content_type_id, object_id)
