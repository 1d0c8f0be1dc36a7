"""The views of the documents: the manual online, its editions, every file to download."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dts_platform.web.downloads import FOR_EVER, download, not_modified
from dts_platform.web.freshness import content_page
from experiences.models import Experience
from fiches.documents import catalogue, editions, editions_page
from fiches.documents.serve import media_type_of, serve, serve_by_digest
from fiches.models import Fiche


@content_page(validated=False)  # it also says in what state the files are
def manuel(request: HttpRequest) -> HttpResponse:
    return render(request, "fiches/manuel.html", {"current": editions_page.CurrentEdition.read()})


@content_page(validated=False)
def edition_list(request: HttpRequest) -> HttpResponse:
    context = {"current": editions_page.CurrentEdition.read(), "frozen_editions": editions_page.FrozenEdition.all()}
    return render(request, "fiches/editions.html", context)


def edition_file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A frozen file: the same bytes for ever, or a page that says that they are damaged."""
    file = editions.find_file(slug, name)
    if file is None:
        raise Http404
    etag = f'"{file.sha256}"'
    if unchanged := not_modified(request, etag, FOR_EVER):
        return unchanged
    data = editions.read_file(file)
    if data is None:
        return render(request, "fiches/damaged_edition.html", {"file": file}, status=503)
    return download(request, data, editions.file_name(file), media_type_of(name), etag, FOR_EVER)


def manuel_pdf(request: HttpRequest) -> HttpResponse:
    return serve(request, catalogue.manuel_pdf())


def manuel_epub(request: HttpRequest) -> HttpResponse:
    return serve(request, catalogue.manuel_epub())


def fiche_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    return serve(request, catalogue.fiche_pdf(get_object_or_404(Fiche.objects.published(), slug=slug)))


def outil_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    obj = get_object_or_404(Fiche.objects.published().select_related("outil"), slug=slug)
    if not hasattr(obj, "outil") or not obj.outil.imprimable:
        raise Http404
    return serve(request, catalogue.outil_pdf(obj))


def experience_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    return serve(request, catalogue.experience_pdf(get_object_or_404(Experience.objects.published(), slug=slug)))


def document(request: HttpRequest, sha256: str, name: str) -> HttpResponse:
    return serve_by_digest(request, sha256, name)


def plaquette_pdf(request: HttpRequest, for_printer: bool = False) -> HttpResponse:
    return serve(request, catalogue.plaquette_pdf(for_printer))
