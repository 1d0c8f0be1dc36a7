"""The pages of the fiches: the finder, and one page each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from dts_platform.desk.since import COPY, Copy, TextSince
from dts_platform.editorial.former_addresses import under_present_names
from dts_platform.models.counting import count_search
from dts_platform.search import mirror
from dts_platform.search.snapshot import A_PAGE
from dts_platform.web.freshness import content_page
from fiches.croisements import Matrice
from fiches.filters import FICHES, find
from fiches.models import Fiche, Situation
from fiches.page import FichePage
from fiches.selection.address import MOST_TEXTS, address_of_list
from fiches.selection.kit import SituationPage


@content_page(reads=FICHES.parameters)
@under_present_names
def fiche_list(request: HttpRequest) -> HttpResponse:
    finder = find(request.GET, request.snapshot)
    count_search(request, finder)
    context = {
        "finder": finder,
        "matrice": Matrice.of(finder, finder.path),
        "livret": address_of_list(finder) if finder.total and (finder.choices or finder.text) else "",
        "livret_limit": MOST_TEXTS,
    }
    return render(request, "fiches/list.html", context)


def fiche_page(request: HttpRequest, obj: Fiche) -> HttpResponse:
    """The page of a fiche, published or previewed."""
    page = FichePage.of(Fiche.with_copies.with_path().get(pk=obj.pk), mirror.current())
    return render(request, "fiches/fiche.html", {"page": page})


@content_page(reads=lambda: [COPY])
def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    page = request.snapshot.remember(("fiche", slug), lambda: FichePage.read(slug, request.snapshot), A_PAGE)
    since = TextSince.of(page.fiche, Copy.asked(request.GET))
    return render(request, "fiches/fiche.html", {"page": page, "since": since})


def fiche_by_number(request: HttpRequest, numero: int) -> HttpResponse:
    """The short address that the brochure prints."""
    return redirect(get_object_or_404(Fiche.objects.published().only("slug"), numero=numero))


@content_page
def situation_list(request: HttpRequest) -> HttpResponse:
    return render(request, "fiches/situations.html", {"objects": Situation.objects.with_everything()})


@content_page
def situation(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Situation.objects.with_everything(), slug=slug)
    return render(request, "fiches/situation.html", {"page": SituationPage.of(found, request.snapshot)})
