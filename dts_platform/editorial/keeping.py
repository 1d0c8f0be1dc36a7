"""A form of the administration that is sent: saved once, or given back filled with what was typed, whatever happens."""

from collections.abc import Iterable
from contextlib import suppress
from http import HTTPStatus

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.core.exceptions import PermissionDenied
from django.db import Error as DatabaseFailure
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from dts_platform.editorial.comparison import differences
from dts_platform.editorial.given_back import DENIED, GONE, give_back, why_refused
from dts_platform.editorial.sent_forms import KEPT_FOR, OPENING, Sending, opening_of
from dts_platform.editorial.typed import Sent, TypedText
from dts_platform.web.administration import PREFIX

SAVED_COOKIE, MOST_TOLD = "saved", 10  # openings saved since the browser last looked
SAVED_ALREADY = "Ce formulaire était déjà enregistré\u202f: rien n’a été fait deux fois."
SAVED_FROM_HERE = (
    "Vous avez déjà enregistré un texte depuis cette page. Ouvrez-le depuis la liste et reportez-y vos changements\u202f: "
    "ils sont encore ci-dessous."
)


def wait_at_most(seconds: float) -> None:
    """Bound, in this transaction, the wait for what another holds; SQLite has its own bound, in its settings."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(seconds * 1000)}ms"])


def refuse_all(form: type[forms.BaseForm], why: str) -> None:
    """Have this class of form, made for one request, refuse whatever it is sent."""

    def clean(self):
        raise forms.ValidationError(why)

    form.clean = clean


class KeepsTypedMixin:
    """An admin whose forms are saved once, and lose nothing of what was typed when they cannot be saved."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        context = {OPENING: opening_of(request), **(extra_context or {})}
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, context)
        request.text_is_gone, request.is_saved, request.why_not_saved = False, False, ""
        try:
            with transaction.atomic():
                wait_at_most(settings.DATABASE_PATIENCE)
                response = self._save_once(request, object_id, form_url, context)
        except PermissionDenied:
            answer = give_back(request, DENIED, HTTPStatus.FORBIDDEN)
            if answer is None:
                raise
            return answer
        except DatabaseFailure as error:
            return self._filled_again(request, object_id, form_url, context, error)
        if request.text_is_gone and (answer := give_back(request, GONE, HTTPStatus.CONFLICT)):
            forget_messages(request)
            return answer
        return response

    def _save_once(self, request: HttpRequest, object_id, form_url: str, context: dict) -> HttpResponse:
        sending = Sending.begin(request)
        if sending.is_again:
            messages.info(request, SAVED_ALREADY)
            return tell_saved(request, sending.answer_again())
        if object_id is None and not sending.is_first:
            request.why_not_saved = SAVED_FROM_HERE
        response = super().changeform_view(request, object_id, form_url, context)
        if request.is_saved and not isinstance(response, HttpResponseRedirect):
            response.render()  # what closes a popup
        sending.end(response if request.is_saved else None)
        return tell_saved(request, response) if request.is_saved else response

    def _filled_again(self, request, object_id, form_url: str, context: dict, error: DatabaseFailure) -> HttpResponse:
        """The form as it was typed, with why the database did not take it; a page to copy from when there can be no form."""
        request.why_not_saved, status = why_refused(error)
        forget_messages(request)
        with suppress(DatabaseFailure, PermissionDenied):
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()
            response = self._changeform_view(
                request, object_id, form_url, context
            )  # the form refuses: nothing is saved
            if not request.text_is_gone:
                response.status_code = status
                return response.render()
        answer = give_back(request, request.why_not_saved, status, again=True)
        if answer is None:
            raise error
        return answer

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if why := getattr(request, "why_not_saved", ""):
            refuse_all(form, why)
        return form

    def render_change_form(self, request, context, *arguments, **options):
        """The page of the form; refused for what somebody else saved meanwhile, it shows both texts and what differs."""
        form = context["adminform"].form
        if stored := getattr(form, "stored", None):
            rows = [(admin.formset, admin.opts.get_queryset(request)) for admin in context["inline_admin_formsets"]]
            context |= {"conflict": True, "differences": differences(form, stored, rows)}
        if request.method == "POST":
            context["without_place"] = without_place(request, form, context["inline_admin_formsets"])
        return super().render_change_form(request, context, *arguments, **options)

    def log_addition(self, request, obj, message):
        request.is_saved = True
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        request.is_saved = True
        return super().log_change(request, obj, message)


def without_place(request: HttpRequest, form: forms.BaseForm, inlines: Iterable) -> list[TypedText]:
    """What was typed in fields that the form no longer has: those of a draft that was published meanwhile."""
    rows = [row for inline in inlines if inline.has_change_permission for row in inline.formset.forms]
    held = {bound.html_name for one in (form, *rows) for bound in one}
    return [typed for typed in Sent.of(request).texts() if typed.name not in held]


def answered_before(request: HttpRequest) -> HttpResponse | None:
    """For a form that is saved outside of any transaction: the answer to this very form, if it was saved already."""
    with transaction.atomic():
        sending = Sending.begin(request)
        if not sending.is_again:
            sending.end(None)
            return None
    messages.info(request, SAVED_ALREADY)
    return tell_saved(request, sending.answer_again())


def note_saved(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Note the answer to a form that was saved so."""
    with transaction.atomic():
        Sending.begin(request).end(response)
    return tell_saved(request, response)


def tell_saved(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Have the browser forget what it kept of a form that is saved (`static/js/kept.js` reads this cookie)."""
    told = [word for word in request.COOKIES.get(SAVED_COOKIE, "").split(".") if word]
    told.append(request.POST.get(OPENING, ""))
    response.set_cookie(
        SAVED_COOKIE,
        ".".join(word for word in told[-MOST_TOLD:] if word.isalnum()),
        max_age=KEPT_FOR,
        path=PREFIX,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )
    return response


def forget_messages(request: HttpRequest) -> None:
    """Say nothing of what was done: it was undone."""
    request._messages = default_storage(request)
