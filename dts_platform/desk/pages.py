"""What is asked of a text beside its form: to propose a change, to take over, to abandon, to bring a copy up to date."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone

from dts_platform.content.whole import read
from dts_platform.desk.copies import Refused, abandon, bring_up_to_date, copy_of, open_copy
from dts_platform.desk.difference import three_columns
from dts_platform.desk.telling import form_of
from dts_platform.desk.transitions import take_over
from dts_platform.editorial.permissions import may_edit, may_propose
from dts_platform.editorial.preview_links import PreviewLink
from dts_platform.editorial.versions import Version


def _propose(text: models.Model, user, asked) -> tuple[str, models.Model]:
    if not may_propose(user, text):
        raise PermissionDenied
    version = None
    if asked.get("version", "").isdecimal():
        version = Version.objects.visible_to(user, text).filter(pk=int(asked["version"][:18])).first()
        if version is None:
            raise PermissionDenied
    copy = copy_of(text)
    if copy and may_edit(user, copy):
        return "Une proposition est déjà ouverte\u202f: la voici.", copy
    return "Voici votre copie de travail\u202f: la page en ligne ne change pas pendant que vous écrivez.", open_copy(
        text, user, version
    )


def _take_over(text: models.Model, user, asked) -> tuple[str, models.Model]:
    take_over(text, user)
    return "Ce texte est maintenant entre vos mains\u202f; c’est noté.", text


def _abandon(text: models.Model, user, asked) -> tuple[str, models.Model]:
    if not (text.is_copy and may_edit(user, text)):
        raise PermissionDenied
    original = text.copie_de
    abandon(text, user)
    return "Proposition abandonnée\u202f; ses mots restent dans l’historique.", original


def _bring_up_to_date(text: models.Model, user, asked) -> tuple[str, models.Model]:
    if not (text.is_copy and may_edit(user, text)):
        raise PermissionDenied
    bring_up_to_date(text, user)
    return "La copie a repris ce qui a changé en ligne, et gardé ses mots où les deux ont changé.", text


def _share(text: models.Model, user, asked) -> tuple[str, models.Model]:
    if not may_edit(user, text) or text.is_public:
        raise PermissionDenied
    PreviewLink.objects.create(model=text._meta.label_lower, row=text.pk, who=user)
    return "Voici un lien d’aperçu, à copier plus bas\u202f: il vaut quatorze jours, pour qui le reçoit.", text


def _end_links(text: models.Model, user, asked) -> tuple[str, models.Model]:
    if not may_edit(user, text):
        raise PermissionDenied
    PreviewLink.objects.of(text).open().update(ended=timezone.now())
    return "Les liens d’aperçu de ce texte ne montrent plus rien.", text


ASKED = {
    "share": _share,
    "end_links": _end_links,
    "propose": _propose,
    "take_over": _take_over,
    "abandon": _abandon,
    "bring_up_to_date": _bring_up_to_date,
}


def act_on(model_admin: ModelAdmin, request: HttpRequest, text: models.Model) -> HttpResponse:
    """Do what a button beside the form asks, then lead to the form where one goes on."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    do = ASKED.get(request.POST.get("act"))
    if do is None:
        raise PermissionDenied
    try:
        done, text = do(text, request.user, request.POST)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(form_of(text))


def compare(model_admin: ModelAdmin, request: HttpRequest, copy: models.Model) -> HttpResponse:
    """What a copy says, what its text says now, and what both came from, where they are not the same."""
    if not (copy.is_copy and may_edit(request.user, copy)):
        raise PermissionDenied
    rows = three_columns(request.user, copy.base.content, read(copy.copie_de), read(copy))
    context = model_admin.admin_site.each_context(request) | {
        "title": "Le texte en ligne a changé depuis que cette proposition a été ouverte",
        "opts": model_admin.opts,
        "copy": copy,
        "rows": rows,
        "form": form_of(copy),
        "is_overtaken": any(row.live_changed for row in rows),
    }
    return TemplateResponse(request, "admin/desk/compare.html", context)
