"""The page of the selection, and the documents made of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dts_platform.search import mirror
from dts_platform.web.freshness import content_page
from fiches.documents.serve import serve_made
from fiches.selection import booklet
from fiches.selection.address import Selection
from fiches.selection.page import BookletPage


@content_page(validated=False)
def selection(request: HttpRequest) -> HttpResponse:
    """The reader's booklet. Its number of pages comes from a stored document, so content alone does not validate it."""
    page = BookletPage.of(request.GET, request.snapshot)
    if page.redirect_to:
        return redirect(page.redirect_to)
    pages = booklet.livret_pages(page.selection)
    context = {"booklet": page, "selection": page.selection, "pages": pages}
    return render(request, "fiches/selection.html", context)


def selection_pdf(request: HttpRequest, folded: bool = False) -> HttpResponse:
    selected = Selection.current(request.GET, mirror.current())
    if not selected:
        return redirect(selected.address())
    plan = booklet.livret(selected)
    if folded:
        return serve_made(request, "livret-a-plier.pdf", f"{plan.state}-a5", lambda: booklet.folded(plan))
    return serve_made(request, "livret.pdf", plan.state, lambda: plan.render()[0].data)


def selection_epub(request: HttpRequest) -> HttpResponse:
    selected = Selection.current(request.GET, mirror.current())
    if not selected:
        return redirect(selected.address())
    state = booklet.livret(selected).state
    return serve_made(request, "livret.epub", f"{state}-epub", lambda: booklet.livret_epub(selected))
