"""The pages of the framework."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dts_platform.search import mirror
from dts_platform.web.freshness import content_page
from missions.glossaire import first_of_letters
from missions.models import Mission, Principe, Repere, Strategie, Terme
from missions.page import DoctrinePage, ReperePage


def _list_page(request: HttpRequest, objects: QuerySet, template: str) -> HttpResponse:
    return render(request, template, {"objects": objects})


def _doctrine(request: HttpRequest, objects: QuerySet, slug: str, template: str) -> HttpResponse:
    return render(request, template, {"page": DoctrinePage.of(get_object_or_404(objects, slug=slug), request.snapshot)})


@content_page
def missions(request: HttpRequest) -> HttpResponse:
    return _list_page(request, Mission.objects.prefetch_related("volets__points"), "missions/missions.html")


@content_page
def mission(request: HttpRequest, slug: str) -> HttpResponse:
    return _doctrine(request, Mission.objects.prefetch_related("volets__points"), slug, "missions/mission.html")


@content_page
def principes(request: HttpRequest) -> HttpResponse:
    return _list_page(request, Principe.objects.all(), "missions/principes.html")


@content_page
def principe(request: HttpRequest, slug: str) -> HttpResponse:
    return _doctrine(request, Principe.objects.prefetch_related("facons_de_faire"), slug, "missions/principe.html")


@content_page
def strategies(request: HttpRequest) -> HttpResponse:
    return _list_page(request, Strategie.objects.all(), "missions/strategies.html")


@content_page
def strategie(request: HttpRequest, slug: str) -> HttpResponse:
    return _doctrine(request, Strategie.objects.all(), slug, "missions/strategie.html")


@content_page
def reperes(request: HttpRequest) -> HttpResponse:
    return _list_page(request, Repere.objects.published().in_reading_order(), "missions/reperes.html")


def repere_page(request: HttpRequest, obj: Repere) -> HttpResponse:
    """The page of a landmark, published or previewed."""
    return render(request, "missions/repere.html", {"page": ReperePage.of(obj, mirror.current())})


@content_page
def repere(request: HttpRequest, slug: str) -> HttpResponse:
    return repere_page(request, get_object_or_404(Repere.objects.published().with_everything(), slug=slug))


@content_page
def glossaire(request: HttpRequest) -> HttpResponse:
    termes = list(Terme.objects.all())
    return render(request, "missions/glossaire.html", {"objects": termes, "letters": first_of_letters(termes)})
