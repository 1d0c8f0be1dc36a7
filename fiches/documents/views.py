"""The views of the documents: the manual online, its editions, every file to download."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dts_platform.content.territoires import REGIONS
from dts_platform.search import mirror
from dts_platform.web.downloads import FOR_EVER, download, not_modified
from dts_platform.web.freshness import content_page
from fiches.documents import editions, editions_page
from fiches.documents.build import BuildPlan, content_token
from fiches.documents.catalogue import PLAQUETTE, PRINTERS_PLAQUETTE, Format, Publication, media_type_of
from fiches.documents.plaquette import Plaquette, plaquette_document
from fiches.documents.serve import Order, serve, serve_by_digest, serve_made

BROCHURES = (PLAQUETTE, PRINTERS_PLAQUETTE)


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


def download_document(
    request: HttpRequest, publication: Publication, format_: Format, slug: str | None = None
) -> HttpResponse:
    """A document of the catalogue: that of the public text of this slug, or of the whole site; the brochure, for a region too."""
    region = request.GET.get("region", "")
    if region in REGIONS and publication in BROCHURES:
        return _brochure_for(request, region, for_printer=publication is PRINTERS_PLAQUETTE)
    text = publication.model and get_object_or_404(publication.texts(), slug=slug)
    if text and not publication.holds(text):
        raise Http404
    return serve(request, publication.offer(text, format_))


def _brochure_for(request: HttpRequest, region: str, for_printer: bool) -> HttpResponse:
    """The brochure with whom to reach in a region: made when it is asked for, kept nowhere."""
    name = f"plaquette-{region}{'-imprimeur' if for_printer else ''}.pdf"

    def read() -> tuple[str, Callable[[], bytes]]:
        plan = BuildPlan(plaquette_document(Plaquette.read(region).on_paper(), for_printer))
        return plan.state, lambda: plan.render()[0].data

    return serve_made(request, Order(name, f"{name} {content_token(mirror.current())}", read))


def document(request: HttpRequest, sha256: str, name: str) -> HttpResponse:
    return serve_by_digest(request, sha256, name)
