"""The pages of the experiences: the finder with its map, and one page each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dts_platform.desk.since import COPY, ReaderCopy, TextSince
from dts_platform.editorial.former_addresses import under_present_names
from dts_platform.finder.finder import VIEW, in_view
from dts_platform.models.counting import count_search
from dts_platform.search import mirror
from dts_platform.search.snapshot import A_PAGE
from dts_platform.web.freshness import content_page
from experiences.carte import RegionMap
from experiences.figures import of_landmarks, totals
from experiences.filters import CHIFFRES, EXPERIENCES, find, find_figures
from experiences.models import Experience
from experiences.page import ExperiencePage

MAP = "carte"  # the view that shows the map above the cards
BESIDE_MAP = 1  # facet spread out there: regions are chosen on the map


@content_page(reads=lambda: [*EXPERIENCES.parameters(), VIEW])
@under_present_names
def experience_list(request: HttpRequest) -> HttpResponse:
    finder = find(request.GET, request.snapshot)
    count_search(request, finder)
    on_map = request.GET.get(VIEW) == MAP
    if on_map:
        finder.view, finder.spread = MAP, BESIDE_MAP
    context = {
        "finder": finder,
        "region_map": RegionMap.of(finder, MAP) if on_map else None,
        "view": finder.view,
        "other_view": (finder.address(), "Liste") if on_map else (in_view(finder.address(), MAP), "Carte"),
    }
    return render(request, "experiences/list.html", context)


@content_page(reads=CHIFFRES.parameters)
@under_present_names
def figure_list(request: HttpRequest) -> HttpResponse:
    finder = find_figures(request.GET, request.snapshot)
    count_search(request, finder)
    context = {"finder": finder, "totals": totals(finder), "landmarks": of_landmarks(finder)}
    return render(request, "experiences/figures.html", context)


def experience_page(request: HttpRequest, obj: Experience) -> HttpResponse:
    """The page of an experience, published or previewed."""
    page = ExperiencePage.of(Experience.with_copies.with_everything().get(pk=obj.pk), mirror.current())
    return render(request, "experiences/experience.html", {"page": page})


@content_page(reads=lambda: [COPY])
def experience(request: HttpRequest, slug: str) -> HttpResponse:
    page = request.snapshot.remember(("experience", slug), lambda: ExperiencePage.read(slug, request.snapshot), A_PAGE)
    since = TextSince.of(page.experience, ReaderCopy.asked(request.GET))
    return render(request, "experiences/experience.html", {"page": page, "since": since})
