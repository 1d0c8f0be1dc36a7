"""The page of the selection, and the documents made of it."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify

from dts_platform.desk.since import COPY, ReaderCopy
from dts_platform.search import mirror
from dts_platform.web.freshness import content_page
from fiches.documents.build import content_token
from fiches.documents.serve import Order, serve_made
from fiches.selection import booklet
from fiches.selection.address import Selection
from fiches.selection.page import BookletPage
from fiches.selection.since import ComparedText, SincePage

NAME_WITHOUT_TITLE, LONGEST_NAME = "dossier", 60  # how a file is named: by the title of its dossier


@content_page(validated=False)
def selection(request: HttpRequest) -> HttpResponse:
    """The reader's booklet. Its number of pages comes from a stored document, so content alone does not validate it."""
    page = BookletPage.of(request.GET, request.snapshot)
    if page.redirect_to:
        return redirect(page.redirect_to)
    pages = booklet.livret_pages(page.selection)
    context = {"booklet": page, "selection": page.selection, "pages": pages}
    return render(request, "fiches/selection.html", context)


@content_page(reads=lambda: [COPY, "s", "texte"])
def since(request: HttpRequest) -> HttpResponse:
    """What changed since a copy of the manual or of a booklet, or the words of one text then and now."""
    copy, path = ReaderCopy.asked(request.GET), request.GET.get("texte", "")
    if copy and path:
        compared = ComparedText.of(copy, path)
        if compared is None:
            raise Http404
        return render(request, "fiches/compared.html", {"compared": compared})
    return render(request, "fiches/since.html", {"page": SincePage.of(request.GET, request.snapshot)})


def selection_pdf(request: HttpRequest, folded: bool = False) -> HttpResponse:
    suffix = "-a-plier.pdf" if folded else ".pdf"
    return _serve_booklet(request, suffix, booklet.folded_pdf if folded else booklet.pdf)


def selection_epub(request: HttpRequest) -> HttpResponse:
    return _serve_booklet(request, ".epub", booklet.epub)


def _serve_booklet(request: HttpRequest, suffix: str, read: Callable[[Selection], booklet.Made]) -> HttpResponse:
    snapshot = mirror.current()
    selected = Selection.current(request.GET, snapshot)
    if not selected:
        return redirect(selected.address())
    name = f"{slugify(selected.title)[:LONGEST_NAME] or NAME_WITHOUT_TITLE}{suffix}"
    key = f"{name} {content_token(snapshot)} {selected.query_string}"
    return serve_made(request, Order(name, key, lambda: read(selected)))
