"""The fiches and the manual online, and their documents."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dts_platform.finder.finder import is_typing
from dts_platform.models import FruitlessSearch
from dts_platform.search import mirror
from dts_platform.search.snapshot import A_PAGE
from dts_platform.web.downloads import FOR_EVER, download, not_modified
from dts_platform.web.freshness import content_page
from experiences.models import Experience
from fiches import bibliotheque
from fiches import editions as manuel_editions
from fiches.atelier import BookletPage
from fiches.croisements import Matrice
from fiches.downloads import EPUB, PDF, serve, serve_by_digest, serve_made
from fiches.filters import find
from fiches.models import Fiche
from fiches.page import FichePage
from fiches.selection import MOST_TEXTS, Selection, address_of_list


@content_page
def fiche_list(request: HttpRequest) -> HttpResponse:
    finder = find(request.GET, request.snapshot)
    if finder.fruitless and not is_typing(request):
        FruitlessSearch.objects.note(finder.text)
    context = {
        "finder": finder,
        "matrice": Matrice.of(finder, finder.path),
        "livret": address_of_list(finder) if finder.total and (finder.choices or finder.text) else "",
        "livret_limit": MOST_TEXTS,
    }
    return render(request, "fiches/liste.html", context)


def fiche_page(request: HttpRequest, obj: Fiche) -> HttpResponse:
    """The page of a fiche, published or previewed."""
    return render(
        request,
        "fiches/fiche.html",
        vars(FichePage.of(Fiche.objects.with_path().get(pk=obj.pk), mirror.current())),
    )


@content_page
def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    page = request.snapshot.remember(("fiche", slug), lambda: FichePage.read(slug, request.snapshot), A_PAGE)
    return render(request, "fiches/fiche.html", vars(page))


def state_page(view: Callable) -> Callable:
    """A view whose page also says in what state files are: content alone does not validate it."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = content_page(view)(request, *args, **kwargs)
        del response["ETag"]
        return response

    return wrapped


@state_page
def manuel(request: HttpRequest) -> HttpResponse:
    return render(request, "fiches/manuel.html", {"current": manuel_editions.CurrentEdition.read()})


@state_page
def editions(request: HttpRequest) -> HttpResponse:
    context = {"current": manuel_editions.CurrentEdition.read(), "frozen_editions": manuel_editions.FrozenEdition.all()}
    return render(request, "fiches/editions.html", context)


def edition_file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A frozen file: the same bytes for ever, or a page that says that they are damaged."""
    file = manuel_editions.find_file(slug, name)
    if file is None:
        raise Http404
    etag, media_type = f'"{file.sha256}"', EPUB if name.endswith(".epub") else PDF
    if unchanged := not_modified(request, etag, FOR_EVER):
        return unchanged
    data = manuel_editions.read_file(file)
    if data is None:
        return render(request, "fiches/edition_abimee.html", {"file": file}, status=503)
    return download(request, data, manuel_editions.file_name(file), media_type, etag, FOR_EVER)


def manuel_pdf(request: HttpRequest) -> HttpResponse:
    return serve(request, bibliotheque.manuel_pdf())


def manuel_epub(request: HttpRequest) -> HttpResponse:
    return serve(request, bibliotheque.manuel_epub())


def fiche_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    return serve(request, bibliotheque.fiche_pdf(get_object_or_404(Fiche.objects.published(), slug=slug)))


def outil_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    obj = get_object_or_404(Fiche.objects.published().select_related("outil"), slug=slug)
    if not hasattr(obj, "outil") or not obj.outil.imprimable:
        raise Http404
    return serve(request, bibliotheque.outil_pdf(obj))


def experience_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    return serve(request, bibliotheque.experience_pdf(get_object_or_404(Experience.objects.published(), slug=slug)))


def document(request: HttpRequest, sha256: str, name: str) -> HttpResponse:
    return serve_by_digest(request, sha256, name)


def fiche_by_number(request: HttpRequest, numero: int) -> HttpResponse:
    """The short address that the brochure prints."""
    return redirect(get_object_or_404(Fiche.objects.published().only("slug"), numero=numero))


def plaquette_pdf(request: HttpRequest, for_printer: bool = False) -> HttpResponse:
    return serve(request, bibliotheque.plaquette_pdf(for_printer))


@content_page
def _selection(request: HttpRequest) -> HttpResponse:
    booklet = BookletPage.of(request.GET, request.snapshot)
    if booklet.redirect_to:
        return redirect(booklet.redirect_to)
    pages = bibliotheque.livret_pages(booklet.selection)
    context = {"booklet": booklet, "selection": booklet.selection, "pages": pages}
    return render(request, "fiches/selection.html", context)


def selection(request: HttpRequest) -> HttpResponse:
    """The reader's booklet. Its number of pages comes from a stored document, so content alone does not validate it."""
    response = _selection(request)
    del response["ETag"]
    return response


def selection_pdf(request: HttpRequest, folded: bool = False) -> HttpResponse:
    selected = Selection.current(request.GET, mirror.current())
    if not selected:
        return redirect(selected.address())
    plan = bibliotheque.livret(selected)
    if folded:
        return serve_made(request, "livret-a-plier.pdf", f"{plan.state}-a5", lambda: bibliotheque.folded(plan))
    return serve_made(request, "livret.pdf", plan.state, lambda: plan.render()[0].data)


def selection_epub(request: HttpRequest) -> HttpResponse:
    selected = Selection.current(request.GET, mirror.current())
    if not selected:
        return redirect(selected.address())
    state = bibliotheque.livret(selected).state
    return serve_made(request, "livret.epub", f"{state}-epub", lambda: bibliotheque.livret_epub(selected))
