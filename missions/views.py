"""The framework online. What is crossed with it is reached by the related names of the apps above."""

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from dts_platform.core.fraicheur import page_de_contenu
from dts_platform.core.renvois import Renvois
from missions.glossaire import Glossaire
from missions.models import Mission, Principe, Repere, Strategie, Terme


def _liste(request: HttpRequest, objets: QuerySet, gabarit: str) -> HttpResponse:
    return render(request, gabarit, {"objets": objets})


def _doctrine(request: HttpRequest, objets: QuerySet, slug: str, gabarit: str) -> HttpResponse:
    objet = get_object_or_404(objets, slug=slug)
    return render(
        request, gabarit, {"objet": objet, "glossaire": Glossaire.read(), "renvois": Renvois.read(), **_croises(objet)}
    )


def _croises(objet: Model) -> dict:
    return {
        "fiches": objet.fiches.published().in_reading_order(),
        "experiences": objet.illustrations.filter(experience__in=objet.experiences.published()).select_related(
            "experience"
        ),
    }


@page_de_contenu
def missions(request: HttpRequest) -> HttpResponse:
    return _liste(request, Mission.objects.prefetch_related("volets__points"), "missions/missions.html")


@page_de_contenu
def mission(request: HttpRequest, slug: str) -> HttpResponse:
    return _doctrine(request, Mission.objects.prefetch_related("volets__points"), slug, "missions/mission.html")


@page_de_contenu
def principes(request: HttpRequest) -> HttpResponse:
    return _liste(request, Principe.objects.all(), "missions/principes.html")


@page_de_contenu
def principe(request: HttpRequest, slug: str) -> HttpResponse:
    return _doctrine(request, Principe.objects.prefetch_related("facons_de_faire"), slug, "missions/principe.html")


@page_de_contenu
def strategies(request: HttpRequest) -> HttpResponse:
    return _liste(request, Strategie.objects.all(), "missions/strategies.html")


@page_de_contenu
def strategie(request: HttpRequest, slug: str) -> HttpResponse:
    return _doctrine(request, Strategie.objects.all(), slug, "missions/strategie.html")


@page_de_contenu
def reperes(request: HttpRequest) -> HttpResponse:
    return _liste(request, Repere.objects.published().in_reading_order(), "missions/reperes.html")


def page_de_repere(request: HttpRequest, objet: Repere) -> HttpResponse:
    """The page of a landmark, published or previewed."""
    suite = list(Repere.objects.published().in_reading_order().only("slug", "titre"))
    rang = suite.index(objet) if objet in suite else len(suite)
    contexte = {
        "objet": objet,
        "glossaire": Glossaire.read(),
        "renvois": Renvois.read(),
        "experiences": objet.experiences.published(),
        "precedent": suite[rang - 1] if rang else None,
        "suivant": suite[rang + 1] if rang + 1 < len(suite) else None,
    }
    return render(request, "missions/repere.html", contexte)


@page_de_contenu
def repere(request: HttpRequest, slug: str) -> HttpResponse:
    return page_de_repere(request, get_object_or_404(Repere.objects.published().with_points(), slug=slug))


@page_de_contenu
def glossaire(request: HttpRequest) -> HttpResponse:
    return _liste(request, Terme.objects.all(), "missions/glossaire.html")
