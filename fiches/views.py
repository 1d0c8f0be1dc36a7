"""The pages of the fiches: the finder, and one page each."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dts_platform.desk.since import COPY, ReaderCopy, TextSince
from dts_platform.editorial.former_addresses import under_present_names
from dts_platform.finder.finder import VIEW, in_view
from dts_platform.models.counting import count_search
from dts_platform.search import mirror
from dts_platform.search.snapshot import A_PAGE
from dts_platform.web.freshness import content_page
from fiches.croisements import Matrice
from fiches.filters import FICHES, find
from fiches.models import Fiche, Situation
from fiches.page import FichePage
from fiches.part_page import PartPage, WholePart
from fiches.selection.address import MOST_TEXTS, address_of_list
from fiches.selection.kit import SituationPage
from missions.bodies import Body

TABLE = "tableau"  # the view that shows the matrix in the place of the cards


@content_page(reads=lambda: [*FICHES.parameters(), VIEW])
@under_present_names
def fiche_list(request: HttpRequest) -> HttpResponse:
    finder = find(request.GET, request.snapshot)
    count_search(request, finder)
    as_table = request.GET.get(VIEW) == TABLE
    finder.view = TABLE if as_table else ""
    context = {
        "finder": finder,
        "matrice": Matrice.of(finder, finder.path) if as_table else None,
        "view": finder.view,
        "other_view": (finder.address(), "Liste") if as_table else (in_view(finder.address(), TABLE), "Tableau"),
        "livret": address_of_list(finder) if finder.total and (finder.choices or finder.text) else "",
        "livret_limit": MOST_TEXTS,
    }
    return render(request, "fiches/list.html", context)


def fiche_page(request: HttpRequest, obj: Fiche) -> HttpResponse:
    """The page of a fiche, published or previewed."""
    page = FichePage.of(Fiche.with_copies.with_path().get(pk=obj.pk), mirror.current())
    return render(request, "fiches/fiche.html", {"page": page})


def _page(request: HttpRequest, slug: str) -> FichePage:
    return request.snapshot.remember(("fiche", slug), lambda: FichePage.read(slug, request.snapshot), A_PAGE)


@content_page(reads=lambda: [COPY])
def fiche(request: HttpRequest, slug: str, template: str = "fiches/fiche.html") -> HttpResponse:
    """A fiche whole, or its essential in another template."""
    page = _page(request, slug)
    since = TextSince.of(page.fiche, ReaderCopy.asked(request.GET))
    return render(request, template, {"page": page, "since": since})


@content_page
def easy_fiche(request: HttpRequest, slug: str) -> HttpResponse:
    """The text of a fiche that is easy to read; 404 when it has none."""
    page = _page(request, slug)
    if not page.fiche.facile_a_lire:
        raise Http404
    return render(request, "fiches/easy.html", {"page": page})


@content_page
def tool(request: HttpRequest, slug: str) -> HttpResponse:
    """The tool of a fiche, to read; 404 when it has none."""
    fiche = _page(request, slug).fiche
    if not hasattr(fiche, "outil"):
        raise Http404
    body = request.snapshot.remember(
        ("tool", slug), lambda: Body.of(fiche, "fiches/_tool_page.html", request.snapshot), A_PAGE
    )
    return render(request, "fiches/tool.html", {"fiche": fiche, "body": body})


@content_page
def easy_list(request: HttpRequest) -> HttpResponse:
    easy = Fiche.objects.published().exclude(facile_a_lire="").in_reading_order()
    return render(request, "fiches/easy_list.html", {"fiches": easy})


def fiche_by_number(request: HttpRequest, numero: int) -> HttpResponse:
    """The short address that the brochure prints."""
    return redirect(get_object_or_404(Fiche.objects.published().only("slug"), numero=numero))


@content_page
def part(request: HttpRequest, slug: str) -> HttpResponse:
    """A part of the manual: its fiches in order, the parts before and after it; 404 when it has none."""
    return render(request, "fiches/part.html", {"page": PartPage.read(slug, request.snapshot)})


@content_page
def whole_part(request: HttpRequest, slug: str) -> HttpResponse:
    """The same, every fiche whole."""
    page = PartPage.read(slug, request.snapshot)
    return render(request, "fiches/whole_part.html", {"page": page, "whole": WholePart.of(page, request.snapshot)})


@content_page
def situation_list(request: HttpRequest) -> HttpResponse:
    return render(request, "fiches/situations.html", {"objects": Situation.objects.with_everything()})


@content_page
def situation(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Situation.objects.with_everything(), slug=slug)
    return render(request, "fiches/situation.html", {"page": SituationPage.of(found, request.snapshot)})
