"""A text shown before it is public: its page under a banner, its PDF; to its editors, and to who has a link."""

from collections.abc import Callable

from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse

from dts_platform.editorial.kinds import with_states
from dts_platform.editorial.preview_links import PreviewLink
from dts_platform.text.formats import date

PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}
BANNER = "Aperçu\u202f: ce texte n’est pas publié. Les visiteurs ne le lisent pas, et ses mots peuvent encore changer."

AsPdf = Callable[[HttpRequest, models.Model], HttpResponse]
PRINTERS: dict[type[models.Model], AsPdf] = {}


def add_pdf(model: type[models.Model], as_pdf: AsPdf) -> None:
    """Let an upper room say how the texts of a model are made PDFs."""
    PRINTERS[model] = as_pdf


def kept_private(response: HttpResponse) -> HttpResponse:
    """An answer that no machine keeps or lists."""
    for name, value in PRIVATE.items():
        response[name] = value
    return response


def page_of(request: HttpRequest, text: models.Model, banner: str = BANNER) -> HttpResponse:
    """The page of a text as visitors would read it, under a banner when they do not."""
    if not text.is_public:
        request.preview = banner
    return kept_private(admin.site.get_model_admin(type(text)).page(request, text))


def pdf_of(request: HttpRequest, text: models.Model) -> HttpResponse:
    """The PDF of a text as visitors would have it."""
    if type(text) not in PRINTERS:
        raise Http404
    return kept_private(PRINTERS[type(text)](request, text))


def _linked(token: str) -> tuple[PreviewLink, models.Model]:
    link = PreviewLink.objects.open().filter(token=token).first()
    text = link and link.text([kind.model for kind in with_states()])
    if text is None:
        raise Http404
    return link, text


def shared_page(request: HttpRequest, token: str) -> HttpResponse:
    """What a link shows; 404 once it is over, ended, or of no use any more."""
    link, text = _linked(token)
    return page_of(request, text, f"{BANNER} Ce lien vaut jusqu’au {date(link.until, 'j F Y')}.")


def shared_pdf(request: HttpRequest, token: str) -> HttpResponse:
    return pdf_of(request, _linked(token)[1])
