"""The history of a text: its versions, what happened to it, two of them compared, an old one taken up again."""

from datetime import datetime
from itertools import chain

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse

from dts_platform.desk.copies import Refused, copy_of, take_up_again
from dts_platform.desk.difference import Change, Readership, changes
from dts_platform.desk.telling import form_of, name_of
from dts_platform.editorial.permissions import is_live, may_propose
from dts_platform.editorial.states import Publishable, Statut
from dts_platform.editorial.versions import Passage, Version, latest, place_of, root_of

SHOWN = 200  # acts of one text, the last ones


def begun(copy: models.Model) -> datetime | None:
    """When a working copy was opened."""
    _, key, number = place_of(copy)
    first = Version.objects.filter(model=copy._meta.label_lower, key=key, copy=number).order_by("pk").first()
    return first and first.at


def last_word(text: models.Model) -> Passage | None:
    """What was said when a draft was last sent back, while it has not been sent again."""
    if not isinstance(text, Publishable) or text.statut != Statut.BROUILLON:
        return None
    model, key, copy = place_of(text)
    passages = Passage.objects.filter(model=model, key=key, copy=copy).exclude(message="")
    last = passages.select_related("who").first()
    return last if last and last.before == Statut.RELECTURE else None


def _lines(user, text: models.Model) -> list[dict]:
    """What is shown of each act, the last first."""
    versions = Version.objects.visible_to(user, text).defer("content").select_related("who", "erased_by")[:SHOWN]
    passages = Passage.objects.visible_to(user, text).select_related("who", "erased_by")[:SHOWN]
    acts = sorted(chain(versions, passages), key=lambda act: (act.at, isinstance(act, Passage)), reverse=True)
    return [
        {
            "version": act.pk if isinstance(act, Version) else None,
            "at": act.at,
            "who": name_of(act.who) if act.who or not isinstance(act, Version) else "–",
            "what": act.get_nature_display() if isinstance(act, Version) else said_of(act),
            "why": (act.why or act.sentence) if isinstance(act, Version) else act.message,
            "of_copy": act.copy is not None,
            "alone": getattr(act, "alone", False),
            "erased": act.erased,
            "erased_by": name_of(act.erased_by),
        }
        for act in acts
    ]


def said_of(passage: Passage) -> str:
    """What happened, in French."""
    labels = {statut.value: statut.label for statut in Statut}
    if passage.before == passage.after:
        return "Changé de mains"
    return f"{labels.get(passage.before, '–')} → {labels.get(passage.after, '–')}"


def _asked(parameters: QueryDict, name: str, versions) -> Version | None:
    value = parameters.get(name, "")
    return versions.filter(pk=int(value)).first() if value.isdecimal() and len(value) <= 18 else None


def page(model_admin: ModelAdmin, request: HttpRequest, row: models.Model) -> HttpResponse:
    """The page of the history; with `avant` and `apres`, two versions compared; sent, an old version taken up again."""
    text = root_of(row)
    versions = Version.objects.visible_to(request.user, text)
    if request.method == "POST":
        return _restore(model_admin, request, text)
    before, after = _asked(request.GET, "avant", versions), _asked(request.GET, "apres", versions)
    context = model_admin.admin_site.each_context(request) | {
        "title": f"Historique\u202f: {text}",
        "opts": model_admin.opts,
        "object": row,
        "lines": _lines(request.user, text),
        "before": before,
        "after": after,
        "changes": _compared(request.user, before, after),
        "has_states": isinstance(text, Publishable),
        "may_restore": _may_restore(model_admin, request, text),
        "form": form_of(row),
        "now": latest(text),
    }
    return TemplateResponse(request, "admin/desk/history.html", context)


def _compared(user, before: Version | None, after: Version | None) -> list[Change] | None:
    return list(changes(Readership.of(user), before.content, after.content)) if before and after else None


def _may_restore(model_admin: ModelAdmin, request: HttpRequest, text: models.Model) -> bool:
    if not isinstance(text, Publishable):
        return model_admin.has_change_permission(request, text)
    return copy_of(text) is None and may_propose(request.user, text)


def _restore(model_admin: ModelAdmin, request: HttpRequest, text: models.Model) -> HttpResponse:
    """Of a text without state, put an old version back; one with states gets a working copy by another address."""
    if isinstance(text, Publishable) or is_live(text) or not _may_restore(model_admin, request, text):
        raise PermissionDenied
    version = _asked(request.POST, "version", Version.objects.of(text))
    if version is None:
        raise PermissionDenied
    try:
        with transaction.atomic():
            model_admin.kept(take_up_again(text, version, request.user), request.user)
    except Refused as refused:
        messages.error(request, f"Cette version ne peut plus être reprise. {refused}")
    else:
        messages.success(
            request, "L’ancienne version est reprise\u202f; celle qu’elle remplace reste dans l’historique."
        )
    return HttpResponseRedirect(request.path)
