"""The pages where a reader writes: never remembered, without cookie; what was typed comes back with each refusal."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from contact.forms import TRAP, ErrorForm, MessageForm, ReaderForm, ServedForm
from contact.models import KEPT, Message, Notice, Received
from contact.opening import Opening, new_opening
from contact.receiving import TooMany, receive
from contact.subject import Subject, recipient_of
from dts_platform.background.personal import time_kept_in_words
from dts_platform.web.freshness import content_page
from dts_platform.web.origin import Origin, origin_of

LONGEST = 60_000  # bytes of a form: 4,000 signs, each of which takes twelve at most once sent, and the rest
FOREIGN = "Ce formulaire ne vient pas de nos pages. Relisez-le, puis envoyez-le d’ici."
OVER = "Ce formulaire était ouvert depuis plus d’une semaine. Relisez-le, puis envoyez-le de nouveau."
TOO_LONG = (
    "C’est trop long pour être envoyé d’ici. Revenez en arrière\u202f: votre texte y est encore. Raccourcissez-le."
)
BUSY = "Rien n’est encore enregistré\u202f: le site est occupé. Attendez un instant, puis envoyez de nouveau."


@dataclass(frozen=True)
class Way:
    """A way to write: its form, its page, the row that holds what is sent."""

    form: type[ReaderForm]
    template: str
    row: Callable[[], Received]


MESSAGE = Way(MessageForm, "contact/message.html", Message)
ERROR = Way(ErrorForm, "contact/error.html", lambda: Notice(answer=Notice.Answer.ERROR))
SERVED = Way(ServedForm, "contact/served.html", Notice)


def _open_to_readers(view: Callable) -> Callable:
    """A page of visitors that takes a form without cookie: its origin and its signed opening stand for the usual token."""
    page = content_page(view, validated=False)
    return csrf_exempt(never_cache(require_http_methods(["GET", "HEAD", "POST"])(page)))


@_open_to_readers
def message(request: HttpRequest) -> HttpResponse:
    return _page(request, MESSAGE)


@_open_to_readers
def error(request: HttpRequest) -> HttpResponse:
    return _page(request, ERROR)


@_open_to_readers
def served(request: HttpRequest) -> HttpResponse:
    """Whether a text served: without one, there is nothing to ask."""
    if request.method != "POST" and not Subject.of(request.GET).model:
        return redirect("contact:message")
    return _page(request, SERVED)


def _page(request: HttpRequest, way: Way) -> HttpResponse:
    """The form; or what became of the one that was sent."""
    if request.method != "POST":
        return _show(request, way, way.form(initial=_asked(request)), Subject.of(request.GET))
    size = request.META.get("CONTENT_LENGTH") or ""
    if size.isdecimal() and int(size) > LONGEST:
        return _show(request, way, way.form(), Subject(), why=TOO_LONG, status=413)
    form, subject = way.form(request.POST), Subject.of(request.POST)
    opening = Opening.read(request.POST.get("opening", ""))
    if origin_of(request) is Origin.FOREIGN:
        return _show(request, way, form, subject, why=FOREIGN, status=403)
    if opening.is_over:
        return _show(request, way, form, subject, why=OVER, status=400)
    if not form.is_valid():
        return _show(request, way, form, subject, opening=request.POST.get("opening", ""), status=400)
    return _take(request, way, form, opening, subject)


def _take(request: HttpRequest, way: Way, form: ReaderForm, opening: Opening, subject: Subject) -> HttpResponse:
    recipient = recipient_of(subject.region, request.snapshot)
    try:
        row = receive(request, form, way.row(), opening, subject, recipient)
    except TooMany as refusal:
        return _show(request, way, form, subject, why=str(refusal), opening=request.POST["opening"], status=429)
    except DatabaseError:
        return _show(request, way, form, subject, why=BUSY, opening=request.POST["opening"], status=503)
    return render(request, "contact/received.html", {"row": row, "copy": _copy(form)})


def _copy(form: ReaderForm) -> list[tuple[str, str]]:
    """What was written, label by label, as its author reads it again."""
    said = [(field, form.cleaned_data[name]) for name, field in form.fields.items()]
    return [(str(field.label), dict(getattr(field, "choices", ())).get(value, value)) for field, value in said if value]


def _show(
    request: HttpRequest, way: Way, form: ReaderForm, subject: Subject, *, why="", opening="", status=200
) -> HttpResponse:
    """The form as it was typed, and why it was not taken. Its opening stays the same where only words are to be mended."""
    context = {
        "form": form,
        "subject": subject,
        "recipient": recipient_of(subject.region, request.snapshot),
        "opening": opening or new_opening(),
        "trap": TRAP,
        "kept": time_kept_in_words(KEPT),
        "why": why,
    }
    return render(request, way.template, context, status=status)


def _asked(request: HttpRequest) -> dict[str, str]:
    """The answer that a link of the page of a text chose already."""
    return {"answer": request.GET.get("reponse", "")}
