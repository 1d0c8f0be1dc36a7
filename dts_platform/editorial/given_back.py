"""What is answered when a form of the administration cannot be saved: why, and what was typed, never a bare error.

These pages ask nothing of the database or of the session: it may be what is missing.
"""

import sys

from django.contrib import admin
from django.core.exceptions import RequestDataTooBig
from django.db import Error as DatabaseFailure
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dts_platform.editorial.typed import Sent
from dts_platform.web import errors
from dts_platform.web.administration import PREFIX
from dts_platform.web.origin import Origin, origin_of

GONE = "Ce texte a été supprimé, ou il n’est plus à votre portée, depuis que vous l’avez ouvert."
DENIED = "Vous ne pouvez plus modifier ce texte\u202f: il a changé d’état ou de région, ou vos droits ont changé."
BUSY = (
    "La base de données n’a pas pu garder votre texte\u202f: elle est occupée, pleine ou arrêtée. Attendez un instant, "
    "puis enregistrez de nouveau. Si cela recommence, copiez votre texte et prévenez l’équipe nationale."
)
TAKEN_MEANWHILE = "Quelqu’un vient d’enregistrer un texte sous la même adresse ou le même numéro. Changez-les ou enregistrez de nouveau."
BROKEN = (
    "Quelque chose s’est cassé chez nous. Ce n’est pas de votre fait. Copiez votre texte, réessayez dans un instant\u202f; si "
    "cela recommence, signalez-le-nous en disant ce que vous faisiez."
)
OLD_FORM = (
    "Ce formulaire est resté ouvert trop longtemps, ou vous vous êtes reconnecté depuis dans un autre onglet, ou votre "
    "navigateur refuse les cookies."
)
TOO_MANY = (
    "Ce formulaire a trop de lignes pour être enregistré en une fois. Copiez votre texte, et enregistrez-en une partie."
)
TOO_BIG = (
    "Ce que vous avez envoyé est trop lourd pour être lu en une fois. Revenez en arrière\u202f: votre texte y est encore, et "
    "votre appareil l’a gardé. Enregistrez-le en plusieurs fois."
)
SESSION_ENDED = "Votre session a pris fin pendant que vous écriviez. Connectez-vous\u202f: votre texte vous attend."
SIGNED_IN_AGAIN = "Vous voilà de nouveau connecté. Votre texte n’est pas encore enregistré."


def why_refused(error: DatabaseFailure) -> tuple[str, int]:
    """A sentence and a status for a save that the database did not take."""
    return (TAKEN_MEANWHILE, 409) if isinstance(error, IntegrityError) else (BUSY, 503)


def given_back(
    request: HttpRequest, sent: Sent, why: str, status: int, *, again: bool = False, sign_in=None
) -> HttpResponse:
    """A page that says why nothing was saved and shows what was typed.

    With `again`, a button sends the same form once more, choices included. `sign_in` is a form of sign-in, or True for a
    fresh one: the text is then kept behind it.
    """
    context = {"why": why, "sent": sent, "texts": sent.texts(), "again": again, "sign_in": sign_in}
    context["sign_in_address"] = reverse("admin:login")
    response = render(request, "given_back.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def give_back(request: HttpRequest, why: str, status: int, **options) -> HttpResponse | None:
    """The same for what this request sent; None where nothing was typed."""
    sent = Sent.of(request)
    return given_back(request, sent, why, status, **options) if sent.texts() else None


def _is_a_form_sent(request: HttpRequest) -> bool:
    return request.method == "POST" and request.path_info.startswith(PREFIX)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 when the database does not answer; what was typed in the administration is given back."""
    error = sys.exc_info()[1]
    why, status = why_refused(error) if isinstance(error, DatabaseFailure) else (BROKEN, 500)
    if _is_a_form_sent(request):
        checked = getattr(request, "csrf_processing_done", False)
        if answer := give_back(request, why, status, again=checked):
            return answer
    if request.path_info.startswith(PREFIX) and status == 503:
        return errors.unavailable(request)
    return errors.server_error(request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 for what is too heavy; what was typed in the administration is given back when it could be read."""
    if not _is_a_form_sent(request):
        return errors.bad_request(request, exception)
    if isinstance(exception, RequestDataTooBig):
        return given_back(request, Sent(request.get_full_path(), ()), TOO_BIG, 413)
    return give_back(request, TOO_MANY, 400) or errors.bad_request(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form too old, or sent by another site: what was typed is given back, with a button if it came from here."""
    answer = None
    if _is_a_form_sent(request):
        # Another site must not have its words saved at one click.
        answer = give_back(request, OLD_FORM, 403, again=origin_of(request) is Origin.OURS)
    return answer or errors.csrf_failure(request, reason)


class SessionEnded:
    """The middleware of forms sent by who is no longer signed in: the text waits behind the form of sign-in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, arguments, options) -> HttpResponse | None:
        if not _is_a_form_sent(request) or getattr(view, "model_admin", None) is None:
            return None
        if admin.site.has_permission(request):
            return None
        if request.user.is_authenticated:
            return give_back(request, DENIED, 403)
        return give_back(request, SESSION_ENDED, 403, sign_in=admin.site.login_form(request))
