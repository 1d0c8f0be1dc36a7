"""The pages of the framework. What is crossed with it is reached by the related names of the apps above."""

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dts_platform.editorial.links import PublicLinks
from dts_platform.web.freshness import content_page
from missions.glossaire import Glossaire
from missions.models import Mission, Principe, Repere, Strategie, Terme


def _list_page(request: HttpRequest, objects: QuerySet, template: str) -> HttpResponse:
    return render(request, template, {"objects": objects})


def _doctrine(request: HttpRequest, objects: QuerySet, slug: str, template: str) -> HttpResponse:
    obj = get_object_or_404(objects, slug=slug)
    return render(
        request, template, {"obj": obj, "glossaire": Glossaire.read(), "links": PublicLinks.read(), **_crossed(obj)}
    )


def _crossed(obj: Model) -> dict:
    return {
        "fiches": obj.fiches.published().in_reading_order(),
        "experiences": obj.illustrations.filter(experience__in=obj.experiences.published()).select_related(
            "experience"
        ),
    }


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
    ordered = list(Repere.objects.published().in_reading_order().only("slug", "titre"))
    rank = ordered.index(obj) if obj in ordered else len(ordered)
    context = {
        "obj": obj,
        "glossaire": Glossaire.read(),
        "links": PublicLinks.read(),
        "experiences": obj.experiences.published(),
        "previous": ordered[rank - 1] if rank else None,
        "next_": ordered[rank + 1] if rank + 1 < len(ordered) else None,
    }
    return render(request, "missions/repere.html", context)


@content_page
def repere(request: HttpRequest, slug: str) -> HttpResponse:
    return repere_page(request, get_object_or_404(Repere.objects.published().with_points(), slug=slug))


@content_page
def glossaire(request: HttpRequest) -> HttpResponse:
    return _list_page(request, Terme.objects.all(), "missions/glossaire.html")
